"""The solver: Newton's method on the dual, many frames at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.effort.terms import Response, Term
from runtall.errors import ModelError, NotConverged

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

TOLERANCE: Final = 1e-8
"""Of a frame's greatest moment, N m per N m."""
ROUNDED: Final = 1e-6
"""The same, once a step is lost in the rounding of the prices."""
ROUNDS: Final = 50
"""Newton steps before another way is taken; a frame whose muscles suffice needs about eight."""
PATIENCE: Final = 200
"""Newton steps on each stage of that way; few frames need more than thirty."""
BLOCK: Final = 64
"""Frames at a time: their matrices stay in the processor's cache."""
_TIGHTER: Final = 5.0
"""Factor between the variances through which a frame with spent muscles is led."""
_LOST: Final = 1e-15
_TRIALS: Final = 12
_SLACK: Final = 0.2
"""Share of the first slope at which a search along a step ends."""
_INSIDE: Final = 0.1
"""How far from both ends a trial stays."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Prices ``(frame, row)``, unknowns of each term ``(frame, k)``, what no term gave."""

    prices: Array
    values: tuple[Array, ...]
    reserve: Array


def solve(
    tau: Array, terms: Sequence[Term], *, variance: float, start: Array | None = None
) -> Solution:
    """Least cost that gives the moments, with a reserve for what nothing else can.

    Minimises the costs of all terms and ``reserve**2 / (2 variance)`` such that columns times
    unknowns and the reserve add up to ``tau``. There is always a solution, and only one.

    Parameters
    ----------
    tau
        Moments, shape ``(frame, row)``, N m.
    terms
        What can give them.
    variance
        Of the reserve, N2 m2.
    start
        Prices to begin from, ``(frame, row)``. They change how soon it ends, not where.

    Raises
    ------
    runtall.errors.ModelError
        When a moment or a column is not finite.
    runtall.errors.NotConverged
        When frames have not settled after many rounds.

    Notes
    -----
    The step is Newton's on the dual objective, which is convex and smooth but for kinks, and goes
    to where that objective is lowest along it: searching along the residual instead diverges.
    Where muscles are spent the kinks lie so close that such steps hardly move; those frames begin
    again with a reserve that gives everything, which is then made dearer step by step.
    """
    prices = np.zeros_like(tau) if start is None else start.copy()
    values = [np.zeros((len(tau), t.columns.shape[2])) for t in terms]
    lost = 0
    for begin in range(0, len(tau), BLOCK):
        frames = np.arange(begin, min(begin + BLOCK, len(tau)))
        own = _Block(tau[frames], [t.of(frames) for t in terms], variance)
        prices[frames], missed = own.settled(prices[frames])
        lost += missed
        for kept, answer in zip(values, own.answers(prices[frames]), strict=True):
            kept[frames] = answer.x
    if lost:
        raise NotConverged(
            f"{lost} of {len(tau)} postures found no balance of muscles; moments or strengths that "
            "no runner has are the usual reason"
        )
    return Solution(prices, tuple(values), variance * prices)


