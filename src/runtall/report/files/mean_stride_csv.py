"""``mean_stride.csv``: each quantity at 0-100 % of the stride, 0 = left foot contact."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report import mean_stride, tables

_POINTS = 101


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``mean_stride.csv``: columns NAME, NAME_low and NAME_high, in display units."""
    head, columns = ["percent"], [np.arange(float(_POINTS))]
    for name, curve in mean_stride.chosen(analysis).items():
        head += [name, f"{name}_low", f"{name}_high"]
        columns += [curve.mean, curve.low, curve.high]
    rows = (tuple(float(v) for v in row) for row in np.column_stack(columns))
    tables.write(folder / "mean_stride.csv", head, rows)


writers.register("mean_stride.csv", write)
