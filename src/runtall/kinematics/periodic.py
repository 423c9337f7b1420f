"""Truncated Fourier series of a phase in cycles, fitted robustly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from runtall.motion.mean_stride import fourier

Array = npt.NDArray[np.float64]

HUBER_MAD = 2.5
"""Residuals beyond this many scaled median deviations lose weight."""
_MAD_TO_SD = 1.4826
_ROUNDS = 5


def basis(phase: Array, n_harmonics: int) -> Array:
    """Columns 1, cos, sin, cos 2, sin 2, ... at each phase.

    Parameters
    ----------
    phase
        In cycles, shape ``(n,)``.
    n_harmonics
        Highest multiple of the fundamental.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, 2 n_harmonics + 1)``.
    """
    return fourier(phase, n_harmonics)


def basis_slope(phase: Array, n_harmonics: int) -> Array:
    """Derivative of `basis` by phase, per cycle."""
    return fourier(phase, n_harmonics, 1)


def fit(
    phase: Array, values: Array, n_harmonics: int, *, rounds: int = _ROUNDS
) -> tuple[Array, Array, Array]:
    """Fit each column of ``values`` by iteratively reweighted least squares (Huber).

    Parameters
    ----------
    phase
        In cycles, shape ``(n,)``.
    values
        Shape ``(n, d)``; NaN where missing.
    n_harmonics
        Highest multiple of the fundamental.
    rounds
        Reweighting rounds; 1 is plain least squares.

    Returns
    -------
    coefficients, sd, weights
        Shapes ``(2 n_harmonics + 1, d)``, ``(d,)`` (robust residual spread) and ``(n, d)``
        (0 where missing).
    """
    columns = basis(phase, n_harmonics)
    seen = np.isfinite(values)
    filled = np.where(seen, values, 0.0)
    weights = seen.astype(float)
    coefficients = np.zeros((columns.shape[1], values.shape[1]))
    sd = np.ones(values.shape[1])
    for _ in range(rounds):
        coefficients = _weighted(columns, filled, weights)
        residual = np.where(seen, values - columns @ coefficients, np.nan)
        sd = spread(residual)
        size = np.abs(np.where(seen, residual, 0.0)) / (HUBER_MAD * sd)
        weights = seen / np.maximum(size, 1.0)
    return coefficients, sd, weights


def spread(residual: Array) -> Array:
    """Scaled median absolute value down the columns; never zero, so that it can divide."""
    empty = ~np.isfinite(residual).any(axis=0)
    safe = np.where(empty, 0.0, residual)
    scale: Array = _MAD_TO_SD * np.nanmedian(np.abs(safe), axis=0)
    return np.maximum(scale, np.finfo(float).eps)


def _weighted(columns: Array, values: Array, weights: Array) -> Array:
    # One small normal matrix per column of values; the ridge keeps unseen columns solvable.
    normal = np.einsum("ni,nd,nj->dij", columns, weights, columns, optimize=True)
    normal += 1e-9 * np.maximum(weights.sum(axis=0), 1.0)[:, None, None] * np.eye(columns.shape[1])
    right = np.einsum("ni,nd->di", columns, weights * values)
    solved: Array = np.linalg.solve(normal, right[..., None])[..., 0].T
    return solved
