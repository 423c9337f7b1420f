"""Walking and standing in the same coordinates as the running stride.

Walking angles are rounded textbook curves (normal level walking), not a recording.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rendering.gait import Timeline
from rendering.stride import COORDINATES, StrideModel, basis

Array = NDArray[np.float64]
# Degrees at 0, 10, ... 90 % of the stride from right heel strike.
WALK = {
    "hip_flexion_r": (28, 23, 15, 6, -3, -9, -4, 14, 26, 30),
    "knee_angle_r": (-6, -17, -16, -10, -7, -11, -36, -60, -48, -17),
    "ankle_angle_r": (0, -4, 4, 8, 10, 6, -15, -6, 1, 2),
    "hip_adduction_r": (0, 4, 6, 5, 3, 2, -3, -5, -4, -2),
    "pelvis_list": (0, -3, -4, -2, -1, 0, 3, 4, 2, 1),
    "pelvis_rotation": (4, 3, 1, 0, -2, -4, -3, -1, 0, 2),
    "lumbar_rotation": (-7, -6, -3, 0, 4, 7, 6, 3, 0, -4),
    "arm_flex_r": (-22, -18, -10, 0, 10, 16, 14, 5, -6, -16),
}
CONSTANT = {"arm_add": -12.0, "arm_rot": 15.0, "elbow_flex": 20.0}


def walking() -> StrideModel:
    """Stride model of walking: contact 62 %, arms nearly straight."""
    mean = np.zeros((len(COORDINATES), 13))
    design = basis(np.arange(10) / 10, 4)
    for name, values in WALK.items():
        fitted = np.linalg.lstsq(design, np.array(values, float), rcond=None)[0]
        mean[COORDINATES.index(name), :9] = fitted
        if name.endswith("_r"):
            mean[COORDINATES.index(name[:-2] + "_l"), :9] = _half_later(fitted)
    for stem, value in CONSTANT.items():
        for x in ("_r", "_l"):
            mean[COORDINATES.index(stem + x), 0] = value
    mean[COORDINATES.index("elbow_flex_r"), 1] = -4.0
    mean[COORDINATES.index("elbow_flex_l"), 1] = 4.0
    mean[COORDINATES.index("lumbar_extension"), 0] = -3.0
    return StrideModel(tuple(COORDINATES), mean, np.zeros((0, *mean.shape)), 0.62, 0.5)


def _half_later(row: Array) -> Array:
    out = row.copy()
    out[1:3] *= -1
    out[5:7] *= -1
    return out


def standing() -> StrideModel:
    """Stride model of quiet standing: one slow sway, arms hanging."""
    mean = np.zeros((len(COORDINATES), 13))
    for name, value in (
        ("arm_add", -10.0),
        ("arm_rot", 20.0),
        ("elbow_flex", 14.0),
        ("knee_angle", -2.0),
    ):
        for x in ("_r", "_l"):
            mean[COORDINATES.index(name + x), 0] = value
    mean[COORDINATES.index("lumbar_extension"), :2] = (-1.0, 0.4)
    mean[COORDINATES.index("lumbar_rotation"), 2] = 0.8
    mean[COORDINATES.index("lumbar_bending"), 1] = 0.4
    return StrideModel(tuple(COORDINATES), mean, np.zeros((0, *mean.shape)), 1.0, 0.5)


def still(seconds: float, grid_hz: int) -> Timeline:
    """Clock of a standing clip: one sway in 5 s, no steps."""
    time = np.arange(round(seconds * grid_hz)) / grid_hz
    return Timeline(time, time / 5.0, {})
