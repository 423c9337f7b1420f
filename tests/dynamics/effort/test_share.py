"""Moments of a body shared with the costs of the literature tables."""

import numpy as np
import pytest

from runtall.dynamics.effort.share import share
from runtall.literature import number

NONE = np.zeros((1, 1, 0))


def muscles(*strength):
    return np.array([[strength]], dtype=float)


def moment(tau):
    return np.array([[float(tau)]])


def test_two_muscles_share_one_moment():
    target, variance = number("effort.activation.target"), number("effort.reserve.variance")
    found = share(moment(10), muscles(20, 15), NONE)
    price = (10 - 35 * target) / (20**2 + 15**2 + variance)
    assert found.activation[0] == pytest.approx([target + 20 * price, target + 15 * price])
    assert found.reserve[0] == pytest.approx(variance * price)
    assert found.prices[0] == pytest.approx(price)


def test_cubes_spread_the_work():
    found = share(moment(10), muscles(40, 10), NONE, cubic=True)
    stronger, weaker = found.activation[0]
    assert stronger / weaker == pytest.approx(2, rel=0.01)  # squares: 4
    assert 40 * stronger + 10 * weaker + found.reserve[0, 0] == pytest.approx(10)


def test_a_push_costs_what_the_table_says():
    cost, force = number("effort.contact.cost"), number("effort.contact.force")
    arm, variance = 0.1, number("effort.reserve.variance")
    found = share(moment(arm * force), np.zeros((1, 1, 0)), np.array([[[arm]]]))
    push, reserve = found.contact[0, 0], found.reserve[0, 0]

    def total(x):
        return cost * (x / force) ** 2 + (arm * force - arm * x) ** 2 / (2 * variance)

    assert arm * push + reserve == pytest.approx(arm * force)
    assert total(push) <= min(total(push - 0.01), total(push + 0.01))


def test_a_contact_does_not_pull():
    found = share(moment(-5), muscles(20.0), np.array([[[0.1]]]))
    assert found.contact[0, 0] == 0
    assert found.activation[0, 0] == 0
    assert found.reserve[0, 0] == pytest.approx(-5)


@pytest.mark.parametrize("cubic", [False, True])
def test_a_like_problem_is_a_good_beginning(problem, cubic):
    asked = problem(seed=8)
    first = share(asked.tau, asked.strength, asked.contacts, cubic=cubic)
    whole = share(1.1 * asked.tau, asked.strength, asked.contacts, cubic=cubic)
    begun = share(1.1 * asked.tau, asked.strength, asked.contacts, cubic=cubic, start=first.prices)
    assert begun.activation == pytest.approx(whole.activation, abs=1e-7)
    assert begun.contact == pytest.approx(whole.contact, abs=1e-4)
