"""What a trunk sensor measures in a run, against the truth of the generator."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from runtall.kinematics.sensed import SENSED
from runtall.kinematics.worn.trunk import trunk_measures
from runtall.kinematics.worn.understand import understand_worn
from runtall.testing.worn import DUTY, G, Piece, Wearing, worn

ANYHOW = Rotation.from_euler("xyz", [20, 130, -60], degrees=True).as_matrix()
LEANING = [Piece("walk", 60, 112), Piece("run", 300, 160, 168, lean_deg=8, lean_end_deg=10)]


def measured(made, seed=0):
    return {m.name: m for m in trunk_measures(made.imu, understand_worn(made.imu), seed=seed)}


def holds(m, truth):
    return m.low <= truth <= m.high


@pytest.mark.parametrize("turned", [None, ANYHOW])
def test_measures_hold_the_truth(turned):
    found = measured(worn(LEANING, Wearing(rate_hz=200.0, turned=turned, yaw_deg=14.0)))
    assert found["cadence"].value == pytest.approx(164, rel=0.003)
    assert holds(found["cadence"], 164)
    # 2° in 5 minutes.
    assert found["trunk_sensor_inclination_drift"].value == pytest.approx(4.0, abs=0.15)
    assert holds(found["trunk_sensor_inclination_drift"], 4.0)
    assert found["trunk_sensor_inclination_change"].value == pytest.approx(9.0, abs=0.2)
    assert holds(found["trunk_sensor_inclination_change"], 9.0)
    assert found["trunk_sensor_yaw_range"].value == pytest.approx(14.0, abs=0.1)
    assert all(m.measured and m.level == 0.9 and m.n_strides > 300 for m in found.values())


def test_the_shock_is_the_peak_less_standing():
    made = worn([Piece("run", 60, 160)], Wearing(rate_hz=1000.0, noise=0.0))
    # Half sine of the duty d with the mean of a step: pi / 2 d; sway and drive at mid-stance.
    middle = DUTY / 2
    up, ahead = np.pi / 2 / DUTY, 0.12 * np.sin(2 * np.pi * middle)
    aside = 0.15 * np.sin(np.pi * middle)
    truth = np.sqrt(up**2 + ahead**2 + aside**2) - 1
    shock = measured(made)["trunk_shock"]
    assert shock.value == pytest.approx(truth, rel=0.003)
    assert shock.unit == "g"


def test_sampling_too_seldom_shows_no_shock():
    shock = measured(worn([Piece("run", 60, 160)], Wearing(rate_hz=64.0)))["trunk_shock"]
    assert not shock.measured
    assert shock.reason.startswith("sampled 64 times a second")


def test_a_range_that_cuts_peaks_shows_no_shock():
    made = worn([Piece("run", 60, 160)], Wearing(rate_hz=250.0))
    made.imu["acceleration"] = made.imu["acceleration"].clip(-2 * G, 2 * G)
    assert "cuts the peaks" in measured(made)["trunk_shock"].reason


def test_forward_is_positive_and_backward_negative():
    parts = [Piece("rest", 30), Piece("run", 300, 160, lean_deg=-2, lean_end_deg=-6)]
    found = measured(worn(parts))
    assert found["trunk_sensor_inclination_change"].value == pytest.approx(-4.0, abs=0.2)
    assert found["trunk_sensor_inclination_drift"].value == pytest.approx(-8.0, abs=0.3)


@pytest.mark.parametrize("turned", [None, ANYHOW])
def test_no_drift_is_held_by_the_interval(turned):
    inside = 0
    for seed in range(5):
        made = worn([Piece("run", 300, 160, lean_deg=5)], Wearing(turned=turned, seed=seed))
        drift = measured(made)["trunk_sensor_inclination_drift"]
        inside += holds(drift, 0.0)
        assert abs(drift.value) < 0.3
    assert inside >= 4


def test_a_short_run_shows_no_drift_and_a_start_shows_no_change():
    found = measured(worn([Piece("run", 60, 160)]))
    assert found["trunk_sensor_inclination_drift"].reason == "needs 4 minutes of running at least"
    assert "right before the run" in found["trunk_sensor_inclination_change"].reason
    assert found["trunk_sensor_yaw_range"].reason == "needs a gyroscope in the trunk sensor"


def test_a_sensor_that_turned_over_shows_no_inclination():
    made = worn([Piece("walk", 60, 112), Piece("run", 300, 160)], Wearing(turned=ANYHOW))
    late = (made.imu["time"] > 200).values[:, None]
    held = made.imu["acceleration"].values
    made.imu["acceleration"] = (("time", "space"), np.where(late, held[:, [1, 2, 0]], held))
    found = measured(made)
    for name in ("drift", "change"):
        assert "turned over" in found[f"trunk_sensor_inclination_{name}"].reason
    assert found["cadence"].value == pytest.approx(160, rel=0.003)


def test_without_a_run_nothing_is_measured():
    found = measured(worn([Piece("walk", 60, 112)]))
    assert all(m.reason == "the trunk sensor shows no running" for m in found.values())


def test_a_bend_is_no_range():
    made = worn([Piece("run", 60, 160)], Wearing(yaw_deg=10.0))
    turning = made.imu["angular_velocity"] + np.radians(20.0) * np.array([0.0, 1.0, 0.0])
    made.imu["angular_velocity"] = turning
    assert measured(made)["trunk_sensor_yaw_range"].value == pytest.approx(10.0, abs=0.15)


def test_the_same_seed_gives_the_same_intervals():
    made = worn([Piece("run", 60, 160, 166)])
    assert measured(made, seed=3) == measured(made, seed=3)


def test_names_and_units_are_those_of_the_table():
    for name, m in measured(worn([Piece("run", 60, 160)])).items():
        assert name == "cadence" or SENSED[name].unit == m.unit
