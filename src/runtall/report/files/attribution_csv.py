"""``attribution.csv``: one row for what each habit adds to each load."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report import tables

HEAD = ("load", "statistic", "cause", "share", "unit", "percent", "low", "high", "side")


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``attribution.csv``; its head alone where no habit was found."""
    rows = (
        (s.load, s.statistic, s.cause, s.share, s.unit, s.percent, s.low, s.high, s.side)
        for s in analysis.attribution
    )
    tables.write(folder / "attribution.csv", HEAD, rows)


writers.register("attribution.csv", write)
