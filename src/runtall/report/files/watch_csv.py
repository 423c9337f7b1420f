"""``watch.csv``: what a watch recorded, as means in windows along the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.watch import WatchRun
from runtall.report import tables

HEAD = ("input", "time")


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``watch.csv``; nothing where there is no watch.

    One row for each window: its middle in s from the start of the recording, then the mean of each
    field in the unit that ``result.json`` names.
    """
    if not analysis.watches:
        return
    names = list(dict.fromkeys(name for run in analysis.watches for name in run.windows))
    found = (row for run in analysis.watches for row in _rows(run, names))
    tables.write(folder / "watch.csv", [*HEAD, *names], found)


def _rows(run: WatchRun, names: list[str]) -> Iterator[list[float | None]]:
    for row, middle in enumerate(run.window_s):
        values = [float(run.windows[n][row]) if n in run.windows else None for n in names]
        yield [run.input, float(middle), *values]


writers.register("watch.csv", write)
