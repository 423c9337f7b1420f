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
