"""A made-up mean stride, for looking at reports and for their tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import Analysis
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Measurement
from runtall.motion.skeleton import COORDINATES, LENGTHS, TRANSLATIONS, default_lengths
from runtall.testing.samples import sample_analysis

Array = npt.NDArray[np.float64]

# Constant, cos, sin, cos 2, sin 2 of the stride; degrees, and cm of the three translations.
_MIDDLE: Final = {
    "pelvis_tx": (0.0, 0.0, 0.0, 1.0, 0.5), "pelvis_ty": (0.0, 0.0, 0.0, 3.6, -0.4),
    "pelvis_tz": (0.0, 0.0, -0.9, 0.0, 0.0), "pelvis_tilt": (-7.0, 0.0, 0.0, -1.2, 0.9),
    "pelvis_list": (0.0, 1.5, 4.8, 0.0, 0.0), "pelvis_rotation": (-1.0, -3.0, 1.0, 0.0, 0.0),
    "lumbar_extension": (-11.5, 0.0, 0.0, 2.6, -0.8), "lumbar_bending": (0.0, -0.5, -5.6, 0.0, 0.0),
    "lumbar_rotation": (0.0, 16.0, 2.0, 0.0, 0.0), "neck_extension": (-9.0, 0.0, 0.0, -1.0, 0.3),
    "neck_rotation": (0.0, -11.0, -2.0, 0.0, 0.0),
}  # fmt: skip
_RIGHT: Final = {
    "arm_flex": (-18.0, 17.0, 2.0, -6.0, -2.0), "arm_add": (-19.0, -2.5, 4.5, 0.0, 0.0),
    "arm_rot": (20.0, -5.0, 3.0, -3.0, -1.0), "elbow_flex": (84.0, 18.0, -3.0, 9.0, 0.0),
    "hip_flexion": (9.0, -33.0, 1.5, -9.0, -2.8), "hip_adduction": (2.0, -1.8, -9.0, 0.0, 0.0),
    "hip_rotation": (-2.0, 2.0, -3.0, 0.0, 0.0), "knee_angle": (-50.0, 5.0, -29.0, 27.0, 1.0),
    "ankle_angle": (0.0, -13.0, -13.0, -9.0, -6.5),
}  # fmt: skip
_RIGHT_ELBOW: Final = 6.0
_TURN: Final = 31.0
_FROM_STRIDE: Final = (
    "trunk_lean", "waist_hinge", "head_forward", "trunk_side_lean", "elbow_angle",
    "arm_swing_range", "arm_crossing_nearest", "thorax_yaw_range",
)  # fmt: skip
_SPREAD_RAD, _SPREAD_M, _SPREAD_LENGTH = 0.02, 0.003, 0.01


def sample_stride(
    inputs: tuple[int, ...] = (0, 1),
    views: tuple[str, ...] = ("right", "rear"),
    *,
    crossing_deg: float = 26.0,
    spread: float = 1.0,
) -> MeanStride:
    """A plausible stride of nobody.

    Parameters
    ----------
    inputs, views
        What it is said to rest on.
    crossing_deg
        By how much the right arm is turned inward more than the left.
    spread
        Factor of its uncertainty.
    """
    coefficients = np.zeros((len(COORDINATES), 5))
    for name, row in _MIDDLE.items():
        coefficients[COORDINATES.index(name)] = row
    for name, row in _RIGHT.items():
        coefficients[COORDINATES.index(f"{name}_r")] = row
        # The left does the same half a stride later.
        coefficients[COORDINATES.index(f"{name}_l")] = np.array(row) * [1, -1, -1, 1, 1]
    coefficients[COORDINATES.index("arm_rot_r"), 0] += crossing_deg
    coefficients[COORDINATES.index("elbow_flex_r"), 0] += _RIGHT_ELBOW
    coefficients *= np.where(np.arange(len(COORDINATES)) < len(TRANSLATIONS), 0.01, np.pi / 180)[
        :, None
    ]
    lengths = default_lengths(1.78, "male")
    return MeanStride(
        coefficients=coefficients, lengths=lengths, covariance=_covariance(lengths, spread),
        frequency_hz=1.41, frequency_sd_hz=0.02, initial_contact={"left": 0.0, "right": 0.5},
        toe_off={"left": 0.36, "right": 0.86}, n_strides=18, inputs=inputs, views=views,
    )  # fmt: skip


def _covariance(lengths: Array, spread: float) -> Array:
    rows = np.full((len(COORDINATES), 5), _SPREAD_RAD)
    rows[: len(TRANSLATIONS)] = _SPREAD_M
    rows[:, 3:] /= 2
    sizes = _SPREAD_LENGTH * lengths
    assert len(sizes) == len(LENGTHS)
    return np.diag((spread * np.concatenate([rows.ravel(), sizes])) ** 2)


def stride_sample(stride: MeanStride | None = None) -> Analysis:
    """The sample of `runtall.testing.samples.sample_analysis` with a mean stride.

    Its numbers are said to come from that stride where one could show them.
    """
    shown = stride or sample_stride()
    sample = sample_analysis()
    measurements = tuple(_through(m, shown) for m in sample.measurements)
    return replace(sample, stride=shown, measurements=measurements)


def _through(m: Measurement, stride: MeanStride) -> Measurement:
    if m.name == "thorax_yaw_range" and len(stride.views) > 1:
        m = replace(m, value=_TURN, low=_TURN - 6.0, high=_TURN + 6.0, status="measured",
                    reason=None)  # fmt: skip
    if not m.measured or m.name not in _FROM_STRIDE:
        return m
    method = "markers" if "markers" in stride.views else "stride3d"
    return replace(m, method=method, inputs=stride.inputs)
