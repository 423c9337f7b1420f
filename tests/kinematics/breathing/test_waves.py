"""Sizes and angles of the waves, against sums of cosines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.kinematics.breathing.onsets import Onsets
from runtall.kinematics.breathing.waves import fit_waves, peak_to_peak

RATE = 16.0
TIME = np.arange(0.0, 80.0, 1.0 / RATE)


def even_onsets(period, n=None):
    begin = np.arange(2.0, 78.0 - period, period)[:n]
    return Onsets(begin, begin + 0.4 * period, begin + period)


@given(
    size=st.floats(0.01, 1e4), angle=st.floats(-3.0, 3.0), second=st.floats(0.0, 0.4),
    period=st.floats(0.9, 8.0), slope=st.floats(-0.2, 0.2),
)  # fmt: skip
def test_waves_of_cosines(size, angle, second, period, slope):
    phase = 2 * np.pi * (TIME - 2.0) / period
    wave = np.cos(phase + angle) + second * np.cos(2 * phase + 1.0)
    values = size * (wave + slope * TIME / period + 7.0)
    found = fit_waves(TIME, values, even_onsets(period), RATE)
    # A sample stands for its sixteenth of a second: that takes sinc(f / 16) of a wave.
    loss = np.sinc(1.0 / period / RATE)
    assert np.abs(found.harmonics[:, 0]) == pytest.approx(size * loss, rel=0.02)
    turned = np.angle(found.harmonics[:, 0] * np.exp(-1j * angle))
    assert np.degrees(np.abs(turned)).max() < 2.0
    fine = np.linspace(0.0, 2 * np.pi, 2000)
    whole = np.ptp(np.cos(fine + angle) + second * np.cos(2 * fine + 1.0))
    assert found.range == pytest.approx(size * whole, rel=0.06)


def test_noise_and_steps_do_not_inflate_the_movement():
    rng = np.random.default_rng(1)
    clean = np.cos(2 * np.pi * (TIME - 2.0) / 4.0)
    dirty = clean + 0.2 * rng.standard_normal(len(TIME)) + 0.5 * np.cos(2 * np.pi * 2.9 * TIME)
    found = fit_waves(TIME, dirty, even_onsets(4.0), RATE)
    assert found.range.mean() == pytest.approx(2.0, rel=0.12)
    assert np.ptp(dirty) > 3.2


def test_each_breath_keeps_its_own_size():
    begin = np.cumsum(np.append(2.0, np.tile([3.0, 5.0], 8)))
    onsets = Onsets(begin[:-1], begin[:-1] + 1.0, begin[1:])
    turn = np.interp(TIME, begin, np.arange(len(begin)))
    size = np.interp(turn, np.arange(len(begin)) + 0.5, 1.0 + 0.1 * np.arange(len(begin)))
    found = fit_waves(TIME, -size * np.cos(2 * np.pi * turn), onsets, RATE)
    assert found.range[1:-1] == pytest.approx(2.0 + 0.2 * np.arange(16)[1:-1], rel=0.05)


def test_a_breath_in_a_gap_has_no_wave():
    values = np.cos(2 * np.pi * TIME / 4.0)
    values[(TIME > 20.0) & (TIME < 23.0)] = np.nan
    onsets = even_onsets(4.0)
    found = fit_waves(TIME, values, onsets, RATE)
    touched = (onsets.inspiration_s < 22.9) & (onsets.end_s > 20.1)
    assert np.isnan(found.range[onsets.inspiration_s == 18.0]).all()
    assert np.isfinite(found.range[~touched]).all()


def test_no_breaths_have_no_waves():
    none = np.empty(0)
    found = fit_waves(TIME, TIME, Onsets(none, none, none), RATE)
    assert found.range.shape == (0,)
    assert peak_to_peak(np.array([[0.0, 1.0 + 0j]])) == pytest.approx(2.0)
