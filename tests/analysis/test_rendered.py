"""Rendered runners of bodies that took no part in learning the errors, against exact truth."""

import json
from pathlib import Path

import pytest

from runtall.analysis.loading import load
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module", params=["front_good", "rear_crossing"])
def clip(request):
    truth = json.loads((DATA / f"{request.param}.truth.json").read_text("utf-8"))
    who = Runner(height_cm=truth["height_cm"], sex=truth["sex"])
    return analyze([load(DATA / f"{request.param}.mp4")], who), truth


def test_view_and_cadence(clip):
    found, truth = clip
    assert found.inputs[0].view == truth["view"]
    assert found.measurement("cadence").value == pytest.approx(
        truth["measurements"]["cadence"]["value"], abs=2.0
    )


def test_most_intervals_hold_the_truth(clip):
    found, truth = clip
    inside = [
        entry.low - 1e-9 <= truth["measurements"][key]["value"] <= entry.high + 1e-9
        for entry in found.measurements
        if entry.measured
        and (key := f"{entry.name}:{entry.side}" if entry.side else entry.name)
        in truth["measurements"]
    ]
    # 90 % intervals; what the trunk hides from behind is the hardest.
    assert len(inside) >= 10
    assert sum(inside) / len(inside) >= 0.7


def test_crossing_arms_are_named_and_good_form_is_not(clip):
    found, truth = clip
    assert [f.cause for f in found.findings] == truth["causes"]
