"""The division keeps to the laws that define it."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.findings.shapley import shapley, subsets

PLAYERS = "abcd"


@st.composite
def games(draw, least=2):
    """Worth of every set of two to four players, three versions each."""
    names = PLAYERS[: draw(st.integers(least, 4))]
    seed = draw(st.integers(0, 10**6))
    rng = np.random.default_rng(seed)
    return {s: rng.normal(0, 10, 3) for s in subsets(names)}


def players(game):
    return sorted(max(game, key=len))


def by_arrival(game):
    """Mean over all orders of what each adds when it comes."""
    names = players(game)
    orders = list(permutations(names))
    total = {n: np.zeros(3) for n in names}
    for order in orders:
        for k, name in enumerate(order):
            total[name] += game[frozenset(order[: k + 1])] - game[frozenset(order[:k])]
    return {n: t / len(orders) for n, t in total.items()}


@given(game=games())
def test_it_is_the_mean_over_all_orders_of_arrival(game):
    found, expected = shapley(game), by_arrival(game)
    assert sorted(found) == players(game)
    for name, share in expected.items():
        assert found[name] == pytest.approx(share, abs=1e-10)


@given(game=games())
def test_shares_sum_to_the_joint_effect(game):
    total = game[frozenset(players(game))] - game[frozenset()]
    assert sum(shapley(game).values()) == pytest.approx(total, abs=1e-10)


@given(game=games())
def test_who_adds_nothing_gets_nothing(game):
    idle = {s: game[s - {"a"}] for s in game}
    assert np.all(shapley(idle)["a"] == 0)


@given(game=games())
def test_those_who_do_the_same_get_the_same(game):
    swap = {"a": "b", "b": "a"}
    alike = {s: game[s] + game[frozenset(swap.get(p, p) for p in s)] for s in game}
    found = shapley(alike)
    assert found["a"] == pytest.approx(found["b"], abs=1e-10)


@given(single=st.lists(st.floats(-50, 50), min_size=2, max_size=4))
def test_where_effects_add_up_each_gets_its_own(single):
    own = dict(zip(PLAYERS, single, strict=False))
    game = {s: np.array([7.0 + sum(own[p] for p in s)]) for s in subsets(own)}
    found = shapley(game)
    for name, effect in own.items():
        assert found[name] == pytest.approx([effect], abs=1e-10)


@given(game=games())
def test_what_is_gained_by_coming_is_lost_by_going(game):
    whole = frozenset(players(game))
    turned = {whole - s: -worth for s, worth in game.items()}
    found, expected = shapley(turned), shapley(game)
    for name in whole:
        assert found[name] == pytest.approx(expected[name], abs=1e-10)


def test_one_alone_gets_all_and_nobody_nothing():
    game = {frozenset(): np.array([1.0]), frozenset("a"): np.array([4.0])}
    assert shapley(game)["a"] == pytest.approx([3.0])
    assert shapley({frozenset(): np.array([1.0])}) == {}


def test_subsets_come_the_smaller_first():
    assert list(subsets("ba")) == [frozenset(), frozenset("a"), frozenset("b"), frozenset("ab")]
