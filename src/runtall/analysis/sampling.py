"""How much of a long clip is read: until more strides no longer narrow the intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtall.errors import InputError
from runtall.kinematics.clip import understand
from runtall.kinematics.measure import ClipMeasure, measure_clip
from runtall.motion.recording import View

if TYPE_CHECKING:
    import xarray as xr

WHOLE_CHUNKS = 5
"""A clip of up to this many chunks (25 s at 30 fps) is read whole."""
_FIRST = 4
_MORE = 2
_DRIFT_CHUNKS = 8
"""Windows that the drift of a long clip needs (evidence: at least eight)."""
_DRIFT_FROM_CHUNKS = 48
"""Four minutes at 30 fps: from here on a drift can be told, so that many windows are read."""
_NARROW = 1.05
"""The scatter between strides may widen the estimator's own interval by this factor; under
it, reading more gains less than a twentieth."""


def spread_order(count: int) -> list[int]:
    """Chunk numbers so that any first part of the list is spread over the clip."""
    gaps, order = [(0, count - 1)], [0, count - 1] if count > 1 else [0]
    while gaps:
        a, b = gaps.pop(0)
        middle = (a + b) // 2
        if middle in (a, b):
            continue
        order.append(middle)
        gaps += [(a, middle), (middle, b)]
    return order


def first_chunks(count: int) -> list[int]:
    """Chunks to begin with."""
    if count <= WHOLE_CHUNKS:
        return list(range(count))
    first = _DRIFT_CHUNKS if count >= _DRIFT_FROM_CHUNKS else _FIRST
    return sorted(spread_order(count)[:first])


def next_chunks(count: int, done: list[int]) -> list[int]:
    """The next chunks to add to those done."""
    left = [k for k in spread_order(count) if k not in set(done)]
    return left[:_MORE]


def enough_strides(pose: xr.Dataset, view: View | None, estimator: str) -> bool:
    """Whether the scatter between strides no longer matters beside the estimator's error.

    A clip that cannot be understood yet is read further.
    """
    try:
        # The height only scales lengths; the ratio of the two errors does not depend on it.
        motion = understand(pose, view=view, height_m=1.7, estimator=estimator)
    except InputError:
        return False
    widths = [
        _widening(found)
        for found in measure_clip(motion).values()
        if isinstance(found, ClipMeasure) and found.sd > 0 and found.metric.axes
    ]
    return bool(widths) and max(widths) <= _NARROW


def _widening(found: ClipMeasure) -> float:
    kept = found.strides[np.isfinite(found.strides)]
    error = float(kept.std(ddof=1) / np.sqrt(len(kept))) if len(kept) > 1 else np.inf
    return float(np.hypot(found.sd, error) / found.sd)
