"""``segments.csv``: rest, walk, run and other movement as worn sensors and watches show them."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report import plain, tables

HEAD = ("input", "activity", "start", "end", "duration", "cadence", "known_by")


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``segments.csv``, s and steps a minute; nothing where nothing was worn."""
    found = list(plain.each_segment(analysis))
    if found:
        rows = (
            (n, s.activity, s.start_s, s.end_s, s.duration_s, s.cadence, s.known_by)
            for n, s in found
        )
        tables.write(folder / "segments.csv", HEAD, rows)


writers.register("segments.csv", write)
