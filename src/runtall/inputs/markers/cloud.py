"""Points of a body by name, and those that stand for a level of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Cloud = dict[str, Array]
"""Our name to path, (time, 3), NaN where not seen."""

SIDES: Final = ("left", "right")
JOINTS: Final = {
    "shoulder": ("shoulder", "acromion", "shoulder_back", "shoulder_front"),
    "elbow": ("elbow", "elbow_lateral", "elbow_medial"),
    "wrist": ("wrist", "wrist_radial", "wrist_ulnar"),
    "hip": ("hip", "asis", "trochanter", "psis", "iliac_crest"),
    "knee": ("knee", "knee_lateral", "knee_medial"),
    "ankle": ("ankle", "ankle_lateral", "ankle_medial"),
    "heel": ("heel", "heel_upper", "heel_lower", "heel_lateral", "heel_medial"),
    "toe": ("foot_index", "metatarsal_2", "metatarsal_1", "metatarsal_5", "toe_joint"),
}
"""By joint the points of a side that lie near it, the nearest first."""
_MIDDLE: Final = {
    "head": ("nose", "head_top", "head_front", "head_back", "head_joint"),
    "shoulder": ("c7", "suprasternal_notch", "neck", "t2"),
    "hip": ("mid_hip", "sacrum"),
}
_HEAD: Final = ("ear", "temple", "front_head", "back_head", "side_head", "eye")


def near(cloud: Cloud, side: str, joint: str) -> Array | None:
    """The point of that side that lies nearest to a joint, of those there are."""
    for name in JOINTS[joint]:
        if f"{side}_{name}" in cloud:
            return cloud[f"{side}_{name}"]
    return None


def level(cloud: Cloud, name: str) -> Array | None:
    """Middle of a level of the body (head, shoulder, hip, knee, ankle, heel, toe), (time, 3)."""
    for point in _HEAD if name == "head" else JOINTS[name]:
        # One side alone lies off the middle.
        if all(f"{side}_{point}" in cloud for side in SIDES):
            return mean(cloud[f"{side}_{point}"] for side in SIDES)
    return mean([next((cloud[p] for p in _MIDDLE.get(name, ()) if p in cloud), None)])


def mean(paths: Iterable[Array | None]) -> Array | None:
    """Mean path of those there are; NaN where one of them is not seen."""
    there = [p for p in paths if p is not None]
    return np.mean(there, axis=0) if there else None


def typical(path: Array) -> Array:
    """Median over time of every coordinate, (3,); NaN when never seen."""
    seen = path[np.isfinite(path).all(axis=1)]
    return np.median(seen, axis=0) if len(seen) else np.full(3, np.nan)


def known(path: Array) -> Array | None:
    """Median over time of vectors, (3,); None when they are nothing or never seen."""
    found = typical(path)
    return found if np.isfinite(found).all() and found.any() else None


def median(values: Array) -> float:
    """Median of those that are known; NaN when none is."""
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if len(seen) else np.nan


def unit(vectors: Array) -> Array:
    """Vectors of length one; NaN for none."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: Array = vectors / np.where(length > 0, length, np.nan)
    return found
