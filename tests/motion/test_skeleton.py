"""The body: derivatives against differences, lengths kept, mirror, and angles by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.motion.skeleton import COORDINATES, LENGTHS, default_lengths, mirror, pose, positions
from runtall.motion.vocabulary import BODY, mirrored

USUAL = default_lengths(1.75)
MIRRORED = [BODY.index(mirrored(name)) for name in BODY]
postures = st.integers(0, 2**31).map(
    lambda seed: np.random.default_rng(seed).normal(size=(3, len(COORDINATES))) * 0.5
)


def at(q, name):
    return positions(q, USUAL)[..., BODY.index(name), :]


def posture(**degrees):
    q = np.zeros(len(COORDINATES))
    for name, value in degrees.items():
        q[COORDINATES.index(name)] = np.radians(value)
    return q


@settings(deadline=None, max_examples=10)
@given(q=postures)
def test_derivatives_are_those_of_the_positions(q):
    posed, step = pose(q, USUAL), 1e-6
    for k in range(len(COORDINATES)):
        move = step * np.eye(len(COORDINATES))[k]
        slope = (positions(q + move, USUAL) - positions(q - move, USUAL)) / (2 * step)
        assert np.allclose(posed.by_coordinate[..., k], slope, atol=1e-7)
    for k in range(len(LENGTHS)):
        move = step * np.eye(len(LENGTHS))[k]
        slope = (positions(q, USUAL + move) - positions(q, USUAL - move)) / (2 * step)
        assert np.allclose(posed.by_length[..., k], slope, atol=1e-7)


@settings(deadline=None)
@given(q=postures)
def test_segments_keep_their_length(q):
    for first, second, name in (
        ("left_shoulder", "left_elbow", "upper_arm"),
        ("right_elbow", "right_wrist", "forearm"),
        ("left_hip", "left_knee", "thigh"),
        ("right_knee", "right_ankle", "shank"),
    ):
        size = np.linalg.norm(at(q, first) - at(q, second), axis=-1)
        assert np.allclose(size, USUAL[LENGTHS.index(name)])
    hips = np.linalg.norm(at(q, "left_hip") - at(q, "right_hip"), axis=-1)
    assert np.allclose(hips, 2 * USUAL[LENGTHS.index("hip_half")])


@settings(deadline=None)
@given(q=postures)
def test_mirror_image_exchanges_the_sides(q):
    there = positions(mirror(q), USUAL)[:, MIRRORED] * np.array([1.0, 1.0, -1.0])
    assert np.allclose(there, positions(q, USUAL))
    assert np.allclose(mirror(mirror(q)), q)


@pytest.mark.parametrize(
    ("degrees", "point", "direction"),
    [
        ({"hip_flexion_r": 30}, "right_knee", (1, 0, 0)),
        ({"knee_angle_r": -30}, "right_ankle", (-1, 0, 0)),
        ({"arm_flex_l": 30}, "left_elbow", (1, 0, 0)),
        ({"elbow_flex_l": 60}, "left_wrist", (1, 0, 0)),
        ({"arm_add_r": 30}, "right_elbow", (0, 0, -1)),
        ({"arm_add_l": 30}, "left_elbow", (0, 0, 1)),
        ({"hip_adduction_l": 20}, "left_knee", (0, 0, 1)),
        ({"lumbar_extension": -20}, "left_shoulder", (1, 0, 0)),
        ({"pelvis_tilt": -20}, "right_shoulder", (1, 0, 0)),
        ({"neck_extension": -20}, "nose", (1, 0, 0)),
        ({"lumbar_bending": 20}, "nose", (0, 0, 1)),
        ({"lumbar_rotation": 20}, "right_shoulder", (1, 0, 0)),
        ({"pelvis_rotation": 20}, "right_hip", (1, 0, 0)),
        ({"clavicle_elevation_r": 20}, "right_shoulder", (0, 1, 0)),
        ({"clavicle_elevation_l": 20}, "left_wrist", (0, 1, 0)),
        ({"clavicle_protraction_r": 20}, "right_shoulder", (1, 0, 0)),
        ({"ankle_angle_l": 20}, "left_foot_index", (0, 1, 0)),
    ],
)
def test_signs_are_those_of_opensim(degrees, point, direction):
    moved = at(posture(**degrees), point) - at(posture(), point)
    assert moved @ np.array(direction) > 0.02


def test_a_lean_of_the_whole_body_is_its_angle():
    q = posture(pelvis_tilt=-12)
    line = sum(at(q, f"{s}_shoulder") - at(q, f"{s}_hip") for s in ("left", "right"))
    assert np.degrees(np.arctan2(line[0], line[1])) == pytest.approx(12)


def test_a_bent_elbow_is_its_angle():
    q = posture(elbow_flex_r=95, arm_flex_r=-20, arm_add_r=-25, arm_rot_r=15)
    upper = at(q, "right_shoulder") - at(q, "right_elbow")
    fore = at(q, "right_wrist") - at(q, "right_elbow")
    cosine = upper @ fore / np.linalg.norm(upper) / np.linalg.norm(fore)
    assert np.degrees(np.arccos(cosine)) == pytest.approx(180 - 95)


def test_usual_lengths_grow_with_stature():
    assert np.allclose(default_lengths(1.9) / 1.9, default_lengths(1.6) / 1.6)
    assert default_lengths(1.7, "male")[0] > default_lengths(1.7, "female")[0]
