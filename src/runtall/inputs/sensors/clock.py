"""Clocks of sensors: which rows run forward, and even clocks with gaps kept as gaps."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.inputs.readers.raw import Array
from runtall.motion.recording import Notice

GAP: Final = 1.6
"""Steps longer than so many usual ones are gaps; rounded times differ by less."""
BREAK_S: Final = 21_600.0
"""No run pauses so long (6 h): a clock that jumps further was set anew."""
_ROUNDING_S: Final = 1.01
"""Times that repeat within one unit of rounding, at most whole seconds, are evened."""
_DIGITS: Final = 6
"""Of a rate in Hz; times in s since 1970 carry no more."""

Rows = npt.NDArray[np.int64]


def forward(time_s: Array, table: Array, title: str) -> tuple[Rows, Array, tuple[Notice, ...]]:
    """Rows whose times run forward, these times, and what was noticed about the others.

    Parameters
    ----------
    time_s
        (time,) in s, as in the file; NaN where a row has no time.
    table
        (channel, time) values.
    title
        What the rows are, for messages.

    Returns
    -------
    numpy.ndarray, numpy.ndarray, tuple
        Numbers of the rows to keep, and their strictly rising times: as many as possible, so that
        one wrong time costs one row. Rows twice in the file, and those before the clock was set
        anew, are left out; each kind has its notice. Times that repeat because they were rounded
        are spread evenly.
    """
    rows = np.flatnonzero(np.isfinite(time_s))
    notices = _counted("rows_without_time", len(time_s) - len(rows), title, "no time")
    spread = _spread(time_s[rows], table[:, rows])
    if spread is not None:
        text = f"times of {title} repeat, as if rounded: they are spread evenly"
        return rows, spread, (*notices, Notice("time_evened", text))
    kept = _longest_rise(time_s, rows)
    notices += _left_out(time_s, table, rows, kept, title)
    one, told = _one_piece(time_s, kept, title)
    return one, time_s[one], notices + told


def _spread(time_s: Array, table: Array) -> Array | None:
    """An even clock for times that repeat within their rounding; None for all others."""
    steps = np.diff(time_s)
    if not steps.size or (steps > 0).all() or (steps < 0).any():
        return None
    if (_equal(table[:, 1:], table[:, :-1]) & (steps == 0)).any():
        return None
    even = np.linspace(time_s[0], time_s[-1], len(time_s))
    step = float(steps.max())
    rounded = step <= _ROUNDING_S and np.abs(time_s - even).max() <= step
    return even if rounded and even[-1] > even[0] else None


def _longest_rise(time_s: Array, rows: Rows) -> Rows:
    """The most rows that rise strictly, in order."""
    found = time_s[rows]
    if not rows.size or (np.diff(found) > 0).all():
        return rows
    ends: list[float] = []
    at: list[int] = []
    before = np.full(len(rows), -1, np.int64)
    for n, time in enumerate(found.tolist()):
        place = bisect_left(ends, time)
        before[n] = at[place - 1] if place else -1
        if place == len(ends):
            ends.append(time)
            at.append(n)
        else:
            ends[place], at[place] = time, n
    chain = [at[-1]]
    while before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    rise: Rows = rows[np.asarray(chain[::-1])]
    return rise


def _left_out(
    time_s: Array, table: Array, rows: Rows, kept: Rows, title: str
) -> tuple[Notice, ...]:
    lost = np.setdiff1d(rows, kept, assume_unique=True)
    if not lost.size:
        return ()
    near = np.minimum(np.searchsorted(time_s[kept], time_s[lost]), len(kept) - 1)
    twin = kept[near]
    same_time = time_s[twin] == time_s[lost]
    same = same_time & _equal(table[:, twin], table[:, lost])
    return (
        *_counted("rows_doubled", int(same.sum()), title, "the time and values of another row"),
        *_counted(
            "times_repeated", int((same_time & ~same).sum()), title, "the time of another row"
        ),
        *_counted("clock_back", int((~same_time).sum()), title, "a time that does not run forward"),
    )


def _equal(one: Array, other: Array) -> npt.NDArray[np.bool_]:
    both = (one == other) | (np.isnan(one) & np.isnan(other))
    found: npt.NDArray[np.bool_] = both.all(axis=0)
    return found


def _one_piece(time_s: Array, rows: Rows, title: str) -> tuple[Rows, tuple[Notice, ...]]:
    """The piece with the most rows between jumps of the clock."""
    jumps = np.flatnonzero(np.diff(time_s[rows]) > BREAK_S)
    if not jumps.size:
        return rows, ()
    pieces = np.split(rows, jumps + 1)
    longest = max(pieces, key=len)
    text = (
        f"the clock of {title} jumps {jumps.size} times by more than {BREAK_S / 3600:.0f} h; the "
        f"longest piece is used, and {len(rows) - len(longest)} rows are left out"
    )
    return longest, (Notice("clock_jumps", text),)


def _counted(code: str, count: int, title: str, what: str) -> tuple[Notice, ...]:
    return (Notice(code, f"{count} rows of {title} have {what} and are left out"),) if count else ()


@dataclass(frozen=True, slots=True)
class Even:
    """An even clock.

    Attributes
    ----------
    rate_hz
        Of it.
    time_s
        (sample,), s.
    gaps
        How many stretches of it have no sample.
    missing_s
        How long they are together.
    exact
        Whether every row of the file has its own sample; else the values lie between rows.
    """

    rate_hz: float
    time_s: Array
    gaps: int
    missing_s: float
    exact: bool


def rate_of(time_s: Array) -> float:
    """Usual rows in a second; gaps do not count."""
    steps = np.diff(time_s)
    usual = steps[steps <= GAP * np.median(steps)]
    return round(float(1 / usual.mean()), _DIGITS)


def even_clock(time_s: Array, rate_hz: float) -> Even:
    """The even clock of rows that come about as often as ``rate_hz``.

    Parameters
    ----------
    time_s
        (time,), s, strictly rising, at least two.
    rate_hz
        Of the sampling.
    """
    steps = np.diff(time_s)
    place = np.rint((time_s - time_s[0]) * rate_hz).astype(np.int64)
    long = steps * rate_hz > GAP
    exact = bool((np.diff(place)[~long] == 1).all() and (np.diff(place) > 0).all())
    clock = time_s[0] + np.arange(place[-1] + 1) / rate_hz
    missing = float((steps[long] - 1 / rate_hz).sum())
    return Even(rate_hz, clock, int(long.sum()), missing, exact)


def on_even_clock(time_s: Array, values: Array, even: Even) -> Array:
    """Values of rows on an even clock; NaN where there is no row.

    Parameters
    ----------
    time_s
        (time,), s.
    values
        (time,), NaN where missing.
    even
        Made by `even_clock` from these times.
    """
    laid = np.full(len(even.time_s), np.nan)
    if even.exact:
        place = np.rint((time_s - time_s[0]) * even.rate_hz).astype(np.int64)
        laid[place] = values
        return laid
    after = np.clip(np.searchsorted(time_s, even.time_s), 1, len(time_s) - 1)
    before = after - 1
    step = time_s[after] - time_s[before]
    part = (even.time_s - time_s[before]) / step
    between = values[before] + part * (values[after] - values[before])
    inside = step * even.rate_hz <= 2 * GAP
    laid[inside] = between[inside]
    return laid
