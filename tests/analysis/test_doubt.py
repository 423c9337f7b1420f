"""A view that was told wrongly is noticed, and one that was told rightly is not."""

from dataclasses import replace
from pathlib import Path

import pytest
import xarray as xr

from runtall.analysis.doubt import contradicted, hint
from runtall.analysis.loading import load
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner
from runtall.motion.recording import Recording
from runtall.testing.synthetic import SyntheticRunner, film

DATA = Path(__file__).parents[1] / "data"
OPPOSITE = {"left": "right", "right": "left", "rear": "front", "front": "rear"}
WHO = Runner(height_cm=175)


def filmed(view, told=None):
    pose = film(SyntheticRunner(), view, seconds=6.0)
    streams = xr.DataTree.from_dict({"pose": pose})
    return Recording(Path(f"{view}.mp4"), "video", "1" * 64, streams, view=told)


def doubted(*recordings):
    found = analyze(recordings, WHO)
    return [w.input for w in found.warnings if w.code == "view_doubtful"]


@pytest.mark.parametrize("view", ["left", "right", "rear", "front"])
def test_what_a_clip_shows_by_itself(view):
    assert contradicted(filmed(view)) is None
    assert contradicted(filmed(view, view)) is None
    assert contradicted(filmed(view, OPPOSITE[view])) == view


def test_one_wrong_view_of_two_is_named_by_its_number():
    assert doubted(filmed("left", "left"), filmed("rear", "rear")) == []
    assert doubted(filmed("left", "left"), filmed("rear", "front")) == [1]


def test_a_refusal_says_that_the_view_may_be_the_reason():
    assert hint(filmed("rear", "left")) == " (told --view left, it looks filmed from behind)"
    assert hint(filmed("rear", "rear")) == ""
    assert hint(filmed("rear")) == ""


@pytest.fixture(scope="module")
def pixels():
    return {
        view: load(DATA / f"{name}.mp4")
        for view, name in (("front", "front_good"), ("rear", "rear_crossing"))
    }


@pytest.mark.parametrize(
    ("view", "told"),
    [("front", "front"), ("front", "rear"), ("rear", "rear"), ("rear", "right")],
)
def test_real_pictures(pixels, view, told):
    recording = replace(pixels[view], view=told)
    assert doubted(recording) == ([] if told == view else [0])


def test_views_given_in_the_wrong_order_are_both_named(pixels):
    front, rear = pixels["front"], pixels["rear"]
    assert doubted(replace(front, view="rear"), replace(rear, view="front")) == [0, 1]


def test_clips_of_one_runner(recordings):
    left, rear = (load(recordings / "rendered" / f"dev1_{view}.mp4") for view in ("left", "rear"))
    assert doubted(replace(left, view="left"), replace(rear, view="front")) == [1]
    assert doubted(replace(left, view="left"), replace(rear, view="rear")) == []
