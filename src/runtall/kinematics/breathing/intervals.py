"""Intervals of measures over breaths that follow each other, by resampling blocks of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.measurement import LEVEL

Array = npt.NDArray[np.float64]
Statistic = Callable[[Array], Array]
"""From means of columns, shape ``(..., column)``, to a value each, shape ``(...)``."""
N_DRAWS: Final = 1000
"""Draws: the ends of a 90 % interval scatter by 3 % of its half width."""
_MOST_ALIKE: Final = 0.9
"""Largest correlation of neighbours; nearer to 1 no block is long enough."""
_PARTS: Final = 3
"""Fewest blocks that the breaths are cut into."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its 90 % interval."""

    value: float
    low: float
    high: float


def estimate(columns: Array, statistic: Statistic, rng: np.random.Generator) -> Estimate:
    """A statistic of breaths in order, with its interval; see `deviations`."""
    value = float(statistic(columns.mean(axis=0)))
    low, high = np.quantile(deviations(columns, statistic, rng), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, value + float(low), value + float(high))


def deviations(columns: Array, statistic: Statistic, rng: np.random.Generator) -> Array:
    """How far the statistic may be off, by a circular block bootstrap.

    A breath is like the one before it, so blocks of consecutive breaths are drawn, as long as
    `block_length` says. A bootstrap of few blocks is too narrow: the draws are stretched by the
    ratio of the quantile of t, with one degree of freedom less than there are blocks, to that of
    the normal law, and by the root of the share of the variance that blocks leave.

    Parameters
    ----------
    columns
        Shape ``(breath, column)``, no NaN, at least two breaths; what is averaged over breaths.
    statistic
        From the means to the value.
    rng
        Source of randomness.

    Returns
    -------
    numpy.ndarray
        Shape ``(draw,)``: values of the draws less that of the breaths.
    """
    n = len(columns)
    block = block_length(influence(columns, statistic))
    moved = statistic(_block_means(columns, block, rng)) - statistic(columns.mean(axis=0))
    stretched: Array = moved * _stretch(n, block)
    return stretched


@cache
def _stretch(n: int, block: int) -> float:
    from scipy import stats

    tail = (1 + LEVEL) / 2
    wide = float(stats.t.ppf(tail, max(n / block - 1, 1)) / stats.norm.ppf(tail))
    return wide * float(np.sqrt(n / (n - block)))


def influence(columns: Array, statistic: Statistic) -> Array:
    """What each breath adds to the statistic: the value with it less that without it."""
    n = len(columns)
    without = (columns.sum(axis=0) - columns) / (n - 1)
    added: Array = statistic(columns.mean(axis=0)) - statistic(without)
    return added


def block_length(values: Array) -> int:
    """Breaths to a block, from how alike neighbours are.

    The length that makes the error of the variance smallest for a series in which each value
    carries a share r of the one before: ``(1.5 (2 r / (1 - r²))²)^(1/3) n^(1/3)`` (Politis and
    White 2004, for circular blocks). The correlation found in few values is too low on average,
    by ``(1 + 4 r) / n`` (Kendall 1954), which is put back. At least three blocks remain.
    """
    n = len(values)
    apart = values - values.mean()
    total = float(apart @ apart)
    if n < 2 * _PARTS or total <= 0.0:
        return 1
    found = float(apart[1:] @ apart[:-1]) / total
    alike = min(max((n * found + 1) / (n - 4), 0.0), _MOST_ALIKE)
    best = (1.5 * (2 * alike / (1 - alike**2)) ** 2 * n) ** (1 / 3)
    return int(min(max(np.ceil(best), 1), n // _PARTS))


def _block_means(columns: Array, block: int, rng: np.random.Generator) -> Array:
    """Means of the draws, shape ``(draw, column)``, from the sums of all blocks."""
    n = len(columns)
    around = np.concatenate([columns, columns[: block - 1]]) if block > 1 else columns
    total = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(around, axis=0)])
    sums = total[block:] - total[:-block]
    starts = rng.integers(0, n, size=(N_DRAWS, -(-n // block)))
    means: Array = sums[starts].mean(axis=1) / block
    return means
