"""Means over short windows of running, and how steep the ground is in each."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.kinematics.watch.running import Running
from runtall.kinematics.watch.series import Array, Seconds
from runtall.literature import number
from runtall.motion.segments import Segment
from runtall.motion.watch import tells_place

_COVERED: Final = 0.8
"""Share of a window in which a field must have values for its mean to count."""
_SPARED: Final = 0.1
"""Share of the lowest and of the highest values of a window that its mean does without: a stop of
a few seconds at a kerb is not how somebody runs."""
_EDGE_S: Final = 10
"""Seconds of getting going and of stopping at the ends of a stretch, which are no steady run."""
_PERCENT: Final = 100.0


def window_means(found: Running) -> tuple[Array, dict[str, Array]]:
    """Cut the running parts into windows and take the mean of every field in each.

    Windows lie one after the other within a stretch of running, without its first and last
    seconds, never across a pause or a walk.
    ``speed`` and ``grade`` are there whenever the file lets them be known: the grade, in %, from
    altitude and distance over the window and half a window to either side of it, where the file
    has none.

    Parameters
    ----------
    found
        From `find_running`.

    Returns
    -------
    window_s
        Shape ``(window,)``: middle of each.
    means
        Shape ``(window,)`` each, the lowest and the highest tenth of the values left out; NaN
        where the field has values in less than four fifths of it.
    """
    seconds, length = found.seconds, round(number("fade.window"))
    starts = [
        first + k * length
        for first, last in _runs(seconds, found.segments)
        for k in range(max(last - first, 0) // length)
    ]
    columns = {name: seconds.clean(name) for name in seconds.fields if not tells_place(name)}
    columns |= {"speed": seconds.speed}
    means = {name: _means(values, starts, length) for name, values in columns.items()}
    if not np.isfinite(means.get("grade", np.empty(0))).any():
        means["grade"] = _grades(found, starts, length)
    middle = np.array([seconds.time_s[s] + length / 2 for s in starts])
    return middle, {name: values for name, values in means.items() if np.isfinite(values).any()}


def _runs(seconds: Seconds, segments: tuple[Segment, ...]) -> list[tuple[int, int]]:
    zero = seconds.time_s[0]
    runs = [s for s in segments if s.activity == "run"]
    return [
        (round(s.start_s - zero) + _EDGE_S, round(s.end_s - zero) - _EDGE_S) for s in runs
    ]  # fmt: skip


def _means(values: Array, starts: list[int], length: int) -> Array:
    means = np.full(len(starts), np.nan)
    for k, start in enumerate(starts):
        part = values[start : start + length]
        part = part[np.isfinite(part)]
        if len(part) >= _COVERED * length:
            spared = int(_SPARED * len(part))
            means[k] = np.sort(part)[spared : len(part) - spared].mean()
    return means


def _grades(found: Running, starts: list[int], length: int) -> Array:
    """Slope of altitude on distance, %."""
    altitude, distance = found.seconds.altitude, found.seconds.first(("distance",))
    if not np.isfinite(distance).any():
        distance = np.nancumsum(found.seconds.speed) if len(found.seconds.speed) else distance
    grades = np.full(len(starts), np.nan)
    for k, start in enumerate(starts):
        around = slice(max(start - length // 2, 0), start + length + length // 2)
        use = found.run[around] & np.isfinite(altitude[around]) & np.isfinite(distance[around])
        if use.sum() < _COVERED * length:
            continue
        along, up = distance[around][use], altitude[around][use]
        spread = float(np.var(along))
        if spread > 1.0:
            together = float(np.mean((along - along.mean()) * (up - up.mean())))
            grades[k] = _PERCENT * together / spread
    return grades
