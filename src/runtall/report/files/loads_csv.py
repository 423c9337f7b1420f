"""``loads.csv``: one row for each number of the body model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.load import Load
from runtall.report import tables

HEAD = (
    "load", "statistic", "value", "unit", "low", "high", "reference", "side", "status", "reason",
)  # fmt: skip


def status(load: Load) -> Literal["measured", "unmeasured"]:
    """Whether a load has a number."""
    return "measured" if load.measured else "unmeasured"


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``loads.csv``."""
    rows = (
        (
            x.load, x.statistic, x.value, x.unit, x.low, x.high, x.reference, x.side, status(x),
            x.reason,
        )
        for x in analysis.loads
    )  # fmt: skip
    tables.write(folder / "loads.csv", HEAD, rows)


writers.register("loads.csv", write)
