"""The mean stride: derivatives in closed form, period, and draws with the stated spread."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.motion.mean_stride import fourier, standing
from runtall.motion.skeleton import COORDINATES, LENGTHS, default_lengths, positions

PHASE = np.linspace(0, 1, 57)
SIZE = len(COORDINATES) * 9 + len(LENGTHS)


def swinging(amplitude=0.6, frequency_hz=1.4, sd=0.0):
    from dataclasses import replace

    rest = standing(4, default_lengths(1.75))
    coefficients = rest.coefficients.copy()
    coefficients[COORDINATES.index("arm_flex_r"), 1] = amplitude
    return replace(
        rest,
        coefficients=coefficients,
        frequency_hz=frequency_hz,
        covariance=sd**2 * np.eye(SIZE),
    )


def test_velocity_and_acceleration_of_a_swing_in_closed_form():
    stride, k = swinging(), COORDINATES.index("arm_flex_r")
    omega = 2 * np.pi * 1.4
    angle = 2 * np.pi * PHASE
    assert stride.coordinates(PHASE)[:, k] == pytest.approx(0.6 * np.cos(angle))
    assert stride.velocity(PHASE)[:, k] == pytest.approx(-0.6 * omega * np.sin(angle))
    assert stride.acceleration(PHASE)[:, k] == pytest.approx(-0.6 * omega**2 * np.cos(angle))


@given(harmonics=st.integers(1, 8), order=st.integers(0, 1))
def test_each_derivative_is_that_of_the_one_before(harmonics, order):
    step = 1e-6
    slope = fourier(PHASE + step, harmonics, order) - fourier(PHASE - step, harmonics, order)
    scale = (2 * np.pi * harmonics) ** (order + 1)
    found = fourier(PHASE, harmonics, order + 1)
    assert np.allclose(slope / (2 * step) / scale, found / scale, atol=1e-7)


def test_a_stride_ends_where_it_began():
    stride = swinging()
    assert np.allclose(stride.positions([0.0, 0.3]), stride.positions([1.0, 1.3]))


@given(cycles=st.floats(-1, 1))
def test_a_later_zero_moves_everything_with_it(cycles):
    stride = swinging(sd=0.01)
    later = stride.later(cycles)
    assert np.allclose(later.positions(PHASE), stride.positions(PHASE + cycles))
    assert later.toe_off["left"] == pytest.approx((stride.toe_off["left"] - cycles) % 1.0)
    # An equal spread of every coefficient stays one.
    assert np.allclose(later.covariance, stride.covariance)


def test_the_lowest_point_touches_the_ground():
    stride = swinging().grounded()
    assert stride.positions(np.arange(200) / 200)[..., 1].min() == pytest.approx(0, abs=1e-9)
    assert np.allclose(stride.grounded().coefficients, stride.coefficients)


def test_draws_scatter_as_the_covariance_says():
    stride = swinging(sd=0.02)
    coefficients, lengths = stride.draws(4000, seed=3)
    assert coefficients.std(axis=0) == pytest.approx(0.02, rel=0.1)
    assert lengths.std(axis=0) == pytest.approx(0.02, rel=0.1)
    assert np.allclose(stride.draws(5, seed=3)[0], stride.draws(5, seed=3)[0])


def test_draws_without_spread_are_the_stride():
    stride = swinging()
    drawn = stride.position_draws(PHASE, 3)
    assert np.allclose(drawn, stride.positions(PHASE))
    assert np.allclose(drawn[0], positions(stride.coordinates(PHASE), stride.lengths))
