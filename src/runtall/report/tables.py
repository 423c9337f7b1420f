"""Tidy CSV that spreadsheets read as data, never as formulas."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from runtall.report.wording import printable

# A spreadsheet takes text that starts so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table: UTF-8, comma, point, an empty cell where there is no value."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([cell(name) for name in head])
        for row in rows:
            table.writerow([cell(value) for value in row])


def cell(value: object) -> str:
    """One cell: numbers as they are, text made harmless, nothing for None or NaN."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = printable(value)
        return f"'{text}" if text.startswith(_FORMULA) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | float):
        return cell(str(value))
    if not math.isfinite(value):
        return ""
    return f"{value:.10g}"
