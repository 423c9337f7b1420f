"""Breathing and steps: strides to a breath, and where in the step breathing out begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.literature import number
from runtall.motion.breathing import Breaths, StepBreath
from runtall.motion.segments import Steps

Array = npt.NDArray[np.float64]
Count = npt.NDArray[np.int64]
_CHANCE: Final = (200, 1000)
"""Fewest and most runs without any regard to the steps: of many breaths each run tells more."""
_CHANCE_BREATHS: Final = 400_000
"""Breaths in all of them together."""
_UPPER: Final = 0.95
_BROKEN: Final = 1.5
"""Two steps further apart than this times the usual are not neighbours: one was missed."""
_MS: Final = 1000.0
_MOST: Final = 0.5
"""Share of the breaths that make a ratio the runner's."""
_RATIOS: Final = ("a", "b", "c", "d")


@dataclass(frozen=True, slots=True)
class Stepping:
    """Each breath in the cycle of the steps, each array of shape ``(breath,)``, NaN if unknown.

    Attributes
    ----------
    strides
        In the time of the breath.
    step
        Beginning of breathing out in the cycle of the step, 0 to 1.
    stride
        The same in the cycle of the stride, where foot 0 steps at 0; NaN where the feet are not
        told apart.
    period_s
        Of the step then.
    stretch
        Number of the unbroken stretch of gait that it lies in, -1 for none.
    """

    strides: Array
    step: Array
    stride: Array
    period_s: Array
    stretch: Count


def stepping(breaths: Breaths, steps: Steps) -> Stepping:
    """Where each breath lies among the steps.

    Parameters
    ----------
    breaths
        In order or not.
    steps
        With their instants, or with the cadence only: then strides alone are known.
    """
    frequency = steps.at((breaths.inspiration_s + breaths.end_s) / 2)
    strides = breaths.duration_s * frequency / 2
    if len(steps.time_s) < 2:
        gone = np.full(len(breaths), np.nan)
        return Stepping(strides, gone, gone, gone, np.full(len(breaths), -1))
    return Stepping(strides, *_placed(breaths.expiration_s, steps))


def _placed(at_s: Array, steps: Steps) -> tuple[Array, Array, Array, Count]:
    """Cycle of step and stride, length of the step, and stretch, of each instant."""
    length = np.diff(steps.time_s)
    whole = length <= _BROKEN * np.median(length)
    stretches = np.cumsum(~whole)
    k = np.searchsorted(steps.time_s, at_s, side="right") - 1
    inside = (k >= 0) & (k < len(length))
    k = np.clip(k, 0, len(length) - 1)
    inside &= whole[k]
    step = np.where(inside, (at_s - steps.time_s[k]) / length[k], np.nan)
    foot = steps.foot[k]
    stride = np.where(inside & (foot >= 0), (foot + step) / 2, np.nan)
    return step, stride, np.where(inside, length[k], np.nan), np.where(inside, stretches[k], -1)


def in_step(found: Stepping) -> tuple[npt.NDArray[np.bool_], float]:
    """Which breaths begin to go out near the commonest instant of the step, and the window.

    Parameters
    ----------
    found
        Breaths whose place in the step is known.

    Returns
    -------
    numpy.ndarray, float
        Shape ``(breath,)``: whether within ±50 ms of the middle of the window that holds most;
        and the width of that window as a share of the step.
    """
    width = min(2 * number("breathing.coupling.window") / _MS / float(np.median(found.period_s)), 1)
    ahead = (found.step[None, :] - found.step[:, None]) % 1.0
    held = ahead <= width
    return held[np.argmax(held.sum(axis=1))], width


def most_held(phases: Array, width: float) -> Count:
    """Largest number of points of a circle that a window holds.

    Parameters
    ----------
    phases
        Shape ``(run, point)``, each 0 to 1.
    width
        Of the window, as a share of the circle.

    Returns
    -------
    numpy.ndarray
        Shape ``(run,)``.
    """
    n = phases.shape[1]
    around = np.sort(phases, axis=1)
    around = np.concatenate([around, around + 1.0], axis=1)
    row, start = np.arange(len(phases))[:, None], np.arange(n)[None, :]
    low, high = np.ones(len(phases), np.int64), np.full(len(phases), n)
    # A window that holds m points holds m - 1: the largest m is found by halving.
    while np.any(low < high):
        middle = (low + high + 1) // 2
        span = around[row, start + middle[:, None] - 1] - around[:, :n]
        fits = (span <= width).any(axis=1)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle - 1)
    return low


def chance(n: int, width: float, rng: np.random.Generator) -> tuple[float, float]:
    """What breathing without any regard to the steps gives for the index, %: mean, upper end.

    The window is laid where most breaths are, so even breaths at random fill it beyond its width,
    the more the fewer there are. Breathing out is taken to begin at any instant of the step alike,
    each breath by itself; a runner whose breaths are all but equally long fills a window more.
    """
    runs = int(np.clip(_CHANCE_BREATHS // n, *_CHANCE))
    held = 100.0 * most_held(rng.uniform(size=(runs, n)), width) / n
    return float(held.mean()), float(np.quantile(held, _UPPER))


def step_breath(breaths: Breaths, steps: Steps, rng: np.random.Generator) -> StepBreath | None:
    """Beginning of breathing out among the steps of a run; None where too few are known.

    Parameters
    ----------
    breaths
        Those of the run that count.
    steps
        With their instants.
    rng
        Source of randomness, for what chance gives.
    """
    found = stepping(breaths, steps)
    known = np.isfinite(found.step)
    if known.sum() < number("breathing.breaths.least"):
        return None
    found = chosen(found, known)
    held, width = in_step(found)
    by_foot = _feet_told(found, steps)
    told = StepBreath(
        phase=found.stride if by_foot else found.step,
        by_foot=by_foot,
        named=by_foot and steps.named,
        strides=found.strides,
        coupled=100.0 * float(held.mean()),
        chance=chance(len(held), width, rng),
    )
    return replace(told, ratio=preferred_ratio(told))


def chosen(found: Stepping, which: npt.NDArray[np.bool_]) -> Stepping:
    """Some of the breaths."""
    return Stepping(
        found.strides[which], found.step[which], found.stride[which], found.period_s[which],
        found.stretch[which],
    )  # fmt: skip


def _feet_told(found: Stepping, steps: Steps) -> bool:
    """Whether foot 0 is the same foot in all breaths.

    Where the feet have no names, it may be the other one after a break of the gait.
    """
    told = bool(np.isfinite(found.stride).all())
    return told and (steps.named or len(np.unique(found.stretch)) == 1)


def preferred_ratio(found: StepBreath) -> float | None:
    """Strides to a breath that the runner keeps to: 2, 2.5, 3 or 4; None where to none of them.

    Only where breathing out goes with the steps beyond what chance gives: a mean near a ratio is
    no coupling. And only where at least half of the breaths have it.
    """
    if found.coupled <= found.chance[1]:
        return None
    ratios = np.array([number(f"breathing.coupling.ratio.{name}") for name in _RATIOS])
    near = np.abs(found.strides[:, None] - ratios) < number("breathing.coupling.ratio.apart")
    share = near.mean(axis=0)
    return float(ratios[np.argmax(share)]) if share.max() >= _MOST else None
