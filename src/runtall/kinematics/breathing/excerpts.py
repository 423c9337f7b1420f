"""Some quiet seconds of the bands, for drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.literature import number
from runtall.motion.breathing import BreathingExcerpt, Breaths
from runtall.motion.segments import Activity

if TYPE_CHECKING:
    from runtall.kinematics.breathing.find import Found

_FEWEST: Final = 3
"""Breaths that a scatter needs."""
_LOOSE: Final = 1.5
"""Distance between the beginnings of two breaths, in breaths, from which one is missing."""


def excerpt(found: Found, breaths: Breaths, activity: Activity) -> BreathingExcerpt | None:
    """The steadiest piece of an activity; None where there are too few breaths.

    Parameters
    ----------
    found
        Bands, cleaned and as recorded.
    breaths
        Those of the activity that count, in order.
    activity
        Which.

    Returns
    -------
    BreathingExcerpt
        As long as ``breathing.excerpt`` says, or as the longest unbroken row of breaths is.
    """
    piece = _steadiest(breaths, number("breathing.excerpt"))
    if piece is None:
        return None
    held = (found.time_s >= piece[0]) & (found.time_s <= piece[1])
    own = breaths.within(*piece)
    # The only band there is takes the place of the first.
    alone = found.bands == ("band",)
    first, raw_first = (found.band, found.raw_band) if alone else (found.chest, found.raw_chest)
    return BreathingExcerpt(
        activity, found.time_s[held], first[held], found.belly[held],
        raw_first[held], found.raw_belly[held], own.inspiration_s, own.expiration_s,
    )  # fmt: skip


def _steadiest(breaths: Breaths, length_s: float) -> tuple[float, float] | None:
    """Begin and end of the row of breaths with the least scatter of length and depth."""
    best, found = np.inf, None
    longest = 0.0
    for first, last in _rows(breaths, length_s):
        lasts = float(breaths.end_s[last] - breaths.inspiration_s[first])
        scatter = _scatter(breaths.chosen(np.arange(first, last + 1)))
        # A row that is cut short by a gap counts only where there is no longer one.
        short = lasts < longest - float(np.max(breaths.duration_s))
        if not short and (scatter < best or lasts > longest + float(np.max(breaths.duration_s))):
            best, found = scatter, (float(breaths.inspiration_s[first]), float(breaths.end_s[last]))
        longest = max(longest, lasts)
    return found


def _rows(breaths: Breaths, length_s: float) -> list[tuple[int, int]]:
    """First and last of each row of breaths that follow each other within the length."""
    if len(breaths) < _FEWEST:
        return []
    apart = np.diff(breaths.inspiration_s)
    broken = np.flatnonzero(apart > _LOOSE * breaths.duration_s[:-1])
    ends = np.append(broken, len(breaths) - 1)
    until = ends[np.searchsorted(ends, np.arange(len(breaths)))]
    fits = np.searchsorted(breaths.end_s, breaths.inspiration_s + length_s, side="right") - 1
    last = np.minimum(until, fits)
    first = np.flatnonzero(last - np.arange(len(breaths)) >= _FEWEST - 1)
    return [(int(k), int(last[k])) for k in first]


def _scatter(breaths: Breaths) -> float:
    lasts, depth = breaths.duration_s, breaths.whole
    return float(np.std(lasts) / np.mean(lasts) + np.std(depth) / np.mean(depth))
