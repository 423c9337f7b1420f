"""SI inside, display units at the edges: the one place where they meet."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

_FACTORS: Final[dict[tuple[str, str], float]] = {
    ("rad", "deg"): 180.0 / math.pi,
    ("m", "mm"): 1000.0,
    ("m", "cm"): 100.0,
    ("s", "ms"): 1000.0,
    ("Hz", "steps/min"): 60.0,
    ("Hz", "1/min"): 60.0,
    ("1", "%"): 100.0,
    ("1", "% of trunk length"): 100.0,
    ("1", "shoulder breadths"): 1.0,
    ("rad/s", "deg/10 min"): 600.0 * 180.0 / math.pi,
    ("1/s", "% of trunk length/10 min"): 600.0 * 100.0,
}


def factor(unit: str, display_unit: str) -> float:
    """Factor from an SI unit to the unit that people read.

    Raises
    ------
    KeyError
        When no conversion between the two is defined.
    """
    if unit == display_unit:
        return 1.0
    return _FACTORS[unit, display_unit]


def to_display(value: npt.ArrayLike, unit: str, display_unit: str) -> npt.NDArray[np.float64]:
    """Convert from SI to the unit that people read."""
    return np.asarray(value, dtype=float) * factor(unit, display_unit)


def to_si(value: npt.ArrayLike, display_unit: str, unit: str) -> npt.NDArray[np.float64]:
    """Convert from the unit that people read to SI."""
    return np.asarray(value, dtype=float) / factor(unit, display_unit)
