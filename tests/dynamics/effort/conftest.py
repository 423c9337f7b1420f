"""Random problems of the size and shape of the body, from easy to far beyond its muscles."""

from dataclasses import dataclass

import numpy as np
import pytest

from runtall.dynamics.effort.solve import solve
from runtall.dynamics.effort.terms import Activation, Endurance, Push

VARIANCE, TARGET, COST = 0.25, 0.01, 1e-6


@dataclass(frozen=True)
class Problem:
    tau: np.ndarray
    strength: np.ndarray
    contacts: np.ndarray

    def terms(self, cubic=False):
        muscles = Endurance(self.strength) if cubic else Activation(self.strength, TARGET)
        return muscles, Push(self.contacts, COST)

    def solved(self, cubic=False, start=None):
        return solve(self.tau, self.terms(cubic), variance=VARIANCE, start=start)

    def of(self, frames):
        return Problem(self.tau[frames], self.strength[frames], self.contacts[frames])

    def missing(self, found):
        """What is given less what is asked."""
        activation, contact = found.values
        given = np.einsum("fmn,fn->fm", self.strength, activation) + found.reserve
        return given + np.einsum("fmc,fc->fm", self.contacts, contact) - self.tau


@pytest.fixture(scope="session")
def problem():
    """Make a problem with moments of ``size`` N m: 3 is a run, 30 spends half of the muscles."""

    def make(size=3.0, shape=(20, 34, 104, 4), seed=0):
        frames, rows, muscles, contacts = shape
        rng = np.random.default_rng(seed)
        strong = np.exp(rng.standard_normal(muscles)) * (rng.random((rows, muscles)) < 0.4)
        return Problem(
            tau=size * rng.standard_normal((frames, rows)),
            strength=8 * rng.standard_normal((frames, rows, muscles)) * strong,
            contacts=0.05 * rng.standard_normal((frames, rows, contacts)),
        )

    return make
