"""Fields come in the units that people read, zeros that mean nothing left out, known ones first."""

import numpy as np
import pytest
from tests.kinematics.watch.files import course, watch

from runtall.kinematics.watch.understand import understand_watch

TIME, CADENCE, SPEED = course((300, 165, 3.0))


def field(run, name):
    return next(f for f in run.fields if f.name == name)


def test_units_that_people_read():
    run = understand_watch(
        watch(TIME, cadence=CADENCE, speed=SPEED, heart_rate=2.5, stance_time=0.24,
              vertical_oscillation=0.09, respiration_rate=0.6, humming=7.0)
    )  # fmt: skip
    expected = {
        "heart_rate": (150.0, "bpm"), "cadence": (165.0, "steps/min"), "speed": (3.0, "m/s"),
        "vertical_oscillation": (90.0, "mm"), "stance_time": (240.0, "ms"),
        "respiration_rate": (36.0, "1/min"), "humming": (7.0, ""),
    }  # fmt: skip
    assert {f.name: (pytest.approx(f.mean), f.unit) for f in run.fields} == expected
    assert run.fields[-1].name == "humming"
    assert field(run, "humming").label == "Humming"


def test_zeros_are_missing_and_the_share_says_so():
    heart = np.where(TIME < 75, 0.0, 2.5)
    run = understand_watch(watch(TIME, cadence=CADENCE, speed=SPEED, heart_rate=heart))
    found = field(run, "heart_rate")
    assert found.mean == pytest.approx(150.0)
    assert found.share == pytest.approx(0.75)


def test_a_field_without_values_is_kept_and_empty():
    run = understand_watch(watch(TIME, cadence=CADENCE, speed=SPEED, heart_rate=np.nan))
    assert field(run, "heart_rate").mean is None
    assert field(run, "heart_rate").share == 0.0


def test_the_spread_is_of_the_running_only():
    time, steps, pace = course((300, 110, 1.4), (300, 165, 3.0))
    found = field(understand_watch(watch(time, cadence=steps, speed=pace)), "cadence")
    assert found.low == pytest.approx(165.0, abs=1.0)
    assert found.high == pytest.approx(165.0)


def test_windows_hold_means_and_never_reach_over_a_walk():
    time, steps, pace = course((120, 165, 3.0), (60, 110, 1.4), (120, 171, 3.3))
    run = understand_watch(watch(time, cadence=steps, speed=pace))
    assert len(run.window_s) == 6
    np.testing.assert_allclose(run.windows["cadence"], [165] * 3 + [171] * 3)
    assert not np.any((run.window_s > 120 - 15) & (run.window_s < 180 + 15))


def test_three_seconds_without_steps_do_not_pull_a_window():
    stance = np.where((TIME >= 100) & (TIME < 103), 0.6, 0.24)
    run = understand_watch(watch(TIME, cadence=CADENCE, speed=SPEED, stance_time=stance))
    np.testing.assert_allclose(run.windows["stance_time"], 240.0)


@pytest.mark.parametrize("slope", [-0.06, 0.0, 0.04])
def test_grade_is_the_slope_of_altitude_on_distance(slope):
    way = np.cumsum(SPEED)
    fields = {"cadence": CADENCE, "distance": way, "altitude": 100 + slope * way}
    run = understand_watch(watch(TIME, **fields))
    np.testing.assert_allclose(run.windows["grade"], 100 * slope, atol=1e-6)


def test_the_grade_of_the_file_goes_first():
    run = understand_watch(watch(TIME, cadence=CADENCE, speed=SPEED, grade=0.03, altitude=5.0))
    np.testing.assert_allclose(run.windows["grade"], 3.0)
