"""Made bands hold what they were asked to hold."""

import doctest

import numpy as np
import pytest

from runtall.testing import bands
from runtall.testing.bands import Breather, made_bands


def test_example():
    assert doctest.testmod(bands).failed == 0


def test_rate_share_and_inspiration_are_as_asked():
    made = made_bands(Breather(seconds=600.0, breaths_per_min=24.0, share=70.0, inspiratory=0.4))
    assert made.rate() == pytest.approx(24.0, abs=0.3)
    assert made.share.mean() == pytest.approx(70.0, abs=0.5)
    spent = made.expiration_s - made.inspiration_s
    assert np.median(spent) == pytest.approx(0.4 * 2.5, rel=0.02)


def test_bands_move_as_far_as_the_truth_says():
    made = made_bands(Breather(variability=0.0, noise=0.0, share=60.0, gain=(2.0, 0.5)))
    assert np.ptp(made.bands["chest"].values) == pytest.approx(120.0, rel=0.01)
    assert np.ptp(made.bands["belly"].values) == pytest.approx(20.0, rel=0.01)
    assert made.chest == pytest.approx(120.0)


def test_the_belly_moves_first_where_asked():
    made = made_bands(Breather(variability=0.0, noise=0.0, breaths_per_min=15.0, lag_deg=45.0))
    chest, belly = made.bands["chest"].values, made.bands["belly"].values
    ahead = round(128 * 4.0 * 45.0 / 360.0)
    assert np.allclose(belly[:-ahead] / 40.0, chest[ahead:] / 60.0, atol=0.02)


def test_steps_shake_at_their_frequency():
    made = made_bands(Breather(breaths_per_min=10.0, step_hz=2.8, step_size=1.0, wander=0.001))
    chest = made.bands["chest"].values
    power = np.abs(np.fft.rfft(chest * np.hanning(len(chest)))) ** 2
    frequency = np.fft.rfftfreq(len(chest), 1 / 128)
    quick = frequency > 1.0
    assert frequency[quick][np.argmax(power[quick])] == pytest.approx(2.8, abs=0.03)
    assert np.median(np.diff(made.steps.time_s)) == pytest.approx(1 / 2.8, rel=0.01)
    assert np.nanmedian(made.steps.frequency_hz) == pytest.approx(2.8, rel=0.01)


def test_seeds_repeat_and_differ():
    one, two, other = made_bands(seed=3), made_bands(seed=3), made_bands(seed=4)
    assert one.bands.equals(two.bands)
    assert not one.bands.equals(other.bands)


def test_gaps_jumps_and_ceilings_are_made():
    who = Breather(gaps=((10.0, 12.0),), jumps=(60.0,), ceiling=0.2)
    made = made_bands(who).bands
    assert np.isnan(made["chest"].sel(time=slice(10.0, 11.99))).all()
    assert float(made["belly"].max() - made["belly"].min()) > 150.0
    top = made["chest"].values
    assert (top == np.nanmax(top)).mean() > 0.2
