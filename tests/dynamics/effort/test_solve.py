"""The least cost, against closed forms, another solver and the conditions that define it."""

from dataclasses import dataclass

import daqp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.dynamics.effort.solve import BLOCK, solve
from runtall.dynamics.effort.terms import Activation, Endurance, Push, Response
from runtall.errors import ModelError, NotConverged

VARIANCE, TARGET, COST = 0.25, 0.01, 1e-6
EASE = 1e-3
sizes = pytest.mark.parametrize("size", [0.3, 3.0, 30.0, 300.0, 3000.0])
kinds = pytest.mark.parametrize("cubic", [False, True], ids=["squares", "cubes"])
some = settings(max_examples=30, deadline=None)


def one_row(*columns):
    """Columns of one frame with one row."""
    return np.array([[columns]], dtype=float)


def alone(tau, *terms):
    found = solve(np.array([[float(tau)]]), terms, variance=VARIANCE)
    return [v[0] for v in found.values], found.reserve[0, 0]


# Two muscles and one moment


@some
@given(first=st.floats(1, 50), second=st.floats(1, 50), share=st.floats(0, 1))
def test_squares_give_each_muscle_by_its_strength(first, second, share):
    whole = first**2 + second**2 + VARIANCE
    tau = share * whole / max(first, second)  # the stronger one is spent at 1
    (found,), reserve = alone(tau, Activation(one_row(first, second)))
    assert found == pytest.approx([first * tau / whole, second * tau / whole], abs=1e-9)
    assert reserve == pytest.approx(VARIANCE * tau / whole, abs=1e-9)


@some
@given(first=st.floats(1, 50), second=st.floats(1, 50), share=st.floats(0.01, 1))
def test_cubes_give_each_muscle_by_the_root_of_its_strength(first, second, share):
    root = np.sqrt(share / max(first, second))  # of the price
    tau = (first**1.5 + second**1.5) * root + VARIANCE * root**2
    (found,), reserve = alone(tau, Endurance(one_row(first, second), ease=1e-9))
    assert found == pytest.approx(root * np.sqrt([first, second]), rel=1e-6)
    assert reserve == pytest.approx(VARIANCE * root**2, rel=1e-5)


def test_a_spent_muscle_leaves_the_rest_to_the_other():
    tau, strong, weak = 28.0, 20.0, 10.0
    price = (tau - strong) / (weak**2 + VARIANCE)
    (found,), reserve = alone(tau, Activation(one_row(strong, weak)))
    assert found == pytest.approx([1.0, weak * price])
    assert reserve == pytest.approx(VARIANCE * price)


@kinds
def test_what_no_muscle_can_give_ends_in_the_reserve(cubic):
    muscle = (Endurance if cubic else Activation)(one_row(20.0, 10.0, -5.0))
    (found,), reserve = alone(50.0, muscle)
    assert found == pytest.approx([1.0, 1.0, 0.0])
    assert reserve == pytest.approx(20.0)


def test_opposing_muscles_rest_at_the_target():
    (found,), reserve = alone(0.0, Activation(one_row(10.0, -10.0), TARGET))
    assert found == pytest.approx([TARGET, TARGET])
    assert reserve == pytest.approx(0.0, abs=1e-9)


def test_the_target_is_no_bound():
    (found,), _ = alone(8.0, Activation(one_row(10.0, -10.0), TARGET))
    assert found[1] == 0
    assert found[0] == pytest.approx((8 + VARIANCE * TARGET / 10) / (10 + VARIANCE / 10))


def test_a_contact_pushes_one_way_only():
    arm = 0.1
    (push,), reserve = alone(3.0, Push(one_row(arm), COST))
    price = 3 / (arm**2 / COST + VARIANCE)
    assert push == pytest.approx([arm * price / COST])
    assert reserve == pytest.approx(VARIANCE * price)
    (pull,), reserve = alone(-3.0, Push(one_row(arm), COST))
    assert pull == [0.0]
    assert reserve == pytest.approx(-3.0)


