"""``strides.csv``: one row for each stride."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report import tables
from runtall.report.files.result_json import clean

HEAD = ("input", "start", "end", "side")


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``strides.csv``: what every stride has, then all else in the order of first sight."""
    others = [name for stride in analysis.strides for name in stride if name not in HEAD]
    head = [*HEAD, *dict.fromkeys(others)]
    rows = ([clean(stride.get(name)) for name in head] for stride in analysis.strides)
    tables.write(folder / "strides.csv", head, rows)


writers.register("strides.csv", write)
