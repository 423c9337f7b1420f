"""Exchanged labels of left and right are found and put back."""

from pathlib import Path

import numpy as np
import pytest

from runtall.inputs.markers.recording import to_recording
from runtall.motion.vocabulary import BODY

NAMES = {name: name for name in BODY}
MOVING = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot_index", "ear")


def exchanged(*points):
    swap = {
        f"{a}_{p}": f"{b}_{p}" for p in points for a, b in (("left", "right"), ("right", "left"))
    }
    return {label: swap.get(name, name) for label, name in NAMES.items()}


def recording_of(body, names):
    return to_recording(body.file(names, unit="m", up="+y"), Path("run.trc"), "0")


@pytest.mark.parametrize("point", MOVING)
def test_one_exchanged_pair_is_put_back(body, point):
    recording = recording_of(body, exchanged(point))
    markers = recording.streams["markers"]
    assert markers.attrs["swapped"] == point
    assert markers.attrs["mirrored"] == 0
    (notice,) = recording.notices
    assert notice.code == "sides_exchanged"
    assert f"left and right of {point} were exchanged" in notice.message
    for name in BODY:
        found = markers["position"].sel(keypoint=name).values
        assert np.allclose(found, body.points[name])


def test_whole_legs_are_put_back(body):
    markers = recording_of(body, exchanged("knee", "ankle", "heel", "foot_index")).streams[
        "markers"
    ]
    assert set(markers.attrs["swapped"].split(", ")) == {"knee", "ankle", "heel", "foot_index"}


def test_nothing_is_exchanged_in_a_right_file(body):
    recording = recording_of(body, NAMES)
    assert recording.streams["markers"].attrs["swapped"] == ""
    assert recording.notices == ()


def test_arms_that_cross_the_middle_are_no_exchange(make_body):
    body = make_body(crossing=0.25)
    assert recording_of(body, NAMES).streams["markers"].attrs["swapped"] == ""


def test_markers_on_the_skin_are_put_back_too(body):
    names = {
        f"{s}{label}": f"{side}_{name}"
        for side, s in (("left", "L"), ("right", "R"))
        for label, name in (
            ("ASI", "asis"), ("PSI", "psis"), ("KNE", "knee_lateral"), ("ANK", "ankle_lateral"),
            ("HEE", "heel"), ("TOE", "metatarsal_2"),
        )
    }  # fmt: skip
    names["LANK"], names["RANK"] = names["RANK"], names["LANK"]
    recording = recording_of(body, names)
    assert recording.streams["markers"].attrs["swapped"] == "ankle_lateral"
    ankle = recording.streams["markers"]["position"].sel(keypoint="left_ankle_lateral").values
    assert np.allclose(ankle, body.points["left_ankle_lateral"])
