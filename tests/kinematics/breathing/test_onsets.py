"""Breaths begin where they were made to begin, and there are as many as were made."""

import numpy as np
import pytest

from runtall.kinematics.breathing.find import find_breaths
from runtall.kinematics.breathing.onsets import find_onsets, turns
from runtall.testing.bands import Breather, made_bands

RATE = 16.0


def onsets_of(wave, per_min):
    time = np.arange(len(wave)) / RATE
    return find_onsets(time, wave, np.full(len(wave), per_min / 60.0), RATE)


def nearest(found, true):
    return np.array([f - true[np.argmin(np.abs(true - f))] for f in found])


def missed(found, made, edge):
    end = float(made.bands.time.values[-1])
    true = made.inspiration_s
    true = true[(true > edge) & (true < end - edge)]
    return int(sum(np.abs(found - t).min() > 0.5 for t in true))


def test_a_cosine_turns_where_it_turns():
    time = np.arange(0.0, 60.0, 1.0 / RATE)
    found = onsets_of(-np.cos(2 * np.pi * 0.3 * time), 18.0)
    assert np.abs(nearest(found.inspiration_s, np.arange(20) / 0.3)).max() < 0.05
    assert np.abs(nearest(found.expiration_s, (np.arange(20) + 0.5) / 0.3)).max() < 0.05


@pytest.mark.parametrize("pause_s", [0.5, 2.0, 4.0])
def test_breathing_in_begins_after_the_pause(pause_s):
    begins = np.arange(2.0, 90.0, 3.0 + pause_s)
    time = np.arange(0.0, 90.0, 1.0 / RATE)
    since = time[:, None] - begins
    breath = np.where((since > 0) & (since < 3.0), 1 - np.cos(2 * np.pi * since / 3.0), 0).sum(1)
    found = onsets_of(breath, 60.0 / (3.0 + pause_s))
    assert len(found.inspiration_s) >= len(begins) - 3
    assert np.abs(nearest(found.inspiration_s, begins)).max() < 0.15
    assert np.abs(nearest(found.expiration_s, begins + 1.5)).max() < 0.1


@pytest.mark.parametrize("per_min", [9.0, 16.0, 30.0, 48.0, 70.0])
@pytest.mark.parametrize("pause", [0.0, 0.2])
def test_onsets_of_made_breaths_beside_steps(per_min, pause):
    made = made_bands(Breather(seconds=180.0, breaths_per_min=per_min, pause=pause, drift=2.0,
                               variability=0.1, noise=0.05, step_hz=2.9, step_size=0.7,
                               stride_size=0.5), seed=4)  # fmt: skip
    breaths = find_breaths(made.bands, made.steps).breaths
    assert np.percentile(np.abs(nearest(breaths.inspiration_s, made.inspiration_s)), 95) < 0.2
    assert np.percentile(np.abs(nearest(breaths.expiration_s, made.expiration_s)), 95) < 0.2
    assert missed(breaths.inspiration_s, made, edge=120.0 / per_min) == 0
    assert len(breaths) <= len(made.inspiration_s)


def test_small_wobbles_count_once_and_shallow_breaths_count():
    time = np.arange(0.0, 120.0, 1.0 / RATE)
    wobble = 0.2 * np.exp(-((((time % 4.0) - 2.8) / 0.25) ** 2))
    wave = -np.cos(2 * np.pi * time / 4.0) + wobble
    assert len(onsets_of(wave, 15.0).inspiration_s) in (28, 29)
    shallow = np.where((time > 60.0) & (time < 80.0), 0.4, 1.0) * -np.cos(2 * np.pi * time / 4.0)
    assert len(onsets_of(shallow, 15.0).inspiration_s) in (28, 29)


def test_a_sigh_and_a_pause_are_one_breath_each():
    time = np.arange(0.0, 120.0, 1.0 / RATE)
    wave = -np.cos(2 * np.pi * time / 4.0) + 1.0
    sigh = (time >= 60.0) & (time < 64.0)
    wave[sigh] *= 4.0
    held = np.insert(wave, int(64.0 * RATE), np.zeros(int(6.0 * RATE)))
    found = onsets_of(held, 15.0)
    assert len(found.inspiration_s) in (28, 29)
    durations = found.end_s - found.inspiration_s
    assert np.sort(durations)[-1] == pytest.approx(10.0, abs=0.5)
    assert np.median(durations) == pytest.approx(4.0, abs=0.05)


def test_no_breath_crosses_a_gap():
    made = made_bands(Breather(breaths_per_min=20.0, gaps=((50.0, 54.0), (80.0, 80.3))))
    found = find_breaths(made.bands)
    breaths = found.breaths
    assert not ((breaths.inspiration_s < 50.0) & (breaths.end_s > 54.0)).any()
    assert ((breaths.inspiration_s < 80.0) & (breaths.end_s > 80.3)).any()
    assert not found.trusted[np.abs(found.time_s - 52.0) < 1.5].any()


def test_breaths_follow_on_one_another_in_order():
    breaths = find_breaths(made_bands(Breather(variability=0.3, noise=0.1)).bands).breaths
    assert (breaths.inspiration_s < breaths.expiration_s).all()
    assert (breaths.expiration_s < breaths.end_s).all()
    assert (np.diff(breaths.inspiration_s) > 0).all()
    joined = np.isclose(breaths.inspiration_s[1:], breaths.end_s[:-1])
    assert joined.mean() > 0.9


def test_turns_of_a_staircase():
    assert turns(np.array([0.0, 1, 1, 2, 2, 1, 0, 0, 3, 3, 2])).tolist() == [4, 7, 9]
    assert turns(np.zeros(5)).tolist() == []


def test_nothing_is_found_in_nothing():
    assert len(onsets_of(np.full(400, np.nan), 15.0).inspiration_s) == 0
    assert len(onsets_of(np.zeros(400), 15.0).inspiration_s) == 0
