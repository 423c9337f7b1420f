"""Tables of named columns from CSV and Parquet, as polars holds them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.errors import InputError, MalformedFile, TooShort
from runtall.inputs.files import open_regular
from runtall.inputs.readers import delimited
from runtall.inputs.readers.columns import check_names
from runtall.inputs.readers.delimited import Top, check_size, chunks, parts_of
from runtall.inputs.readers.headings import Heading, heading_of
from runtall.inputs.readers.layout import Layout, layout_of, uses
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.text import (
    MAX_VALUES,
    NOTHING,
    check_amount,
    cut_off,
    is_cut,
    quoted,
)
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    import polars as pl

Choose = Callable[[tuple[Heading, ...]], tuple[list[int], list[int]]]
"""Numbers of the columns of words, and of those of numbers, among all."""

_DECIMAL_COMMA: Final = r"^([+-]?\d+),(\d+)$"


@dataclass(frozen=True, slots=True)
class Frame:
    """A table of motion.

    Attributes
    ----------
    headings
        Of all columns.
    layout
        What they mean; None when they hold no motion.
    data
        The columns that the layout uses, named by their number: numbers as 64-bit floats, words
        as text or categories.
    remarks
        Lines above the header, without their mark.
    notices
        About rows that were left out.
    """

    headings: tuple[Heading, ...]
    layout: Layout | None
    data: pl.DataFrame
    remarks: str = ""
    notices: tuple[Notice, ...] = ()

    def words(self, column: int) -> pl.Series:
        """A column as text, without white space around it; null where it is empty."""
        import polars as pl

        text = self.data[str(column)].cast(pl.String).str.strip_chars()
        return text.set(text == "", None)

    def numbers(self, column: int) -> Array:
        """A column as numbers, NaN where it is empty."""
        return np.array(self.data[str(column)].fill_null(np.nan).to_numpy())


def _of_motion(headings: tuple[Heading, ...]) -> tuple[list[int], list[int]]:
    return uses(layout_of(headings))


def read_csv(source: Source, choose: Choose = _of_motion) -> Frame:
    """Read a CSV file.

    Parameters
    ----------
    source
        The file.
    choose
        Which columns to read; those of motion by default.

    Raises
    ------
    runtall.errors.MalformedFile
        When a row but the last has another number of cells than the header, or a column of
        numbers holds something else.
    runtall.errors.LimitExceeded
        When it is too large.
    """
    import polars as pl

    top, rows, notices = parts_of(source)
    words, values = choose(top.headings)
    pieces: list[pl.DataFrame] = []
    first = top.lines + 1
    for chunk in chunks(rows):
        piece = _cells(chunk, top, source)
        kept = [piece[str(n)].cast(pl.Categorical) for n in words]
        kept += [_as_numbers(piece[str(n)], top.headings[n], source, first) for n in values]
        pieces.append(pl.DataFrame(kept))
        first += piece.height
    if not pieces:
        raise TooShort(f"{source.name}: holds no row of values; export it again")
    data = pl.concat(pieces)
    last = len(top.headings) - 1
    if not notices and not rows.endswith(b"\n") and last in values:
        data, notices = _uncut(data, str(last), first - 1)
    return Frame(top.headings, layout_of(top.headings), _filled(data), top.remarks, notices)


def read_parquet(source: Source, choose: Choose = _of_motion, *, moments: bool = False) -> Frame:
    """Read a Parquet file.

    Parameters
    ----------
    source
        The file.
    choose
        Which columns to read; those of motion by default.
    moments
        Whether columns of moments count, which are no numbers.

    Raises
    ------
    runtall.errors.MalformedFile
        When it cannot be read, or a column of numbers holds something else.
    runtall.errors.LimitExceeded
        When it is too large, or says that it will be.
    """
    import polars as pl

    check_size(source)
    with os.fdopen(open_regular(source.path), "rb") as file:
        content = file.read(delimited.LARGEST + 1)
    try:
        schema = pl.read_parquet_schema(io.BytesIO(content))
        kinds = (pl.String, pl.Datetime) if moments else (pl.String,)
        names = [n for n, kind in schema.items() if kind.is_numeric() or kind in kinds]
        check_names(names, source)
        rows = pl.scan_parquet(io.BytesIO(content)).select(pl.len()).collect().item()
        check_amount(source, rows, len(names), MAX_VALUES)
        headings = tuple(heading_of(name) for name in names)
        words, values = choose(headings)
        used = [names[n] for n in [*words, *values]]
        data = pl.read_parquet(io.BytesIO(content), columns=used)
        check_amount(source, data.height, len(names), MAX_VALUES)
    except InputError:
        raise
    except (pl.exceptions.PolarsError, OSError, ValueError, pl.exceptions.PanicException) as error:
        raise MalformedFile(
            f"{source.name}: begins like a Parquet file and cannot be read; export it again"
        ) from error
    return Frame(headings, layout_of(headings), _typed(data, words, values, headings, source))


def _typed(
    data: pl.DataFrame,
    words: Collection[int],
    values: Collection[int],
    headings: tuple[Heading, ...],
    source: Source,
) -> pl.DataFrame:
    import polars as pl

    kept = [data[headings[n].text].alias(str(n)) for n in words]
    for n in values:
        column = data[headings[n].text].alias(str(n))
        if column.dtype == pl.String:
            column = _as_numbers(column, headings[n], source, 1)
        kept.append(column.cast(pl.Float64))
    return pl.DataFrame(kept)


def _cells(chunk: bytes, top: Top, source: Source) -> pl.DataFrame:
    """Some rows as text."""
    import polars as pl

    # Polars takes the width from the first row, which may have empty cells beyond the header.
    line = chunk[: chunk.find(b"\n") + 1 or len(chunk)].decode("utf-8", "replace")
    width = max(len(delimited.cells(line, top.separator)), len(top.headings))
    try:
        return pl.read_csv(
            chunk,
            has_header=False,
            separator=top.separator,
            schema={str(number): pl.String for number in range(width)},
            encoding="utf8-lossy",
            truncate_ragged_lines=True,
        )
    except pl.exceptions.PolarsError as error:
        raise MalformedFile(f"{source.name}: cannot be read as a table; export it again") from error


def _as_numbers(series: pl.Series, heading: Heading, source: Source, first: int) -> pl.Series:
    """A column of text as numbers, null where it is empty; ``first`` is the line of its first."""
    import polars as pl

    text = series.str.strip_chars()
    found = text.cast(pl.Float64, strict=False)
    if found.null_count() == text.null_count():
        return found
    text = text.set(text.str.to_lowercase().is_in(sorted(NOTHING)), None)
    found = text.str.replace(_DECIMAL_COMMA, "$1.$2").cast(pl.Float64, strict=False)
    wrong = (found.is_null() & text.is_not_null()).arg_true()
    if len(wrong):
        raise MalformedFile(
            f"{source.name}: line {first + wrong[0]} holds {quoted(text[wrong[0]])} in the column "
            f"{quoted(heading.text)}, where a number belongs; export it again"
        )
    return found


def _uncut(data: pl.DataFrame, column: str, line: int) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """The table without a last row whose last number lost digits."""
    if not is_cut(np.array(data[column].fill_null(np.nan).to_numpy())):
        return data, ()
    return data.head(-1), cut_off(line)


def _filled(data: pl.DataFrame) -> pl.DataFrame:
    """The table without rows that hold nothing, which spreadsheets add."""
    import polars as pl

    empty = data.select(pl.all_horizontal(pl.all().is_null())).to_series()
    return data.filter(~empty) if empty.any() else data
