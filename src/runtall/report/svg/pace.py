"""Ticks of a speed scale that are read as pace."""

from __future__ import annotations

import math
from typing import Final

_STEPS_S: Final = (5, 10, 15, 20, 30, 60, 120, 300, 600)
"""What runners count pace in, s per km."""
_SLOWEST: Final = 0.3
"""m/s: slower than this no pace is read."""


def pace(speed_m_s: float) -> str:
    """Minutes and seconds for a kilometre, e.g. ``"5:31"``."""
    minutes, seconds = divmod(round(1000.0 / speed_m_s), 60)
    return f"{minutes}:{seconds:02d}"


def pace_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Two or three round paces within a range of speeds, each at its speed."""
    slow, fast = 1000.0 / max(low, _SLOWEST), 1000.0 / max(high, _SLOWEST)
    for step in _STEPS_S:
        first, last = math.ceil(fast / step), math.floor(slow / step)
        if last - first < 3:
            paces = [step * i for i in range(first, last + 1) if i]
            return [(1000.0 / p, pace(1000.0 / p)) for p in reversed(paces)]
    return []
