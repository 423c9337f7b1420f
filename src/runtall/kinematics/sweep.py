"""While a runner passes, the near and the far side of the body drift past each other.

Seen at a tangent of ``t`` from square, a point nearer than the hips by ``z`` lies ``z t`` ahead of
where a square view would show it: taken out in proportion, with each side's ``z`` from the clip.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.settled import straight

_CARRIED: Final = {
    "hip": ("hip", "knee", "ankle", "heel", "foot_index"),
    "shoulder": ("shoulder", "elbow", "wrist"),
    "ear": ("ear",),
}
"""Pairs whose breadth shows how far apart the sides are, and the points that share it."""


def sweep(points: Points2D, aside: Array) -> Array:
    """How far every point has drifted against the hips.

    Parameters
    ----------
    points
        Of a runner who stays in place.
    aside
        Tangent of the angle from square in each frame, shape ``(time,)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(time, keypoint, 2)``, px.
    """
    drift = np.zeros(points.position.shape)
    for pair, carried in _CARRIED.items():
        if f"left_{pair}" not in points.keypoints:
            continue
        right, left = (points.point(f"{side}_{pair}")[:, 0] for side in ("right", "left"))
        half = straight(aside, right - left)[0][0] / 2
        for part in carried:
            for side, own in (("right", half), ("left", -half)):
                if f"{side}_{part}" in points.keypoints:
                    drift[:, points.keypoints.index(f"{side}_{part}"), 0] = own * aside
    return drift
