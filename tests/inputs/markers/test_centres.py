"""Joint centres from markers on the skin, against published rules and ideal joints."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.inputs.markers.centres import body_points
from runtall.inputs.markers.functional import hinge_centre, pose
from runtall.inputs.markers.pelvis import hip_centres

STILL = np.zeros((5, 1))


def at(x, y, z):
    return STILL + np.array([x, y, z])


PELVIS = {
    "left_asis": at(0.0, 1.0, -0.12), "right_asis": at(0.0, 1.0, 0.12),
    "left_psis": at(-0.16, 1.0, -0.05), "right_psis": at(-0.16, 1.0, 0.05),
}  # fmt: skip


def test_hips_lie_where_harrington_puts_them():
    # Depth 160 mm, width 240 mm: 48.3 behind, 82.9 below and 86.5 mm beside the middle.
    hips, tilt_seen = hip_centres(PELVIS)
    assert tilt_seen
    assert hips["right"][0] == pytest.approx([-0.0483, 1 - 0.0829, 0.0865], abs=1e-6)
    assert hips["left"][0] == pytest.approx([-0.0483, 1 - 0.0829, -0.0865], abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(tilt=st.floats(-0.5, 0.5), turn=st.floats(-3, 3))
def test_hips_turn_with_the_pelvis(tilt, turn):
    c, s = np.cos(tilt), np.sin(tilt)
    about_z = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    c, s = np.cos(turn), np.sin(turn)
    turned = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ about_z
    straight, _ = hip_centres(PELVIS)
    found, _ = hip_centres({name: path @ turned.T for name, path in PELVIS.items()})
    assert np.allclose(found["left"], straight["left"] @ turned.T)


def test_the_sacrum_serves_for_the_back():
    only = {k: v for k, v in PELVIS.items() if "psis" not in k} | {"sacrum": at(-0.16, 1.0, 0.0)}
    assert np.allclose(hip_centres(only)[0]["left"], hip_centres(PELVIS)[0]["left"])


def test_without_a_back_the_width_decides_and_it_is_approximate():
    front = {k: v for k, v in PELVIS.items() if "asis" in k}
    # Bell: 0.19, 0.30 and 0.36 of 240 mm.
    hips, tilt_seen = hip_centres(front)
    assert not tilt_seen
    assert hips["right"][0] == pytest.approx([-0.0456, 1 - 0.072, 0.0864], abs=1e-6)
    assert body_points(front)["left_hip"].origin == "approximate"


def test_shoulders_lie_a_sixth_of_the_breadth_below_the_acromia():
    cloud = PELVIS | {"left_acromion": at(-0.05, 1.5, -0.2), "right_acromion": at(-0.05, 1.5, 0.2)}
    found = body_points(cloud)
    assert found["left_shoulder"].origin == "derived"
    assert found["left_shoulder"].path[0] == pytest.approx([-0.05, 1.5 - 0.068, -0.2], abs=1e-3)


def test_what_the_file_has_is_not_derived():
    cloud = PELVIS | {"left_hip": at(0.0, 0.9, -0.1)}
    found = body_points(cloud)
    assert found["left_hip"].origin == "file"
    assert found["left_hip"].path[0] == pytest.approx([0.0, 0.9, -0.1])
    assert found["right_hip"].origin == "derived"


@pytest.mark.parametrize(
    ("names", "point", "origin"),
    [
        (("wrist_radial", "wrist_ulnar"), "wrist", "derived"),
        (("wrist_ulnar",), "wrist", "approximate"),
        (("knee_lateral", "knee_medial"), "knee", "derived"),
        (("knee_lateral",), "knee", "approximate"),
        (("front_head", "back_head"), "ear", "approximate"),
        (("temple",), "ear", "approximate"),
        (("ear",), "ear", "file"),
        (("heel_upper", "heel_lower"), "heel", "approximate"),
        (("metatarsal_1", "metatarsal_5"), "foot_index", "approximate"),
        (("toe_joint",), "foot_index", "approximate"),
    ],
)
def test_how_a_point_came_about_is_said(names, point, origin):
    cloud = {f"left_{name}": at(0.1 * k, 1.0, 0.0) for k, name in enumerate(names)}
    found = body_points(cloud)
    assert list(found) == [f"left_{point}"]
    assert found[f"left_{point}"].origin == origin


def test_points_come_in_the_order_of_the_body():
    cloud = {"left_heel": at(0, 0, 0), "nose": at(0, 1, 0), "right_ear": at(0, 1, 0)}
    assert list(body_points(cloud)) == ["nose", "right_ear", "left_heel"]


# An ideal knee: two rigid clusters about one axis, the thigh itself swinging and turning.
THIGH = np.array([[0.05, -0.1, 0.08], [0.07, -0.2, 0.03], [-0.04, -0.3, 0.09], [0.02, -0.25, 0.1]])
SHANK = np.array([[0.05, -0.1, 0.06], [0.04, -0.2, -0.03], [-0.04, -0.15, 0.05]])
KNEE = np.array([0.0, -0.42, 0.0])


def turns(axis, angle):
    i, j = (axis + 1) % 3, (axis + 2) % 3
    turn = np.repeat(np.eye(3)[None], len(angle), axis=0)
    turn[:, i, i] = turn[:, j, j] = np.cos(angle)
    turn[:, j, i], turn[:, i, j] = np.sin(angle), -np.sin(angle)
    return turn


def ideal_leg(bend=0.8, noise=0.0, obliquity=0.0):
    phase = np.linspace(0, 6 * np.pi, 300)
    thigh = turns(1, 0.15 * np.cos(phase)) @ turns(2, 0.6 * np.sin(phase))
    hip = np.stack([0 * phase, 0.95 + 0.04 * np.cos(2 * phase), 0 * phase - 0.09], axis=1)
    about = turns(0, np.full(300, obliquity))
    shank = thigh @ about @ turns(2, -bend * (1 + np.sin(phase + 1))) @ about.swapaxes(1, 2)
    knee = hip + thigh @ KNEE
    rng = np.random.default_rng(0)

    def seen(origin, turn, places):
        clean = origin[:, None] + np.einsum("tij,mj->tmi", turn, places)
        return clean + noise * rng.standard_normal(clean.shape)

    cloud = {f"left_thigh_{k + 1}": p for k, p in enumerate(seen(hip, thigh, THIGH).swapaxes(0, 1))}
    cloud |= {
        f"left_shank_{k + 1}": p for k, p in enumerate(seen(knee, shank, SHANK).swapaxes(0, 1))
    }
    heel = knee + shank @ np.array([-0.05, -0.45, 0.0])
    return cloud, hip, heel, knee


def found_knee(**leg):
    cloud, hip, heel, knee = ideal_leg(**leg)
    return hinge_centre(cloud, "left", (hip, heel), ("thigh", "shank")), knee


def test_the_centre_of_an_ideal_hinge_is_found():
    found, knee = found_knee()
    assert np.abs(found - knee).max() < 1e-9


def test_noise_and_an_oblique_axis_move_it_little():
    found, knee = found_knee(noise=0.002, obliquity=0.1)
    assert np.linalg.norm(found - knee, axis=1).mean() < 0.015


def test_a_stiff_knee_has_no_centre():
    found, _ = found_knee(bend=0.0)
    assert found is None


def test_two_markers_fix_no_segment():
    cloud, hip, heel, _ = ideal_leg()
    del cloud["left_shank_3"]
    assert hinge_centre(cloud, "left", (hip, heel), ("thigh", "shank")) is None


def test_a_hidden_marker_leaves_a_hole():
    cloud, hip, heel, knee = ideal_leg()
    cloud["left_shank_1"][50:90] = np.nan
    found = hinge_centre(cloud, "left", (hip, heel), ("thigh", "shank"))
    assert np.isnan(found[50:90]).all()
    assert np.abs(np.delete(found - knee, np.s_[50:90], axis=0)).max() < 1e-9


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 1000))
def test_the_pose_of_a_rigid_body_is_its_pose(seed):
    rng = np.random.default_rng(seed)
    thigh = turns(0, rng.uniform(-2, 2, 8)) @ turns(1, rng.uniform(-2, 2, 8))
    points = np.einsum("tij,mj->tmi", thigh, THIGH) + rng.normal(size=(8, 1, 3))
    turn, origin = pose(points)
    local = np.einsum("tij,tmi->tmj", turn, points - origin[:, None])
    assert np.allclose(local, local[:1])
    assert np.allclose(np.linalg.det(turn), 1.0)
