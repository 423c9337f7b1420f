"""Recordings are placed by what was told, by cadence, by clocks, or not at all with the reason."""

import numpy as np
import pytest
from tests.kinematics.watch.files import watch

from runtall.kinematics.cadence_lag import CadenceTrack
from runtall.kinematics.sync import align, track_of_steps, track_of_watch
from runtall.motion.segments import Steps

PARTS = ((200, 112), (300, 165), (90, 115), (150, 158), (400, 110), (120, 170), (100, 112))
STEPS = np.repeat([c for _, c in PARTS], [n for n, _ in PARTS]).astype(float)
NOON, LATER, AN_HOUR_OFF = "2024-05-01T12:00:00Z", "2024-05-01T12:02:04Z", "2024-05-01T13:02:00Z"


def track(start, end, seed):
    rng = np.random.default_rng(seed)
    steps = STEPS[start:end] + rng.normal(0, 1, end - start)
    return CadenceTrack(np.arange(float(len(steps))), steps)


FIRST, SECOND = track(0, 1200, 0), track(120, 1360, 1)
STEADY = CadenceTrack(np.arange(900.0), np.full(900, 165.0))


def test_what_was_told_is_believed():
    (placed,) = align([None, None], ["", ""], {1: 12.5})
    assert (placed.input, placed.offset_s, placed.how) == (1, 12.5, "told")


def test_what_was_told_is_held_against_the_cadence():
    (right,) = align([FIRST, SECOND], ["", ""], {1: 121.0})
    (wrong,) = align([FIRST, SECOND], ["", ""], {1: 300.0})
    assert "agrees" in right.reason
    assert wrong.offset_s == 300.0
    assert "+120 s" in wrong.reason


def test_by_the_time_of_day_with_the_error_of_clocks():
    (placed,) = align([None, None], [NOON, LATER], {})
    assert (placed.how, placed.offset_s, placed.sd_s) == ("clock", 124.0, 5.0)


def test_by_cadence_without_clocks():
    (placed,) = align([FIRST, SECOND], ["", LATER], {})
    assert placed.how == "cadence"
    assert placed.offset_s == pytest.approx(120.0, abs=1.0)
    assert 2.0 <= placed.sd_s < 4.0


def test_clocks_that_agree_are_said_to():
    (placed,) = align([FIRST, SECOND], [NOON, LATER], {})
    assert placed.how == "cadence"
    assert "agree" in placed.reason


def test_a_clock_of_another_time_zone_is_seen():
    (placed,) = align([FIRST, SECOND], [NOON, AN_HOUR_OFF], {})
    assert placed.offset_s == pytest.approx(120.0, abs=1.0)
    assert "3600 s off, as if set for another time zone" in placed.reason


def test_a_clock_that_is_a_minute_off_is_seen():
    (placed,) = align([FIRST, SECOND], [NOON, "2024-05-01T12:03:10Z"], {})
    assert placed.offset_s == pytest.approx(120.0, abs=1.0)
    assert "70 s off; the cadence" in placed.reason


def test_a_steady_cadence_leaves_the_clock_unchecked():
    (placed,) = align([STEADY, STEADY], [NOON, LATER], {})
    assert placed.how == "clock"
    assert "not checked by cadence" in placed.reason


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (["", ""], "does not tell the time of day"),
        (["2024-05-01T12:00:00", NOON], "does not tell the time of day"),
        ([NOON, "2024-05-03T12:00:00Z"], "48 h apart"),
    ],
)
def test_not_placed_and_the_reason(starts, words):
    (placed,) = align([STEADY, STEADY], starts, {})
    assert placed.offset_s is None
    assert placed.how == ""
    assert words in placed.reason
    assert "steady" in placed.reason


def test_a_third_recording_is_placed_through_the_second():
    third = track(300, 1360, 2)
    placed = align([None, SECOND, third], ["", "", ""], {1: 120.0})
    assert placed[1].offset_s == pytest.approx(300.0, abs=1.0)
    assert "recording 1" in placed[1].reason


def test_one_recording_needs_no_place():
    assert align([FIRST], [NOON], {}) == ()


def test_tracks_of_a_trunk_sensor_and_of_a_watch():
    none = np.empty(0, int)
    steps = Steps(np.empty(0), none, False, np.arange(3.0), np.array([2.5, np.nan, 2.0]))
    np.testing.assert_allclose(track_of_steps(steps).steps_per_min, [150, np.nan, 120])
    nothing = Steps(np.empty(0), none, False, np.empty(0), np.empty(0))
    assert track_of_steps(nothing) is None
    found = track_of_watch(watch(np.arange(4.0), cadence=[2.5, 0.0, 2.5, np.nan], speed=3.0))
    np.testing.assert_allclose(found.steps_per_min, [150, np.nan, 150, np.nan])
    assert track_of_watch(watch(np.arange(4.0), speed=3.0)) is None
    assert track_of_watch(watch(np.arange(4.0), cadence=0.0)) is None
