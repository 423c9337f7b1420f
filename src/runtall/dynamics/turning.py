"""Turns about the axes of a joint, for many postures at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def about(axis: int, angle: Array) -> Array:
    """Turn about x (0), y (1) or z (2), shape ``(..., 3, 3)`` from ``(...)`` in rad."""
    cos, sin = np.cos(angle), np.sin(angle)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    turn = np.zeros((*np.shape(angle), 3, 3))
    turn[..., axis, axis] = 1.0
    turn[..., i, i] = turn[..., j, j] = cos
    turn[..., i, j], turn[..., j, i] = -sin, sin
    return turn


def zxy(z: Array, x: Array, y: Array) -> Array:
    """Turn about z, then the new x, then the newest y."""
    turn: Array = about(2, z) @ about(0, x) @ about(1, y)
    return turn


def zxy_angles(turn: Array) -> tuple[Array, Array, Array]:
    """Angles about z, x, y of a turn: the inverse of `zxy`, x within a quarter turn."""
    x = np.arcsin(np.clip(turn[..., 2, 1], -1.0, 1.0))
    z = np.arctan2(-turn[..., 0, 1], turn[..., 1, 1])
    y = np.arctan2(-turn[..., 2, 0], turn[..., 2, 2])
    return z, x, y


def moved(turn: Array, vector: Array) -> Array:
    """Vectors ``(..., 3)`` turned."""
    found: Array = (turn @ vector[..., None])[..., 0]
    return found


def into(turn: Array, vector: Array) -> Array:
    """Vectors ``(..., 3)`` seen from the turned frame."""
    found: Array = (np.swapaxes(turn, -1, -2) @ vector[..., None])[..., 0]
    return found
