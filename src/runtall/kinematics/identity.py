"""Which leg is the near one? From the side a detector may exchange left and right throughout.

Two things tell, and neither uses the labels' own history: the near foot stands lower in the
picture, because the camera is above the ground, and the near leg is seen larger.
"""

from __future__ import annotations

import numpy as np

from runtall.kinematics.points2d import Points2D, swapped
from runtall.kinematics.rhythm import ARMS, LEGS
from runtall.kinematics.view import Seen
from runtall.motion.measurement import Side

_LOWER = 0.02
"""Trunk lengths by which the far foot must stand lower before the labels are doubted."""
_LOW = 0.8
_LONG = 0.9
_ALL = (*LEGS, *ARMS, "hip", "shoulder", "ear")


def right_way_round(points: Points2D, seen: Seen) -> Points2D:
    """Points with all labels exchanged when both signs say that near and far are mixed up.

    Returns
    -------
    Points2D
        With ``counts["identity"]`` 1 when they were exchanged.
    """
    if not seen.facing:
        return points
    near: Side = "right" if seen.view == "right" else "left"
    far: Side = "left" if near == "right" else "right"
    lower = (_ground(points, far) - _ground(points, near)) / points.trunk_length()
    larger = _leg(points, far) / _leg(points, near)
    if lower < _LOWER or larger < 1.0:
        return points
    position = swapped(points.position, points.keypoints, _ALL)
    return points.with_position(position, identity=1)


def _ground(points: Points2D, side: Side) -> float:
    """How low in the picture the foot stands, px."""
    feet = [points.point(f"{side}_{p}")[:, 1] for p in ("heel", "foot_index")]
    return float(np.nanquantile(np.mean(feet, axis=0), _LOW))


def _leg(points: Points2D, side: Side) -> float:
    """Length of thigh and shank where the picture shows them unforeshortened, px."""
    total = 0.0
    for upper, lower in (("hip", "knee"), ("knee", "ankle")):
        line = points.point(f"{side}_{upper}") - points.point(f"{side}_{lower}")
        total += float(np.nanquantile(np.hypot(*line.T), _LONG))
    return total
