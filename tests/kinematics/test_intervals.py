"""Intervals hold what they claim, on errors whose law is known."""

import numpy as np
import pytest

from runtall.kinematics.drift import Piece, drift
from runtall.kinematics.intervals import error_draws, interval, stride_draws


@pytest.mark.parametrize("n", [3, 6, 12, 40])
def test_stride_draws_cover_the_mean(n):
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(300):
        low, high = interval(stride_draws(rng.normal(2.0, 1.0, n), rng, 400))
        inside += low <= 2.0 <= high
    assert 0.83 <= inside / 300 <= 0.97


def test_more_strides_make_it_narrower():
    rng = np.random.default_rng(1)
    wide = np.ptp(interval(stride_draws(rng.normal(size=6), rng)))
    narrow = np.ptp(interval(stride_draws(rng.normal(size=60), rng)))
    assert narrow < wide


def test_error_draws_are_wider_for_few_bodies():
    rng = np.random.default_rng(1)
    few, many = (np.ptp(interval(error_draws(1.0, n, rng, 20000))) for n in (4, 60))
    assert few > many
    assert many == pytest.approx(2 * 1.67, rel=0.05)


def wander(time, sd, rng):
    gap = np.abs(time[:, None] - time[None, :])
    root = np.linalg.cholesky(sd**2 * np.exp(-gap / 60) + 1e-12 * np.eye(len(time)))
    return root @ rng.standard_normal(len(time))


def test_drift_interval_holds_the_truth_under_wander():
    rng = np.random.default_rng(7)
    time = np.concatenate([np.arange(0, 20, 0.7) + start for start in range(0, 1800, 300)])
    inside, slopes = 0, []
    for _ in range(200):
        values = 0.002 * time + wander(time, 0.5, rng) + 0.8 * rng.standard_normal(len(time))
        cuts = np.split(np.arange(len(time)), 6)
        pieces = [Piece(time[c], values[c], 0.0) for c in cuts]
        slope, error = drift(pieces, 0.5)
        slopes.append(slope)
        inside += abs(slope - 0.002) <= 1.645 * error
    assert 0.82 <= inside / 200 <= 0.97
    assert np.mean(slopes) == pytest.approx(0.002, abs=0.0001)


def test_a_short_clip_says_little_about_drift():
    time = np.arange(0, 15, 0.7)
    _, error = drift([Piece(time, np.sin(time), 0.0)], 0.5)
    assert 600 * error > 1.0
