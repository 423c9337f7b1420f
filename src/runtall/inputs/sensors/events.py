"""Times of events and beats in the CSV files of a Hexoskin folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.errors import InputError, LimitExceeded
from runtall.inputs.files import checked_stat, first_bytes, shown
from runtall.inputs.readers.reader import HEAD_BYTES, Source
from runtall.inputs.readers.tables import Frame, read_csv
from runtall.inputs.sensors.raw import Array, RawChannel, RawStream
from runtall.literature import number
from runtall.motion.recording import Notice

UNRELIABLE: Final = 128
"""Bit of the maker's mark of an interval that is not to be relied on."""
NOISY: Final = 1
"""Bit of the maker's mark of an interval out of noise."""

_SECONDS: Final = re.compile(r"time\s*\[s\]", re.IGNORECASE)

Names = Mapping[str, Path]
Told = list[Notice]
Marks = npt.NDArray[np.int64]


def events_of(found: Names, name: str, told: Told) -> RawStream | None:
    """Times of the maker's breaths or steps; None where there are none."""
    table = _table(found, f"{name}.csv", told)
    if table is None:
        return None
    time_s, values = table
    return RawStream("vendor", time_s, (RawChannel(name, values, "", name, "", "vendor"),), 0, name)


def beats_of(found: Names, told: Told) -> RawStream | None:
    """R-R intervals in s, each at the time of the beat that ends it.

    An interval of 0, and one that the maker marks as unreliable, is NaN; those marked as noisy
    stay, and their number is told.
    """
    table = _table(found, "rr_interval.csv", told)
    if table is None:
        return None
    time_s, values = table
    interval = values / number("hexoskin.beats_per_s")
    zero = values <= 0
    marks = _marks(found, time_s, told)
    unreliable = (marks & UNRELIABLE > 0) & ~zero
    noisy = (marks & NOISY > 0) & ~zero & ~unreliable
    _say(told, zero, unreliable, noisy)
    kept = np.where(zero | unreliable, np.nan, interval)
    return RawStream("beats", time_s, (RawChannel("interval", kept, "s", "RR_interval", "s/256"),))


def _marks(found: Names, time_s: Array, told: Told) -> Marks:
    """The maker's marks of the beats, 0 where there is none."""
    marks = np.zeros(len(time_s), np.int64)
    table = _table(found, "rr_interval_quality.csv", told)
    if table is None:
        told.append(Notice("beats_unmarked", "the quality of the R-R intervals is not told"))
        return marks
    at, values = table
    order = np.argsort(at, kind="stable")
    place = np.minimum(np.searchsorted(at[order], time_s), len(at) - 1)
    row = order[place]
    fits = (at[row] == time_s) & np.isfinite(values[row]) & (np.abs(values[row]) < 256)
    marks[fits] = values[row][fits].astype(np.int64)
    return marks


def _say(told: Told, *kinds: npt.NDArray[np.bool_]) -> None:
    total = len(kinds[0])
    texts = (
        ("zeros_missing", "have no length (0) and are left out"),
        ("beats_unreliable", "are marked by the shirt as unreliable and are left out"),
        ("beats_noisy", "are marked by the shirt as noisy and are kept"),
    )
    for (code, text), kind in zip(texts, kinds, strict=True):
        if kind.any():
            told.append(Notice(code, f"{int(kind.sum())} of {total} R-R intervals {text}"))


def _table(found: Names, name: str, told: Told) -> tuple[Array, Array] | None:
    """Times in s and values of a table with two columns; None, and why, where it has none."""
    if name not in found:
        return None
    path = found[name]
    try:
        size = checked_stat(path).st_size
        frame = read_csv(Source(path, size, first_bytes(path, HEAD_BYTES)), lambda _: ([], [0, 1]))
    except (InputError, LimitExceeded) as error:
        told.append(Notice("file_left_out", f"{error}; it is left out"))
        return None
    if not _SECONDS.match(frame.headings[0].text):
        text = f"{shown(path)}: its first column is no time in seconds; it is left out"
        told.append(Notice("file_left_out", text))
        return None
    told += frame.notices
    return _numbers(frame)


def _numbers(frame: Frame) -> tuple[Array, Array]:
    return frame.numbers(0), frame.numbers(1)
