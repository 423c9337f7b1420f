"""Slow wander of a measure of breathing, which no scatter between neighbours shows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing import ratios
from runtall.kinematics.breathing.intervals import Array, Statistic, influence
from runtall.kinematics.breathing.measures import incoherent
from runtall.kinematics.drift import WANDER_TIME_S
from runtall.literature import number
from runtall.motion.breathing import Breaths

_BIN_S = WANDER_TIME_S / 6
"""Breaths this near each other wander together."""
_FEWEST = 4
"""Windows that a spread needs."""


def windowed(breaths: Breaths, starts: Array, name: str) -> list[Breaths]:
    """Breaths by the window that they begin in; only windows that give the measure.

    Parameters
    ----------
    breaths
        In order.
    starts
        Of the windows, s, in order; the last is the end of the last window.
    name
        Of the measure.
    """
    edges = np.searchsorted(breaths.inspiration_s, starts)
    pieces = [breaths.chosen(np.arange(a, b)) for a, b in pairwise(edges)]
    least = number("breathing.breaths.least")
    long = [p for p in pieces if len(p) >= least]
    return [p for p in long if name != "breathing_phase_angle" or not incoherent(p)]


def window_mean(name: str, breaths: Breaths) -> tuple[float, float]:
    """One measure, the phase with its sign, and the variance of it by the scatter of breaths.

    Each breath left out in turn, as if none were like its neighbours: what likeness adds counts
    as wander.
    """
    if name == "breathing_phase_angle":
        value, columns = ratios.turned(breaths, np.ones(len(breaths)))
        statistic: Statistic = ratios.angle
    else:
        columns, statistic = ratios.RATIOS[name].columns(breaths), ratios.RATIOS[name].statistic
        value = float(statistic(columns.mean(axis=0)))
    added = influence(columns, statistic)
    n = len(added)
    return value, float(np.sum((added - added.mean()) ** 2)) * (n - 1) / n


def level(values: list[float], name: str) -> Array:
    """Values in order, angles without jumps of a turn."""
    found = np.array(values)
    if name != "breathing_phase_angle":
        return found
    unwrapped: Array = np.degrees(np.unwrap(np.radians(found)))
    return unwrapped


def wander_variance(time_s: Array, values: Array, own: Array, degree: int) -> float:
    """Variance of the slow wander in values through time, by moments.

    The squares about a fitted line hold, on average, the own variance of the values and that of
    the wander, each as far as the line does not follow it.

    Parameters
    ----------
    time_s, values, own
        Shape ``(window,)``; ``own`` is the variance of a value without any wander.
    degree
        Of the polynomial that is no wander: 0 a level, 1 a line.
    """
    design = np.vander((time_s - time_s.mean()) / WANDER_TIME_S, degree + 1)
    left = np.eye(len(values)) - design @ np.linalg.pinv(design)
    apart = left @ values
    beyond = float(apart @ apart - np.diag(left) @ own)
    return max(beyond / float(np.sum(left * alike(time_s))), 0.0)


def alike(time_s: Array) -> Array:
    """Correlation of the wander between instants."""
    found: Array = np.exp(-np.abs(time_s[:, None] - time_s[None, :]) / WANDER_TIME_S)
    return found


def spread(name: str, breaths: list[Breaths]) -> float:
    """Variance of the wander of a measure at an instant, from windows within each activity.

    Parameters
    ----------
    name
        Of the measure.
    breaths
        Activities; each has its own mean, and the one with more windows more weight.

    Returns
    -------
    float
        0 where there are too few windows to tell.
    """
    size = number("breathing.through.window")
    found, counts = list[float](), list[int]()
    for part in breaths:
        starts = np.arange(part.inspiration_s[0], part.end_s[-1] + size, size)
        windows = windowed(part, starts, name)
        if len(windows) < _FEWEST:
            continue
        means, own = zip(*(window_mean(name, w) for w in windows), strict=True)
        time = np.array([w.inspiration_s[0] for w in windows])
        found.append(wander_variance(time, level(list(means), name), np.array(own), 0))
        counts.append(len(windows))
    # A mean over the window keeps less than all of the wander.
    return float(np.average(found, weights=counts)) / _kept(size) if found else 0.0


def _kept(length_s: float) -> float:
    """Share of the variance of the wander in the mean over a stretch."""
    x = length_s / WANDER_TIME_S
    return float(2 * (x - 1 + np.exp(-x)) / x**2)


def left_in_mean(breaths: Breaths, weight: Array) -> float:
    """Share of the variance of a wander that is left in the weighted mean of some breaths.

    Of a wander whose departures last a minute (`runtall.kinematics.drift.WANDER_TIME_S`): near 1
    for breaths of one short stretch, small for breaths spread over many minutes.
    """
    place: npt.NDArray[np.int64] = (breaths.inspiration_s // _BIN_S).astype(np.int64)
    place -= place.min()
    mass = np.bincount(place, weights=weight)
    held = np.flatnonzero(mass)
    mass = mass[held] / mass.sum()
    return float(mass @ alike(held * _BIN_S) @ mass)
