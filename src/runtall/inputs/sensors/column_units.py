"""Units and names of columns, as `columns.toml` lists them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def factor(kind: str, unit: str) -> float | None:
    """SI units, or the first units of bands, in one unit of a file; None of an unknown one.

    Parameters
    ----------
    kind
        ``"time"``, ``"acceleration"`` or ``"band"``.
    unit
        As in the file.

    Examples
    --------
    >>> factor("time", "ms"), factor("acceleration", "g"), factor("band", "furlong")
    (0.001, 9.80665, None)
    """
    entry = column_table()[kind].get(unit.strip().lower())
    return None if entry is None else float(entry[-2]) / float(entry[-1])


def band_kind(unit: str) -> str:
    """What a band in that unit measures: ``"voltage"``, ``"volume"``, ``"length"`` or ``""``."""
    entry = column_table()["band"].get(unit.strip().lower())
    return "" if entry is None else str(entry[0])


@cache
def column_table() -> dict[str, Any]:
    """All of `columns.toml`."""
    text = files("runtall.inputs.sensors").joinpath("columns.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
