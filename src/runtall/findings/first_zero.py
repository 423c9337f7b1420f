"""The nearest change that brings a measurement to where it should be, many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Gap = Callable[[Array], Array]

SOLVED: Final = 1e-11
"""Largest gap that is left, in the unit of the measurement."""
_FIRST, _SHORTEST, _LONGEST = 1 / 64, 1e-5, 1 / 8
"""Steps of the search as shares of its reach, while no zero is enclosed."""
_ROUNDS, _HALVED = 90, 8
"""Rounds at most; every so many an enclosed zero is halved in on, whatever the line says."""


def first_zero(gap: Gap, start: Array, reach: float) -> Array:
    """Smallest amounts, from 0 to ``reach``, at which gaps close.

    Parameters
    ----------
    gap
        Gaps for amounts, both of shape ``(draw,)``; row by row independent and continuous.
    start
        Gaps at 0, positive.
    reach
        Largest amount that is tried.

    Returns
    -------
    numpy.ndarray
        Shape ``(draw,)``. Where the gap never closes, the amount tried at which it is least.

    Notes
    -----
    Secants, in steps of at most an eighth of the reach until the gap changes its sign, so that a
    zero further off is not taken for the nearest one; from then on kept between the two signs.
    """
    last = best = np.stack([np.zeros_like(start), start])
    before, near = last, last[0]
    far = np.full_like(start, np.nan)
    x = np.full_like(start, reach * _FIRST)
    for k in range(_ROUNDS):
        here = np.stack([x, gap(x)])
        best = np.where(np.abs(here[1]) < np.abs(best[1]), here, best)
        near = np.where((here[1] > 0) & (x > near), x, near)
        far = np.where((here[1] <= 0) & ~(x > far), x, far)
        going = (np.abs(best[1]) >= SOLVED) & (near < reach)
        if not going.any():
            break
        before, last = np.where(going, last, before), np.where(going, here, last)
        straight = _secant(before, last, reach)
        x = np.where(going, _kept(straight, near, far, reach, k % _HALVED == _HALVED - 1), best[0])
    found: Array = best[0]
    return found


def _secant(before: Array, last: Array, reach: float) -> Array:
    """Where the line through two amounts and gaps is 0; far off where it does not fall."""
    moved, fallen = last - before
    slope = np.divide(fallen, moved, out=np.zeros_like(moved), where=moved != 0)
    step = np.divide(last[1], -slope, out=np.full_like(slope, reach), where=slope < 0)
    answer: Array = last[0] + step
    return answer


def _kept(x: Array, near: Array, far: Array, reach: float, halve: bool) -> Array:
    """Amounts within bounds: one step beyond ``near``, or between it and ``far`` where known."""
    ahead = near + np.clip(x - near, reach * _SHORTEST, reach * _LONGEST)
    within = (x > near) & (x < far) & (not halve)
    between = np.where(within, x, (near + far) / 2)
    kept: Array = np.where(np.isnan(far), np.minimum(ahead, reach), between)
    return kept
