"""Terms answer with the unknowns that are worth most, within their bounds."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runtall.dynamics.effort.terms import Activation, Endurance, Push

COLUMNS = np.ones((1, 2, 1))
# By term: its cost written out, and the bounds of its unknown.
TERMS = {
    "squares": (Activation(COLUMNS, 0.1), lambda x: (x - 0.1) ** 2 / 2, (0.0, 1.0)),
    "cubes": (Endurance(COLUMNS, 0.01), lambda x: x**3 / 3 + 0.01 * x**2 / 2, (0.0, 1.0)),
    "push": (Push(COLUMNS, 0.2), lambda x: 0.2 * x**2 / 2, (0.0, 50.0)),
}
every = pytest.mark.parametrize("name", TERMS)
worths = st.floats(-3, 3)


def answer(name, worth):
    found = TERMS[name][0].respond(np.array([[worth]]))
    return found.x[0, 0], found.slope[0, 0]


@every
@given(worth=worths)
def test_no_other_value_within_the_bounds_is_worth_more(name, worth):
    _, cost, (low, high) = TERMS[name]
    found, _ = answer(name, worth)
    assert low <= found <= high
    others = np.linspace(low, high, 401)
    assert worth * found - cost(found) >= np.max(worth * others - cost(others)) - 1e-12


@every
@given(worth=worths)
def test_the_slope_is_how_much_more_a_higher_worth_gives(name, worth):
    step = 1e-6
    below, above = answer(name, worth - step), answer(name, worth + step)
    assume((below[1] > 0) == (above[1] > 0))  # no bound lies between
    assert answer(name, worth)[1] == pytest.approx((above[0] - below[0]) / (2 * step), rel=1e-3)


def test_idle_cubes_have_a_finite_slope():
    assert answer("cubes", 0.0) == (0.0, 0.0)
    assert answer("cubes", 1e-15)[1] == pytest.approx(1 / 0.01)


def test_a_contact_never_pulls():
    assert answer("push", -2.0) == (0.0, 0.0)
    assert answer("push", 2.0)[0] == pytest.approx(10.0)


@every
def test_a_term_of_some_frames_has_their_columns(name):
    some = np.array([2, 0])
    columns = np.arange(12.0).reshape(3, 2, 2)
    whole = type(TERMS[name][0])(columns, 0.3)
    part = whole.of(some)
    assert np.array_equal(part.columns, columns[some])
    worth = np.array([[0.2, -0.1], [0.5, 0.9]])
    assert np.array_equal(part.respond(worth).x, whole.respond(worth).x)
