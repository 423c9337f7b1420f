"""Where things of the tables lie in one runner's body."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.size import BodySize
from runtall.literature.anatomy import SEGMENTS, SPINE, trunk

Array = npt.NDArray[np.float64]

_CENTRE: Final = {
    "pelvis": "hip", **dict(zip(SEGMENTS[1:], SPINE, strict=True)),
    "clavicle": "sternoclavicular", "scapula": "acromioclavicular", "upper_arm": "glenohumeral",
}  # fmt: skip
"""Joint at the origin of each body."""
_UPPER_ARM_MM: Final = 283.2
"""Upper arm of the tables: that of de Leva's men at 1.75 m."""


def joint_centre(size: BodySize, joint: str) -> Array:
    """Centre of a joint of the right side in the upright body, from L5/S1, m."""
    return scaled(size, np.array(trunk()["joint"][joint], dtype=float), neck=joint == "c0c1")


def place(size: BodySize, body: str, point: Array) -> Array:
    """Place of a point of the tables in its body, m.

    Parameters
    ----------
    size
        Of the runner.
    body
        Name without the side.
    point
        In mm from L5/S1 of the upright body of the tables, right side.
    """
    origin = joint_centre(size, _CENTRE[body])
    if body == "upper_arm":
        lever = point - np.array(trunk()["joint"]["glenohumeral"], dtype=float)
        tall = size.forward
        long = 1000 * size.lengths["upper_arm"] / _UPPER_ARM_MM
        held: Array = lever * np.array([tall, long, tall]) / 1000
        return held
    return scaled(size, point, neck=body in ("neck", "head")) - origin


def scaled(size: BodySize, point: Array, *, neck: bool = False) -> Array:
    """Point of the upright body in m from L5/S1; above C7/T1 the neck has its own scale."""
    x, y, z = point
    base = float(trunk()["joint"]["c7t1"][1])
    if not neck:
        return np.array([size.forward * x, size.up * y, size.across * z]) / 1000
    rise = size.up * base + size.neck * (y - base)
    return np.array([size.forward * x, rise, size.forward * z]) / 1000
