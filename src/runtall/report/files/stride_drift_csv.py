"""``stride_drift.csv``: how each joint coordinate's mean changed through a long run."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report import tables

HEAD = ("coordinate", "value", "low", "high", "unit", "n_windows", "inputs")


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``stride_drift.csv``; nothing where no clip was long enough."""
    if not analysis.stride_drift:
        return
    rows = (
        (d.name, d.value, d.low, d.high, d.unit, d.n_windows, " ".join(map(str, d.inputs)))
        for d in analysis.stride_drift
    )
    tables.write(folder / "stride_drift.csv", HEAD, rows)


writers.register("stride_drift.csv", write)
