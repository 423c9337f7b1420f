"""R-R intervals of a watch: times from the intervals themselves and the clock of the records."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.inputs.sensors.raw import RawChannel, RawStream
from runtall.inputs.sensors.watch.rows import Array
from runtall.literature import number
from runtall.motion.recording import Notice

Span = tuple[int, int]

_SLACK_S: Final = 2.0
"""Records tell whole seconds, and a strap hands its beats on up to a second late."""
_COARSEST_S: Final = 1.0
"""No better than the whole seconds of the records is claimed."""
_UNIT: Final = "s"


@dataclass(frozen=True, slots=True)
class Beat:
    """One R-R interval.

    Attributes
    ----------
    interval_s
        From the beat before, s.
    after, before
        Time of the records between which the file holds it; NaN where there is none.
    """

    interval_s: float
    after: float
    before: float


def beats_stream(
    beats: Sequence[Beat], zero: float
) -> tuple[tuple[RawStream, ...], tuple[Notice, ...]]:
    """R-R intervals as a stream ``beats``.

    A file tells the intervals to 1 ms, but of no beat the time. The sum of the intervals gives it
    within a stretch without lost beats, up to one offset. Each beat was written between two
    records, which bounds that offset from both sides; its middle is taken. Where no offset fits
    any more, beats were lost and a new stretch begins. So times are exact to 1 ms from beat to beat
    within a stretch, and against the records to about half of what the bounds leave, never better
    than 1 s; the notice says how much.

    Parameters
    ----------
    beats
        In the order of the file, times on the clock of the records.
    zero
        Time of second 0 of the recording.

    Returns
    -------
    tuple, tuple
        No stream where there is no beat; intervals that cannot be real are NaN.
    """
    usable = [beat for beat in beats if math.isfinite(beat.interval_s) and beat.interval_s > 0]
    if not usable:
        return (), ()
    intervals = np.array([beat.interval_s for beat in usable])
    low = np.array([beat.after for beat in usable]) - zero
    high = np.array([beat.before for beat in usable]) - zero
    time_s, unsure_s, stretches = _times(np.cumsum(intervals), low, high)
    rising = _rising(time_s)
    intervals = np.where(_possible(intervals), intervals, np.nan)
    channel = RawChannel("interval", intervals[rising], _UNIT, "hrv time", _UNIT)
    streams = (RawStream("beats", time_s[rising], (channel,)),) if rising.any() else ()
    return streams, _notices(intervals, int((~rising).sum()), unsure_s, stretches)


def _times(summed: Array, low: Array, high: Array) -> tuple[Array, float, int]:
    """Times, how far they may be off, and the number of unbroken stretches."""
    times = np.full(len(summed), np.nan)
    unsure, stretches, start = 0.0, 0, 0
    bottom, top = -math.inf, math.inf
    for i, offset in enumerate(summed):
        lowest, highest = _bounds(low[i] - offset, high[i] - offset)
        if lowest > top + _SLACK_S or highest < bottom - _SLACK_S:
            unsure = max(unsure, _place(times, summed, (start, i), (bottom, top)))
            start, stretches = i, stretches + 1
            bottom, top = -math.inf, math.inf
        bottom, top = max(bottom, lowest), min(top, highest)
    unsure = max(unsure, _place(times, summed, (start, len(summed)), (bottom, top)))
    return times, unsure, stretches + 1


def _bounds(low: float, high: float) -> tuple[float, float]:
    return (low if low == low else -math.inf), (high if high == high else math.inf)


def _place(
    times: Array, summed: Array, rows: tuple[int, int], bounds: tuple[float, float]
) -> float:
    bottom, top = bounds
    if math.isinf(bottom) and math.isinf(top):
        return 0.0
    bottom = top - _SLACK_S if math.isinf(bottom) else bottom
    top = bottom + _SLACK_S if math.isinf(top) else top
    start, end = rows
    times[start:end] = summed[start:end] + (bottom + top) / 2
    return max(abs(top - bottom) / 2, _COARSEST_S)


def _rising(times: Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which times rise beyond all before them."""
    filled = np.where(np.isfinite(times), times, -np.inf)
    before = np.concatenate([[-np.inf], np.maximum.accumulate(filled)[:-1]])
    return filled > before


def _possible(intervals: Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    shortest, longest = number("watchfile.interval.shortest"), number("watchfile.interval.longest")
    return (intervals >= shortest) & (intervals <= longest)


def _notices(intervals: Array, lost: int, unsure_s: float, stretches: int) -> tuple[Notice, ...]:
    text = (
        f"the file tells {len(intervals)} R-R intervals and of no beat the time: times are summed "
        f"up in {stretches} unbroken stretches, true to about {unsure_s:.1f} s beside the other "
        "values"
    )
    notices = [Notice("beats_placed", text)]
    wrong = int(np.isnan(intervals).sum())
    if wrong:
        text = f"{wrong} R-R intervals are no heart beat of a runner and are left out"
        notices.append(Notice("beats_impossible", text))
    if lost:
        text = f"{lost} R-R intervals have no place on the clock of the records and are left out"
        notices.append(Notice("beats_without_place", text))
    return tuple(notices)
