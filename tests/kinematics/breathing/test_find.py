"""From bands to breaths: what was put in comes out, whatever stands in the way."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.kinematics.breathing.find import find_breaths
from runtall.kinematics.breathing.waves import lag
from runtall.testing.bands import Breather, made_bands

EDGE_S = 8.0


def told(made, known=True):
    """Rate, share (%) and lag (deg) of the breaths, less the truth; and the breaths."""
    found = find_breaths(made.bands, made.steps if known else None)
    end = float(made.bands.time.values[-1]) - EDGE_S
    breaths = found.breaths.within(EDGE_S, end)
    rate = 60.0 / float(np.mean(breaths.duration_s)) - made.rate(EDGE_S, end)
    share = 100.0 * breaths.chest / (breaths.chest + breaths.belly)
    wave = np.nanmean(breaths.belly_wave * np.conj(breaths.chest_wave))
    return rate, float(np.nanmean(share) - made.share.mean()), np.degrees(np.angle(wave)), breaths


WHO = st.builds(
    Breather,
    seconds=st.just(100.0),
    breaths_per_min=st.floats(8.0, 70.0),
    share=st.floats(25.0, 80.0),
    lag_deg=st.floats(-60.0, 60.0),
    noise=st.floats(0.0, 0.1),
    drift=st.floats(0.0, 4.0),
    gaps=st.sampled_from([(), ((40.0, 40.4),), ((45.0, 48.0),), ((20.0, 22.0), (70.0, 74.0))]),
    gain=st.tuples(st.floats(0.1, 30.0), st.just(1.0)),
    step_hz=st.just(2.9),
    step_size=st.floats(0.0, 1.0),
    stride_size=st.floats(0.0, 1.0),
    inspiratory=st.floats(0.36, 0.5),
    variability=st.floats(0.0, 0.06),
)


@settings(max_examples=40, deadline=None)
@given(who=WHO, seed=st.integers(0, 5), known=st.booleans())
def test_rate_share_and_lag_through_steps_noise_drift_and_gaps(who, seed, known):
    if not known:  # what waves once a stride and not once a step shows no steps
        who = replace(who, stride_size=min(who.stride_size, 2.0 * who.step_size))
    made = made_bands(who, seed=seed)
    rate, share, angle, _ = told(made, known)
    assert abs(rate) < 0.5
    assert abs(share) < 2.0
    assert abs(angle - who.lag_deg) < 2.0


@pytest.mark.parametrize("breaths_per_min", [10.0, 26.0, 45.0, 60.0, 70.0])
@pytest.mark.parametrize("known", [True, False])
def test_a_step_artefact_as_large_as_the_breath_changes_nothing(breaths_per_min, known):
    who = Breather(breaths_per_min=breaths_per_min, lag_deg=20.0)
    clean = told(made_bands(who))
    shaken = replace(who, step_hz=2.9, step_size=1.0, stride_size=1.0)
    dirty = told(made_bands(shaken), known)
    assert abs(dirty[0] - clean[0]) < 0.5
    assert abs(dirty[1] - clean[1]) < 1.0
    assert abs(dirty[2] - clean[2]) < 1.0
    assert len(dirty[3]) == pytest.approx(len(clean[3]), abs=1)


@pytest.mark.parametrize("degrees", [-90.0, -10.0, 0.0, 10.0, 90.0, 180.0])
def test_lag_is_positive_where_the_belly_is_earlier(degrees):
    _, _, angle, breaths = told(made_bands(Breather(lag_deg=degrees, share=50.0)))
    assert np.cos(np.radians(angle - degrees)) > np.cos(np.radians(1.0))
    each = np.degrees(lag(breaths))
    assert np.cos(np.radians(each - degrees)).min() > np.cos(np.radians(6.0))


def test_size_is_that_of_the_breath():
    made = made_bands(Breather(noise=0.05, share=70.0))
    breaths = told(made)[3]
    assert breaths.chest.mean() == pytest.approx(made.chest.mean(), rel=0.02)
    assert breaths.belly.mean() == pytest.approx(made.belly.mean(), rel=0.02)
    assert breaths.whole.mean() == pytest.approx((made.chest + made.belly).mean(), rel=0.02)


def test_against_each_other_the_whole_is_small():
    breaths = told(made_bands(Breather(lag_deg=180.0, share=60.0)))[3]
    assert breaths.whole.mean() > 2.0 * np.abs(breaths.chest_wave + breaths.belly_wave).mean()
    assert breaths.whole.mean() < 0.4 * (breaths.chest + breaths.belly).mean()


def test_a_band_that_hardly_breathes_does_not_disturb():
    made = made_bands(Breather(breaths_per_min=24.0, noise=0.02))
    rng = np.random.default_rng(0)
    junk = 3.0 * np.cumsum(rng.standard_normal(made.bands.sizes["time"]) / 11.3)
    bands = made.bands.assign(belly=("time", junk))
    breaths = find_breaths(bands).breaths.within(EDGE_S, 112.0)
    assert 60.0 / breaths.duration_s.mean() == pytest.approx(24.0, abs=0.5)


def test_one_band_gives_the_rate():
    made = made_bands(Breather(breaths_per_min=22.0))
    for given_name in ("chest", "band"):
        bands = made.bands[["chest"]].rename(chest=given_name)
        found = find_breaths(bands)
        breaths = found.breaths.within(EDGE_S, 112.0)
        assert found.bands == (given_name,)
        assert 60.0 / breaths.duration_s.mean() == pytest.approx(22.0, abs=0.5)
        assert np.isnan(breaths.belly).all()
        assert np.isnan(lag(breaths)).all()
        assert np.isfinite(breaths.chest).all() == (given_name == "chest")
        assert breaths.whole.mean() == pytest.approx(made.chest.mean(), rel=0.02)


def test_where_one_band_slips_off_the_other_goes_on():
    made = made_bands(Breather(seconds=180.0, breaths_per_min=20.0))
    belly = made.bands["belly"].values.copy()
    belly[128 * 90 :] = belly[128 * 90]
    found = find_breaths(made.bands.assign(belly=("time", belly)))
    late = found.breaths.within(95.0, 175.0)
    assert 60.0 / late.duration_s.mean() == pytest.approx(20.0, abs=0.5)
    assert np.isnan(late.belly).all()
    assert np.isfinite(late.chest).all()
    assert late.trusted.all()
    assert [n.code for n in found.notices] == ["belly_band_unsound"]


def test_breaths_as_often_as_strides_keep_their_rate_and_lose_their_size():
    made = made_bands(Breather(breaths_per_min=75.0, step_hz=2.5, step_size=0.5, stride_size=0.3))
    found = find_breaths(made.bands, made.steps)
    breaths = found.breaths.within(20.0, 100.0)
    assert 60.0 / breaths.duration_s.mean() == pytest.approx(75.0, abs=1.5)
    assert np.isnan(breaths.chest).all()
    assert any("as often as strides" in n.message for n in found.notices)


def test_gains_and_offsets_change_nothing_but_sizes():
    made = made_bands(Breather(breaths_per_min=30.0, step_hz=2.7, step_size=0.5))
    other = made.bands.assign(chest=made.bands["chest"] * 40.0 - 9000.0)
    one, two = find_breaths(made.bands).breaths, find_breaths(other).breaths
    assert np.allclose(one.inspiration_s, two.inspiration_s, atol=1e-6)
    assert np.allclose(40.0 * one.chest, two.chest, rtol=1e-6)


def test_the_clock_of_the_recording_is_kept():
    made = made_bands(Breather())
    later = made.bands.assign_coords(time=made.bands.time.values + 1000.0)
    one, two = find_breaths(made.bands), find_breaths(later)
    assert np.allclose(one.breaths.inspiration_s + 1000.0, two.breaths.inspiration_s)
    assert two.time_s[0] == 1000.0
    assert len(two.time_s) == len(two.chest) == len(two.raw_belly) == len(two.trusted)


def test_an_hour_is_quick():
    made = made_bands(Breather(seconds=3600.0, breaths_per_min=(15.0, 50.0), step_hz=2.8,
                               step_size=0.5, stride_size=0.3))  # fmt: skip
    find_breaths(made_bands().bands)
    begin = time.process_time()
    found = find_breaths(made.bands, made.steps)
    assert time.process_time() - begin < 1.5
    assert len(found.breaths) == pytest.approx(len(made.inspiration_s), abs=4)


@pytest.mark.parametrize("left", ["nothing", "one value", "noise", "infinity", "twenty seconds"])
def test_bands_without_breaths_end_in_no_breaths_and_a_reason(left):
    made = made_bands(Breather(seconds=60.0)).bands
    n = made.sizes["time"]
    noise = np.random.default_rng(0).standard_normal(n)
    values = {
        "nothing": np.full(n, np.nan), "one value": np.full(n, 7.0), "noise": noise,
        "infinity": np.where(np.arange(n) % 1000 < 900, np.inf, noise), "twenty seconds": noise,
    }[left]  # fmt: skip
    bands = made.assign(chest=("time", values), belly=("time", values))
    found = find_breaths(bands.sel(time=slice(0.0, 20.1 if left == "twenty seconds" else 60.0)))
    breaths = found.breaths
    assert len(found.time_s) == len(found.trusted)
    if left in ("nothing", "one value", "infinity"):
        assert len(breaths) == 0
        assert found.notices


def test_a_band_of_unknown_place_is_kept_for_drawing():
    made = made_bands(Breather(seconds=120.0, breaths_per_min=20.0))
    alone = made.bands[["chest"]].rename(chest="band").assign_attrs(made.bands.attrs)
    found = find_breaths(alone)
    assert found.bands == ("band",)
    assert np.isnan(found.chest).all()
    assert np.isfinite(found.band[found.trusted]).all()
