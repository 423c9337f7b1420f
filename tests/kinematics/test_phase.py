"""The phase of a known oscillation comes back, however it wanders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.kinematics.periodic import basis, basis_slope, fit
from runtall.kinematics.phase import follow, stride_frequency


def wobbling(frequency_hz: float, seconds: float, fps: float, wander: float):
    """Phase whose rate swings slowly around the mean, and signals that follow it."""
    time = np.arange(0, seconds, 1 / fps)
    phase = frequency_hz * time + wander * np.sin(2 * np.pi * 0.1 * time)
    shapes = np.random.default_rng(3).standard_normal((7, 12))
    return time, phase, basis(phase, 3) @ shapes


@settings(max_examples=20, deadline=None)
@given(frequency=st.floats(1.1, 1.9), fps=st.sampled_from([24.0, 30.0, 59.94]))
def test_frequency_is_found(frequency, fps):
    time, _, signals = wobbling(frequency, 5.0, fps, 0.0)
    found, explained = stride_frequency(time, signals, [slice(None)], (0.4, 2.1))
    assert found == pytest.approx(frequency, rel=0.005)
    # At the nearest point of the grid, so a little below what the vertex explains.
    assert explained > 0.95


@pytest.mark.parametrize("wander", [0.0, 0.05, 0.15])
def test_phase_follows_a_wandering_rhythm(wander):
    time, phase, signals = wobbling(1.4, 12.0, 30.0, wander)
    noisy = signals + 0.3 * np.random.default_rng(1).standard_normal(signals.shape)
    span = slice(0, len(time))
    rhythm = follow(time, noisy, [span], 1.4)
    away = (rhythm.phase - phase) - np.mean(rhythm.phase - phase)
    assert np.abs(away[10:-10]).max() < 0.01


def test_a_rhythm_that_wanders_by_whole_strides_is_followed_for_minutes():
    time = np.arange(0, 120, 1 / 30)
    phase = 1.4 * time + 3.0 * np.sin(2 * np.pi * time / 120)
    signals = basis(phase, 3) @ np.random.default_rng(3).standard_normal((7, 12))
    frequency, _ = stride_frequency(time, signals, [slice(0, len(time))], (0.4, 2.1))
    assert frequency == pytest.approx(1.4, rel=0.1)
    rhythm = follow(time, signals, [slice(0, len(time))], frequency)
    away = (rhythm.phase - phase) - np.median(rhythm.phase - phase)
    assert np.abs(away).max() < 0.02
    assert rhythm.explained > 0.99


def test_spans_share_one_zero():
    time, phase, signals = wobbling(1.4, 20.0, 30.0, 0.0)
    kept = (time < 6) | (time > 13.3)
    spans = [slice(0, int((time < 6).sum())), slice(int((time < 6).sum()), int(kept.sum()))]
    rhythm = follow(time[kept], signals[kept], spans, 1.4)
    lag = np.exp(2j * np.pi * (rhythm.phase - phase[kept]))
    assert abs(lag.mean()) > 0.999


def test_missing_values_do_not_move_the_phase():
    time, phase, signals = wobbling(1.4, 8.0, 30.0, 0.02)
    holes = np.random.default_rng(2).random(signals.shape) < 0.2
    rhythm = follow(time, np.where(holes, np.nan, signals), [slice(0, len(time))], 1.4)
    away = (rhythm.phase - phase) - np.mean(rhythm.phase - phase)
    assert np.abs(away).max() < 0.01


def test_harmonics_survive_outliers():
    phase = np.linspace(0, 6, 200)
    truth = np.array([[1.0], [0.5], [-0.2], [0.1], [0.05]])
    values = basis(phase, 2) @ truth
    values[::17] += 40.0
    coefficients, _, weights = fit(phase, values, 2)
    assert coefficients == pytest.approx(truth, abs=0.02)
    assert weights[::17].max() < 0.1


def test_slope_is_the_derivative():
    phase = np.linspace(0, 1, 9)
    step = 1e-6
    numeric = (basis(phase + step, 4) - basis(phase - step, 4)) / (2 * step)
    assert basis_slope(phase, 4) == pytest.approx(numeric, abs=1e-5)
