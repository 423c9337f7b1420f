"""What is not a run is refused, and what was seen is said."""

import numpy as np
import pytest

from runtall.errors import ExitCode, NotARun, TooShort
from runtall.kinematics.clip import understand
from runtall.kinematics.gait import Gait
from runtall.kinematics.points2d import from_pose
from runtall.kinematics.recognise import walks
from runtall.kinematics.rhythm import find_rhythm
from runtall.kinematics.view import find_view
from runtall.testing.errors import no_errors
from runtall.testing.synthetic import SyntheticRunner, film


def refused(pose, error, words):
    with pytest.raises(error, match=words) as caught:
        understand(pose, height_m=1.75, errors=no_errors())
    assert caught.value.exit_code == ExitCode.UNUSABLE_INPUT


def test_walking():
    refused(film(SyntheticRunner(cadence=112, walking=True), "left", seconds=8), NotARun, "walking")


def test_fast_walking_is_told_from_a_slow_run_by_the_hips():
    refused(film(SyntheticRunner(cadence=140, walking=True), "left"), NotARun, "walking")
    understand(film(SyntheticRunner(cadence=140), "left"), height_m=1.75, errors=no_errors())


@pytest.mark.parametrize("walking", [False, True])
def test_a_walk_is_told_whatever_the_contacts(walking):
    # Legs that pass each other while the hips are high: no need to know when a foot lands.
    runner = SyntheticRunner(cadence=150, walking=walking)
    points = from_pose(film(runner, "right", seconds=8))
    points, rhythm = find_rhythm(points)
    seen = find_view(points)
    for late in np.linspace(0.0, 1.0, 7):
        gait = Gait(points.time_s, rhythm.phase - late, points.spans, rhythm.frequency_hz,
                    {"left": 0.0, "right": 0.13}, {"left": 0.74, "right": 0.5})  # fmt: skip
        assert walks(points, gait, seen) is walking


def test_nobody_walks_as_fast_as_most_run():
    for view in ("left", "rear", "front"):
        pose = film(SyntheticRunner(cadence=172), view, noise=0.5)
        # Hips that wave the wrong way, as a detector may have them.
        hips = {"keypoint": ["left_hip", "right_hip"], "space": "y"}
        path = pose.position.loc[hips]
        pose.position.loc[hips] = 2 * path.mean("time") - path
        understand(pose, height_m=1.75, errors=no_errors())


def test_standing():
    pose = film(SyntheticRunner(), "left", noise=1.0)
    pose["position"] = pose.position * 0 + pose.position.isel(time=0)
    refused(pose, NotARun, "stands")


def test_nobody():
    pose = film(SyntheticRunner(), "left")
    pose["position"] = pose.position * np.nan
    refused(pose, NotARun, "no runner")


def test_a_picture_on_its_side():
    pose = film(SyntheticRunner(), "left", roll_deg=90)
    refused(pose, NotARun, "upright")


def test_both_legs_together():
    pose = film(SyntheticRunner(), "left")
    for part in ("knee", "ankle", "heel", "foot_index"):
        names = pose.keypoint.values.tolist()
        left, right = names.index(f"left_{part}"), names.index(f"right_{part}")
        pose.position.values[:, right] = pose.position.values[:, left] + 5.0
    refused(pose, NotARun, "together")


def test_noise_has_no_rhythm():
    pose = film(SyntheticRunner(), "left")
    legs = [
        i for i, k in enumerate(pose.keypoint.values) if "ankle" in k or "wrist" in k or "heel" in k
    ]
    rng = np.random.default_rng(0)
    pose["position"] = pose.position * 0 + pose.position.mean("time")
    pose.position.values[:, legs] += 90 * rng.standard_normal((len(pose.time), len(legs), 2))
    refused(pose, NotARun, "rhythm|together|walking")


def test_under_two_strides():
    refused(film(SyntheticRunner(), "left", seconds=1.3), TooShort, "strides")
