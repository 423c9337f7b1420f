"""Flags need the whole interval; probabilities follow the interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.findings.thresholds import (
    excess,
    flag,
    limits,
    probability_above,
    probability_below,
)
from runtall.motion.measurement import Measurement


def lean(value, half):
    return Measurement("trunk_lean", None, value, "deg", value - half, value + half)


def test_flag_needs_the_whole_interval_past_the_threshold():
    edge = limits("trunk_lean").concern_above
    assert flag("trunk_lean", edge + 0.1, edge + 9) == "concern"
    assert flag("trunk_lean", edge - 0.1, edge + 9) != "concern"
    assert flag("trunk_lean", 2.0, 6.0) == "ok"
    assert flag("trunk_lean", 2.0, edge + 5) == "unknown"


def test_a_measure_without_threshold_is_never_judged():
    assert flag("shoulder_separation_range", -100.0, 100.0) == "unknown"


@given(value=st.floats(-20, 40), half=st.floats(0.1, 20), threshold=st.floats(-20, 40))
def test_probabilities_add_up_and_follow_the_interval(value, half, threshold):
    found = lean(value, half)
    above = probability_above(found, threshold)
    assert 0 <= above <= 1
    assert above + probability_below(found, threshold) == pytest.approx(1.0)
    assert (above > 0.5) == (value > threshold) or abs(value - threshold) < 1e-6


def test_interval_just_past_is_nineteen_in_twenty():
    assert probability_above(lean(10.0, 2.0), 8.0) == pytest.approx(0.95, abs=0.001)


def test_excess_counts_half_widths():
    assert excess(lean(20.0, 2.5), 15.0, above=True) == pytest.approx(2.0)
    assert excess(lean(20.0, 2.5), 15.0, above=False) == pytest.approx(-2.0)
