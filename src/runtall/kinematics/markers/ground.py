"""Which foot lies still on the ground, or goes with the belt of a treadmill."""

from __future__ import annotations

import numpy as np

from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.points3d import (
    Bools,
    Points3D,
    filled,
    lowpass,
    runs,
    unbroken,
)
from runtall.kinematics.periodic import Array
from runtall.motion.measurement import Side

FORE = ("foot_index", "toe_joint", "small_toe", "metatarsal_1", "metatarsal_2", "metatarsal_5")
HEEL = ("heel", "heel_lower", "heel_upper", "heel_lateral", "heel_medial")
ANKLE = ("ankle", "ankle_lateral", "ankle_medial")
_SMOOTH_HZ = 20.0
_WINDOW_S = 4.0
"""A belt keeps its speed for so long, nearly."""
_LOW = 20.0
"""Share of the time, %, in which a point of a runner's foot is surely on the ground: contact
lasts a third of the stride and more."""
_STILL = 0.15
"""A point lies on the ground when it moves against it slower than this share of its top speed."""
_STILL_M_S = 0.3
_GAP_S, _CONTACT_S = 0.04, 0.08
"""Pauses shorter than the first are bridged; contacts shorter than the second are none: runners
stay for 150 ms and more."""


def foot_points(points: Points3D, side: Side) -> list[str]:
    """Points of one foot: its markers, else what follows from others, else the ankle."""
    foot = points.named(side, (*HEEL, *FORE))
    marked = [n for n in foot if n in points.marked]
    return marked or foot or points.named(side, ANKLE)


def velocity(points: Points3D, name: str) -> Array:
    """Smoothed velocity of a point, m/s, shape ``(time, 3)``."""
    found = np.zeros_like(points.point(name))
    for span in unbroken(points):
        path = lowpass(filled(points.point(name)[span]), points.rate_hz, _SMOOTH_HZ)
        if len(path) > 1:
            found[span] = np.gradient(path, 1.0 / points.rate_hz, axis=0)
    return found


def ground_velocity(points: Points3D) -> Array:
    """Velocity of what the feet stand on, m/s, shape ``(time, 3)``.

    The median velocity of the points of the feet where they are lowest; zero in a laboratory,
    backward on a treadmill, and along the slope where the belt has one.
    """
    names = [n for side in SIDES for n in foot_points(points, side)]
    moving = np.stack([velocity(points, n) for n in names], axis=1)
    height = np.stack([points.point(n)[:, 1] for n in names], axis=1)
    time = points.time_s
    count = max(1, int((time[-1] - time[0]) / (_WINDOW_S / 2)))
    middles = np.linspace(time[0], time[-1], count + 2)[1:-1]
    found = []
    for middle in middles:
        near = np.abs(time - middle) <= _WINDOW_S / 2
        found.append(_where_low(height[near], moving[near]))
    return _between(time, middles, np.array(found))


def _where_low(height: Array, moving: Array) -> Array:
    seen = np.isfinite(height)
    usable = seen.any(axis=0)
    if not usable.any():
        return np.full(3, np.nan)
    limit = np.nanpercentile(height[:, usable], _LOW, axis=0)
    low = height[:, usable] <= limit
    middle: Array = np.median(moving[:, usable][low], axis=0)
    return middle


def _between(time: Array, middles: Array, values: Array) -> Array:
    known = np.isfinite(values).all(axis=1)
    if not known.any():
        return np.zeros((len(time), 3))
    return np.stack([np.interp(time, middles[known], v) for v in values[known].T], axis=1)


def standing(points: Points3D, side: Side, ground: Array) -> list[slice]:
    """Pieces of the recording in which some point of that foot lies on the ground.

    Parameters
    ----------
    points
        Of the whole recording.
    side
        Which foot.
    ground
        Velocity of the ground.
    """
    on = np.zeros(len(points.time_s), dtype=bool)
    for name in foot_points(points, side):
        slip = np.linalg.norm(velocity(points, name) - ground, axis=1)
        slip[~np.isfinite(points.point(name)).all(axis=1)] = np.inf
        moving = slip[np.isfinite(slip)]
        if len(moving):
            on |= slip < max(_STILL_M_S, _STILL * float(np.percentile(moving, 95)))
    found: list[slice] = []
    for span in unbroken(points):
        whole = _bridged(on[span], round(_GAP_S * points.rate_hz))
        least = int(np.ceil(_CONTACT_S * points.rate_hz))
        found += [
            slice(r.start + span.start, r.stop + span.start)
            for r in runs(whole, least)
            # Cut off by an end of the recording, it shows no contact.
            if r.start > 0 and r.stop < len(whole)
        ]
    return found


def _bridged(on: Bools, most: int) -> Bools:
    whole = on.copy()
    for gap in runs(~on):
        if gap.stop - gap.start <= most and gap.start > 0 and gap.stop < len(on):
            whole[gap] = True
    return whole
