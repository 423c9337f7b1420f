"""Mean path of the belly against the chest over a breath."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from runtall.literature import number
from runtall.motion.breathing import LOOP_POINTS, BreathingLoop, Breaths
from runtall.motion.segments import Activity

if TYPE_CHECKING:
    from runtall.kinematics.breathing.find import Found

Array = npt.NDArray[np.float64]


def drawn(activities: Sequence[Activity]) -> tuple[Activity, ...]:
    """Which activities are drawn: rest and run, else what there is."""
    wanted = tuple(a for a in activities if a in ("rest", "run"))
    return wanted if len(wanted) > 1 else tuple(activities)


def loop(found: Found, breaths: Breaths, activity: Activity) -> BreathingLoop | None:
    """Mean loop of the breaths in which both bands are sound; None where too few are.

    Each breath is stretched evenly to the same length. What the bands rise or fall from the
    beginning of breaths to their end on the mean is taken out, so that the loop closes.

    Parameters
    ----------
    found
        Cleaned bands.
    breaths
        Those of one activity that count.
    activity
        Which.
    """
    paths = [_stretched(found.time_s, band, breaths) for band in (found.belly, found.chest)]
    whole = np.isfinite(paths[0]).all(axis=1) & np.isfinite(paths[1]).all(axis=1)
    if whole.sum() < number("breathing.breaths.least"):
        return None
    belly, chest = (_closed(path[whole].mean(axis=0)) for path in paths)
    return BreathingLoop(activity, belly, chest, int(whole.sum()))


def _stretched(time_s: Array, band: Array, breaths: Breaths) -> Array:
    """Band over each breath, shape ``(breath, LOOP_POINTS)``, NaN where it is missing."""
    part = np.linspace(0.0, 1.0, LOOP_POINTS)
    at = breaths.inspiration_s[:, None] + part * breaths.duration_s[:, None]
    # A NaN sample makes NaN of all between its neighbours, which a gap should.
    path: Array = np.interp(at, time_s, band)
    return path


def _closed(path: Array) -> Array:
    open_by = path[-1] - path[0]
    level = path - open_by * np.linspace(0.0, 1.0, LOOP_POINTS)
    closed: Array = level - level[:-1].mean()
    return closed
