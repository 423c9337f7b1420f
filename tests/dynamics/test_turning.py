"""Turns: against Rodrigues' formula, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.dynamics.turning import about, into, moved, zxy, zxy_angles

angles = st.floats(-3.1, 3.1)
steep = st.floats(-1.5, 1.5)
vectors = st.lists(st.floats(-2, 2), min_size=3, max_size=3).map(np.array)


@given(axis=st.integers(0, 2), angle=angles, vector=vectors)
def test_a_turn_is_that_of_rodrigues(axis, angle, vector):
    k = np.eye(3)[axis]
    turned = (
        vector * np.cos(angle)
        + np.cross(k, vector) * np.sin(angle)
        + k * (k @ vector) * (1 - np.cos(angle))
    )
    assert moved(about(axis, np.array(angle)), vector) == pytest.approx(turned, abs=1e-12)


@given(z=angles, x=steep, y=angles)
def test_angles_come_back(z, x, y):
    given_ = np.array([[z], [x], [y]])
    found = zxy_angles(zxy(*given_))
    assert np.ravel(found) == pytest.approx([z, x, y], abs=1e-6)


@given(z=angles, x=steep, y=angles, vector=vectors)
def test_into_undoes_moved(z, x, y, vector):
    turn = zxy(*np.array([z, x, y]))
    assert into(turn, moved(turn, vector)) == pytest.approx(vector, abs=1e-12)
