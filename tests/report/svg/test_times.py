from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.motion.segments import ACTIVITIES, Segment
from runtall.report.svg.pace import pace, pace_ticks
from runtall.report.svg.times import (
    Frame,
    Line,
    line,
    panel,
    plain_ticks,
    runs_of,
    span,
    strip,
    swatch,
    time_axis,
    time_ticks,
)


def frame(end=600.0, low=0.0, high=10.0):
    return Frame(500.0, 170.0, 0.0, end, low, high, under=44.0)


@given(st.floats(0, 1e5), st.floats(1, 3e5))
def test_ticks_are_few_round_and_inside(start, lasts):
    ticks = time_ticks(start, start + lasts)
    assert len(ticks) <= 30
    assert all(start <= t <= start + lasts for t in ticks)
    steps = {round(b - a, 6) for a, b in pairwise(ticks)}
    assert len(steps) <= 1


def test_the_last_tick_carries_the_unit():
    texts = [re.sub(r"<[^>]*>", "", t) for t in time_axis(frame(1500.0), minutes=True)]
    assert texts == ["0", "5", "10", "15", "20", "25 min"]
    assert re.sub(r"<[^>]*>", "", time_axis(frame(24.0), minutes=False)[-1]) == "20 s"


def test_places_run_from_left_to_right_and_bottom_to_top():
    on = frame()
    assert on.x(0.0) == on.left
    assert on.x(600.0) == on.right
    assert on.y(0.0) == on.bottom
    assert on.y(10.0) == on.top
    # What lies outside is held at the edge.
    assert on.y(99.0) == on.top
    assert on.x(-5.0) == on.left


def test_lines_break_where_windows_are_missing():
    time = np.array([15.0, 45.0, 75.0, 105.0, 285.0, 315.0, 405.0])
    known = np.array([True, True, False, True, True, True, True])
    assert [list(r) for r in runs_of(time, known)] == [[0, 1], [3], [4, 5], [6]]
    assert runs_of(time, np.zeros(7, bool)) == []


def test_a_lone_window_is_a_dot_and_all_others_lines_with_bands():
    value = np.array([1.0, 2.0, np.nan, 4.0])
    one = Line(np.array([0.0, 30.0, 60.0, 90.0]), value, value - 1, value + 1)
    drawn = "".join(line(frame(), one))
    assert drawn.count('class="p thin n"') == 1
    assert drawn.count('class="a n"') == 1
    assert drawn.count("<circle") == 1


def test_the_scale_holds_values_and_intervals_and_has_a_least_height():
    value = np.array([5.0, 5.0, np.nan])
    low, high = span([Line(np.arange(3.0), value)], 12.0)
    assert high - low == pytest.approx(12.0)
    assert (low + high) / 2 == pytest.approx(5.0)
    low, high = span([Line(np.arange(3.0), value, value - 20, value + 20)], 12.0)
    assert low < -15 + 1e-9
    assert high > 25 - 1e-9
    assert span([Line(np.arange(3.0), np.full(3, np.nan))], 1.0) == (0.0, 1.0)


def test_activities_differ_in_height_not_in_tone_alone():
    segments = [Segment(a, 100.0 * i, 100.0 * (i + 1)) for i, a in enumerate(ACTIVITIES)]
    parts = strip(frame(), segments[:3], 150.0)
    heights = [float(re.search(r'height="([\d.]+)"', p)[1]) for p in parts]
    assert heights == sorted(set(heights))
    assert 'class="less edge"' in "".join(strip(frame(), segments[3:], 150.0))
    assert len({swatch(a) for a in ACTIVITIES}) == len(ACTIVITIES)


def test_a_minute_in_an_hour_is_still_seen():
    (part,) = strip(frame(36000.0), [Segment("run", 10.0, 11.0)], 150.0)
    assert float(re.search(r'width="([\d.]+)"', part)[1]) >= 1.0


def test_a_panel_says_what_it_shows():
    one = Line(np.array([0.0, 30.0]), np.array([1.0, 2.0]))
    drawn = panel(one, frame(), label='a "label" <b>')
    assert 'aria-label="a &quot;label&quot; &lt;b&gt;"' in drawn


def test_round_numbers_are_written_as_needed():
    assert plain_ticks(0.0, 1.0) == [(0.0, "0.0"), (0.5, "0.5"), (1.0, "1.0")] or len(
        plain_ticks(0.0, 1.0)
    ) in (2, 3)


@given(st.floats(1.5, 6.0), st.floats(0.05, 2.0))
def test_paces_are_round_and_inside(low, spread):
    ticks = pace_ticks(low, low + spread)
    assert len(ticks) <= 3
    for speed, text in ticks:
        assert low - 1e-9 <= speed <= low + spread + 1e-9
        minutes, seconds = text.split(":")
        assert 60 * int(minutes) + int(seconds) == pytest.approx(1000 / speed)
        assert int(seconds) % 5 == 0


def test_pace_is_minutes_and_seconds_to_the_kilometre():
    assert pace(1000 / 300) == "5:00"
    assert pace(1000 / 331.4) == "5:31"
    assert pace(1000 / 359.9) == "6:00"
