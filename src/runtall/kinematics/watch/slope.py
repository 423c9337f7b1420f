"""Slope of one quantity on time with others held still, honest about slow wander."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from runtall.kinematics.drift import WANDER_TIME_S
from runtall.kinematics.watch.series import Array
from runtall.motion.measurement import LEVEL

_TIMES_S: Final = tuple(WANDER_TIME_S * k for k in (1.0, 2.0, 4.0, 8.0, 16.0))
"""How long wander may last: the time that drifts of filmed strides take, and up to 16 times as
long, for a watch sees the whole run."""
_SHARES: Final = (0.5, 0.7, 0.85, 0.95)
"""Share of the scatter that is wander, the rest being new in each window. Less is not on the grid:
form always wanders, and a run of half an hour can look as if it did not. With these the interval
of made-up runs without fade leaves out 0 in 3 to 12 of 100."""
_MOST: Final = 400
"""Windows in one fit; its cost grows with their cube."""
_HALVINGS: Final = 60
_STILL: Final = 1e-9
_ALIKE: Final = 1e-6
"""Terms that vary by less than this of the others beside them are those others again."""


class Slope(NamedTuple):
    """Change per second with its 90 % interval."""

    value: float
    low: float
    high: float


class _Fit(NamedTuple):
    slope: float
    error: float
    weight: float


def left_of_time(time_s: Array, held: Array) -> float:
    """Share of the variance of time, 0 to 1, that what is held still does not go along with."""
    terms = _terms(held)
    late = (time_s - time_s.mean()) / np.linalg.norm(time_s - time_s.mean())
    return 1.0 - float(np.sum((terms.T @ late) ** 2))


def slope_on_time(time_s: Array, values: Array, held: Array) -> Slope:
    """Generalised least squares of ``values`` on time and what is held still.

    The errors hold scatter that is new in each window and a slow wander whose correlation decays
    exponentially. How much of it there is, and for how long it lasts, is not known: every pair on
    a grid is weighed by its restricted likelihood, and the interval is of the mixture of the
    t-distributions that they give. Wander that takes much longer than 10 minutes cannot be told
    from a change along the run.

    Parameters
    ----------
    time_s, values
        Shape ``(window,)``, all known.
    held
        Shape ``(window, term)``; terms that never change are passed over.
    """
    time_s, values, held = _grouped(time_s), _grouped(values), _grouped(held)
    design = _design(time_s, held)
    fits = [_fit(time_s, values, design, tau, share) for tau in _TIMES_S for share in _SHARES]
    log = np.array([f.weight for f in fits])
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    slopes, errors = np.array([f.slope for f in fits]), np.array([f.error for f in fits])
    tail = (1.0 - LEVEL) / 2.0
    freedom = len(values) - design.shape[1]
    low, high = (_quantile(q, slopes, errors, weights, freedom) for q in (tail, 1.0 - tail))
    return Slope(float(weights @ slopes), low, high)


def _grouped(windows: Array) -> Array:
    """Means of as many neighbours as it takes to keep a run of many hours quick."""
    size = -(-len(windows) // _MOST)
    if size <= 1:
        return windows
    starts = np.arange(0, len(windows), size)
    sums = np.add.reduceat(windows, starts, axis=0)
    counts = np.diff(np.append(starts, len(windows)))
    means: Array = (sums.T / counts).T
    return means


def _design(time_s: Array, held: Array) -> Array:
    """Constant, time in s from the middle, and the terms."""
    return np.column_stack([np.ones(len(time_s)), time_s - time_s.mean(), _terms(held)])


def _terms(held: Array) -> Array:
    """What is held still as orthonormal columns about 0, as many as say something of their own."""
    moved = held[:, held.std(axis=0) > _STILL]
    if not moved.shape[1]:
        return moved
    scaled = (moved - moved.mean(axis=0)) / moved.std(axis=0)
    columns, sizes, _ = np.linalg.svd(scaled, full_matrices=False)
    own: Array = columns[:, sizes > _ALIKE * sizes[0]]
    return own


def _fit(time_s: Array, values: Array, design: Array, tau: float, share: float) -> _Fit:
    from scipy.linalg import solve_triangular

    apart = np.abs(time_s[:, None] - time_s[None, :])
    root = np.linalg.cholesky((1.0 - share) * np.eye(len(values)) + share * np.exp(-apart / tau))
    both = solve_triangular(root, np.column_stack([design, values]), lower=True)
    white, target = both[:, :-1], both[:, -1]
    spread = np.linalg.pinv(white.T @ white)
    found = spread @ white.T @ target
    freedom = len(values) - design.shape[1]
    # A series without any scatter has an interval of nothing, not of NaN.
    variance = max(float(np.sum((target - white @ found) ** 2)) / freedom, 1e-18)
    _, information = np.linalg.slogdet(white.T @ white)
    weight = -np.log(np.diag(root)).sum() - information / 2 - freedom / 2 * np.log(variance)
    return _Fit(float(found[1]), float(np.sqrt(variance * spread[1, 1])), float(weight))


def _quantile(level: float, slopes: Array, errors: Array, weights: Array, freedom: int) -> float:
    """Of a mixture of t-distributions, by halving."""
    from scipy.stats import t

    ends = t.ppf(level, freedom, loc=slopes, scale=errors)
    low, high = float(ends.min()), float(ends.max())
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        below = float(weights @ t.cdf(middle, freedom, loc=slopes, scale=errors))
        low, high = (middle, high) if below < level else (low, middle)
    return (low + high) / 2.0
