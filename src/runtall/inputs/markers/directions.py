"""Directions by the axis of a file that they lie along."""

from __future__ import annotations

import numpy as np

from runtall.inputs.markers.cloud import Array, unit
from runtall.inputs.markers.options import AXES


def vector(axis: str) -> Array:
    """Unit vector (3,) of an axis such as ``"+y"``."""
    found = np.zeros(3)
    found["xyz".index(axis[1])] = 1.0 if axis[0] == "+" else -1.0
    return found


def nearest(direction: Array) -> tuple[str, float]:
    """Axis nearest to a direction (3,), and the angle between them in deg."""
    along = unit(direction)
    name = max(AXES, key=lambda axis: float(vector(axis) @ along))
    return name, float(np.degrees(np.arccos(np.clip(vector(name) @ along, -1, 1))))


def described(direction: Array) -> str:
    """A direction in words: an axis of the file, and by how much it turns from it."""
    name, off = nearest(direction)
    if off < 0.05:
        return name
    rest = direction - (direction @ vector(name)) * vector(name)
    return f"{name}, {off:.1f} deg towards {nearest(rest)[0]}"
