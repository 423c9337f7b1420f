"""Breathing through a recording, window by window."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from runtall.kinematics.breathing import ratios
from runtall.kinematics.breathing.intervals import Array, Estimate
from runtall.kinematics.breathing.measures import incoherent, of_both
from runtall.literature import number
from runtall.motion.breathing import BreathingThrough, Breaths

_NONE = Estimate(np.nan, np.nan, np.nan)


def through(breaths: Breaths, duration_s: float, rng: np.random.Generator) -> BreathingThrough:
    """Rate, share and phase in windows of half a minute, NaN where too few breaths count.

    Parameters
    ----------
    breaths
        All that count, in order; each belongs to the window that its middle lies in.
    duration_s
        Of the recording.
    rng
        Source of randomness.
    """
    size = number("breathing.through.window")
    start = np.arange(0.0, max(duration_s, size / 2) - size / 2, size)
    middle = (breaths.inspiration_s + breaths.end_s) / 2
    edges = np.searchsorted(middle, np.append(start, start[-1] + size))
    rows = [_window(breaths.chosen(np.arange(a, b)), rng) for a, b in pairwise(edges)]
    values = np.array(rows).transpose(1, 2, 0)
    return BreathingThrough(start, np.minimum(start + size, duration_s), *_lines(values))


def _lines(values: Array) -> list[Array]:
    return [line for measure in values for line in measure]


def _window(breaths: Breaths, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    least = number("breathing.breaths.least")
    both = of_both(breaths)
    rate, share, phase = _NONE, _NONE, _NONE
    if len(breaths) >= least:
        rate = ratios.ratio("breathing_rate", breaths, rng)
    if len(both) >= least:
        share = ratios.ratio("rib_cage_share", both, rng)
        phase = _NONE if incoherent(both) else ratios.folded(ratios.phase(both, rng))
    return [(e.value, e.low, e.high) for e in (rate, share, phase)]
