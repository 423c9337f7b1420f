"""Change of a measurement through the run, with an interval that is honest about wander."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from runtall.kinematics.periodic import Array

WANDER_TIME_S = 60.0
"""Form wanders slowly without any fatigue; departures last about a minute (the block that the
drift rule asks for)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Strides of one clip on the run's clock.

    ``time_s`` and ``values`` are shape ``(stride,)``; ``offset_sd`` is how far one placing of
    the camera may shift all of its values against another's.
    """

    time_s: Array
    values: Array
    offset_sd: float


def drift(pieces: list[Piece], wander_sd: float) -> tuple[float, float]:
    """Slope of a straight line through all pieces and its standard error.

    Generalised least squares: the errors hold the scatter between strides (with the
    correlation of neighbours), a slow wander of the runner's form with a correlation time of
    a minute, and one offset for each placing of the camera.

    Parameters
    ----------
    pieces
        At least one with three strides.
    wander_sd
        Spread of the slow wander, in the unit of the values.

    Returns
    -------
    slope, standard_error
        Per second.
    """
    time = np.concatenate([p.time_s for p in pieces])
    values = np.concatenate([p.values for p in pieces])
    seen = np.isfinite(values)
    clip = np.concatenate([np.full(len(p.time_s), k) for k, p in enumerate(pieces)])
    time, values, clip = time[seen], values[seen], clip[seen]
    covariance = _scatter(time, values, clip)
    covariance += wander_sd**2 * np.exp(-np.abs(time[:, None] - time[None, :]) / WANDER_TIME_S)
    if len(pieces) > 1:
        offsets = np.array([p.offset_sd for p in pieces])[clip] ** 2
        covariance += np.where(clip[:, None] == clip[None, :], offsets[:, None], 0.0)
    design = np.stack([np.ones_like(time), time - time.mean()], axis=1)
    solved = np.linalg.solve(covariance, design)
    spread = np.linalg.inv(design.T @ solved)
    slope = float((spread @ solved.T @ values)[1])
    return slope, float(np.sqrt(spread[1, 1]))


def _scatter(time: Array, values: Array, clip: Array) -> Array:
    # Strides scatter about each clip's own line with a lag-one correlation shared by all.
    residual = np.empty_like(values)
    for k in np.unique(clip):
        own = clip == k
        degree = 1 if own.sum() > 3 else 0
        residual[own] = values[own] - np.polyval(
            np.polyfit(time[own], values[own], degree), time[own]
        )
    variance = max(float(np.sum(residual**2)) / max(len(values) - 2 * (clip.max() + 1), 1), 1e-18)
    pairs = np.flatnonzero(np.diff(clip) == 0)
    lag = float(np.mean(residual[pairs] * residual[pairs + 1]) / variance) if len(pairs) else 0.0
    rho = float(np.clip(lag, 0.0, 0.9))
    step = max(float(np.median(np.diff(np.sort(time)))), 1e-6)
    apart = np.abs(time[:, None] - time[None, :]) / step
    same = clip[:, None] == clip[None, :]
    correlation = np.where(same, rho**apart, 0.0)
    np.fill_diagonal(correlation, 1.0)
    covariance: Array = variance * correlation
    return covariance
