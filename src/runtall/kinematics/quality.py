"""How far the keypoints can be trusted, judged without the detector's own score.

The detector's visibility saturates, also on a picture that lies on its side; lengths that
must not change, a motion that must repeat and speeds that no joint reaches do not.
"""

from __future__ import annotations

import numpy as np

from runtall.kinematics.gait import SIDES
from runtall.kinematics.periodic import Array, fit
from runtall.kinematics.phase import Rhythm
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.rhythm import SMOOTH_HARMONICS
from runtall.motion.vocabulary import BONES

_LENGTH_SCATTER = 0.15
"""Relative scatter of a limb's length at which its item reaches 0."""
_SIDE_RATIO = 0.3
_LOST = 0.2
"""Share of points lost or repaired at which an item reaches 0."""


def quality(raw: Points2D, points: Points2D, rhythm: Rhythm) -> dict[str, float]:
    """Items of capture quality, 0 to 1, 1 best.

    Parameters
    ----------
    raw
        Points after left and right were repaired, before smoothing.
    points
        Smoothed points.
    rhythm
        Stride phase.

    Returns
    -------
    dict
        By plain name, in the order of importance.
    """
    total = float(raw.position.shape[0] * raw.position.shape[1])
    counts = points.counts
    lost = (counts.get("outside", 0) + counts.get("bridged", 0)) / total
    jumps = (counts.get("jumps", 0) + counts.get("outliers", 0)) / total
    return {
        "the motion repeats": _unit(rhythm.explained),
        "limbs keep their length": _falling(limb_scatter(raw, rhythm), _LENGTH_SCATTER),
        "left and right agree": _falling(side_disagreement(raw), _SIDE_RATIO),
        "whole body in the picture": _falling(lost, _LOST),
        "no jumps": _falling(jumps, _LOST),
        "legs kept apart": _falling(counts.get("swaps", 0) / len(raw.time_s), 2 * _LOST),
    }


def _unit(value: float) -> float:
    return float(np.clip(value, 0.0, 1.0))


def _falling(value: float, worst: float) -> float:
    return _unit(1.0 - value / worst)


def limb_scatter(points: Points2D, rhythm: Rhythm) -> float:
    """Median over the bones of the length's residual from its own mean stride, relative."""
    lengths = np.stack([np.hypot(*(points.point(a) - points.point(b)).T) for a, b in BONES], axis=1)
    _, sd, _ = fit(rhythm.phase, lengths, SMOOTH_HARMONICS)
    typical = np.nanquantile(lengths, 0.9, axis=0)
    return float(np.nanmedian(sd / np.maximum(typical, 1e-6)))


def side_disagreement(points: Points2D) -> float:
    """Mean absolute log ratio of left to right thigh and shank length in the picture."""
    ratios = []
    for upper, lower in (("hip", "knee"), ("knee", "ankle")):
        left, right = (
            np.nanquantile(
                np.hypot(*(points.point(f"{s}_{upper}") - points.point(f"{s}_{lower}")).T), 0.9
            )
            for s in SIDES
        )
        ratios.append(abs(np.log(left / right)))
    return float(np.mean(ratios))


def jitter(raw: Points2D, rhythm: Rhythm) -> dict[str, float]:
    """Robust residual of every keypoint from the mean stride, in trunk lengths."""
    relative = (raw.position - raw.point("mid_hip")[:, None]) / raw.trunk_length()
    flat = relative.reshape(len(relative), -1)
    _, sd, _ = fit(rhythm.phase, flat, SMOOTH_HARMONICS)
    both: Array = np.hypot(sd[0::2], sd[1::2])
    return dict(zip(raw.keypoints, both.tolist(), strict=True))


def worst(items: dict[str, float]) -> float:
    """The lowest item, which decides the word for the whole."""
    return min(items.values(), default=0.0)