class _Block:
    def __init__(self, tau: Array, terms: Sequence[Term], variance: float) -> None:
        self._tau, self._terms, self._variance = tau, list(terms), variance
        self._turned = [np.ascontiguousarray(np.swapaxes(t.columns, 1, 2)) for t in terms]
        if not all(np.isfinite(a).all() for a in (tau, *self._turned)):
            raise ModelError("a moment or a lever of a muscle is no number; look at the motion")

    def settled(self, prices: Array) -> tuple[Array, int]:
        """Prices at which the frames are balanced, and how many frames found none."""
        prices, left = self._stepped(prices, ROUNDS)
        if not len(left):
            return prices, 0
        hard = self._of(left)
        prices[left] = 0.0
        for variance in hard._variances():
            prices[left], lost = hard._at(variance)._stepped(prices[left], PATIENCE)
        return prices, len(lost)

    def _variances(self) -> Array:
        """From one at which prices are about one, down to the own."""
        most = max(float(np.abs(self._tau).max()) / self._variance, 1.0)
        n = int(np.ceil(np.log(most) / np.log(_TIGHTER)))
        return self._variance * _TIGHTER ** np.arange(n, -1, -1.0)

    def _stepped(self, prices: Array, rounds: int) -> tuple[Array, Index]:
        """Prices after some rounds, and which frames are not balanced yet."""
        prices = prices.copy()
        active, part = np.arange(len(prices)), self
        limit = np.full(len(prices), TOLERANCE)
        for _ in range(rounds):
            answers = part.answers(prices[active])
            miss = part._miss(prices[active], answers)
            still = part._apart(miss, limit)
            if len(still) < len(active):
                active, part = active[still], part._of(still)
                answers, miss = part.answers(prices[active]), miss[still]
            if not len(active):
                break
            step = part._step(prices[active], answers, miss)
            prices[active] += step
            lost = np.abs(step).max(axis=1) <= _LOST * np.abs(prices[active]).max(axis=1)
            limit = np.where(lost, ROUNDED, TOLERANCE)
        return prices, active

    def _of(self, frames: Index) -> _Block:
        return _Block(self._tau[frames], [t.of(frames) for t in self._terms], self._variance)

    def _at(self, variance: float) -> _Block:
        return _Block(self._tau, self._terms, variance)

    def _apart(self, miss: Array, limit: Array) -> Index:
        size = np.maximum(np.abs(self._tau).max(axis=1), 1.0)
        return np.flatnonzero(np.abs(miss).max(axis=1) > limit * size)

    def answers(self, prices: Array) -> list[Response]:
        """What every term gives at these prices."""
        worth = self._worth(prices)
        return [term.respond(w) for term, w in zip(self._terms, worth, strict=True)]

    def _worth(self, prices: Array) -> list[Array]:
        """What each unknown of every term is worth at these prices."""
        return [(turned @ prices[..., None])[..., 0] for turned in self._turned]

    def _miss(self, prices: Array, answers: Sequence[Response]) -> Array:
        """Slope of the dual objective: what is given less what is asked."""
        given = self._variance * prices - self._tau
        for term, answer in zip(self._terms, answers, strict=True):
            given = given + (term.columns @ answer.x[..., None])[..., 0]
        return given

    def _step(self, prices: Array, answers: Sequence[Response], miss: Array) -> Array:
        curve = np.broadcast_to(
            self._variance * np.eye(prices.shape[1]), (*prices.shape, prices.shape[1])
        )
        for term, turned, answer in zip(self._terms, self._turned, answers, strict=True):
            curve = curve + (term.columns * answer.slope[:, None, :]) @ turned
        step = -np.linalg.solve(curve, miss[..., None])[..., 0]
        moved: Array = self._share(prices, step, miss)[:, None] * step
        return moved

    def _share(self, prices: Array, step: Array, miss: Array) -> Array:
        """How much of each step to go: where the objective is lowest along it, or all of it.

        The slope along a step only grows, so its root is closed in from both sides.
        """
        first = np.sum(miss * step, axis=1)
        slope_at = self._slope(prices, step)
        low, high = np.zeros(len(prices)), np.ones(len(prices))
        at_low, at_high = first, slope_at(high)
        share = high.copy()
        for _ in range(_TRIALS):
            over = at_high > _SLACK * np.abs(first)
            if not over.any():
                break
            inner = low + (high - low) * np.clip(at_low / np.where(over, at_low - at_high, -1.0),
                                                 _INSIDE, 1 - _INSIDE)  # fmt: skip
            share = np.where(over, inner, share)
            slope = slope_at(share)
            done = np.abs(slope) <= _SLACK * np.abs(first)
            up = over & (slope > 0)
            high, at_high = np.where(up, share, high), np.where(up, slope, at_high)
            low, at_low = np.where(over & ~up, share, low), np.where(over & ~up, slope, at_low)
            at_high = np.where(done, -np.inf, at_high)
        return share

    def _slope(self, prices: Array, step: Array) -> Callable[[Array], Array]:
        """Slope of the dual objective along a step, for how much of it is gone.

        What each unknown is worth changes evenly along a step: the columns are needed but once.
        """
        base = np.sum((self._variance * prices - self._tau) * step, axis=1)
        own = self._variance * np.sum(step**2, axis=1)
        worth, change = self._worth(prices), self._worth(step)

        def slope(share: Array) -> Array:
            found: Array = base + share * own
            for term, w, by in zip(self._terms, worth, change, strict=True):
                found = found + np.sum(term.respond(w + share[:, None] * by).x * by, axis=1)
            return found

        return slope
