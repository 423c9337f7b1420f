"""Breathing rate from beats whose breathing is known."""

import csv

import numpy as np
import pytest
import xarray as xr

from runtall.kinematics.breathing.from_beats import artefacts, rate_from_beats


def beats(rate, heart, *, swing=0.02, noise=0.002, seconds=120.0, start=0.0, seed=0):
    """Beats of a heart that a sine of breathing quickens and slows."""
    rng = np.random.default_rng(seed)
    at = [start]
    while at[-1] < start + seconds:
        usual = 60 / heart * (1 + swing * np.sin(2 * np.pi * rate / 60 * at[-1]))
        at.append(at[-1] + usual + noise * rng.standard_normal())
    return np.array(at)


def stream(at):
    return xr.Dataset({"interval": ("time", np.diff(at))}, {"time": at[1:]})


@pytest.mark.parametrize(
    ("rate", "heart"), [(12, 60), (15, 60), (24, 110), (33, 150), (45, 170), (70, 185)]
)
def test_breathing_is_found(rate, heart):
    found = rate_from_beats(stream(beats(rate, heart)), 0, 200)
    assert found.value == pytest.approx(rate, abs=0.7)
    assert found.low < rate < found.high
    # The published error of 7.6 % is in the interval: 1.645 x 1.25 x 7.6 % on each side.
    assert found.high - found.low == pytest.approx(2 * 0.156 * rate, rel=0.2)
    assert found.method == "beats"


def test_only_the_part_that_was_asked_for_counts():
    one, other = beats(20, 120), beats(40, 120, start=130.0)
    both = stream(np.concatenate([one, other]))
    assert rate_from_beats(both, 0, 120).value == pytest.approx(20, abs=0.7)
    assert rate_from_beats(both, 135, 250).value == pytest.approx(40, abs=0.7)


def test_the_clock_may_start_anywhere():
    late = stream(beats(30, 150) + 900.0)
    one = rate_from_beats(stream(beats(30, 150)), 0, 200)
    assert rate_from_beats(late, 900, 1100).value == pytest.approx(one.value, abs=0.1)


def test_missed_and_extra_and_early_beats_are_known():
    at = beats(30, 150)
    gone = np.delete(at, [50, 120])
    assert artefacts(np.diff(gone)).sum() == 2
    extra = np.sort(np.append(at, at[80] + 0.2))
    assert set(np.flatnonzero(artefacts(np.diff(extra)))) == {80, 81}
    early = at.copy()
    early[80] -= 0.15
    assert set(np.flatnonzero(artefacts(np.diff(early)))) >= {79, 80}
    assert not artefacts(np.diff(at)).any()


def test_a_few_artefacts_do_no_harm_and_many_are_said():
    at = beats(30, 150)
    few = np.delete(at, [50, 120, 200])
    assert rate_from_beats(stream(few), 0, 200).value == pytest.approx(30, abs=0.7)
    many = np.delete(at, np.arange(5, 290, 12))
    assert "would have to be corrected" in rate_from_beats(stream(many), 0, 200).reason


def test_beats_without_breathing_in_them_tell_no_rate():
    for seed in range(6):
        found = rate_from_beats(stream(beats(30, 150, swing=0.0, noise=0.004, seed=seed)), 0, 200)
        assert found.reason == "no one rhythm stands out in the beats of the heart"


def test_breathing_beyond_half_the_heart_rate_is_not_claimed_there():
    found = rate_from_beats(stream(beats(40, 70)), 0, 200)
    assert found.value is None or found.value < 35


def test_too_few_beats_are_said():
    assert "30 s of beats" in rate_from_beats(stream(beats(30, 150, seconds=20)), 0, 200).reason
    missing = beats(30, 150)
    holes = stream(missing).isel(time=np.r_[0:20, 100:120, 250:280])
    assert rate_from_beats(holes, 0, 200).reason == (
        "beats of the heart are missing in most of the time"
    )
    assert not rate_from_beats(stream(np.array([0.0, 0.5])), 0, 200).measured


@pytest.mark.parametrize("name", ["003", "004", "006", "009"])
def test_beats_of_the_shirts_are_not_believed(recordings, name):
    with (recordings / "breathing" / f"{name}hexoskin" / "RR_interval.csv").open() as file:
        rows = np.array([[float(v) for v in row] for row in list(csv.reader(file))[1:]])
    found = rate_from_beats(
        xr.Dataset({"interval": ("time", rows[:, 1] / 256)}, {"time": rows[:, 0]}), 0, 1e4
    )
    assert "would have to be corrected" in found.reason
