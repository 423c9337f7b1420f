"""Runs that watches recorded."""

import numpy as np
import pytest

from runtall.inputs.sensors.recording import load_sensors
from runtall.kinematics.watch.measures import watch_measures
from runtall.kinematics.watch.understand import understand_watch


def the_run(recordings, name):
    streams = load_sensors(recordings / "fit" / f"{name}.fit").streams
    return understand_watch(streams.children["watch"].to_dataset(inherit=False))


@pytest.fixture(scope="module")
def fenix(recordings):
    return the_run(recordings, "activity-small-fenix2-run")


@pytest.fixture(scope="module")
def stryd(recordings):
    return the_run(recordings, "developer-types-sample")


def test_walks_between_the_laps_are_no_run(fenix):
    # Seen in the plotted cadence and speed: running to 33:10, a walk of under a minute, running.
    first, walk, second = (s for s in fenix.segments if 60 < s.end_s < 2700 and s.duration_s > 40)
    assert (first.activity, walk.activity, second.activity) == ("run", "walk", "run")
    assert walk.start_s == pytest.approx(1990, abs=10)
    assert walk.end_s == pytest.approx(2040, abs=10)
    assert 160 < first.cadence < 170


def test_a_jump_of_the_satellites_is_noticed(fenix):
    # 79 m in 4 s right after the start, at 4 m/s by the watch itself.
    assert [n.code for n in fenix.notices] == ["speed_jumps"]


def test_a_slow_jog_is_one_run_with_the_means_of_the_device(stryd):
    assert [s.activity for s in stryd.segments] == ["run"]
    # Totals that the device wrote into the file itself: 6,753.99 m, 1.964 m/s, 74 strides/min.
    assert stryd.distance_m == pytest.approx(6753.99, abs=5)
    means = {f.name: f.mean for f in stryd.fields}
    assert means["speed"] == pytest.approx(1.964, abs=0.005)
    assert means["cadence"] == pytest.approx(2 * 74.5, abs=1.0)


def test_fades_are_there_with_their_intervals(fenix, stryd):
    for run in (fenix, stryd):
        drifts = {m.name: m for m in watch_measures(run) if m.name.endswith("_drift")}
        assert not drifts.pop("breathing_rate_drift").measured
        for drift in drifts.values():
            assert drift.low < drift.value < drift.high
            assert abs(drift.value) < 0.03 * np.mean([168, 109, 236])
    # The contact time of neither run is known to have changed at equal speed and grade.
    for run in (fenix, stryd):
        drift = next(m for m in watch_measures(run) if m.name == "contact_time_drift")
        assert drift.low < 0 < drift.high


def test_a_minute_is_too_short_for_a_fade(recordings):
    run = the_run(recordings, "garmin-fenix-5-run")
    assert run.duration_s == pytest.approx(55, abs=5)
    assert run.fades == ()
    assert next(f for f in run.fields if f.name == "stance_time_balance").mean == pytest.approx(
        52.5, abs=0.3
    )
