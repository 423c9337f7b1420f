"""Intervals that hold both the scatter between strides and the estimator's own error."""

from __future__ import annotations

import numpy as np

from runtall.kinematics.periodic import Array
from runtall.motion.measurement import LEVEL

N_DRAWS = 2000


def stride_draws(values: Array, rng: np.random.Generator, n_draws: int = N_DRAWS) -> Array:
    """Draws of the mean over strides by a moving-block bootstrap.

    Neighbouring strides are alike, so blocks of n^(1/3) strides are drawn. The bootstrap of
    few values is too narrow; the draws are stretched by the ratio of the t to the normal
    quantile and by the root of n/(n - block), the share of the variance that blocks lose.

    Parameters
    ----------
    values
        One per stride, NaN left out.
    rng
        Source of randomness.
    n_draws
        How many.

    Returns
    -------
    numpy.ndarray
        Shape ``(n_draws,)``; all equal to the value when there is one stride only.
    """
    from scipy import stats

    kept = values[np.isfinite(values)]
    n = len(kept)
    if n < 2:
        return np.full(n_draws, kept[0] if n else np.nan)
    block = max(1, round(n ** (1 / 3)))
    starts = rng.integers(0, n, size=(n_draws, -(-n // block)))
    index = (starts[..., None] + np.arange(block)).reshape(n_draws, -1)[:, :n] % n
    means = kept[index].mean(axis=1)
    tail = (1 + LEVEL) / 2
    stretch = stats.t.ppf(tail, n - 1) / stats.norm.ppf(tail) * np.sqrt(n / (n - block))
    return np.asarray(kept.mean() + stretch * (means - kept.mean()))


def error_draws(sd: float, bodies: int, rng: np.random.Generator, n_draws: int = N_DRAWS) -> Array:
    """Draws of the estimator's error for a new body: t with one degree less than bodies."""
    return sd * rng.standard_t(max(bodies - 1, 2), size=n_draws)


def interval(draws: Array) -> tuple[float, float]:
    """Central interval of the level that all of runtall claims."""
    low, high = np.nanquantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
