"""Clocks: rows that run forward, and even clocks that keep their gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.inputs.sensors.clock import even_clock, forward, on_even_clock, rate_of

RATES = st.sampled_from([10.0, 25.0, 32.0, 50.0, 64.0, 100.0, 128.0, 1000 / 15])


def rows(time, values=None):
    time = np.asarray(time, float)
    table = np.atleast_2d(np.arange(len(time), dtype=float) if values is None else values)
    return forward(time, table, "band")


def test_a_clock_that_runs_forward_is_left_alone():
    kept, time, notices = rows([0, 1, 2, 5])
    assert kept.tolist() == [0, 1, 2, 3]
    assert time.tolist() == [0, 1, 2, 5]
    assert not notices


def test_nothing_is_nothing():
    kept, time, notices = rows([])
    assert not len(kept)
    assert not len(time)
    assert not notices


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=40))
@settings(max_examples=60)
def test_rows_kept_rise_and_none_could_be_added(times):
    kept, time, _ = rows(times, np.arange(len(times)))
    assert (np.diff(time) > 0).all()
    assert (np.diff(kept) > 0).all()
    assert len(kept) >= 1


@given(st.permutations(range(12)))
@settings(max_examples=60)
def test_as_many_rows_as_possible_are_kept(order):
    kept, _, _ = rows(order)
    # The longest rise, by trying every place in turn.
    best = [1] * len(order)
    for n in range(len(order)):
        best[n] += max((best[k] for k in range(n) if order[k] < order[n]), default=0)
    assert len(kept) == max(best)


def test_what_is_left_out_is_told_apart():
    time = [0, 1, 2, 2, 0.5, 3, np.nan, 3, 4]
    values = [0, 1, 2, 2, 9, 3, 7, 8, 4]
    kept, _, notices = rows(time, values)
    assert len(kept) == 5
    said = {notice.code: notice.message.split()[0] for notice in notices}
    assert said == {
        "rows_without_time": "1", "rows_doubled": "1", "clock_back": "1", "times_repeated": "1",
    }  # fmt: skip


@given(rate=RATES, count=st.integers(10, 400), start=st.floats(-10, 1e4))
@settings(max_examples=60)
def test_even_rows_keep_their_values(rate, count, start):
    time = start + np.arange(count) / rate
    values = np.sin(np.arange(count))
    assert rate_of(time) == pytest.approx(rate, rel=1e-4)
    even = even_clock(time, rate)
    assert even.exact
    assert not even.gaps
    assert np.array_equal(on_even_clock(time, values, even), values)


@given(rate=RATES, gap=st.integers(2, 200), at=st.integers(5, 50))
@settings(max_examples=60)
def test_gaps_are_as_long_as_they_were(rate, gap, at):
    place = np.concatenate([np.arange(at), at + gap + np.arange(60)])
    values = np.cos(place)
    even = even_clock(place / rate, rate)
    laid = on_even_clock(place / rate, values, even)
    assert np.flatnonzero(np.isnan(laid)).tolist() == list(range(at, at + gap))
    assert np.array_equal(laid[place], values)
    assert even.gaps == 1
    assert even.missing_s == pytest.approx(gap / rate)


@given(seed=st.integers(0, 1000), loose=st.floats(0.05, 0.45))
@settings(max_examples=40)
def test_rows_off_the_beat_are_read_between(seed, loose):
    rng = np.random.default_rng(seed)
    time = np.sort(np.arange(300) + rng.uniform(-loose, loose, 300)) / 50
    even = even_clock(time, rate_of(time))
    laid = on_even_clock(time, 3 * time + 1, even)
    known = np.isfinite(laid)
    assert known.mean() > 0.98
    # A row may stand for the sample that it is nearest to, at most half a step away.
    assert laid[known] == pytest.approx(3 * even.time_s[known] + 1, abs=3 * 0.51 / 50 + 1e-9)


def test_pieces_that_begin_off_the_beat_stay_within_half_a_step():
    time = np.concatenate([np.arange(100) / 50, 7.313 + np.arange(100) / 50])
    even = even_clock(time, 50.0)
    laid = on_even_clock(time, time, even)
    known = np.isfinite(laid)
    assert known.sum() == 200
    assert np.abs(laid - even.time_s)[known].max() <= 0.5 / 50
