"""SI inside, display units at the edges."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall import units
from runtall.units import factor, to_display, to_si

PAIRS = sorted(units._FACTORS)
values = st.floats(min_value=-1e6, max_value=1e6)


@given(value=values, pair=st.sampled_from(PAIRS))
def test_there_and_back(value, pair):
    unit, display = pair
    assert to_si(to_display(value, unit, display), display, unit) == pytest.approx(value)


@given(value=values)
def test_same_unit_changes_nothing(value):
    assert to_display(value, "N m", "N m") == value


def test_known_factors():
    assert to_display(math.pi, "rad", "deg") == pytest.approx(180)
    assert to_display(2.9, "Hz", "steps/min") == pytest.approx(174)
    assert to_display(0.091, "m", "mm") == pytest.approx(91)
    assert to_display(math.radians(4) / 600, "rad/s", "deg/10 min") == pytest.approx(4)


def test_arrays_keep_their_shape_and_gaps():
    shown = to_display([[0.0, np.nan], [1.0, 2.0]], "s", "ms")
    np.testing.assert_array_equal(shown, [[0, np.nan], [1000, 2000]])


def test_unknown_pair_is_refused():
    with pytest.raises(KeyError):
        factor("rad", "mm")
