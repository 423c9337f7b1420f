"""How sure a number from markers is, and what would show the others."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from runtall.kinematics.markers.errors import MarkerErrors, timing_error
from runtall.kinematics.markers.measure import measure_markers
from runtall.kinematics.markers.motion import understand_markers
from runtall.kinematics.measure import ClipMeasure, raw_strides, sides_of
from runtall.kinematics.metric import metrics
from runtall.literature import number
from runtall.motion.measurement import Unmeasured
from runtall.motion.vocabulary import BODY
from runtall.testing.capture import CapturedRunner, Part, capture


@cache
def motion(origin=None, **changes):
    given = capture(CapturedRunner(), (Part("run", 3.0),), **changes)
    if origin is not None:
        node = given.streams["markers"].to_dataset()
        kinds = [
            origin(n, k) for n, k in zip(node.keypoint.values, node.origin.values, strict=True)
        ]
        given.streams["markers"] = node.assign_coords(origin=("keypoint", kinds))
    return understand_markers(given)


def test_error_of_the_trunk_is_that_of_its_two_ends():
    found = MarkerErrors(motion()).spread(metrics["trunk_lean"], None)
    size, shared = number("markers.joint_centre.error"), number("markers.error.shared")
    # Half of a centre's variance is common to both sides and does not average out.
    middle = size * np.sqrt(shared + (1 - shared) / 2)
    assert found == pytest.approx(np.sqrt(2) * middle / 0.5, rel=0.15)


def test_what_rests_on_time_has_no_error_of_place():
    errors = MarkerErrors(motion())
    assert errors.spread(metrics["cadence"], None) == 0.0
    assert errors.spread(metrics["contact_time"], "left") == pytest.approx(0.0089, abs=0.0002)


def test_contact_times_are_known_best_from_force_and_worst_from_smoothed_files():
    seen = motion().contacts
    force, smooth = replace(seen, source="force"), replace(seen, sharp=False)
    assert timing_error(force) < timing_error(seen) < timing_error(smooth)


def test_guessed_points_and_joint_coordinates_are_less_sure():
    names = ("trunk_lean", "elbow_angle", "thorax_yaw_range")
    usual = MarkerErrors(motion())
    rough = MarkerErrors(motion(lambda n, k: "approximate" if k == "derived" else k))
    made = MarkerErrors(motion(lambda n, k: "skeleton"))
    for name in names:
        side = "left" if metrics[name].sided else None
        errors = [e.spread(metrics[name], side) for e in (usual, rough, made)]
        assert errors[0] < errors[1], name
        assert errors[0] < errors[2], name


def test_draws_repeat():
    one, two = (MarkerErrors(motion()).spread(metrics["elbow_angle"], "left") for _ in range(2))
    assert one == two


def test_a_whole_body_gives_every_measurement():
    found = measure_markers(motion())
    assert {k: v.reason for k, v in found.items() if isinstance(v, Unmeasured)} == {}
    assert all(v.sd >= 0 for v in found.values())


@pytest.mark.parametrize(
    ("without", "name", "words"),
    [
        (("shoulder",), "trunk_lean", "the shoulders (both acromia)"),
        (("wrist",), "arm_crossing_nearest", "the wrists"),
        (("elbow",), "arm_swing_range", "the elbows"),
        (("ear",), "head_forward", "both ears"),
        (("hip",), "trunk_side_lean", "the pelvis"),
        (
            ("shoulder", "hip"),
            "thorax_pelvis_yaw_range",
            "the shoulders (both acromia) and the pelvis",
        ),
    ],
)
def test_what_is_missing_is_named(without, name, words):
    names = tuple(n for n in BODY if n.partition("_")[2] not in without)
    found = measure_markers(motion(names=names))
    for (key, _), entry in found.items():
        if key == name:
            assert isinstance(entry, Unmeasured)
            assert f"needs markers at {words}" in entry.reason


def test_one_side_that_is_missing_takes_nothing_from_the_other():
    found = measure_markers(motion(names=tuple(n for n in BODY if n != "left_wrist")))
    assert isinstance(found["elbow_angle", "left"], Unmeasured)
    assert isinstance(found["elbow_angle", "right"], ClipMeasure)
    assert isinstance(found["arm_crossing_nearest", "right"], ClipMeasure)


def test_a_temple_that_stands_for_the_ear_shows_no_head_angle():
    found = measure_markers(motion(lambda n, k: "approximate" if "ear" in n else k))
    assert "too roughly" in found["head_forward", None].reason
    assert isinstance(found["ear_shoulder_height", "left"], ClipMeasure)


def test_slow_recordings_give_no_contact_time():
    found = measure_markers(motion(rate_hz=60.0))
    assert "120 frames a second" in found["contact_time", "left"].reason


@pytest.mark.parametrize("name", metrics)
def test_a_measurement_reads_only_the_points_that_it_declares(name):
    """With exactly its own points it works, so that its reason can be trusted."""
    metric, whole = metrics[name], motion()
    parts = set(metric.parts) | set(metric.also)
    kept = [k for k in whole.points.keypoints if k in parts or k.partition("_")[2] in parts]
    part = type("Part", (), {"position": whole.position.sel(keypoint=kept), "gait": whole.gait})
    for side in sides_of(metric):
        assert np.isfinite(raw_strides(part, metric, side)).all()
