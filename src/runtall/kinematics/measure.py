"""Every registered measurement of one clip: a value per stride, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.error_model import Correction, part_of
from runtall.kinematics.gait import SIDES, by_stride
from runtall.kinematics.metric import Metric, metrics
from runtall.kinematics.periodic import Array
from runtall.motion.measurement import Side, Unmeasured

if TYPE_CHECKING:
    import xarray as xr

    from runtall.kinematics.markers.motion import MarkerMotion

_NEEDS = {"x": "a view from the side", "z": "a view from the rear or front"}
FROM_TIME = ("cadence", "contact_time")
"""Known from the contacts, not from where the points are."""
_OWN = ("ear", "elbow", "wrist", "knee", "ankle", "heel", "foot_index")
"""Parts of which a measurement of one side looks at that side only."""
_BOTH = "xz"
"""Seen from above: no single picture shows it."""
_TURN = (
    "one flat picture cannot show how far the body turns; clips from the side and from behind "
    "together, or motion capture, can"
)


@dataclass(frozen=True, slots=True)
class ClipMeasure:
    """One measurement of one clip, in SI.

    Attributes
    ----------
    metric, side
        Which.
    strides
        Corrected value per stride, NaN where it was not seen.
    sd
        Spread of the estimator's error for a new body, widened where this clip's keypoints
        are noisier than those it was learned on.
    bodies
        Bodies that the error was learned on.
    shift
        What was added to the raw values.
    """

    metric: Metric
    side: Side | None
    strides: Array
    sd: float
    bodies: int
    shift: float


def sides_of(metric: Metric) -> tuple[Side | None, ...]:
    """Sides for which a measurement is given."""
    return SIDES if metric.sided else (None,)


MotionMeasures = dict[tuple[str, Side | None], ClipMeasure | Unmeasured]


def lacking(keypoints: Iterable[str], metric: Metric, side: Side | None) -> list[str]:
    """Parts of the body that a measurement rests on and that have no point, in its own order.

    Parameters
    ----------
    keypoints
        Names of the points that are there.
    metric
        The measurement.
    side
        Of what side it is wanted; of both where None.
    """
    if metric.name in FROM_TIME:
        return []
    known = set(keypoints)
    return [
        part
        for part in (*metric.parts, *metric.also)
        if part not in known
        and not all(f"{s}_{part}" in known for s in ((side,) if side and part in _OWN else SIDES))
    ]


def measure_clip(motion: ClipMotion) -> MotionMeasures:
    """Measure everything that this clip can show.

    Returns
    -------
    dict
        By name and side, for every registered measurement.
    """
    return {
        (name, side): measure_one(motion, metric, side)
        for name, metric in metrics.items()
        for side in sides_of(metric)
    }


def measure_one(motion: ClipMotion, metric: Metric, side: Side | None) -> ClipMeasure | Unmeasured:
    """One measurement, corrected for what the estimator is known to get wrong."""
    if reason := _why_not(motion, metric, side):
        return Unmeasured(reason)
    correction = correction_of(motion, metric, side)
    if correction is None:
        return Unmeasured("how far this estimator is off for it was never measured")
    raw = raw_strides(motion, metric, side)
    if not np.isfinite(raw).any():
        return Unmeasured("the points it needs were not seen")
    sd = correction.sd * inflation(motion, metric, side)
    if metric.difference_of is not None:
        return _difference(motion, metric, sd, correction.bodies)
    mean, sign = float(np.nanmean(raw)), mirror_sign(motion, metric)
    corrected = sign * correction.apply(sign * mean, covariates_of(motion, metric, side))
    shift = corrected - mean
    return ClipMeasure(metric, side, raw + shift, sd, correction.bodies, shift)


def _why_not(motion: ClipMotion, metric: Metric, side: Side | None) -> str:
    """What would show a measurement that this clip does not; empty where it does."""
    missing = [a for a in metric.axes if a not in motion.position.space.values]
    if missing and set(_BOTH) <= set(metric.axes):
        return _TURN
    if missing:
        return f"this view cannot show it; film {_NEEDS[missing[0]]}"
    if motion.fps < metric.min_fps:
        return (
            f"needs at least {metric.min_fps:.0f} frames a second, this clip gives {motion.fps:.0f}"
        )
    if lacking(motion.position.keypoint.values, metric, side):
        return "the pose model has no points there; motion capture shows it"
    return ""


def _difference(
    motion: ClipMotion, metric: Metric, sd: float, bodies: int
) -> ClipMeasure | Unmeasured:
    assert metric.difference_of is not None
    first, second = (measure_one(motion, metrics[name], None) for name in metric.difference_of)
    if not isinstance(first, ClipMeasure) or not isinstance(second, ClipMeasure):
        return first if isinstance(first, Unmeasured) else second
    strides = first.strides - second.strides
    return ClipMeasure(metric, None, strides, sd, bodies, first.shift - second.shift)


def raw_strides(motion: ClipMotion | MarkerMotion, metric: Metric, side: Side | None) -> Array:
    """Uncorrected value per stride, SI, shape ``(stride,)``."""
    named = {"side": side} if side else {}
    if metric.reduce == "per_stride":
        values: xr.DataArray = metric.function(motion.position, motion.gait, **named)
    else:
        values = by_stride(metric.function(motion.position, **named), motion.gait, metric.reduce)
    return np.asarray(values.values, dtype=float)


def correction_of(motion: ClipMotion, metric: Metric, side: Side | None) -> Correction | None:
    """Learned correction, None where nothing was learned."""
    return motion.errors.metric(metric.name, part_of(motion.seen, side))


def covariates_of(motion: ClipMotion, metric: Metric, side: Side | None) -> dict[str, float]:
    """Geometry marks, signed so that a mirrored clip gives the mirrored correction.

    From the side the marks are mirror images already. From rear and front they change sign
    in the mirror: for a measurement of one side they are counted towards that side; for one
    that is the same in the mirror they say nothing and are left out.
    """
    if motion.seen.facing:
        sign = 1.0
    elif side is not None:
        sign = 1.0 if side == "right" else -1.0
    else:
        sign = 1.0 if metric.odd else 0.0
    marks = {k: sign * v for k, v in motion.covariates.items()}
    if metric.covariates is not None and side is not None:
        marks |= metric.covariates(motion.position, side)
    return marks


def mirror_sign(motion: ClipMotion, metric: Metric) -> float:
    """Factor that counts a right-less-left difference as near less far in a side view."""
    return motion.seen.facing if metric.odd and motion.seen.facing else 1.0


def inflation(motion: ClipMotion, metric: Metric, side: Side | None) -> float:
    """How much noisier the measurement's keypoints are than usual, at least 1."""
    sides = (side,) if side else SIDES
    ratios = [motion.noise.get(f"{s}_{p}", 1.0) for p in metric.parts for s in sides]
    return float(np.median(ratios)) if ratios else 1.0
