"""Batches of rotation matrices in the runner frame (x forward, y up, z right)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def _stack(rows: list[list[Array]]) -> Array:
    return np.stack([np.stack(np.broadcast_arrays(*row), -1) for row in rows], -2)


def rot_x(angle_deg: ArrayLike) -> Array:
    """Rotation about x (y towards z), angles in deg, shape ``(..., 3, 3)``."""
    a = np.deg2rad(np.asarray(angle_deg, float))
    c, s, o, i = np.cos(a), np.sin(a), np.zeros_like(a), np.ones_like(a)
    return _stack([[i, o, o], [o, c, -s], [o, s, c]])


def rot_y(angle_deg: ArrayLike) -> Array:
    """Rotation about y (z towards x), angles in deg, shape ``(..., 3, 3)``."""
    a = np.deg2rad(np.asarray(angle_deg, float))
    c, s, o, i = np.cos(a), np.sin(a), np.zeros_like(a), np.ones_like(a)
    return _stack([[c, o, s], [o, i, o], [-s, o, c]])


def rot_z(angle_deg: ArrayLike) -> Array:
    """Rotation about z (x towards y; minus leans forward), angles in deg."""
    a = np.deg2rad(np.asarray(angle_deg, float))
    c, s, o, i = np.cos(a), np.sin(a), np.zeros_like(a), np.ones_like(a)
    return _stack([[c, -s, o], [s, c, o], [o, o, i]])


def rot_axis(axis: ArrayLike, angle_deg: ArrayLike) -> Array:
    """Rotation by ``angle_deg`` (deg) about one fixed ``axis`` (Rodrigues)."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    a = np.deg2rad(np.asarray(angle_deg, float))[..., None, None]
    return np.eye(3) + np.sin(a) * k + (1 - np.cos(a)) * (k @ k)


def frame(up: ArrayLike, right: ArrayLike) -> Array:
    """Axes (columns x, y, z) with y along ``up`` and z nearest to ``right``."""
    y = np.asarray(up, float) / np.linalg.norm(up)
    z = np.asarray(right, float) - y * np.dot(y, right)
    z /= np.linalg.norm(z)
    return np.stack([np.cross(y, z), y, z], -1)


def pitch_deg(rotation: Array) -> Array:
    """Forward lean of a segment's y axis in the sagittal plane (deg)."""
    return np.rad2deg(np.arctan2(rotation[..., 0, 1], rotation[..., 1, 1]))


def yaw_deg(rotation: Array) -> Array:
    """Turn of a segment's z axis seen from above (deg, positive to the left)."""
    return np.rad2deg(np.arctan2(rotation[..., 0, 2], rotation[..., 2, 2]))
