"""Files with joint coordinates: points, missing joints, frames, and what is assumed."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.errors import MissingStream
from runtall.inputs.markers.recording import to_recording
from runtall.inputs.markers.skeleton import body_of, normalised, turned
from runtall.inputs.readers.raw import Force, RawMotion
from runtall.motion.skeleton import COORDINATES, default_lengths, positions
from runtall.motion.vocabulary import BODY

FILE = Path("run.mot")
TIME = np.arange(200) / 100
FEET = [[BODY.index(f"{s}_{p}") for p in ("heel", "foot_index")] for s in ("left", "right")]
ARMS = ("arm_flex", "arm_add", "arm_rot", "elbow_flex")


def running(height=1.738, *, hips=True):
    """Coordinates of a run in place whose lower foot just reaches the ground, m and rad."""
    phase = 2 * np.pi * 1.4 * TIME
    q = {name: np.zeros(len(TIME)) for name in COORDINATES}
    q["lumbar_extension"] -= 0.1
    q["pelvis_rotation"] += 0.1 * np.sin(phase)
    for side, lead in (("r", 0.0), ("l", np.pi)):
        q[f"hip_flexion_{side}"] += 0.2 + 0.6 * np.sin(phase + lead)
        q[f"knee_angle_{side}"] -= 0.8 + 0.6 * np.cos(phase + lead)
        q[f"arm_flex_{side}"] -= 0.3 + 0.4 * np.sin(phase + lead)
        q[f"elbow_flex_{side}"] += 1.5
    if hips:
        posed = positions(as_rows(q), default_lengths(height))[:, :, 1]
        left, right = (posed[:, feet].mean(axis=1) for feet in FEET)
        q["pelvis_ty"] = 0.02 * np.sin(2 * phase) ** 2 - np.minimum(left, right)
    return q


def as_rows(q):
    return np.stack([q[name] for name in COORDINATES], axis=1)


def opensim(**more):
    """The same as an OpenSim model without neck and clavicle has it."""
    q = running(**more)
    return {n: v for n, v in q.items() if not n.startswith(("neck", "clavicle"))}


def raw_of(q, **more):
    return RawMotion("mot", TIME, (), np.empty((len(TIME), 0, 3)), coordinates=q, **more)


def recording_of(q, **more):
    return to_recording(raw_of(q, **more), FILE, "0")


@pytest.mark.parametrize("height", [1.55, 1.738, 1.95])
def test_points_are_those_of_the_skeleton_with_feet_on_the_ground(height):
    q = running(height)
    recording = recording_of(q)
    markers = recording.streams["markers"]
    assert markers.attrs["level"] == "full"
    assert [n.code for n in recording.notices] == ["lengths_assumed"]
    assert set(markers["origin"].values) == {"skeleton"}
    found = markers["position"].sel(keypoint=list(BODY)).values
    assert np.abs(found - positions(as_rows(q), default_lengths(height))).max() < 0.02


def test_joints_of_which_nothing_is_known_leave_no_points():
    markers = recording_of(opensim()).streams["markers"]
    missing = set(BODY) - set(markers["keypoint"].values)
    assert missing == {"nose", "left_ear", "right_ear"}


def test_legs_alone_are_legs():
    legs = {n: v for n, v in opensim().items() if not n.startswith((*ARMS, "lumbar"))}
    markers = recording_of(legs).streams["markers"]
    assert markers.attrs["level"] == "legs"
    assert not [n for n in markers["keypoint"].values if n.endswith(("shoulder", "wrist"))]


def test_opensim_counts_the_pelvis_from_its_front():
    q = {n: np.zeros(4) for n in ("pelvis_tx", "pelvis_ty", "pelvis_tz", "pelvis_tilt")}
    straight = normalised(q)
    assert straight["pelvis_tx"][0] == pytest.approx(-0.0698)
    assert straight["pelvis_ty"][0] == pytest.approx(-0.0670)
    # Tilted back by a quarter turn, what lay behind lies below.
    back = normalised({**q, "pelvis_tilt": np.full(4, np.pi / 2)})
    assert back["pelvis_tx"][0] == pytest.approx(0.0670)
    assert back["pelvis_ty"][0] == pytest.approx(-0.0698)


def test_our_own_coordinates_stay_as_they_are():
    q = running()
    assert all(np.array_equal(normalised(q)[name], q[name]) for name in q)


def test_a_bent_knee_may_be_positive():
    q = opensim()
    newer = {**q, **{n: -q[n] for n in ("knee_angle_r", "knee_angle_l")}}
    a, b = normalised(q), normalised(newer)
    assert all(np.array_equal(a[name], b[name]) for name in a)


def test_the_trunk_of_an_opensim_model_leans_as_its_own_geometry_says():
    q = {n: np.zeros_like(v) for n, v in opensim().items()} | {"pelvis_ty": np.full(200, 1.0)}
    cloud = body_of(q, {})
    line = (cloud["left_shoulder"] + cloud["right_shoulder"]) / 2 - (
        cloud["left_hip"] + cloud["right_hip"]
    ) / 2
    # Hips 69.8 behind and 67 below, back joint 99.5 behind and 82.7 above, shoulders 3.2, 377.8.
    lean = np.degrees(np.arctan2(0.0698 - 0.0995 + 0.0032, 0.067 + 0.0827 + 0.3778))
    assert np.degrees(np.arctan2(line[:, 0], line[:, 1])) == pytest.approx(lean, abs=1e-6)


@settings(deadline=None, max_examples=30)
@given(yaw=st.floats(-3.1, 3.1), tilt=st.floats(-0.6, 0.6), list_=st.floats(-0.4, 0.4))
def test_coordinates_turn_with_the_lab(yaw, tilt, list_):
    q = running()
    q["pelvis_tilt"] = q["pelvis_tilt"] + tilt
    q["pelvis_list"] = q["pelvis_list"] + list_
    c, s = np.cos(yaw), np.sin(yaw)
    matrix = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    lengths = default_lengths(1.7)
    found = positions(as_rows(turned(q, matrix)), lengths)
    assert np.allclose(found, positions(as_rows(q), lengths) @ matrix.T, atol=1e-9)


def test_a_run_along_another_axis_comes_out_along_x():
    q = running()
    matrix = np.array([[0.0, 0, -1], [0, 1, 0], [1, 0, 0]])
    recording = recording_of(turned(q, matrix))
    straight = recording_of(q)
    assert recording.streams["markers"].attrs["direction"] == "+z"
    for node, name in (("markers", "position"), ("coordinates", "pelvis_rotation")):
        a, b = (r.streams[node][name].values for r in (straight, recording))
        assert np.allclose(a, b, atol=1e-9)


def test_coordinates_have_their_units():
    node = recording_of(running()).streams["coordinates"]
    assert node["pelvis_tx"].attrs["units"] == "m"
    assert node["knee_angle_r"].attrs["units"] == "rad"
    assert set(node.data_vars) == set(COORDINATES)


def test_markers_are_measured_and_coordinates_fill_what_they_do_not_show(body):
    names = {n: n for n in BODY if not n.endswith(("knee", "ankle", "wrist"))}
    raw = body.file(names, unit="m", up="+y", coordinates=opensim())
    markers = to_recording(raw, FILE, "0").streams["markers"]
    origin = dict(zip(markers["keypoint"].values, markers["origin"].values, strict=True))
    assert {origin[n] for n in names} == {"file"}
    assert origin["left_knee"] == origin["right_wrist"] == "skeleton"
    assert np.allclose(markers["position"].sel(keypoint="nose"), body.points["nose"])


def test_a_stray_marker_does_not_hide_the_coordinates(body):
    raw = body.file({"V.Sacral": "sacrum"}, coordinates=opensim())
    markers = to_recording(raw, FILE, "0").streams["markers"]
    assert markers.attrs["level"] == "full"
    assert set(markers["origin"].values) == {"skeleton"}


def test_few_coordinates_are_no_body():
    with pytest.raises(MissingStream, match="too few joint coordinates to show a body"):
        recording_of({"knee_angle_r": np.zeros(200)})


def test_force_alone_is_no_body():
    plate = Force("plate 1", TIME, np.zeros((200, 3)))
    with pytest.raises(MissingStream, match="holds ground force alone"):
        recording_of({}, forces=(plate,))


def test_force_comes_in_the_lab_frame_and_in_metres(body):
    # In the file z is up, y is where the runner goes, x is to the right.
    turn = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0]])
    push, place = np.array([30.0, 900.0, -5.0]), np.array([0.5, 0.0, 0.1])
    plates = tuple(
        Force(f"plate {k}", time_s, np.tile(turn @ push, (len(time_s), 1)), point)
        for k, time_s, point in (
            (1, body.time_s, np.tile(1000 * turn @ place, (len(body.time_s), 1))),
            (2, np.linspace(0, 2, 401), None),
        )
    )
    raw = body.file({n: n for n in BODY}, turn=turn, per_metre=1000.0, forces=plates)
    node = to_recording(raw, FILE, "0").streams["force"]
    assert node["force"].dims == ("time", "plate", "space")
    assert np.allclose(node["force"], push)
    assert np.allclose(node["point"].sel(plate="plate 1"), place)
    assert np.isnan(node["point"].sel(plate="plate 2")).all()
