"""Curves of the 3-D mean stride: what its points show at 0-100 %, with the band of the mean."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import Analysis, Curve
from runtall.kinematics.metric import metrics
from runtall.kinematics.midline import wrist_to_midline
from runtall.kinematics.stride3d.shows import planes
from runtall.literature import number
from runtall.motion.mean_stride import PERCENT, MeanStride
from runtall.motion.measurement import Side
from runtall.motion.vocabulary import BODY
from runtall.report.svg.stride_wrists import Z
from runtall.units import to_display

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Needs = Literal["side", "across", "both", "markers"]

_DRAWS: Final = 200
_SIDES: Final[tuple[Side, Side]] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One panel: a measurement through the stride, and the views that show it at all."""

    name: str
    needs: Needs
    sided: bool = False
    unit: str = "deg"


WRIST: Final = Quantity("wrist_to_midline", "across", sided=True, unit="shoulder breadths")
GROUPS: Final[dict[str, tuple[Quantity, ...]]] = {
    "Trunk and head": (
        Quantity("trunk_lean", "side"),
        Quantity("trunk_side_lean", "across"),
        Quantity("thorax_yaw_range", "both"),
        Quantity("pelvis_yaw_range", "markers"),
        Quantity("thorax_pelvis_yaw_range", "markers"),
        Quantity("head_forward", "side"),
    ),
    "Arms": (
        Quantity("arm_swing_range", "side", sided=True),
        Quantity("elbow_angle", "side", sided=True),
        WRIST,
    ),
}
# Read off a curve that is no measurement itself.
_NUMBERS: Final = {"wrist_to_midline": "arm_crossing_nearest"}


def shown(stride: MeanStride) -> set[str]:
    """What its views show: ``side``, ``across``, ``both`` of them, ``markers``."""
    return planes(stride.views)


def groups(analysis: Analysis, stride: MeanStride) -> dict[str, list[list[Curve]]]:
    """Curves by the title of their group and by panel; only what was seen and measured."""
    able = shown(stride)
    wanted = {
        title: [
            (q, sides) for q in quantities if q.needs in able and (sides := sides_of(analysis, q))
        ]
        for title, quantities in GROUPS.items()
    }
    if not any(wanted.values()):
        return {}
    points = _points(stride, analysis.settings.seed)
    return {
        title: [
            [_at_number(_curve(q, side, stride, points), analysis) for side in sides]
            for q, sides in pairs
        ]
        for title, pairs in wanted.items()
        if pairs
    }


def sides_of(analysis: Analysis, quantity: Quantity) -> list[Side | None]:
    """Sides whose number was not refused, and was not taken from a flat picture instead."""
    name = _NUMBERS.get(quantity.name, quantity.name)
    given = {m.side: m for m in analysis.measurements if m.name == name}
    sides: tuple[Side | None, ...] = _SIDES if quantity.sided else (None,)
    return [
        side
        for side in sides
        if side not in given or (given[side].measured and given[side].method != "flat")
    ]


def _at_number(curve: Curve, analysis: Analysis) -> Curve:
    """The curve moved to where its measurement was corrected to, so that both say the same."""
    name = _NUMBERS.get(curve.name, curve.name)
    value = next(
        (m.value for m in analysis.measurements if (m.name, m.side) == (name, curve.side)), None
    )
    if value is None or (name == curve.name and metrics[name].reduce != "mean"):
        return curve
    # A stride ends where it began: its last point is its first.
    own = curve.mean[:-1]
    nearest = number("arm_crossing.percentile") / 100
    shift = value - float(own.mean() if name == curve.name else np.quantile(own, nearest))
    moved = {part: getattr(curve, part) + shift for part in ("mean", "low", "high")}
    return replace(curve, **moved)


def _points(stride: MeanStride, seed: int) -> xr.DataArray:
    """Points of the mean stride, and after it of its draws, dims draw, time, keypoint, space."""
    import xarray as xr

    phase = PERCENT / 100
    mean = stride.positions(phase)[None]
    return xr.DataArray(
        np.concatenate([mean, stride.position_draws(phase, _DRAWS, seed)]),
        dims=("draw", "time", "keypoint", "space"),
        coords={"time": phase, "keypoint": list(BODY), "space": ["x", "y", "z"]},
    )


def _curve(
    quantity: Quantity, side: Side | None, stride: MeanStride, points: xr.DataArray
) -> Curve:
    of = wrist_to_midline if quantity.name in _NUMBERS else metrics[quantity.name].function
    values = of(points, **({"side": side} if side else {})).transpose("draw", "time").values
    si = "rad" if quantity.unit == "deg" else "1"
    mean, half = values[0], Z * values[1:].std(axis=0)
    low, high = (to_display(v, si, quantity.unit) for v in (mean - half, mean + half))
    return Curve(
        name=quantity.name,
        side=side,
        unit=quantity.unit,
        mean=to_display(mean, si, quantity.unit),
        low=low,
        high=high,
        n_strides=stride.n_strides,
        input=stride.inputs[0] if stride.inputs else 0,
    )
