"""The nearest zero is found, of many gaps at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.findings.first_zero import SOLVED, first_zero


@given(levels=st.lists(st.floats(0.001, 0.99), min_size=1, max_size=5))
def test_of_two_zeros_the_nearer_one(levels):
    level = np.array(levels)
    found = first_zero(lambda x: level - np.sin(x), level, 3.0)
    assert found == pytest.approx(np.arcsin(level), abs=1e-9)


@given(power=st.floats(0.3, 5.0), zero=st.floats(0.01, 0.9))
def test_bent_curves_are_solved_too(power, zero):
    def gap(x):
        return np.array([1.0 - (x[0] / zero) ** power, 0.5 - x[1]])

    found = first_zero(gap, np.array([1.0, 0.5]), 1.0)
    assert np.all(np.abs(gap(found)) < 10 * SOLVED)
    assert found == pytest.approx([zero, 0.5], abs=1e-9)


def test_a_kink_is_no_obstacle():
    # The lower of two lines, as where another instant becomes the nearest.
    found = first_zero(lambda x: np.maximum(1 - 8 * x, 0.3 - x / 2), np.ones(1), 1.0)
    assert found == pytest.approx([0.6], abs=1e-9)


def test_where_there_is_none_it_stops_at_the_least():
    found = first_zero(lambda x: 1.5 - np.sin(x) + 0 * x, np.full(2, 1.5), 3.0)
    assert found == pytest.approx([np.pi / 2] * 2, abs=0.2)
    assert first_zero(lambda x: 2.0 - x, np.full(1, 2.0), 1.0) == pytest.approx([1.0])


def test_a_gap_that_only_grows_is_left_where_it_is():
    assert first_zero(lambda x: 1.0 + x, np.ones(1), 1.0) == pytest.approx([0.0])
