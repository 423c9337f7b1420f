"""Breathing frequency through a recording."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing.artefact import StepWaves, spectra
from runtall.kinematics.breathing.bands import Bands
from runtall.literature import number

Array = npt.NDArray[np.float64]
_WINDOW_S: Final = 20.0
"""Two of the slowest breaths, so that a line of the steps is told from a breath 0.15 Hz away."""
_HOP_S: Final = 2.0
_STIFF: Final = 6.0
"""Cost of a change of the rate by a factor e within one hop, in logarithms of power."""
_GRID: Final = 140
_FLOOR: Final = 1e-3
"""Of the strongest line, below which power is not told apart."""


def breathing_frequency(bands: Bands, waves: StepWaves) -> Array:
    """Breathing frequency in Hz at each sample.

    The path through the spectra of all bands together that has most power and changes least.
    Frequencies near those of the steps do not count, unless hardly anything moves elsewhere:
    then the breath lies at the stride.

    Parameters
    ----------
    bands
        Without drift.
    waves
        Steps in them.
    """
    low, high = number("breathing.rate.low"), number("breathing.rate.high")
    frequency, middle, power = spectra(bands, _WINDOW_S, _HOP_S)
    grid = np.geomspace(low, high, _GRID)
    rows = np.stack([np.interp(grid, frequency, row) for row in power])
    rows = _spared(rows, grid, _at(waves.frequency_hz, bands.time_s, middle))
    # Power of the flow, not of the volume: slow shifts of the body are large, but move no air.
    rows *= grid**2
    top = rows.max(axis=1, keepdims=True)
    score = np.log(np.maximum(rows / np.where(top > 0, top, 1.0), _FLOOR))
    path = grid[_best_path(score, np.log(grid))]
    return np.interp(bands.time_s, middle, path)


def _at(values: Array, time_s: Array, when: Array) -> Array:
    place = np.searchsorted(time_s, when).clip(0, len(time_s) - 1)
    found: Array = values[place]
    return found


def _spared(rows: Array, grid: Array, step_hz: Array) -> Array:
    """Power without the lines of the steps, where there is anything else."""
    clear = number("breathing.notch.clear")
    away = np.ones(rows.shape, dtype=bool)
    for k in (0.5, 1.0):
        near = np.abs(grid - k * np.nan_to_num(step_hz, nan=np.inf)[:, None]) <= clear
        away &= ~near
    other, steps = np.where(away, rows, 0.0).max(axis=1), np.where(away, 0.0, rows).max(axis=1)
    enough = other > number("breathing.stride.share") ** 2 * steps
    return np.where(away | ~enough[:, None], rows, 0.0)


def _best_path(score: Array, log_grid: Array) -> npt.NDArray[np.int64]:
    """Index per window of the path with the highest score less the cost of its changes."""
    cost = _STIFF * np.abs(log_grid[:, None] - log_grid[None, :])
    best, back = score[0], np.zeros(score.shape, dtype=np.int64)
    for i in range(1, len(score)):
        reached = best[None, :] - cost
        back[i] = np.argmax(reached, axis=1)
        best = score[i] + reached[np.arange(len(log_grid)), back[i]]
    path = np.empty(len(score), dtype=np.int64)
    path[-1] = int(np.argmax(best))
    for i in range(len(score) - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path
