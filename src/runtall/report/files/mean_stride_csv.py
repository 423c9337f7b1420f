"""``mean_stride.csv``: each quantity at 0-100 % of the stride, 0 = left foot contact."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.mean_stride import PERCENT
from runtall.report import mean_stride, tables


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``mean_stride.csv``: columns NAME, NAME_low and NAME_high, in display units."""
    head, values = ["percent"], [PERCENT]
    found = mean_stride.columns(analysis) | mean_stride.loads(analysis)
    for name, column in found.items():
        head += [name, f"{name}_low", f"{name}_high"]
        values += [column.mean, column.low, column.high]
    rows = (tuple(float(v) for v in row) for row in np.column_stack(values))
    tables.write(folder / "mean_stride.csv", head, rows)


writers.register("mean_stride.csv", write)
