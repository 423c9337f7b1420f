"""Short gaps are filled and counted, long ones stay, jumps are taken out."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.inputs.markers.gaps import fill, find_spikes, mend
from runtall.inputs.markers.recording import to_recording
from runtall.motion.vocabulary import BODY

HZ = 100.0
TIME = np.arange(200) / HZ
PATH = np.stack([np.sin(8 * TIME), 1 + 0.1 * np.cos(16 * TIME), 0.2 * TIME], axis=1)


def with_gap(start, frames):
    path = PATH.copy()
    path[start : start + frames] = np.nan
    return path


@settings(deadline=None, max_examples=40)
@given(start=st.integers(10, 150), frames=st.integers(1, 9))
def test_gaps_up_to_a_tenth_of_a_second_are_filled(start, frames):
    found, count = fill(with_gap(start, frames), TIME)
    assert count == frames
    assert np.abs(found - PATH).max() < 0.005


@settings(deadline=None, max_examples=40)
@given(start=st.integers(10, 150), frames=st.integers(10, 30))
def test_longer_gaps_stay(start, frames):
    found, count = fill(with_gap(start, frames), TIME)
    assert count == 0
    assert np.isnan(found[start : start + frames]).all()


@pytest.mark.parametrize("start", [0, 195])
def test_nothing_is_made_up_at_the_ends(start):
    found, count = fill(with_gap(start, 5), TIME)
    assert count == 0
    assert np.isnan(found[start : start + 5]).all()


@settings(deadline=None, max_examples=40)
@given(frame=st.integers(2, 197), jump=st.floats(0.1, 5.0))
def test_a_single_frame_that_jumps_is_taken_out_and_filled(frame, jump):
    path = PATH.copy()
    path[frame, 1] += jump
    assert np.flatnonzero(find_spikes(path, TIME)).tolist() == [frame]
    cloud, done = mend({"c7": path}, TIME)
    assert (done.spikes, done.filled) == (1, 1)
    assert np.abs(cloud["c7"] - PATH).max() < 1e-3


def test_movement_is_no_jump():
    # A foot: 0.4 m there and back, and a landing at 4 m/s that ends within a frame.
    height = 0.3 * np.abs(np.sin(9 * TIME))
    fast = np.stack([0.4 * np.sin(18 * TIME), height, 0 * TIME], axis=1)
    assert not find_spikes(fast, TIME).any()


def test_a_jump_that_stays_is_left():
    path = PATH.copy()
    path[100:] += 0.5
    assert not find_spikes(path, TIME).any()


def test_a_value_with_one_missing_axis_is_missing():
    path = PATH.copy()
    path[50, 2] = np.nan
    cloud, done = mend({"c7": path}, TIME)
    assert done.filled == 1
    assert np.isfinite(cloud["c7"]).all()


def test_a_recording_counts_and_tells(make_body):
    body = make_body()
    body.points["left_wrist"] = body.points["left_wrist"].copy()
    body.points["left_wrist"][30:35] = np.nan
    body.points["left_wrist"][100:150] = 0.0
    body.points["right_knee"] = body.points["right_knee"].copy()
    body.points["right_knee"][60] += 0.4
    raw = body.file({name: name for name in BODY}, unit="m")
    recording = to_recording(raw, Path("run.trc"), "0")
    markers = recording.streams["markers"]
    assert (markers.attrs["filled"], markers.attrs["spikes"]) == (6, 1)
    told = {n.code: n.message for n in recording.notices}
    assert told.keys() == {"gaps", "spikes"}
    assert "left_wrist 25 %" in told["gaps"]
    wrist = markers["position"].sel(keypoint="left_wrist").values
    assert np.isnan(wrist[100:150]).all()
    assert np.isfinite(np.delete(wrist, np.s_[100:150], axis=0)).all()
