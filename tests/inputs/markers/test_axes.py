"""However a file counts lengths and axes, the runner comes out the same."""

from itertools import permutations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.errors import InputError, MalformedFile, UsageError
from runtall.inputs.markers.options import UNITS, MarkerOptions
from runtall.inputs.markers.recording import to_recording
from runtall.motion.vocabulary import BODY

FILE = Path("run.trc")
NAMES = {name: name for name in BODY}
SKIN = {
    f"{s}{label}": f"{side}_{name}"
    for side, s in (("left", "L"), ("right", "R"))
    for label, name in (
        ("ASI", "asis"), ("PSI", "psis"), ("SHO", "acromion"), ("KNE", "knee_lateral"),
        ("ANK", "ankle_lateral"), ("HEE", "heel"), ("TOE", "metatarsal_2"),
        ("ELB", "elbow_lateral"), ("WRA", "wrist_radial"), ("WRB", "wrist_ulnar"),
    )
} | {"C7": "c7", "CLAV": "suprasternal_notch"}  # fmt: skip

TURNS = [
    np.eye(3)[list(order)] * np.array(signs)[:, None]
    for order in permutations(range(3))
    for signs in product((1.0, -1.0), repeat=3)
]
"""All 48 ways to name and point three axes, half of them left-handed."""


def markers_of(raw, **options):
    return to_recording(raw, FILE, "0", MarkerOptions(**options))


def positions(recording):
    return recording.streams["markers"]["position"].sel(keypoint=list(NAMES)).values


def axis_of(turn, lab):
    """How a file calls the axis of the lab that this is."""
    column = turn[:, lab]
    k = int(np.argmax(np.abs(column)))
    return ("+" if column[k] > 0 else "-") + "xyz"[k]


@settings(max_examples=60, deadline=None)
@given(
    turn=st.sampled_from(TURNS),
    unit=st.sampled_from(("m", "cm", "mm", "in")),
    speed=st.sampled_from((0.0, 3.0)),
    skin=st.booleans(),
)
def test_the_recording_is_the_same_whatever_the_axes_and_unit(make_body, turn, unit, speed, skin):
    body = make_body(speed=speed)
    names = SKIN if skin else NAMES
    straight = markers_of(body.file(names))
    turned = markers_of(body.file(names, turn=turn, per_metre=1 / UNITS[unit]))
    a, b = (r.streams["markers"] for r in (straight, turned))
    assert list(a["keypoint"].values) == list(b["keypoint"].values)
    assert np.allclose(a["position"].values, b["position"].values, atol=1e-9)
    assert b.attrs["unit"] == unit
    assert b.attrs["up"] == axis_of(turn, 1)
    assert b.attrs["direction"] == axis_of(turn, 0)
    assert b.attrs["mirrored"] == int(np.linalg.det(turn) < 0)
    assert b.attrs["travelling"] == int(speed > 0)
    assert b.attrs["direction_source"] == ("travel" if speed else "feet")
    codes = {n.code for n in turned.notices} - {n.code for n in straight.notices}
    assert codes == ({"mirrored"} if np.linalg.det(turn) < 0 else set())


@settings(max_examples=20, deadline=None)
@given(degrees=st.floats(-180, 180), speed=st.sampled_from((0.0, 3.0)))
def test_a_runway_may_lie_askew(make_body, degrees, speed):
    angle = np.radians(degrees)
    c, s = np.cos(angle), np.sin(angle)
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    body = make_body(speed=speed)
    found = positions(markers_of(body.file(NAMES, turn=turn)))
    truth = np.stack([body.points[n] for n in NAMES], axis=1)
    near = np.degrees(abs((angle + np.pi / 4) % (np.pi / 2) - np.pi / 4))
    # Within a few degrees of an axis the axis itself is meant.
    tolerance = 1e-6 if near > 4.0 else 0.08 * np.abs(truth).max()
    assert np.abs(found - truth).max() < max(tolerance, 1e-6)


def test_what_the_file_says_is_said_to_be_from_the_file(body):
    attrs = markers_of(body.file(NAMES, unit="m", up="+y")).streams["markers"].attrs
    assert (attrs["unit_source"], attrs["up_source"]) == ("file", "file")
    given_attrs = (
        markers_of(body.file(NAMES), unit="m", up="+y", direction="+x").streams["markers"].attrs
    )
    sources = [given_attrs[f"{k}_source"] for k in ("unit", "up", "direction")]
    assert sources == ["given"] * 3


def test_a_wrong_unit_in_the_file_is_an_error_that_names_the_option(body):
    with pytest.raises(MalformedFile, match=r"in m, but the body .* 1\d{3} m tall; give --unit mm"):
        markers_of(body.file(NAMES, per_metre=1000.0, unit="m"))


