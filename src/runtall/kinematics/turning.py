"""Pictures as a camera would take them from the same place, turned another way."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.kinematics.gait import SIDES
from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D

FOCAL: Final = 0.85
"""Focal length over the long side of a phone's video: 0.78, and up to 0.95 with a steadied one."""
_OFF_AXIS: Final = 0.075
"""Off its middle the picture moves faster than the camera turns: by this, times the square of its
size over the focal length, where the background is seen beside a runner."""


def focal_px(points: Points2D) -> float:
    """Assumed focal length, px."""
    return FOCAL * max(points.width, points.height)


def turn_of(background: Array, points: Points2D) -> Array:
    """Turn of the camera to the right and up, rad, from the way of the background in px.

    Both have shape ``(time, 2)``: a camera that turns to the right moves the picture to the left.
    """
    focal = focal_px(points)
    size = np.array([points.width, points.height])
    per_rad = focal * (1 + _OFF_AXIS * (size / focal) ** 2)
    turn: Array = background / per_rad * [-1.0, 1.0]
    return turn


def turned_back(turn: Array, points: Points2D) -> Array:
    """Homographies into the picture of a camera without that turn, ``(time, 3, 3)``."""
    right, up = turn.T
    zero, one = np.zeros_like(right), np.ones_like(right)
    pan = _matrix([np.cos(right), zero, np.sin(right)], [zero, one, zero],
                  [-np.sin(right), zero, np.cos(right)])  # fmt: skip
    tilt = _matrix([one, zero, zero], [zero, np.cos(up), -np.sin(up)],
                   [zero, np.sin(up), np.cos(up)])  # fmt: skip
    lens = np.array([[focal_px(points), 0.0, points.width / 2],
                     [0.0, focal_px(points), points.height / 2], [0.0, 0.0, 1.0]])  # fmt: skip
    return np.asarray(lens @ pan @ tilt @ np.linalg.inv(lens))


def _matrix(*rows: list[Array]) -> Array:
    return np.moveaxis(np.array(rows), -1, 0)


def moved(away: Array) -> Array:
    """Homographies that move the picture by ``-away``, ``(time, 2)`` px."""
    matrix = np.tile(np.eye(3), (len(away), 1, 1))
    matrix[:, :2, 2] = -away
    return matrix


def upright_from(roll: float, middle: Array) -> Array:
    """Homography ``(3, 3)`` that turns the picture clockwise by the camera's roll, rad."""
    cos, sin = np.cos(roll), np.sin(roll)
    matrix = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    matrix[:2, 2] = middle - matrix[:2, :2] @ middle
    return matrix


def warped(position: Array, homography: Array) -> Array:
    """Points ``(time, keypoint, 2)`` under homographies ``(time, 3, 3)``."""
    flat = np.concatenate([position, np.ones((*position.shape[:-1], 1))], axis=-1)
    rays = np.einsum("tij,tkj->tki", homography, flat)
    return np.asarray(rays[..., :2] / rays[..., 2:])


def sizes(points: Points2D) -> Array:
    """Trunk, thigh and shank together in each frame, px, shape ``(time,)``."""
    parts = [("mid_shoulder", "mid_hip", 1.0)]
    for side in SIDES:
        parts += [(f"{side}_hip", f"{side}_knee", 0.5), (f"{side}_knee", f"{side}_ankle", 0.5)]
    total: Array = np.sum(
        [w * np.hypot(*(points.point(a) - points.point(b)).T) for a, b, w in parts], axis=0
    )
    return total
