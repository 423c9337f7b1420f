"""Minutes from the clocks of cameras."""

from pathlib import Path

import pytest
import xarray as xr

from runtall.analysis.minutes import with_minutes
from runtall.motion.recording import Recording

START = "2026-05-01T10:00:00+00:00"


def clip(created="", minute=None, calibration=""):
    pose = xr.Dataset(attrs={"created": created})
    return Recording(
        Path("a.mp4"), "video", "0" * 64, xr.DataTree.from_dict({"pose": pose}),
        minute=minute, calibration=calibration,
    )  # fmt: skip


def minutes(*recordings):
    return [r.minute for r in with_minutes(recordings)]


def test_differences_of_the_clocks_become_minutes():
    # The second clip was filmed in another zone's time: 12:07:30 there is 10:07:30 here.
    found = with_minutes([clip("2026-05-01T12:07:30+02:00"), clip(START)])
    assert [r.minute for r in found] == [7.5, 0.0]
    assert [n.code for r in found for n in r.notices] == ["minute_from_clock"] * 2
    assert "7.5 min after the first clip" in found[0].notices[0].message


def test_a_clip_without_a_clock_stays_without_a_minute():
    assert minutes(clip(START), clip(), clip("2026-05-01T11:00:00+00:00")) == [0.0, None, 60.0]


def test_holds_have_no_minute_and_set_none():
    hold = clip("2026-05-01T09:00:00+00:00", calibration="hold")
    later = clip("2026-05-01T10:10:00+00:00")
    assert minutes(hold, clip(START), later) == [None, 0.0, 10.0]


@pytest.mark.parametrize(
    "given",
    [
        [clip(START)],
        [clip(START), clip()],
        [clip(START), clip("2026-05-01T16:00:01+00:00")],
        [clip(START), clip(START)],
        [clip(START), clip("yesterday")],
        [clip(START), clip("2026-05-01T10:20:00")],
    ],
    ids=["one", "one clock", "over six hours", "one export", "no time", "no zone"],
)
def test_nothing_is_set_when_the_clocks_say_too_little(given):
    assert with_minutes(given) == tuple(given)


def test_what_was_said_goes_before_the_clocks():
    said = clip(START, minute=3.0)
    assert minutes(said, clip("2026-05-01T10:20:00+00:00")) == [3.0, None]
