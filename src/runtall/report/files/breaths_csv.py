"""``breaths.csv``: one row for each breath."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.breathing import Breathing
from runtall.motion.segments import Segment
from runtall.report import tables

HEAD = (
    "input", "start", "expiration", "end", "rate", "inspiratory_fraction", "chest", "belly",
    "share", "phase_deg", "lbi", "activity", "trusted",
)  # fmt: skip


def rows(told: Breathing) -> Iterator[tuple[Any, ...]]:
    """Each breath: s from the start of the recording, 1/min, %, unit of the bands, deg.

    ``phase_deg`` is positive where the belly moves before the chest; cells are empty where a band
    is absent or not to be trusted.
    """
    b = told.breaths
    both = b.chest + b.belly
    with np.errstate(divide="ignore", invalid="ignore"):
        share, index = 100 * b.chest / both, both / b.whole
        rate = 60 / b.duration_s
    phase = np.degrees(np.angle(b.belly_wave * np.conj(b.chest_wave)))
    columns = (
        b.inspiration_s, b.expiration_s, b.end_s, rate, 100 * b.inspiratory_fraction, b.chest,
        b.belly, share, phase, index,
    )  # fmt: skip
    for row, values in enumerate(np.column_stack(columns).tolist()):
        middle = (b.inspiration_s[row] + b.end_s[row]) / 2
        yield (told.input, *values, _activity(told.segments, middle), bool(b.trusted[row]))


def _activity(segments: tuple[Segment, ...], at_s: float) -> str:
    return next((s.activity for s in segments if s.start_s <= at_s < s.end_s), "")


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``breaths.csv``; nothing where no bands were worn."""
    if analysis.breathing:
        found = (row for told in analysis.breathing for row in rows(told))
        tables.write(folder / "breaths.csv", HEAD, found)


writers.register("breaths.csv", write)
