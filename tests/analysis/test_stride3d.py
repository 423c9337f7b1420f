"""The 3-D stride in an analysis: what it adds, what it leaves, and what it never shows."""

import numpy as np
import pytest

import runtall
from runtall.analysis.result import Analysis
from runtall.motion.mean_stride import MeanStride
from runtall.motion.recording import Recording
from runtall.testing.synthetic import SyntheticRunner, film


def recording(runner, view, **how):
    import xarray as xr

    pose = film(runner, view, **how)
    streams = xr.DataTree.from_dict({"/pose": pose})
    return Recording(path=f"{view}.mp4", kind="video", sha256="0", streams=streams, view=view)


@pytest.fixture(scope="module")
def pair() -> Analysis:
    who = SyntheticRunner()
    clips = [recording(who, "left"), recording(who, "rear")]
    return runtall.analyze(clips, runtall.Runner(height_cm=178))


@pytest.fixture(scope="module")
def side() -> Analysis:
    return runtall.analyze([recording(SyntheticRunner(), "left")], runtall.Runner(height_cm=178))


def test_two_views_show_what_none_shows_alone(pair, side):
    assert not side.measurement("thorax_yaw_range").measured
    turn = pair.measurement("thorax_yaw_range")
    assert turn.measured
    assert turn.method == "stride3d"
    assert turn.inputs == (0, 1)


def test_what_the_detector_cannot_follow_stays_unmeasured(pair):
    for name in ("pelvis_yaw_range", "thorax_pelvis_yaw_range"):
        found = pair.measurement(name)
        assert not found.measured
        assert "motion capture" in found.reason


def test_one_side_view_never_gives_what_lies_across(side):
    for name, of in (("trunk_side_lean", None), ("arm_crossing_nearest", "left")):
        assert not side.measurement(name, of).measured


def test_the_stride_begins_at_left_contact_and_stands_on_the_ground(pair):
    stride = pair.stride
    assert isinstance(stride, MeanStride)
    assert stride.views == ("left", "rear")
    assert stride.initial_contact["left"] == 0.0
    assert stride.positions(np.arange(200) / 200)[..., 1].min() == pytest.approx(0, abs=1e-6)
    assert 0.2 < stride.toe_off["left"] < 0.5


def test_intervals_hold_the_value(pair):
    for m in pair.measurements:
        if m.measured:
            assert m.low <= m.value <= m.high, m.name


def test_a_repeated_analysis_gives_the_same_numbers(side):
    again = runtall.analyze([recording(SyntheticRunner(), "left")], runtall.Runner(height_cm=178))
    for one, other in zip(side.measurements, again.measurements, strict=True):
        assert (one.name, one.value, one.low) == (other.name, other.value, other.low)


def test_a_short_clip_has_no_drift_of_coordinates(pair):
    assert pair.stride_drift == ()


def test_a_long_clip_gives_the_drift_of_every_coordinate(tmp_path):
    clip = recording(SyntheticRunner(), "left", seconds=70.0)
    analysis = runtall.analyze([clip], runtall.Runner(height_cm=178))
    drifts = {d.name: d for d in analysis.stride_drift}
    assert len(drifts) == 34
    for drift in drifts.values():
        assert drift.low <= 0 <= drift.high, "this runner does not change"
    analysis.save(tmp_path / "out", only=["stride_drift.csv"])
    text = (tmp_path / "out/stride_drift.csv").read_text().splitlines()
    assert text[0] == "coordinate,value,low,high,unit,n_windows,inputs"
    assert len(text) == 35
