"""Lines and numbers of text files, with a limit on everything that a file may ask for."""

from __future__ import annotations

import codecs
import io
import math
import os
import re
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TextIO

import numpy as np

from runtall.errors import LimitExceeded, MalformedFile, TooShort
from runtall.inputs.files import open_regular
from runtall.inputs.limits import MAX_FRAMES
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.reader import Source
from runtall.motion.recording import Notice

MAX_VALUES: Final = 20_000_000
"""Numbers of one file: ten minutes of 55 markers at 200 Hz; 160 MB."""
MAX_LINE: Final = 1 << 20
"""Characters; a row of 6,000 columns has some 100,000."""

_FEW_ROWS: Final = 4
_JUMP: Final = 5.0
"""A last value this many of the largest steps away has lost digits."""

Split = Callable[[str, int], list[str]]
"""Cells of a row that should have so many."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOTHING: Final = frozenset(
    {"", "-", "--", "na", "n/a", "none", "null", "nan(ind)", "-nan(ind)", "1.#qnan", "-1.#qnan",
     "1.#ind", "-1.#ind", "1.#snan"}
)  # fmt: skip
"""How programs write "no value" beside "nan", in small letters."""
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+([eE][+-]?\d+)?")
_WHOLE: Final = re.compile(r"\d{1,15}")


def quoted(text: str) -> str:
    """What a file says, for a message: on one line, short, in quotes."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text.strip())
    return f"'{clean if len(clean) <= 40 else clean[:30] + '...'}'"


