"""Curves by the column names of the tables, one for each quantity and side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import Analysis, Curve
from runtall.motion.load import LoadCurve
from runtall.motion.mean_stride import PERCENT, MeanStride
from runtall.motion.measurement import LEVEL
from runtall.motion.skeleton import TRANSLATIONS
from runtall.units import to_display

Array = npt.NDArray[np.float64]

# Bounds of an interval then scatter by a twentieth of its width.
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity through the stride, 101 values from left contact, in display unit.

    ``low`` and ``high`` of a curve hold the middle 90 % of strides, those of a joint coordinate
    or a load the 90 % interval of its mean.
    """

    unit: str
    mean: Array
    low: Array
    high: Array
    n_strides: int
    inputs: tuple[int, ...]


def column(curve: Curve | LoadCurve) -> str:
    """Name of a curve's column: sided names carry their side."""
    return f"{curve.name}_{curve.side}" if curve.side else curve.name


def chosen(analysis: Analysis) -> dict[str, Curve]:
    """Curve of each column; where several clips show it, the one with most strides."""
    best: dict[str, Curve] = {}
    for curve in analysis.curves:
        name = column(curve)
        if name not in best or curve.n_strides > best[name].n_strides:
            best[name] = curve
    return best


def columns(analysis: Analysis) -> dict[str, Column]:
    """Columns of the motion: the curves of the clips, then the joint coordinates."""
    found = {
        name: Column(c.unit, c.mean, c.low, c.high, c.n_strides, (c.input,))
        for name, c in chosen(analysis).items()
    }
    if analysis.stride is not None:
        found |= coordinates(analysis.stride, analysis.settings.seed)
    return found


def loads(analysis: Analysis) -> dict[str, Column]:
    """Loads of the body model through the 3-D mean stride."""
    stride = analysis.stride
    inputs = stride.inputs if stride is not None else ()
    return {
        column(c): Column(c.unit, c.mean, c.low, c.high, analysis.n_strides, inputs)
        for c in analysis.load_curves
    }


def coordinates(stride: MeanStride, seed: int) -> dict[str, Column]:
    """Joint coordinates of the 3-D mean stride by OpenSim name, in degrees and m."""
    phase = PERCENT / 100
    tails = ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    draws = stride.coordinate_draws(phase, _DRAWS, seed)
    mean, (low, high) = stride.coordinates(phase), np.quantile(draws, tails, axis=0)
    found: dict[str, Column] = {}
    for place, name in enumerate(stride.names):
        si, unit = ("m", "m") if name in TRANSLATIONS else ("rad", "deg")
        values = to_display(np.stack([v[:, place] for v in (mean, low, high)]), si, unit)
        found[name] = Column(unit, values[0], values[1], values[2], stride.n_strides, stride.inputs)
    return found