# Against others


def by_daqp(problem, k):
    """Activations, contacts and reserves of one frame, from a solver of quadratic programmes."""
    columns = np.hstack([problem.strength[k], problem.contacts[k], np.eye(problem.tau.shape[1])])
    rows, all_of_them = columns.shape
    muscles, pushes = problem.strength.shape[2], problem.contacts.shape[2]
    curve = np.r_[np.ones(muscles), np.full(pushes, COST), np.full(rows, 1 / VARIANCE)]
    pull = np.r_[np.full(muscles, -TARGET), np.zeros(pushes + rows)]
    low = np.r_[np.zeros(muscles + pushes), np.full(rows, -1e30)]
    high = np.r_[np.ones(muscles), np.full(pushes + rows, 1e30)]
    tau, equal = problem.tau[k], np.r_[np.zeros(all_of_them), np.full(rows, 5)].astype(np.int32)
    x, _, flag, _ = daqp.solve(
        np.diag(curve), pull, columns, np.r_[high, tau], np.r_[low, tau], equal
    )
    assert flag == 1
    return np.split(np.array(x), [muscles, muscles + pushes])


def agrees(problem, frames):
    found = problem.solved()
    for k in frames:
        activation, push, reserve = by_daqp(problem, k)
        assert found.values[0][k] == pytest.approx(activation, abs=1e-6)
        assert found.values[1][k] == pytest.approx(push, rel=1e-6, abs=1e-5)
        assert found.reserve[k] == pytest.approx(reserve, rel=1e-6, abs=1e-6)


@sizes
def test_it_agrees_with_another_solver(problem, size):
    agrees(problem(size, seed=1), range(8))


@some
@given(size=st.floats(0.1, 1000), rows=st.integers(1, 8), muscles=st.integers(1, 20),
       contacts=st.integers(0, 3), seed=st.integers(0, 10**6))  # fmt: skip
def test_it_agrees_with_another_solver_on_problems_of_any_shape(
    problem, size, rows, muscles, contacts, seed
):
    agrees(problem(size, (2, rows, muscles, contacts), seed), range(2))


@sizes
def test_cubes_meet_the_conditions_of_a_least_cost(problem, size):
    asked = problem(size, seed=2)
    found = asked.solved(cubic=True)
    assert np.abs(asked.missing(found)).max() < 1e-6 * np.abs(asked.tau).max()
    activation = found.values[0]
    worth = np.einsum("fmn,fm->fn", asked.strength, found.reserve / VARIANCE)
    inside = (activation > 0) & (activation < 1)
    assert (activation**2 + EASE * activation)[inside] == pytest.approx(worth[inside], abs=1e-8)
    assert np.all(worth[activation == 0] <= 0)
    assert np.all(worth[activation == 1] >= 1 + EASE)


@kinds
@some
@given(power=st.floats(-1, 5), seed=st.integers(0, 10**6))
def test_every_posture_finds_its_balance(problem, cubic, power, seed):
    """However far beyond the muscles: there the steps of Newton alone creep from kink to kink."""
    asked = problem(10**power, (16, 34, 104, 4), seed)
    size = np.maximum(np.abs(asked.tau).max(axis=1, keepdims=True), 1)
    assert np.all(np.abs(asked.missing(asked.solved(cubic))) <= 1.01e-6 * size)


# What must not matter


@kinds
@pytest.mark.parametrize("size", [3.0, 30.0])
def test_frames_do_not_know_of_each_other(problem, cubic, size):
    asked = problem(size, (BLOCK + 40, 10, 30, 2), seed=3)
    whole = asked.solved(cubic).values[0]
    order = np.random.default_rng(0).permutation(len(asked.tau))
    assert asked.of(order).solved(cubic).values[0] == pytest.approx(whole[order], abs=1e-7)
    for k in (0, BLOCK - 1, BLOCK, BLOCK + 39):
        one = asked.of(slice(k, k + 1)).solved(cubic)
        assert one.values[0][0] == pytest.approx(whole[k], abs=1e-7)


