"""Feet on the ground: level, uphill, straight; and the body over them."""

import numpy as np
import pytest

from runtall.kinematics.stride3d.prior import usual_coefficients
from runtall.kinematics.stride3d.stance import balance_rows, contacts, stance_rows
from runtall.kinematics.stride3d.terms import State
from runtall.motion.skeleton import COORDINATES, default_lengths

TX, TY, TILT = (COORDINATES.index(n) for n in ("pelvis_tx", "pelvis_ty", "pelvis_tilt"))


def usual(**moved):
    coefficients = usual_coefficients(4).copy()
    for name, value in moved.items():
        coefficients[COORDINATES.index(name), 0] += value
    return State(coefficients, default_lengths(1.75), np.zeros((0, 8)))


def uphill(state, slope):
    """The same stride with everything turned uphill: a turn of the whole about z."""
    angle = np.arctan(slope)
    coefficients = state.coefficients.copy()
    x, y = state.coefficients[[TX, TY]]
    coefficients[TX], coefficients[TY] = (
        x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle),
    )  # fmt: skip
    coefficients[TILT, 0] += angle
    return State(coefficients, state.lengths, state.cameras)


def test_feet_rest_when_their_leg_carries():
    found = contacts(usual(), 0.0)
    assert {(c.side, c.part) for c in found} >= {("left", "foot_index"), ("right", "foot_index")}
    for contact in found:
        middle = np.flatnonzero(contact.phases) / 40
        since = (middle - (0.0 if contact.side == "left" else 0.5)) % 1.0
        # Around and within the third of the stride in which a runner's foot is down.
        assert ((since < 0.4) | (since > 0.95)).all()


@pytest.mark.parametrize("slope", [0.05, -0.08])
def test_on_a_slope_that_is_given_the_feet_are_as_level_as_on_the_flat(slope):
    flat, state = usual(), uphill(usual(), slope)
    resting = contacts(flat, 0.0)
    level = stance_rows(resting, flat, 0.0).residual
    given = stance_rows(resting, state, slope).residual
    # Heights over the slope are those over the flat, stretched by 1 / cos.
    assert given == pytest.approx(level, rel=0.01, abs=0.02)
    untold = stance_rows(resting, state, 0.0).residual
    assert (untold**2).sum() > 1.3 * (level**2).sum()


def test_derivatives_are_those_of_the_residuals():
    state = usual(pelvis_rotation=0.05, pelvis_list=0.03)
    resting, step = contacts(state, 0.0), 1e-6
    for rows in (lambda s: stance_rows(resting, s, 0.02), lambda s: balance_rows(s, 0.35)):
        whole = rows(state)
        for k in (0, 5, 60, 200, 306, 310):
            ends = []
            for sign in (1, -1):
                vector = state.vector()
                vector[k] += sign * step
                moved = State(vector[:306].reshape(34, 9), vector[306:321], state.cameras)
                ends.append(rows(moved).residual)
            slope = (ends[0] - ends[1]) / (2 * step)
            assert whole.jacobian[:, k] == pytest.approx(slope, abs=1e-4)


def test_a_body_that_leans_to_one_side_is_not_over_its_feet():
    upright = balance_rows(usual(), 0.35).residual[1]
    leaning = balance_rows(usual(pelvis_list=0.1), 0.35).residual[1]
    assert abs(upright) < 0.5
    assert abs(leaning) > 2


def test_a_straight_runner_has_feet_that_go_straight_back():
    straight, turned = usual(), usual(pelvis_rotation=np.radians(20))
    resting = contacts(straight, 0.0)
    one, other = (stance_rows(resting, s, 0.0).residual for s in (straight, turned))
    assert (other**2).sum() > (one**2).sum() + 5
