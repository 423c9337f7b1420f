"""How much is breathed, and breaths of two activities brought to the same of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtall.literature import number
from runtall.motion.breathing import Breaths

Array = npt.NDArray[np.float64]


def effort(breaths: Breaths) -> Array:
    """Movement of both bands times breaths a second, about each breath, shape ``(breath,)``.

    Of breaths that `with_effort` has left. Stands for the ventilation: its unit is that of the
    bands, so that only ratios within one wearing mean anything. Averaged over a few breaths: how
    much is breathed is a state, and one deep breath at rest is no effort.
    """
    half = round(number("breathing.effort.around")) // 2
    around: Array = _about(_depth(breaths), half) / _about(breaths.duration_s, half)
    return around


def with_effort(breaths: Breaths) -> Breaths:
    """Breaths whose depth is known: with all bands sound."""
    depth = _depth(breaths)
    return breaths.chosen(np.isfinite(depth) & (depth > 0))


def _depth(breaths: Breaths) -> Array:
    both = breaths.chest + breaths.belly
    return np.where(np.isfinite(both), both, breaths.whole)


def _about(values: Array, half: int) -> Array:
    """Sums about each value; at the ends of those that there are."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    k = np.arange(len(values))
    sums: Array = total[np.minimum(k + half + 1, len(values))] - total[np.maximum(k - half, 0)]
    return sums


def mean_effort(breaths: Breaths) -> float:
    """Over all breaths by the time they take."""
    return float(np.sum(_depth(breaths)) / np.sum(breaths.duration_s))


@dataclass(frozen=True, slots=True)
class Matched:
    """Weights of the breaths of two activities, each of shape ``(breath,)``.

    ``matched`` says whether they bring both to the same effort; else each weight is 1.
    """

    before: Array
    after: Array
    matched: bool


def match(before: Breaths, after: Breaths) -> Matched:
    """Overlap weights: each breath counts as much as the other activity has of its effort.

    Breaths are sorted into narrow bins of effort (``breathing.effort.bin`` wide). In a bin with n
    breaths before and m after, each before counts m / (n + m) and each after n / (n + m), so that
    both have the same weight there, and none where only one of them occurs. Of all weights that
    balance the bins these give the steadiest difference. Too few breaths of like effort on either
    side (by Kish's effective number) are no match.
    """
    width = np.log(number("breathing.effort.bin"))
    logs = [np.log(effort(b)) for b in (before, after)]
    first = min(float(values.min()) for values in logs)
    bins = [((values - first) / width).astype(np.int64) for values in logs]
    size = 1 + max(int(b.max()) for b in bins)
    n, m = (np.bincount(b, minlength=size).astype(float) for b in bins)
    share = n / np.maximum(n + m, 1.0)
    weights = np.where(m > 0, 1.0 - share, 0.0)[bins[0]], np.where(n > 0, share, 0.0)[bins[1]]
    if min(map(_effective, weights)) < number("breathing.effort.least"):
        return Matched(np.ones(len(before)), np.ones(len(after)), matched=False)
    return Matched(*weights, matched=True)


def _effective(weights: Array) -> float:
    return float(weights.sum() ** 2 / max(float(weights @ weights), 1e-12))