@kinds
@pytest.mark.parametrize("size", [3.0, 30.0])
def test_order_of_muscles_and_sign_of_rows_do_not_matter(problem, cubic, size):
    asked = problem(size, seed=4)
    found = asked.solved(cubic)
    rng = np.random.default_rng(1)
    order, sign = rng.permutation(104), rng.choice([-1.0, 1.0], 34)
    turned = type(asked)(
        asked.tau * sign,
        asked.strength[..., order] * sign[:, None],
        asked.contacts * sign[:, None],
    )
    other = turned.solved(cubic)
    assert other.values[0] == pytest.approx(found.values[0][:, order], abs=1e-7)
    assert other.values[1] == pytest.approx(found.values[1], abs=1e-4)
    assert other.reserve == pytest.approx(found.reserve * sign, rel=1e-6, abs=1e-6)


@kinds
@pytest.mark.parametrize("size", [3.0, 30.0])
def test_where_it_begins_does_not_matter(problem, cubic, size):
    asked = problem(size, seed=5)
    found = asked.solved(cubic)
    far = 100 * np.random.default_rng(2).standard_normal(asked.tau.shape)
    for start in (found.prices, found.prices[::-1], far):
        kept = start.copy()
        again = asked.solved(cubic, start=start)
        assert again.values[0] == pytest.approx(found.values[0], abs=1e-7)
        assert np.array_equal(start, kept)


def test_no_frame_is_fine(problem):
    found = problem(shape=(0, 5, 8, 2)).solved()
    assert [v.shape for v in found.values] == [(0, 8), (0, 2)]
    assert found.reserve.shape == (0, 5)


# New terms


@dataclass(frozen=True)
class Spring:
    """Unknowns of either sign that cost half their squares over a variance."""

    columns: np.ndarray
    variance: float

    def respond(self, worth):
        return Response(self.variance * worth, np.full_like(worth, self.variance))

    def of(self, frames):
        return Spring(self.columns[frames], self.variance)


@dataclass(frozen=True)
class Switch:
    """Jumps from -1 to 1: no cost has such an answer."""

    columns: np.ndarray

    def respond(self, worth):
        return Response(np.where(worth < 0, -1.0, 1.0), np.zeros_like(worth))

    def of(self, frames):
        return Switch(self.columns[frames])


def test_a_new_term_needs_no_new_solver(problem):
    """The same unknowns as the reserve: together they are a reserve of both variances."""
    asked = problem(seed=6)
    frames, rows = asked.tau.shape
    own = Spring(np.broadcast_to(np.eye(rows), (frames, rows, rows)), 0.15)
    split = solve(asked.tau, (*asked.terms(), own), variance=VARIANCE - 0.15)
    whole = asked.solved()
    assert split.values[0] == pytest.approx(whole.values[0], abs=1e-8)
    assert split.values[2] + split.reserve == pytest.approx(whole.reserve, abs=1e-8)


def test_it_counts_the_postures_that_found_no_balance():
    tau = np.array([[0.5], [3.0], [-0.2], [-7.0], [0.0]])
    with pytest.raises(NotConverged, match="3 of 5 postures"):
        solve(tau, (Switch(np.ones((5, 1, 1))),), variance=VARIANCE)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("where", ["tau", "strength", "contacts"])
def test_what_is_no_number_is_told(problem, where, bad):
    asked = problem(shape=(3, 5, 8, 2))
    getattr(asked, where)[1, 2] = bad
    with pytest.raises(ModelError, match="no number"):
        asked.solved()


@pytest.mark.benchmark
def test_it_shares_700_postures_a_second(problem):
    from time import process_time

    asked = problem(shape=(1000, 34, 104, 4), seed=7)
    start = process_time()
    asked.solved()
    assert process_time() - start < 1000 / 700
