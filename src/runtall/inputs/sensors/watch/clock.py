"""The clock of a watch file: records put in order, doubles and jumps left out and said."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from runtall.errors import TooShort
from runtall.inputs.sensors.watch.rows import Array, Table, Whole, joined
from runtall.motion.recording import Notice

Notices = tuple[Notice, ...]
Pieces = list[tuple[Table, int]]

_SHUFFLE_S: Final = 10.0
"""Records up to so far out of order were written late: each still tells its own time."""
_DAY_S: Final = 86400.0
"""A longer silence is no pause of a run but a clock that was set."""
_SAME: Final = 0.9
"""Share of its times that a doubled stretch has in common with the first one."""


def settled(parts: Sequence[Table], name: str) -> tuple[Table, Notices]:
    """Records of all parts of a file on one clock that only runs forward.

    A part is one of several files chained into one, or one of several activities. Where the clock
    goes back by more than 10 s or on by more than a day, a part is taken as several pieces. Of
    pieces that lie in the same time, the one with most records is kept; of days, the one with most
    records. Records of one time are made one, the first value kept.

    Parameters
    ----------
    parts
        In the order of the file; times in s.
    name
        Of the file, for messages.

    Returns
    -------
    Table, tuple
        Strictly increasing in time, and what was left out.

    Raises
    ------
    runtall.errors.TooShort
        When fewer than two records have a time.
    """
    timed = [part.take(np.isfinite(part.time)) for part in parts]
    untimed = sum(map(len, parts)) - sum(map(len, timed))
    notices = _said(untimed, "times_missing", "{} records have no time and are left out")
    pieces = [(p, i) for i, part in enumerate(timed) for p in _pieces(part) if len(p)]
    pieces, overlaps = _apart(pieces)
    pieces, days = _one_day(pieces)
    pieces.sort(key=lambda piece: float(piece[0].time.min()))
    table = joined([piece for piece, _ in pieces]) if pieces else Table(np.zeros(0), {})
    table, order = _in_order(table)
    if len(table) < 2:
        count = "one record" if len(table) else "no record"
        raise TooShort(f"{name}: holds {count} with a time, which is no run; export it again")
    return table, (*notices, *overlaps, *days, *order)


def _said(count: int, code: str, text: str) -> Notices:
    return (Notice(code, text.format(count)),) if count else ()


def _pieces(part: Table) -> list[Table]:
    steps = np.diff(part.time)
    cuts = np.flatnonzero((steps < -_SHUFFLE_S) | (steps > _DAY_S)) + 1
    return [part.take(rows) for rows in np.split(np.arange(len(part)), cuts)]


def _apart(pieces: Pieces) -> tuple[Pieces, Notices]:
    """The pieces that share no time, the longest first, and what became of the others."""
    order = sorted(range(len(pieces)), key=lambda i: (-len(pieces[i][0]), i))
    starts: list[float] = []
    kept: list[int] = []
    twice = over = 0
    for i in order:
        times = pieces[i][0].time
        first, last = float(times.min()), float(times.max())
        place = bisect.bisect_right(starts, last)
        if not place or float(pieces[kept[place - 1]][0].time.max()) < first:
            place = bisect.bisect(starts, first)
            starts.insert(place, first)
            kept.insert(place, i)
        elif _shared(times, pieces[kept[place - 1]][0].time) >= _SAME:
            twice += len(times)
        else:
            over += len(times)
    return [pieces[i] for i in sorted(kept)], (
        *_said(twice, "records_twice", "{} records are there twice, the activity was written or "
               "joined two times; they count once"),
        *_said(over, "clock_back", "its clock goes back: {} records lie in a time that other "
               "records fill, and are left out"),
    )  # fmt: skip


def _shared(times: Array, others: Array) -> float:
    return float(np.isin(times, others).mean())


def _one_day(pieces: Pieces) -> tuple[Pieces, Notices]:
    """The pieces without a silence of a day, where most of the records are."""
    if not pieces:
        return pieces, ()
    ordered = sorted(pieces, key=lambda piece: float(piece[0].time.min()))
    groups: list[Pieces] = [[ordered[0]]]
    for before, piece in pairwise(ordered):
        if float(piece[0].time.min()) - float(before[0].time.max()) > _DAY_S:
            groups.append([])
        groups[-1].append(piece)
    best = max(groups, key=lambda group: sum(len(piece) for piece, _ in group))
    left = sum(len(p) for p, _ in ordered) - sum(len(p) for p, _ in best)
    text = (
        "its clock jumps by more than a day: {} records on the other side of the jump are left out"
    )
    return best, _said(left, "clock_jump", text)


def _in_order(table: Table) -> tuple[Table, Notices]:
    """Records in order of time, those of one time made one."""
    if (np.diff(table.time) > 0).all():
        return table, ()
    late = int((np.diff(table.time) < 0).sum())
    table = table.take(np.argsort(table.time, kind="stable"))
    first = np.concatenate([[True], np.diff(table.time) > 0])
    again = len(table) - int(first.sum())
    columns = {key: _first_values(column, first) for key, column in table.columns.items()}
    return Table(table.time[first], columns), (
        *_said(late, "records_late", "{} records stand behind later ones and are put in order"),
        *_said(again, "records_repeated", "{} records repeat the time of the one before; the "
               "first value of each field counts"),
    )  # fmt: skip


def _first_values(column: Array, first: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Array:
    """The first value of each group of rows; groups begin where ``first`` is true."""
    group: Whole = np.cumsum(first) - 1
    values = np.full(int(group[-1]) + 1, np.nan)
    there = np.flatnonzero(np.isfinite(column))[::-1]
    values[group[there]] = column[there]
    return values
