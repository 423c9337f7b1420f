"""Measurements of a mean stride: every metric on its points, with draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.gait import Gait, by_stride
from runtall.kinematics.measure import sides_of
from runtall.kinematics.metric import Metric, metrics
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Side
from runtall.motion.stride_draws import StrideDraws
from runtall.motion.vocabulary import BODY

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Key = tuple[str, Side | None]

N_DRAWS: Final = 64
_FRAMES: Final = 80
_TIMING: Final = ("cadence", "contact_time")
"""Known from the events, not from where the points are."""


@dataclass(frozen=True, slots=True)
class StrideMeasure:
    """One measurement of the mean stride, SI: its value and spread over draws of the stride."""

    metric: Metric
    side: Side | None
    value: float
    spread: float


def stride_measures(stride: MeanStride, *, seed: int = 0) -> dict[Key, StrideMeasure]:
    """Every measurement that follows from where the points are.

    Parameters
    ----------
    stride
        Mean stride with its covariance.
    seed
        Of the draws.
    """
    phase = np.arange(_FRAMES + 1) / _FRAMES
    gait = stride_gait(stride, phase)
    mean = labelled(stride.positions(phase)[None], gait)
    drawn = labelled(stride.position_draws(phase, N_DRAWS, seed), gait)
    found = {}
    for name, metric in metrics.items():
        if name in _TIMING or metric.optional:
            continue
        for side in sides_of(metric):
            value, draws = (evaluate(metric, side, p, gait) for p in (mean, drawn))
            # A fit to a clip told wrongly may run so wildly that it has no stance to look at.
            if not np.isfinite(value[0]) or not np.isfinite(draws).any():
                continue
            spread = float(np.nanstd(draws))
            found[name, side] = StrideMeasure(metric, side, float(value[0]), spread)
    return found


def stride_gait(stride: MeanStride | StrideDraws, phase: Array) -> Gait:
    """One stride from left contact to left contact, as the metrics take it."""
    return Gait(
        time_s=phase / stride.frequency_hz,
        phase=phase,
        spans=(slice(0, len(phase)),),
        frequency_hz=stride.frequency_hz,
        initial_contact=dict(stride.initial_contact),
        toe_off=dict(stride.toe_off),
    )


def labelled(position: Array, gait: Gait) -> xr.DataArray:
    """Positions ``(draw, time, 19, 3)`` with their names."""
    import xarray as xr

    return xr.DataArray(
        position,
        dims=("draw", "time", "keypoint", "space"),
        coords={"time": gait.time_s, "keypoint": list(BODY), "space": ["x", "y", "z"]},
        attrs={"units": "m"},
    )


def evaluate(metric: Metric, side: Side | None, position: xr.DataArray, gait: Gait) -> Array:
    """Value of one measurement for each draw, shape ``(draw,)``."""
    named = {"side": side} if side else {}
    if metric.reduce == "per_stride":
        values = metric.function(position, gait, **named)
    else:
        values = by_stride(metric.function(position, **named), gait, metric.reduce)
    return np.asarray(values.isel(stride=0).values, dtype=float)