def listed(names: list[str] | tuple[str, ...], most: int = 5) -> str:
    """The first few of some names, for a message."""
    shown = ", ".join(quoted(name) for name in names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def whole_number(text: str) -> int | None:
    """A count as a header writes it; None when it is none."""
    return int(text) if _WHOLE.fullmatch(text.strip()) else None


def decoded(head: bytes) -> str:
    """The beginning of a file as text."""
    return head.decode(_encoding(head), errors="replace")


def is_text(head: bytes) -> bool:
    """Whether a file that begins so is text and not binary."""
    sample = decoded(head[:4096])
    odd = sum(not (c.isprintable() or c.isspace()) for c in sample)
    return bool(sample) and "\0" not in sample and odd <= len(sample) // 50


class Lines:
    """Lines of a text file with their numbers, from 1.

    Attributes
    ----------
    number
        Of the line given last.
    ended
        Whether that line had an end, which the last line of a file that was cut off lacks.
    """

    def __init__(self, file: TextIO, source: Source) -> None:
        self._file = file
        self._source = source
        self.number = 0
        self.ended = True
        self._last = ""
        self._again = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._again:
            self._again = False
            return self._last
        line = self._file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE:
            raise MalformedFile(
                f"{self._source.name}: line {self.number} is longer than {MAX_LINE} characters; "
                "export it again"
            )
        self.ended = line.endswith("\n")
        self._last = line.rstrip("\n")
        return self._last

    def again(self) -> None:
        """Give the last line once more."""
        self._again = True


@contextmanager
def opened(source: Source) -> Iterator[Lines]:
    """Open a text file for reading line by line, however its lines end."""
    with (
        os.fdopen(open_regular(source.path), "rb") as file,
        io.TextIOWrapper(file, _encoding(source.head), errors="replace") as text,
    ):
        yield Lines(text, source)


def by_tabs(line: str, width: int) -> list[str]:
    """Cells between tabs; empty ones beyond the width are left out."""
    cells = line.split("\t")
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return cells


def by_space(line: str, width: int) -> list[str]:
    """Cells between white space, or between tabs where some are empty."""
    cells = line.split()
    return cells if len(cells) == width or "\t" not in line else by_tabs(line, width)


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers of a text file.

    Attributes
    ----------
    values
        (row, column), NaN where a cell is empty.
    notices
        About a last row that was cut off.
    """

    values: Array
    notices: tuple[Notice, ...]


def read_rows(lines: Lines, width: int, source: Source, split: Split) -> Rows:
    """Read the rest of a file as rows of numbers.

    Raises
    ------
    runtall.errors.MalformedFile
        When a row but the last has another width, or holds something else than numbers.
    runtall.errors.TooShort
        When there is no row.
    runtall.errors.LimitExceeded
        When there are too many numbers.
    """
    values, rows, bad = array("d"), 0, None
    for line in lines:
        if not line.strip():
            continue
        if bad is not None:
            raise bad
        try:
            values.extend(_numbers(split(line, width), width, line))
        except ValueError as error:
            bad = MalformedFile(f"{source.name}: line {lines.number} {error}; export it again")
            continue
        rows += 1
        check_amount(source, rows, width)
    if not rows:
        raise bad or TooShort(
            f"{source.name}: holds a header and no row of values; export it again"
        )
    table = np.frombuffer(values, np.float64).reshape(rows, width)
    if bad is None and not lines.ended and is_cut(table[:, -1]):
        return Rows(table[:-1], cut_off(lines.number))
    return Rows(table, cut_off(lines.number) if bad else ())


def check_amount(source: Source, rows: int, width: int, most: int = MAX_FRAMES) -> None:
    """Refuse more numbers than a run can need, before memory is taken for them.

    Parameters
    ----------
    source
        For messages.
    rows, width
        Rows, and values in each.
    most
        Rows at most; a tidy table has several for each moment.

    Raises
    ------
    runtall.errors.LimitExceeded
        When there are too many rows or values.
    """
    most = min(most, MAX_VALUES // max(1, width))
    if rows > most:
        raise LimitExceeded(
            f"{source.name}: holds more than {most} rows "
            f"of {width} values, above the limit; cut out a few minutes of the run"
        )


def check_count(
    source: Source, declared: int | None, found: int, *, what: str = "rows"
) -> tuple[Notice, ...]:
    """Compare a count of the header with what is there.

    Returns
    -------
    tuple
        A notice ``<what>_missing`` or ``<what>_extra``, or none.

    Raises
    ------
    runtall.errors.MalformedFile
        When most of it is missing.
    """
    if declared is None or declared == found:
        return ()
    if found < declared / 2:
        raise MalformedFile(
            f"{source.name}: its header says {declared} {what} and it holds {found}; most of it "
            "is missing: copy or export it again"
        )
    code = f"{what}_missing" if found < declared else f"{what}_extra"
    text = f"its header says {declared} {what} and it holds {found}; those found are used"
    return (Notice(code, text),)


def is_cut(last: Array) -> bool:
    """Whether the last value of a column lost digits, where the file ends within its line."""
    if len(last) < _FEW_ROWS:
        return False
    steps = np.abs(np.diff(last))
    before = steps[:-1][np.isfinite(steps[:-1])]
    return bool(before.size and steps[-1] > _JUMP * before.max())


def cut_off(line: int) -> tuple[Notice, ...]:
    """Notice about a last row that was left out."""
    return (Notice("last_row_cut", f"its last row (line {line}) is cut off and left out"),)


def _numbers(cells: list[str], width: int, line: str) -> list[float]:
    if len(cells) != width:
        raise ValueError(f"holds {len(cells)} values where {width} belong")
    # Python takes 1_000 for a number, which no program writes.
    if "_" not in line:
        try:
            return [float(cell) for cell in cells]
        except ValueError:
            pass
    return [number_of(cell) for cell in cells]


def number_of(cell: str) -> float:
    """The number in a cell; NaN when it says that there is none.

    Raises
    ------
    ValueError
        When it holds something else.
    """
    text = cell.strip()
    if text.lower() in NOTHING:
        return math.nan
    if _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        return float("x" if "_" in text else text)
    except ValueError:
        raise ValueError(f"holds {quoted(cell)} where a number belongs") from None


def _encoding(head: bytes) -> str:
    return next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
