"""Posture through the stride: small multiples with mean and band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import Curve
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Side
from runtall.report import wording
from runtall.report.svg.markup import path, svg, tag

Array = npt.NDArray[np.float64]

_WIDTH, _HEIGHT = 250.0, 128.0
_FEET = 6.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 242.0, 10.0, 104.0
# Steps that people count in; the smallest that gives at most three lines is taken.
_STEPS = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
# Least height of a panel by unit, so that small change looks small.
_LEAST = {"deg": 8.0, "N m": 8.0, "shoulder breadths": 0.4, "mm": 40.0, "% of trunk length": 8.0}


@dataclass(frozen=True, slots=True)
class Stance:
    """When a foot is on the ground: phases in cycles of its contact and its toe-off."""

    side: Side
    contact: float
    toe_off: float


def grid(low: float, high: float) -> list[float]:
    """Two or three round numbers within a range, evenly spaced."""
    spread = high - low
    power = 10.0 ** (math.floor(math.log10(spread)) - 1)
    for step in [s * p for p in (power, 10 * power) for s in _STEPS]:
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < 3:
            return [step * i for i in range(first, last + 1)]
    raise AssertionError("a step of a hundred powers passes every range")


def stances(stride: MeanStride) -> list[Stance]:
    """When both feet of a mean stride are on the ground, where that is known."""
    return [
        Stance(side, stride.initial_contact[side], stride.toe_off[side])
        for side in ("left", "right")
        if side in stride.initial_contact and side in stride.toe_off
    ]


def _range(curves: list[Curve], base: Sequence[Array] = ()) -> tuple[float, float]:
    """Ends of the vertical scale; a nearly still quantity is not blown up."""
    low = min(float(np.nanmin(v)) for v in [*(c.low for c in curves), *base])
    high = max(float(np.nanmax(v)) for v in [*(c.high for c in curves), *base])
    least = _LEAST.get(curves[0].unit, 0.0)
    air = max((least - (high - low)) / 2, 0.04 * (high - low), 1e-6)
    return low - air, high + air


def panel(curves: list[Curve], stance: Sequence[Stance] = (), base: Sequence[Array] = ()) -> str:
    """One quantity with all its sides on one vertical scale.

    Bars under it show when each foot of ``stance`` is on the ground; ``base`` are lines of another
    run to compare with.
    """
    ends = _range(curves, base)
    height = _HEIGHT + (_FEET if stance else 0.0)
    parts = _frame(ends, height)
    for row, foot in enumerate(stance):
        parts += _bars(foot, _BOTTOM + 5.0 + 3.5 * row)
    for curve in curves:
        parts.append(tag("path", class_=f"a {tone(curve)}", d=_band(curve, ends)))
    parts += [tag("path", class_="p base", d=path(_place(line, ends))) for line in base]
    for curve in curves:
        line = path(_place(curve.mean, ends))
        parts.append(tag("path", class_=f"p {tone(curve)}", d=line))
    return svg(_WIDTH, height, *parts, label=describe(curves), class_="curve")


def tone(curve: Curve) -> str:
    """Class of a side: ``l``, ``r`` or ``n``."""
    return {"left": "l", "right": "r"}.get(curve.side or "", "n")


def describe(curves: list[Curve]) -> str:
    """What the panel shows, for those who do not see it."""
    decimals = wording.words(curves[0].name).decimals
    told = [
        f"{c.side or 'mean'} from {wording.figure(float(np.nanmin(c.mean)), decimals)} "
        f"to {wording.figure(float(np.nanmax(c.mean)), decimals)}"
        for c in curves
    ]
    name, unit = wording.words(curves[0].name).name, wording.long_unit(curves[0].unit)
    return f"{name} through the stride, {unit}: {'; '.join(told)}"


def _frame(ends: tuple[float, float], height: float) -> list[str]:
    ticks = grid(*ends)
    decimals = next(d for d in range(9) if all(abs(round(t, d) - t) < 1e-9 for t in ticks))
    parts = []
    for value in ticks:
        y = float(_y(np.array([value]), ends)[0])
        parts.append(tag("line", class_="grid", x1=_LEFT, x2=_RIGHT, y1=y, y2=y))
        text = wording.figure(value, decimals)
        parts.append(tag("text", text, class_="ytick", x=_LEFT - 6, y=y + 4))
    for share, anchor in ((0, "start"), (50, "middle"), (100, "end")):
        x = _LEFT + (_RIGHT - _LEFT) * share / 100
        label = f"{share} %" if share == 100 else str(share)
        parts.append(tag("text", label, class_="xtick", x=x, y=height - 6, text_anchor=anchor))
    return parts


def _bars(foot: Stance, y: float) -> list[str]:
    first = foot.contact % 1.0
    last = first + (foot.toe_off - foot.contact) % 1.0
    # What passes the end of the stride goes on at its beginning.
    pieces = [(first, min(last, 1.0)), *([(0.0, last - 1.0)] if last > 1.0 else [])]
    wide = _RIGHT - _LEFT
    return [
        tag("line", class_=f"foot {foot.side[0]}", x1=_LEFT + a * wide, x2=_LEFT + b * wide,
            y1=y, y2=y)
        for a, b in pieces
    ]  # fmt: skip


def _y(value: npt.NDArray[np.float64], ends: tuple[float, float]) -> npt.NDArray[np.float64]:
    share = (value - ends[0]) / (ends[1] - ends[0])
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _place(value: npt.NDArray[np.float64], ends: tuple[float, float]) -> npt.NDArray[np.float64]:
    x = np.linspace(_LEFT, _RIGHT, len(value))
    return np.column_stack([x, _y(value, ends)])


def _band(curve: Curve, ends: tuple[float, float]) -> str:
    known = np.isfinite(curve.low) & np.isfinite(curve.high)
    upper, lower = _place(curve.high, ends)[known], _place(curve.low, ends)[known]
    return path(np.concatenate([upper, lower[::-1]]), closed=True)
