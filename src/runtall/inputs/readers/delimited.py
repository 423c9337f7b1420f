"""Text tables, whatever separates their cells: their header, and which rows are whole."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.errors import LimitExceeded, MalformedFile
from runtall.inputs.files import open_regular
from runtall.inputs.limits import MIB
from runtall.inputs.readers.columns import check_names
from runtall.inputs.readers.headings import Heading, heading_of, is_units
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.text import MAX_VALUES, check_amount, cut_off, decoded
from runtall.motion.recording import Notice

LARGEST: Final = 128 * MIB
"""Bytes of a table; it is held in memory as text and as numbers at once."""

Whole = npt.NDArray[np.int64]

_SEPARATORS: Final = ",;\t"
_COMMENT: Final = "#"
_CHUNK: Final = 8 * MIB
_END: Final = 10


@dataclass(frozen=True, slots=True)
class Top:
    """What stands above the rows of a text table.

    Attributes
    ----------
    separator
        Of the cells.
    headings
        Of the columns.
    remarks
        Lines above the header, without their mark.
    lines
        How many lines all of this takes.
    """

    separator: str
    headings: tuple[Heading, ...]
    remarks: str
    lines: int


def top_of(file: io.TextIOBase) -> Top | None:
    """Read what stands above the rows; None when that is no header."""
    remarks, lines = [], 0
    for line in iter(file.readline, ""):
        lines += 1
        if line.strip() and not line.startswith(_COMMENT):
            break
        remarks.append(line.strip(_COMMENT + " \t\r\n"))
    else:
        return None
    separator = max(_SEPARATORS, key=line.count)
    words = cells(line, separator)
    while words and not words[-1]:
        words.pop()
    headings = [heading_of(word) for word in words]
    units = cells(file.readline(), separator)
    if is_units(units):
        lines += 1
        units += [""] * len(words)
        headings = [heading.in_unit(unit) for heading, unit in zip(headings, units, strict=False)]
    return Top(separator, tuple(headings), "\n".join(remarks), lines) if len(words) > 1 else None


def cells(line: str, separator: str) -> list[str]:
    """Cells of one line, without white space around them."""
    try:
        found = next(csv.reader([line.strip("\r\n")], delimiter=separator), [])
    except csv.Error:
        found = line.split(separator)
    # Our own tables put an apostrophe before what a spreadsheet would take for a formula.
    return [re.sub(r"^'(?=[=+\-@])", "", cell.strip()) for cell in found]


def parts_of(source: Source) -> tuple[Top, bytes, tuple[Notice, ...]]:
    """The top of a text table, its rows, and a notice about a last row that was cut off.

    Returns
    -------
    Top, bytes, tuple
        Rows as UTF-8 with ends of one kind, none empty, none with another number of cells than
        the header, save for empty cells beyond it.

    Raises
    ------
    runtall.errors.MalformedFile
        When there is no header, or a row but the last has another number of cells.
    runtall.errors.LimitExceeded
        When it is too large.
    """
    text = _text(source)
    top = top_of(io.TextIOWrapper(io.BytesIO(text), "utf-8", errors="replace"))
    if top is None:
        raise MalformedFile(f"{source.name}: has no header; export it again")
    check_names([heading.text for heading in top.headings], source)
    rows, notices = _whole_rows(_after(text, top.lines), top, source)
    return top, rows, notices


def chunks(rows: bytes) -> Iterator[bytes]:
    """Rows in pieces that end with a row."""
    start = 0
    while start < len(rows):
        end = rows.find(b"\n", min(len(rows) - 1, start + _CHUNK)) + 1 or len(rows)
        yield rows[start:end]
        start = end


def check_size(source: Source) -> None:
    """Refuse a table above the limit.

    Raises
    ------
    runtall.errors.LimitExceeded
        When it is larger.
    """
    if source.size > LARGEST:
        raise LimitExceeded(
            f"{source.name}: is {source.size // MIB} MB large, above the limit of "
            f"{LARGEST // MIB} MB; cut out a few minutes of the run"
        )


def _text(source: Source) -> bytes:
    check_size(source)
    with os.fdopen(open_regular(source.path), "rb") as file:
        content = file.read(LARGEST + 1)
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        content = decoded(content).encode()
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return content


def _after(text: bytes, lines: int) -> bytes:
    at = 0
    for _ in range(lines):
        at = text.find(b"\n", at) + 1
        if at == 0:
            return b""
    return text[at:]


def _whole_rows(rows: bytes, top: Top, source: Source) -> tuple[bytes, tuple[Notice, ...]]:
    width = len(top.headings)
    counts, ends = _cell_counts(rows, top.separator)
    check_amount(source, len(counts), width, MAX_VALUES)
    wrong = [row for row in np.flatnonzero((counts != width) & (counts > 0)).tolist()
             if counts[row] < width or _filled(rows, ends, row, top) > width]  # fmt: skip
    if not wrong:
        return rows if counts.all() else _without_empty_lines(rows), ()
    row, last = wrong[0], int(np.flatnonzero(counts)[-1])
    if row < last:
        raise MalformedFile(
            f"{source.name}: line {top.lines + row + 1} holds {counts[row]} cells where {width} "
            "belong; export it again"
        )
    start = int(ends[row - 1]) + 1 if row else 0
    return _without_empty_lines(rows[:start]), cut_off(top.lines + row + 1)


def _filled(rows: bytes, ends: Whole, row: int, top: Top) -> int:
    """Cells of a row up to the last that is not empty."""
    line = rows[int(ends[row - 1]) + 1 if row else 0 : int(ends[row])]
    return line.rstrip(top.separator.encode() + b" ").count(top.separator.encode()) + 1


def _without_empty_lines(rows: bytes) -> bytes:
    lines = [line for line in rows.split(b"\n") if line]
    return b"\n".join([*lines, b""]) if lines else b""


def _cell_counts(rows: bytes, separator: str) -> tuple[Whole, Whole]:
    """Cells in each line, none in an empty one, and where each line ends."""
    signs = np.frombuffer(rows, np.uint8)
    ends = np.flatnonzero(signs == _END)
    if not rows.endswith(b"\n"):
        ends = np.append(ends, len(rows))
    if b'"' in rows:
        return _counted_with_quotes(rows, separator), ends
    starts = np.concatenate([[0], ends[:-1] + 1])
    at = np.flatnonzero(signs == ord(separator))
    found = np.searchsorted(at, ends) - np.searchsorted(at, starts) + 1
    return np.where(ends > starts, found, 0), ends


def _counted_with_quotes(rows: bytes, separator: str) -> Whole:
    lines = rows.decode("utf-8", "replace").split("\n")
    if not lines[-1]:
        lines.pop()
    return np.asarray([len(cells(line, separator)) if line else 0 for line in lines], np.int64)
