"""A rendered runner who passes a standing camera, against exact truth."""

import json
from pathlib import Path

import pytest

from runtall.analysis.loading import load
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def truth():
    return json.loads((DATA / "pass_right.truth.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(truth):
    who = Runner(height_cm=truth["height_cm"], sex=truth["sex"])
    return analyze([load(DATA / "pass_right.mp4")], who)


def test_what_it_is_said_to_be(found, truth):
    source = found.inputs[0]
    assert (source.view, source.treadmill) == ("right", False)
    assert source.travel == "towards the right"
    assert source.speed_m_s == pytest.approx(truth["speed_m_s"], abs=0.2)
    assert source.roll_deg == pytest.approx(truth["camera"]["roll_deg"], abs=0.7)


@pytest.mark.parametrize(
    ("name", "side", "within"),
    [("trunk_lean", None, 2.0), ("head_forward", None, 3.0), ("leg_lean", None, 3.5),
     ("elbow_angle", "right", 8.0), ("arm_swing_range", "right", 8.0), ("cadence", None, 1.5),
     ("vertical_oscillation", None, 15.0)],
)  # fmt: skip
def test_what_one_pass_shows(found, truth, name, side, within):
    entry = found.measurement(name, side)
    true = truth["measurements"][f"{name}:{side}" if side else name]["value"]
    assert entry.value == pytest.approx(true, abs=within)
    assert entry.low <= true <= entry.high


def test_few_steps_are_said(found):
    assert {"few_steps", "oblique_pass"} <= {w.code for w in found.warnings}


def test_drawn_only_where_it_was_measured(found):
    track = found.tracks[0]
    (span,) = track.spans
    assert 2.0 < span[1] - span[0] < 3.5
    assert len(track.time) == found.inputs[0].frames
