"""Soundness: what was put into the bands is found, said, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from runtall.errors import MalformedFile, MissingStream, TooShort
from runtall.kinematics.breathing.bands import prepare
from runtall.testing.bands import Breather, made_bands

QUIET = Breather(seconds=180.0, breaths_per_min=18.0, pause=0.1)


def changed(made, **values):
    return made.bands.assign({k: ("time", v) for k, v in values.items()})


def said(bands):
    return {n.code: n.message for n in prepare(bands).notices}


def unsound_s(ready, row):
    return float((~ready.sound[row]).sum()) / ready.rate_hz


@pytest.mark.parametrize("breaths_per_min", [8.0, 30.0, 70.0])
@pytest.mark.parametrize("step", [0.0, 1.0])
def test_sound_bands_are_wholly_sound(breaths_per_min, step):
    who = Breather(breaths_per_min=breaths_per_min, variability=0.2, drift=3.0, noise=0.1,
                   step_hz=2.9 * (step > 0), step_size=step, stride_size=step)  # fmt: skip
    ready = prepare(made_bands(who).bands)
    assert ready.sound.all()
    assert not ready.notices


@pytest.mark.parametrize(
    ("rate", "kept"), [(8.0, 8.0), (25.0, 25.0), (100.0, 100 / 6), (128.0, 16)]
)
def test_thinning_shifts_nothing_and_keeps_breaths(rate, kept):
    time = np.arange(0.0, 60.0, 1.0 / rate)
    wave = np.sin(2 * np.pi * 0.9 * time)
    ready = prepare(xr.Dataset({"band": ("time", wave)}, coords={"time": time + 5.0}))
    assert ready.rate_hz == pytest.approx(kept, rel=1e-3)
    expected = np.sin(2 * np.pi * 0.9 * (ready.time_s - 5.0))
    inside = slice(40, -40)
    assert np.abs(ready.raw[0] - expected)[inside].max() < 0.01
    assert np.abs(ready.moved[0] - expected)[inside].max() < 0.02


def test_thinning_folds_nothing_into_the_breaths():
    time = np.arange(0.0, 60.0, 1.0 / 128.0)
    hum = np.sin(2 * np.pi * 15.2 * time)  # would come back as 0.8 Hz
    ready = prepare(xr.Dataset({"band": ("time", hum)}, coords={"time": time}))
    assert np.abs(ready.raw[:, 8:-8]).max() < 0.005


def test_drift_goes_and_slow_breaths_stay():
    who = Breather(seconds=300.0, breaths_per_min=6.5, variability=0.0, noise=0.0)
    still = prepare(made_bands(who).bands).moved[0]
    who = Breather(seconds=300.0, breaths_per_min=6.5, variability=0.0, noise=0.0, drift=8.0)
    moving = prepare(made_bands(who).bands).moved[0]
    inside = slice(400, -400)
    assert np.ptp(still[inside]) == pytest.approx(60.0, rel=0.03)
    assert np.abs(still - moving)[inside].max() < 0.02 * 8.0 * 60.0


def test_values_that_fall_on_breathing_in_are_turned_round():
    made = made_bands(QUIET)
    turned = (-made.bands).assign_attrs({**made.bands.attrs, "inspiration": "falls"})
    assert np.allclose(prepare(made.bands).moved, prepare(turned).moved)


def test_a_slip_splits_the_recording_and_leaves_the_rest_alone():
    made = made_bands(QUIET)
    slipped = made_bands(replace(QUIET, jumps=(90.0,)))
    ready, whole = prepare(slipped.bands), prepare(made.bands)
    assert ready.sound[0].all()
    assert 0.5 < unsound_s(ready, 1) < 4.0
    assert np.isnan(ready.moved[1][np.abs(ready.time_s - 90.0) < 0.3]).all()
    known = np.isfinite(ready.moved[1])
    # The slow mean ends at the slip, so the level next to it is a little less sure.
    assert np.abs(ready.moved[1] - whole.moved[1])[known].max() < 0.35 * 40.0
    told = said(slipped.bands)
    assert set(told) == {"belly_band_unsound"}
    assert "belly band was not sound for" in told["belly_band_unsound"]
    assert "it jumped" in told["belly_band_unsound"]


def test_settling_at_the_start_is_left_out():
    made = made_bands(QUIET)
    chest = made.bands["chest"].values.copy() + 25_800.0
    chest[: 128 * 6] *= np.linspace(0.0, 1.0, 128 * 6) ** 0.2
    ready = prepare(changed(made, chest=chest))
    assert 2.0 < unsound_s(ready, 0) < 15.0
    assert ready.sound[0][ready.time_s > 15.0].all()
    assert "settling at the start" in said(changed(made, chest=chest))["chest_band_unsound"]


def test_a_dead_band_and_a_slack_one_are_told_from_a_pause():
    made = made_bands(Breather(seconds=180.0, breaths_per_min=12.0, pause=0.3))
    dead, slack = made.bands["chest"].values.copy(), made.bands["belly"].values.copy()
    dead[128 * 100 : 128 * 130] = dead[128 * 100]
    slack[128 * 40 : 128 * 70] = slack[128 * 40] + 0.01 * slack[128 * 40 : 128 * 70]
    bands = changed(made, chest=dead, belly=slack)
    assert unsound_s(prepare(bands), 0) == pytest.approx(30.0, abs=3.0)
    assert 20.0 < unsound_s(prepare(bands), 1) < 33.0
    told = said(bands)
    assert "it stood still at one value" in told["chest_band_unsound"]
    assert "it hardly moved" in told["belly_band_unsound"]


def test_a_rail_is_found_in_whole_counts_and_in_fractions():
    for digits in (0, 9):
        made = made_bands(Breather(seconds=180.0, ceiling=0.3))
        cut = np.round(made.bands["chest"].values, digits)
        cut = np.minimum(cut, np.floor(cut.max()))
        ready = prepare(changed(made, chest=cut))
        assert not ready.sound[0][ready.raw[0] > cut.max() - 0.3].any()
        assert "end of its range" in said(changed(made, chest=cut))["chest_band_unsound"]
        whole = np.round(made_bands(QUIET).bands["chest"].values, digits)
        assert said(changed(made_bands(QUIET), chest=whole)) == {}


def test_missing_samples_and_a_jump_of_the_clock_are_gaps():
    made = made_bands(QUIET)
    chest = made.bands["chest"].values.copy()
    chest[128 * 50 : 128 * 55] = np.nan
    bands = changed(made, chest=chest)
    later = bands.time.values + np.where(bands.time.values > 100.0, 10.0, 0.0)
    ready = prepare(bands.assign_coords(time=later))
    assert unsound_s(ready, 0) == pytest.approx(15.0, abs=0.3)
    assert unsound_s(ready, 1) == pytest.approx(10.0, abs=0.3)
    assert ready.time_s[-1] == pytest.approx(190.0, abs=0.1)


def test_what_cannot_hold_breaths_is_refused():
    made = made_bands(QUIET).bands
    with pytest.raises(MissingStream, match="needs chest, belly or band"):
        prepare(made.rename(chest="a", belly="b"))
    with pytest.raises(TooShort, match="shorter than 20 s"):
        prepare(made.isel(time=slice(0, 1000)))
    slow = made.isel(time=slice(None, None, 32)).assign_attrs(rate_hz=4.0)
    with pytest.raises(MalformedFile, match="4 samples a second"):
        prepare(slow)
