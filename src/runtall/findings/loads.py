"""Loads of the versions of a run, as they are divided among habits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.load import Statistic
from runtall.motion.measurement import Side
from runtall.motion.stride_draws import StrideDraws

Array = npt.NDArray[np.float64]
Key = tuple[str, Statistic, Side | None]
"""Load, statistic, side."""
Values = Mapping[Key, Array]
"""Loads of one run, shape ``(draw,)``, the best estimate first."""
Evaluate = Callable[[StrideDraws], Values]

_EFFORT: Final = "_effort"
_UNITS: Final = {"_moment": "N m", "_compression": "N", "_range": "deg", _EFFORT: "%"}
_LOW, _HIGH = 5.0, 95.0


def unit_of(key: Key) -> str:
    """Unit that a load is given in."""
    unit = next(u for end, u in _UNITS.items() if key[0].endswith(end))
    return f"{unit} s/km" if key[1] == "per_km" else unit


def in_percent(values: Values, base: Values) -> dict[Key, Array]:
    """The same with muscle efforts in % of another run's, version by version."""
    return {
        key: _share(v, base[key]) if key[0].endswith(_EFFORT) else np.asarray(v, dtype=float)
        for key, v in values.items()
    }


def _share(value: Array, base: Array) -> Array:
    none = np.full_like(base, np.nan, dtype=float)
    return np.divide(100.0 * np.asarray(value), base, out=none, where=np.asarray(base) > 0)


def interval(draws: Array) -> tuple[float, float, float]:
    """Best estimate with a 90 % interval from the other versions.

    A load that grows with any unrest of a motion is larger in most versions than in the best
    estimate. Where that lies off their middle, it keeps their spread on both sides.
    """
    value = float(draws[0])
    if len(draws) == 1:
        return value, value, value
    low, middle, high = (float(p) for p in np.percentile(draws[1:], (_LOW, 50.0, _HIGH)))
    return value, min(low, value - (middle - low)), max(high, value + (high - middle))
