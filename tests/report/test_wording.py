from __future__ import annotations

import math

import pytest

from runtall.motion.measurement import Measurement
from runtall.report import wording


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(-0.04, 1, "0.0"), (-0.96, 1, "−1.0"), (16.25, 0, "16"), (None, 1, "–"), (math.nan, 0, "–")],
)
def test_figures(value, decimals, text):
    assert wording.figure(value, decimals) == text


def test_degrees_stay_with_their_number_and_changes_carry_a_sign():
    drift = Measurement("trunk_lean_drift", None, 2.1, "deg/10 min", low=0.3, high=3.9)
    assert wording.amount(drift) == ("+2.1°", "in 10 min")
    assert wording.interval(drift) == "0.3 to 3.9"
    assert wording.amount(Measurement("cadence", None, 169.2, "steps/min")) == (
        "169",
        "steps a minute",
    )


@pytest.mark.parametrize(
    ("usual", "text"),
    [
        (None, ""),
        ((4.0, 11.0), "4 to 11"),
        ((0.1, math.inf), "0 or more"),
        ((-math.inf, 6.0), "6 or less"),
    ],
)
def test_usual_range_in_words(usual, text):
    assert wording.usual(Measurement("trunk_lean", None, 5.0, "deg", usual=usual)) == text


def test_unknown_names_are_spelled_out():
    assert wording.human("new_plugin_metric", "left") == "New plugin metric, left"


def test_days_and_times():
    assert wording.day("2026-11-22T09:00:00Z") == "22 November 2026"
    assert wording.day("yesterday") == "yesterday"
    assert wording.seconds(5.84) == "5.8\u00a0s"
    assert wording.seconds(725.0) == "12 min 05 s"


def test_what_a_file_cannot_hold_is_replaced():
    broken = "a\udcffb\x00c\u202ed"
    assert wording.printable(broken).encode("utf-8")
    assert "\x00" not in wording.printable(broken)
    assert "\u202e" not in wording.printable(broken)


@pytest.mark.parametrize(
    ("method", "inputs", "n", "text"),
    [
        ("", (0,), 1, ""),
        ("flat", (0,), 1, ""),
        ("flat", (1,), 2, "clip 2"),
        ("stride3d", (1, 0), 2, "clips 1 + 2 (3-D)"),
        ("stride3d", (0,), 1, "clip 1 (3-D)"),
        ("markers", (0,), 1, "motion capture"),
    ],
)
def test_which_inputs_gave_a_number(method, inputs, n, text):
    m = Measurement("trunk_lean", None, 8.0, "deg", inputs=inputs, method=method)
    assert wording.given_by(m, n) == text


@pytest.mark.parametrize("name", [
    "inspiratory_fraction", "rib_cage_share_change", "rib_cage_share_drift",
    "breathing_phase_angle_change", "breathing_phase_angle_drift", "breathing_rate_drift",
    "cadence_drift", "vertical_oscillation_drift", "contact_time_drift",
    "trunk_sensor_inclination_drift", "trunk_sensor_inclination_change", "trunk_sensor_yaw_range",
    "trunk_shock", "rib_joint_exposure", "thoracic_twist_at_full_breath",
])  # fmt: skip
def test_what_sensors_measure_has_words_of_its_own(name):
    assert name in wording.TABLE
    assert wording.words(name).meaning


def test_changes_between_activities_carry_a_sign():
    m = Measurement("rib_cage_share_change", None, 5.1, "points", 0.9, 9.1)
    assert wording.amount(m) == ("+5.1", "points")
    assert wording.habit("chest_breathing") == "chest breathing"


def test_moments_are_written_as_clocks_write_them():
    assert [wording.clock(v) for v in (0.0, 65.4, 980.0, 3725.0)] == [
        "0:00", "1:05", "16:20", "1:02:05",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "text"),
    [("bands", "breathing bands"), ("beats", "beats of the heart"), ("watch", "watch"),
     ("trunk sensor", "trunk sensor"), ("calibrated bands", "breathing bands")],
)  # fmt: skip
def test_worn_inputs_are_named(method, text):
    m = Measurement("cadence", None, 170.0, "steps/min", 169.0, 171.0, inputs=(2,), method=method)
    assert wording.given_by(m, 3) == text
