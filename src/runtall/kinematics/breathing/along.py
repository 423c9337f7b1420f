"""Change of breathing along the run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from runtall.kinematics.breathing.effort import mean_effort
from runtall.kinematics.breathing.measures import incoherent, of_both
from runtall.kinematics.breathing.wander import level, wander_variance, window_mean
from runtall.kinematics.drift import Piece, drift
from runtall.literature import number
from runtall.motion.breathing import BreathingChange, Breaths
from runtall.motion.measurement import LEVEL
from runtall.motion.segments import Segment

_MINUTE_S: Final = 60.0
_TEN_MIN_S: Final = 600.0
_UNITS: Final = {"rib_cage_share": "points", "breathing_phase_angle": "deg"}


def along_run(breaths: Breaths, segments: tuple[Segment, ...]) -> tuple[BreathingChange, ...]:
    """Share and phase along the run, per 10 min; nothing where the run is too short.

    Means of windows of half a minute, after the warm-up (``fade.warm_up``), and a straight line
    through them by generalised least squares. Its error holds the scatter of the windows, with
    the likeness of neighbours, and a slow wander as large as all that the scatter between breaths
    does not explain; part of that counts twice, to be on the safe side.

    Parameters
    ----------
    breaths
        Of the run that count, in order.
    segments
        The stretches of running, in order.
    """
    windows = [of_both(breaths.within(*w)) for w in run_windows(segments)]
    windows = [w for w in windows if len(w) >= number("breathing.breaths.least")]
    found = []
    for name, unit in _UNITS.items():
        usable = windows
        if name == "breathing_phase_angle":
            usable = [w for w in windows if not incoherent(w)]
        if _span_s(usable) >= number("fade.least") * _MINUTE_S:
            found.append(_change(name, unit, usable))
    return tuple(found)


def run_windows(segments: tuple[Segment, ...]) -> Iterator[tuple[float, float]]:
    """Windows of running after the warm-up, wholly within one stretch each."""
    left = number("fade.warm_up") * _MINUTE_S
    size = number("breathing.through.window")
    for segment in segments:
        skipped = min(left, segment.duration_s)
        left -= skipped
        start = segment.start_s + skipped
        for k in range(int((segment.end_s - start) // size)):
            yield start + k * size, start + (k + 1) * size


def _span_s(windows: list[Breaths]) -> float:
    # Time that the windows cover: ten minutes in two parts an hour apart are no ten minutes more.
    return len(windows) * number("breathing.through.window")


def _change(name: str, unit: str, windows: list[Breaths]) -> BreathingChange:
    from scipy import stats

    time = np.array([(w.inspiration_s[0] + w.end_s[-1]) / 2 for w in windows])
    means, own = zip(*(window_mean(name, w) for w in windows), strict=True)
    values = level(list(means), name)
    wander = wander_variance(time, values, np.array(own), 1)
    slope, error = drift([Piece(time, values, 0.0)], float(np.sqrt(wander)))
    half = float(stats.norm.ppf((1 + LEVEL) / 2)) * error
    rise = _rise(windows)
    count = sum(map(len, windows))
    return BreathingChange(
        name, "run", "run", slope * _TEN_MIN_S, (slope - half) * _TEN_MIN_S,
        (slope + half) * _TEN_MIN_S, unit, _same(rise), rise, count, count,
    )  # fmt: skip


def _rise(windows: list[Breaths]) -> float:
    """How many times as much is breathed in the last third of the run as in the first."""
    third = max(len(windows) // 3, 1)
    first, last = (np.mean([mean_effort(w) for w in part])
                   for part in (windows[:third], windows[-third:]))  # fmt: skip
    return float(last / first)


def _same(rise: float) -> bool:
    same = number("breathing.effort.same")
    return 1 / same <= rise <= same
