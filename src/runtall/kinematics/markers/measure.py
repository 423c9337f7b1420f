"""Every registered measurement of one marker recording: a value per stride, or why not."""

from __future__ import annotations

import numpy as np

from runtall.kinematics.markers.errors import MarkerErrors
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.kinematics.measure import (
    ClipMeasure,
    MotionMeasures,
    lacking,
    raw_strides,
    sides_of,
)
from runtall.kinematics.metric import Metric, metrics
from runtall.literature import number
from runtall.motion.measurement import Z_LEVEL, Side, Unmeasured

_BODIES = 200
"""The spread of the error is stated, not learned on few bodies: its draws are nearly normal."""
_WORDS = {
    "ear": "both ears",
    "shoulder": "the shoulders (both acromia)",
    "elbow": "the elbows",
    "wrist": "the wrists",
    "hip": "the pelvis (both ASIS, and both PSIS or the sacrum)",
    "knee": "the knees",
    "ankle": "the ankles (both malleoli)",
    "heel": "the heels",
    "foot_index": "the forefeet",
    "c7": "C7",
    "sacrum": "the sacrum",
}


def measure_markers(motion: MarkerMotion) -> MotionMeasures:
    """Measure everything that these markers can show.

    Returns
    -------
    dict
        By name and side, for every registered measurement.
    """
    errors = MarkerErrors(motion)
    return {
        (name, side): _measure(motion, metric, side, errors)
        for name, metric in metrics.items()
        for side in sides_of(metric)
    }


def _measure(
    motion: MarkerMotion, metric: Metric, side: Side | None, errors: MarkerErrors
) -> ClipMeasure | Unmeasured:
    reason = why_not(motion, metric, side)
    if reason:
        return Unmeasured(reason)
    strides = raw_strides(motion, metric, side)
    if not np.isfinite(strides).any():
        return Unmeasured("the points it needs were not seen")
    spread = errors.spread(metric, side)
    worst = number("markers.worst_angle")
    if metric.unit == "rad" and np.degrees(spread) > worst:
        return Unmeasured(
            f"these markers place its points too roughly (± {Z_LEVEL * np.degrees(spread):.0f} "
            f"degrees); it needs markers at {_listed([*metric.parts, *metric.also])}"
        )
    return ClipMeasure(metric, side, strides, spread, _BODIES, 0.0)


def why_not(motion: MarkerMotion, metric: Metric, side: Side | None) -> str:
    """What would show a measurement that these markers do not; empty where they do."""
    missing = lacking(motion.points.keypoints, metric, side)
    if missing:
        return f"these markers do not show it; it needs markers at {_listed(missing)}"
    rate = max(motion.fps, motion.contacts.rate_hz)
    if rate < metric.min_fps:
        return (
            f"needs at least {metric.min_fps:.0f} frames a second, this recording gives {rate:.0f}"
        )
    return ""


def _listed(parts: list[str]) -> str:
    words = [_WORDS.get(p, f"the {p.replace('_', ' ')}") for p in parts]
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"