def test_a_wrong_unit_of_the_user_is_an_error(body):
    with pytest.raises(UsageError, match=r"--unit cm: .* 0\.017 m tall; give --unit m"):
        markers_of(body.file(NAMES), unit="cm")


def test_a_giant_is_an_error(body):
    with pytest.raises(InputError, match=r"no runner's height in m, cm, mm, in"):
        markers_of(body.file(NAMES, per_metre=7.0))


def test_the_skeletons_of_cmu_are_known_by_their_own_unit(body):
    attrs = markers_of(body.file(NAMES, per_metre=0.45 / 0.0254)).streams["markers"].attrs
    assert attrs["unit"] == "cmu"


def test_a_wrong_vertical_in_the_file_is_told_and_not_followed(body):
    recording = markers_of(body.file(NAMES, up="+z"))
    assert recording.streams["markers"].attrs["up"] == "+y"
    assert "up_contradicts" in {n.code for n in recording.notices}


@pytest.mark.parametrize("up", ["-y", "+x"])
def test_a_runner_is_not_turned_over(body, up):
    with pytest.raises(UsageError, match=r"would not stand upright; the body points along \+y"):
        markers_of(body.file(NAMES), up=up)


def test_a_direction_that_points_up_is_refused(body):
    with pytest.raises(UsageError, match=r"--direction \+y: that axis points up or down"):
        markers_of(body.file(NAMES), direction="+y")


def test_a_direction_against_the_runner_is_followed_and_told(body):
    recording = markers_of(body.file(NAMES), direction="-x")
    assert [n.code for n in recording.notices] == ["direction_contradicts"]
    attrs = recording.streams["markers"].attrs
    assert (attrs["direction"], attrs["mirrored"], attrs["swapped"]) == ("-x", 0, "")
    # Turned about the vertical by half a turn, and nothing exchanged.
    truth = np.stack([body.points[n] for n in NAMES], axis=1) * [-1, 1, -1]
    assert np.allclose(positions(recording), truth)


def test_a_tilted_file_is_told_and_one_without_vertical_refused(body):
    def tilted(degrees):
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        return body.file(NAMES, turn=np.array([[1, 0, 0], [0, c, -s], [0, s, c]]))

    assert "tilted" in {n.code for n in markers_of(tilted(20)).notices}
    with pytest.raises(InputError, match=r"no axis points up: the body stands 4\d deg off"):
        markers_of(tilted(44))


def test_a_curve_is_told(make_body):
    body = make_body(seconds=4.0)
    angle = 0.5 * body.time_s
    c, s = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([c, 0 * c, s]), np.stack([0 * c, 1 + 0 * c, 0 * c]),
                     np.stack([-s, 0 * c, c])])  # fmt: skip
    way = np.stack([6 * s, 0 * c, 6 * c], axis=1)
    for name, path in body.points.items():
        body.points[name] = np.einsum("ijt,tj->ti", turn, path) + way
    recording = markers_of(body.file(NAMES))
    assert recording.streams["markers"].attrs["travelling"] == 1
    assert "turning" in {n.code for n in recording.notices}


def test_who_runs_backwards_is_told_and_keeps_left_and_right(make_body):
    recording = markers_of(make_body(speed=-3.0).file(NAMES))
    assert [n.code for n in recording.notices] == ["backwards"]
    attrs = recording.streams["markers"].attrs
    assert (attrs["mirrored"], attrs["swapped"]) == (0, "")


def test_who_stands_faces_where_the_feet_point(make_body):
    body = make_body()
    still = {name: np.repeat(path[:1], len(path), axis=0) for name, path in body.points.items()}
    body.points.update(still)
    turn = np.array([[0.0, 0, -1], [0, 1, 0], [1, 0, 0]])
    attrs = markers_of(body.file(NAMES, turn=turn)).streams["markers"].attrs
    assert (attrs["direction"], attrs["direction_source"]) == ("+z", "feet")


def test_arms_alone_face_where_the_chest_does(body):
    names = {n: body_name for n, body_name in NAMES.items() if "knee" not in n}
    names = {n: b for n, b in names.items() if not n.endswith(("hip", "ankle", "heel", "index"))}
    names |= {"C7": "c7", "CLAV": "suprasternal_notch"}
    turn = np.array([[-1.0, 0, 0], [0, 1, 0], [0, 0, -1]])
    attrs = markers_of(body.file(names, turn=turn, up="+y")).streams["markers"].attrs
    assert (attrs["direction"], attrs["direction_source"]) == ("-x", "pelvis")
    assert attrs["mirrored"] == 0


@pytest.mark.parametrize("bad", [{"unit": "ft"}, {"up": "y"}, {"direction": "north"}])
def test_options_are_checked(bad):
    with pytest.raises(UsageError, match="is none of"):
        MarkerOptions(**bad)
