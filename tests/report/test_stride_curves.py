from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from runtall.motion.mean_stride import standing
from runtall.motion.measurement import Measurement
from runtall.motion.skeleton import COORDINATES, default_lengths
from runtall.report import stride_curves
from runtall.testing.samples import sample_analysis
from runtall.testing.strides import sample_stride

ALL = ("right", "rear", "markers")


def held(angles, spread=None, views=ALL):
    """A body that holds joint angles (degrees); one of them may be unsure by ``spread`` rad."""
    stride = standing(2, default_lengths(1.75))
    coefficients = np.zeros_like(stride.coefficients)
    covariance = np.zeros_like(stride.covariance)
    for name, angle in angles.items():
        row = COORDINATES.index(name)
        coefficients[row, 0] = np.radians(angle)
        if spread:
            covariance[row * 5, row * 5] = spread**2
    return replace(
        stride, coefficients=coefficients, covariance=covariance, views=views, inputs=(0,)
    )


def curves(stride, measurements=()):
    analysis = replace(sample_analysis(), stride=stride, measurements=measurements)
    found = stride_curves.groups(analysis, stride)
    return {c.name: c for panels in found.values() for same in panels for c in same}


def test_lean_and_turn_are_those_of_the_body():
    found = curves(held({"pelvis_tilt": -10.0}))
    assert found["trunk_lean"].mean == pytest.approx(np.full(101, 10.0))
    assert found["head_forward"].mean == pytest.approx(np.full(101, 10.0))
    assert found["thorax_yaw_range"].mean == pytest.approx(np.zeros(101))
    left = curves(held({"pelvis_rotation": 20.0}))
    assert left["pelvis_yaw_range"].mean == pytest.approx(np.full(101, 20.0))
    assert left["thorax_yaw_range"].mean == pytest.approx(np.full(101, 20.0))
    assert left["thorax_pelvis_yaw_range"].mean == pytest.approx(np.zeros(101))
    assert curves(held({"lumbar_bending": 5.0}))["trunk_side_lean"].mean[0] > 3.0


def test_the_band_is_that_of_the_mean():
    found = curves(held({"lumbar_rotation": 5.0}, spread=0.02))["thorax_yaw_range"]
    half = 1.645 * np.degrees(0.02)
    assert found.high - found.mean == pytest.approx(np.full(101, half), rel=0.15)
    assert found.mean - found.low == pytest.approx(found.high - found.mean)


@pytest.mark.parametrize(
    ("views", "there", "gone"),
    [
        (("right",), {"trunk_lean", "elbow_angle"}, {"trunk_side_lean", "thorax_yaw_range"}),
        (("rear",), {"trunk_side_lean", "wrist_to_midline"}, {"trunk_lean", "thorax_yaw_range"}),
        (("left", "front"), {"trunk_lean", "thorax_yaw_range"}, {"pelvis_yaw_range"}),
        (("markers",), {"pelvis_yaw_range", "thorax_pelvis_yaw_range"}, set()),
    ],
)  # fmt: skip
def test_only_what_was_seen_is_shown(views, there, gone):
    found = set(curves(sample_stride((0,), views)))
    assert there <= found
    assert not gone & found


def test_a_side_that_was_refused_is_left_out():
    no = Measurement("elbow_angle", "left", None, "deg", status="unmeasured", reason="hidden")
    stride = sample_stride()
    found = stride_curves.groups(
        replace(sample_analysis(), stride=stride, measurements=(no,)), stride
    )
    arms = [[(c.name, c.side) for c in same] for same in found["Arms"]]
    assert [("elbow_angle", "right")] in arms
    assert [("arm_swing_range", "left"), ("arm_swing_range", "right")] in arms


def test_a_number_that_was_refused_or_comes_from_one_picture_shows_no_3d_curve():
    no = Measurement("trunk_lean", None, None, "deg", status="unmeasured", reason="hidden")
    flat = Measurement("head_forward", None, 14.0, "deg", method="flat")
    solid = Measurement("elbow_angle", "left", 95.0, "deg", method="stride3d")
    found = curves(sample_stride(), (no, flat, solid))
    assert {"trunk_lean", "head_forward"}.isdisjoint(found)
    assert "elbow_angle" in found


def test_a_curve_lies_where_its_number_was_corrected_to():
    lean = Measurement("trunk_lean", None, 14.0, "deg", 12.0, 16.0, method="stride3d")
    turn = Measurement("thorax_yaw_range", None, 25.0, "deg", 20.0, 30.0, method="stride3d")
    plain = curves(held({"pelvis_tilt": -10.0}, spread=0.02))
    found = curves(held({"pelvis_tilt": -10.0}, spread=0.02), (lean, turn))
    assert found["trunk_lean"].mean == pytest.approx(np.full(101, 14.0))
    width = plain["trunk_lean"].high - plain["trunk_lean"].low
    assert found["trunk_lean"].high - found["trunk_lean"].low == pytest.approx(width)
    # A range says nothing of where the curve lies.
    assert found["thorax_yaw_range"].mean == pytest.approx(plain["thorax_yaw_range"].mean)
