"""Foot contacts as phases of the mean stride."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from runtall.kinematics.gait import SIDES, Gait
from runtall.kinematics.periodic import Array, basis, fit
from runtall.kinematics.phase import Rhythm
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.view import Seen
from runtall.motion.measurement import Side

_HARMONICS = 6
_GRID = 400
_LEAVES = (0.15, 0.75)
"""Cycles after contact between which a foot leaves the ground, running or walking."""
_FEET = ("ankle", "heel", "foot_index")


@dataclass(frozen=True, slots=True)
class EventOffsets:
    """What to add to the raw marks of one view, in cycles; learned on rendered runners.

    ``contact_share`` is the share of the stride that a foot spends on the ground where the
    view cannot show it.
    """

    initial_contact: float
    toe_off: float
    contact_share: float


def find_gait(points: Points2D, rhythm: Rhythm, seen: Seen, offsets: EventOffsets) -> Gait:
    """Phases of initial contact and toe-off, and the phase counted from left contact.

    Parameters
    ----------
    points
        Smoothed points.
    rhythm
        Phase with an arbitrary zero.
    seen
        View and facing.
    offsets
        Learned corrections for this view.
    """
    marks = side_marks(points, rhythm, seen) if seen.facing else across_marks(points, rhythm)
    contact: dict[Side, float] = {}
    off: dict[Side, float] = {}
    for side in SIDES:
        contact[side] = marks[side][0] + offsets.initial_contact
        if seen.facing:
            off[side] = marks[side][1] + offsets.toe_off
        else:
            off[side] = contact[side] + offsets.contact_share
    zero = contact["left"]
    return Gait(
        time_s=points.time_s,
        phase=rhythm.phase - zero,
        spans=points.spans,
        frequency_hz=rhythm.frequency_hz,
        initial_contact={s: float(np.mod(contact[s] - zero, 1.0)) for s in SIDES},
        toe_off={s: float(np.mod(off[s] - zero, 1.0)) for s in SIDES},
    )


def side_marks(points: Points2D, rhythm: Rhythm, seen: Seen) -> dict[Side, tuple[float, float]]:
    """From the side: greatest forward reach of the foot, and lowest toe, against the hips.

    Returns
    -------
    dict
        By side the two phases in cycles (evidence: foot-hip distance for contact, toe for
        toe-off), before correction.
    """
    return {side: _side_marks(points, rhythm, side, seen.facing) for side in SIDES}


def _side_marks(points: Points2D, rhythm: Rhythm, side: Side, facing: float) -> tuple[float, float]:
    hip = points.point("mid_hip")
    reach = np.stack([facing * (points.point(f"{side}_{p}") - hip)[:, 0] for p in _FEET], axis=1)
    toe = (points.point(f"{side}_foot_index") - hip)[:, 1:]
    grid = np.arange(_GRID) / _GRID
    profile = mean_profile(rhythm.phase, np.hstack([reach, toe]), grid)
    forward = [_peak(grid, profile[:, k]) for k in range(len(_FEET))]
    contact = _circular_mean(forward)
    # Low twice, at contact and before it leaves: look only where it can leave.
    since = np.mod(grid - contact, 1.0)
    leaving = (since > _LEAVES[0]) & (since < _LEAVES[1])
    return contact, _peak(grid, np.where(leaving, profile[:, -1], -np.inf))


def across_marks(points: Points2D, rhythm: Rhythm) -> dict[Side, tuple[float, float]]:
    """From the rear or front: the fundamental of right less left foot height.

    Both feet are taken to be half a stride apart, which a picture from behind cannot refute.
    """
    height = np.zeros(len(points.time_s))
    for part, weight in (("ankle", 1.0), ("heel", 0.7), ("knee", 0.5)):
        apart = points.point(f"left_{part}")[:, 1] - points.point(f"right_{part}")[:, 1]
        height = height + weight * apart
    coefficients, _, _ = fit(rhythm.phase, height[:, None], 1)
    # `height` is right above left; the left foot swings highest where it is least.
    top = float(np.arctan2(coefficients[2, 0], coefficients[1, 0]) / (2 * np.pi))
    return {"left": (top, top), "right": (top + 0.5, top + 0.5)}


def mean_profile(phase: Array, values: Array, grid: Array) -> Array:
    """Mean of each column at the phases of ``grid``, shape ``(grid, d)``."""
    coefficients, _, _ = fit(phase, values, _HARMONICS)
    profile: Array = basis(grid, _HARMONICS) @ coefficients
    return profile


def _peak(grid: Array, values: Array) -> float:
    k = int(np.argmax(values))
    a, b, c = values[k - 1], values[k], values[(k + 1) % len(values)]
    bend = a - 2 * b + c
    shift = 0.5 * (a - c) / bend if np.isfinite(bend) and bend < 0 else 0.0
    return float(grid[k] + shift * (grid[1] - grid[0]))


def _circular_mean(phases: list[float]) -> float:
    turn = np.exp(2j * np.pi * np.array(phases)).mean()
    return float(np.angle(turn) / (2 * np.pi))
