"""``metrics.csv``: one row for each measurement."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report import tables

HEAD = (
    "name", "side", "value", "unit", "low", "high", "n_strides", "status", "reason", "flag",
    "method",
)  # fmt: skip


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``metrics.csv``."""
    rows = (
        (
            m.name, m.side, m.value, m.unit, m.low, m.high, m.n_strides, m.status, m.reason,
            m.flag, m.method,
        )
        for m in analysis.measurements
    )  # fmt: skip
    tables.write(folder / "metrics.csv", HEAD, rows)


writers.register("metrics.csv", write)
