"""Two cadences of the same feet are put on each other where only one place will do."""

import numpy as np
import pytest
from tests.kinematics.watch.files import wander

from runtall.inputs.sensors.recording import load_sensors
from runtall.kinematics.cadence_lag import CadenceTrack, Lag, find_lag
from runtall.kinematics.sync import track_of_watch

SURE = 1.6449


def walks_and_runs(rng, seconds=1800):
    """Walking with a few runs of different lengths and speeds in it, steps/min each second."""
    cadence, at = np.full(seconds, 112.0), int(rng.integers(100, 300))
    while at < seconds - 100:
        length = int(rng.integers(60, 400))
        cadence[at : at + length] = rng.uniform(150, 172)
        at += length + int(rng.integers(40, 300))
    return cadence + wander(rng, seconds, 40, 1.5)


def device(rng, cadence, start, end, *, every=1.0, noise=1.0, smooth=5, missing=0.03):
    """What a device shows from ``start`` to ``end``, on its own clock."""
    time = np.arange(start, end, every)
    calm = np.convolve(np.pad(cadence, smooth, mode="edge"), np.ones(smooth) / smooth, "same")
    shown = np.interp(time, np.arange(len(cadence)), calm[smooth:-smooth])
    shown = np.round(shown + wander(rng, len(time), 4 / every, noise))
    shown[rng.random(len(time)) < missing] = np.nan
    return CadenceTrack(time - start, shown)


def placed(make, count, seed=3):
    """Errors and standard errors of found lags, and the reasons where there was none."""
    rng, found, reasons = np.random.default_rng(seed), [], []
    for _ in range(count):
        cadence, true = make(rng), rng.uniform(50, 500)
        shirt = device(rng, cadence, 0, 1300)
        lag = find_lag(shirt, device(rng, cadence, true, 1700, every=2.0, noise=1.5))
        if isinstance(lag, Lag):
            found.append((lag.offset_s - true, lag.sd_s))
        else:
            reasons.append(lag)
    return np.array(found), reasons


def test_the_lag_of_two_devices_is_found_within_its_error():
    found, _ = placed(walks_and_runs, 16)
    assert len(found) >= 14
    assert np.mean(np.abs(found[:, 0]) <= SURE * found[:, 1]) >= 0.85
    assert np.all(found[:, 1] < 2.0)


def test_slow_changes_of_one_run_do_as_well_with_a_larger_error():
    # No walk, no jump: the cadence wanders by 6 steps/min over some 40 s.
    found, _ = placed(lambda rng: 165 + wander(rng, 1800, 40, 6.0), 16)
    assert len(found) >= 14
    assert np.mean(np.abs(found[:, 0]) <= SURE * found[:, 1]) >= 0.85


def test_a_steady_cadence_is_refused():
    found, reasons = placed(lambda rng: 165 + wander(rng, 1800, 40, 0.3), 8)
    assert not len(found)
    assert all("steady" in r or "several lags" in r for r in reasons)


def test_runs_that_are_repeated_evenly_are_refused():
    rng = np.random.default_rng(0)
    cadence = np.where(np.arange(1800) // 60 % 2, 165.0, 115.0)
    lag = find_lag(device(rng, cadence, 0, 1500), device(rng, cadence, 300, 1800))
    assert "several lags" in lag


def test_different_runs_are_not_put_together():
    rng = np.random.default_rng(1)
    for _ in range(10):
        one, other = (device(rng, walks_and_runs(rng), 0, 1500) for _ in range(2))
        assert isinstance(find_lag(one, other), str)


def test_the_way_back_is_the_same_lag():
    rng = np.random.default_rng(2)
    cadence = walks_and_runs(rng)
    one, other = device(rng, cadence, 0, 1300), device(rng, cadence, 300, 1700)
    assert find_lag(one, other).offset_s == pytest.approx(-find_lag(other, one).offset_s, abs=0.3)


def test_a_minute_is_too_little():
    track = CadenceTrack(np.arange(30.0), np.full(30, 165.0))
    assert find_lag(track, track) == "less than a minute of cadence"
    nothing = CadenceTrack(np.arange(300.0), np.full(300, np.nan))
    assert find_lag(nothing, nothing) == "less than a minute of cadence"


def test_holes_that_never_meet_are_refused():
    steps, empty = np.full(200, 165.0), np.full(4000, np.nan)
    one = np.concatenate([steps[:70], empty, steps[:70]])
    other = np.concatenate([steps[:70], empty[:1500], steps[:70]])
    lag = find_lag(
        CadenceTrack(np.arange(len(one), dtype=float), one),
        CadenceTrack(np.arange(len(other), dtype=float), other),
    )
    assert isinstance(lag, str)


def halves(track, first_end, second_start, every):
    """A recording cut into two that overlap, the second sampled more coarsely."""
    time, steps = track.time_s, track.steps_per_min
    rng, late = np.random.default_rng(0), time >= second_start
    one = CadenceTrack(time[time < first_end], steps[time < first_end])
    shown = steps[late][::every] + rng.normal(0, 1.0, len(steps[late][::every]))
    return one, CadenceTrack(time[late][::every] - second_start, shown)


@pytest.mark.parametrize("person", ["003hexoskin", "004hexoskin", "009hexoskin"])
def test_a_shirt_cut_in_two_is_put_together(recordings, person):
    import wave

    with wave.open(str(recordings / "breathing" / person / "cadence.wav")) as file:
        steps = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    track = CadenceTrack(np.arange(len(steps), dtype=float), np.where(steps > 0, steps, np.nan))
    true = float(round(0.3 * len(steps)))
    lag = find_lag(*halves(track, 0.7 * len(steps), true, 3))
    assert abs(lag.offset_s - true) <= SURE * lag.sd_s


def test_a_watch_cut_in_two_is_put_together_where_it_walks_and_not_where_it_is_steady(recordings):
    streams = load_sensors(recordings / "fit" / "activity-small-fenix2-run.fit").streams
    track = track_of_watch(streams.children["watch"].to_dataset(inherit=False))
    lag = find_lag(*halves(track, 2760.0, 1700.0, 2))
    assert abs(lag.offset_s - 1700.0) <= SURE * lag.sd_s
    assert "steady" in find_lag(*halves(track, 1900.0, 800.0, 2))
