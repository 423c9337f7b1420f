"""What a watch measures carries an interval of its scatter, or the reason why there is none."""

import numpy as np
import pytest
from tests.kinematics.watch.files import watch

from runtall.kinematics.watch.measures import watch_measures
from runtall.kinematics.watch.understand import understand_watch


def a_run(minutes, *, altitude=True, fade=0.0, seed=0):
    """A run at 3 m/s and 165 steps/min whose contact time gains ``fade`` ms in 10 min."""
    rng = np.random.default_rng(seed)
    time = np.arange(60.0 * minutes)
    speed = 3.0 + 0.2 * np.sin(time / 90) + 0.05 * rng.normal(size=len(time))
    way = np.cumsum(speed)
    fields = {
        "cadence": (165 + rng.normal(size=len(time))) / 60,
        "speed": speed,
        "distance": way,
        "stance_time": 0.24 + fade / 1000 * time / 600 + 0.004 * rng.normal(size=len(time)),
    }
    if altitude:
        fields["altitude"] = 50 + 5 * np.sin(way / 300)
    return understand_watch(watch(time, **fields), number=2)


def by_name(run, seed=0):
    return {m.name: m for m in watch_measures(run, seed)}


NAMES = {"cadence", "vertical_oscillation", "contact_time", "breathing_rate"}


def test_names_units_and_method():
    found = by_name(a_run(30))
    assert set(found) == NAMES | {f"{n}_drift" for n in NAMES}
    assert all(m.method == "watch" for m in found.values())
    assert found["cadence"].unit == "steps/min"
    assert found["contact_time_drift"].unit == "ms/10 min"
    assert found["cadence"].inputs == (2,)
    assert found["cadence"].n_strides == pytest.approx(165 * 30 / 2, rel=0.02)


def test_means_lie_within_narrow_intervals():
    found = by_name(a_run(30))
    assert found["cadence"].low <= 165.0 <= found["cadence"].high
    assert found["cadence"].high - found["cadence"].low < 0.5
    assert found["contact_time"].value == pytest.approx(240.0, abs=1.0)


def test_a_known_fade_is_measured():
    drift = by_name(a_run(40, fade=6.0))["contact_time_drift"]
    assert drift.low <= 6.0 <= drift.high
    assert drift.low > 0.0


def test_what_the_watch_does_not_record_is_unmeasured_with_the_reason():
    found = by_name(a_run(30))
    assert found["breathing_rate"].reason == "the watch recorded no respiration rate"
    assert not found["breathing_rate_drift"].measured


def test_hills_cannot_be_told_from_fade_without_altitude():
    drift = by_name(a_run(30, altitude=False))["contact_time_drift"]
    assert "no altitude" in drift.reason


def test_a_short_run_has_a_mean_at_best():
    assert "too short" in by_name(a_run(12))["cadence_drift"].reason
    assert by_name(a_run(12))["cadence"].measured
    minute = by_name(a_run(1))["cadence"]
    assert minute.low < 165.0 < minute.high
    assert 2.0 < minute.high - minute.low < 5.0, "the single values lie 1 step/min about the mean"


def test_the_same_seed_gives_the_same():
    run = a_run(20)
    assert watch_measures(run, 3) == watch_measures(run, 3)
