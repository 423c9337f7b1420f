"""The spine from the side with the bending load at five of its joints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from runtall.motion.load import LEVELS, Load
from runtall.report import wording
from runtall.report.svg.hatch import Array, box, hatched, rounded
from runtall.report.svg.markup import path, svg, tag

_WIDTH, _HEIGHT = 420.0, 424.0
_LABEL, _FROM, _TO = 92.0, 170.0, 336.0
_HALF = 8.0
# The curve of a spine that looks to the right, from the skull to the tip of the tail, px.
_CURVE: Final = np.array([
    (50.0, 8.0), (54.0, 34.0), (55.0, 56.0), (48.0, 86.0), (36.0, 120.0), (28.0, 160.0),
    (27.0, 196.0), (33.0, 236.0), (45.0, 276.0), (52.0, 314.0), (48.0, 348.0), (38.0, 368.0),
    (27.0, 388.0), (22.0, 402.0), (24.0, 416.0),
])  # fmt: skip
# Vertebrae of neck, chest and loin: how many, and the height that they end at.
_PARTS: Final = ((7, 86.0, 8.0, 11.0), (12, 250.0, 11.0, 17.0), (5, 358.0, 18.0, 22.0))
_TOP: Final = 12.0
_AFTER: Final = {"c7t1": 7, "t4t5": 11, "t8t9": 15, "t12l1": 19, "l5s1": 24}
"""How many vertebrae lie above each joint."""


def spine(loads: Mapping[str, Load]) -> str:
    """Bars of the loads that have a number, by level; grey is the run without the habits."""
    line, ends = rounded(_CURVE, closed=False), _ends()
    parts = _bones(line, ends)
    scale = _Scale(list(loads.values()))
    for level in reversed(LEVELS):
        joint = _at(line, ends[_AFTER[level]])
        parts += _row(level, joint, loads.get(level), scale)
    return svg(_WIDTH, _HEIGHT, *parts, label=describe(loads), class_="spine")


def describe(loads: Mapping[str, Load]) -> str:
    """What the drawing shows, for those who do not see it."""
    told = [
        f"{wording.LEVEL_NAMES[level]} {wording.newton_metres(x.value)} N m, without the habits "
        f"{wording.newton_metres(x.reference, x.value)}"
        for level in reversed(LEVELS)
        if (x := loads.get(level)) is not None
    ]
    return f"Bending load along the spine: {'; '.join(told)}"


class _Scale:
    """Where N m lie, with zero in sight."""

    def __init__(self, loads: list[Load]) -> None:
        shown = [v for x in loads for v in (x.value, x.low, x.high, x.reference) if v is not None]
        self.low, self.high = min([0.0, *shown]), max([1.0, *shown])

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _FROM + share * (_TO - _FROM)


def _ends() -> list[float]:
    """Heights between vertebrae, from above the first to below the last."""
    found, top = [_TOP], _TOP
    for count, bottom, _, _ in _PARTS:
        found += [top + (bottom - top) * (i + 1) / count for i in range(count)]
        top = bottom
    return found


def _at(line: Array, height: float) -> Array:
    return np.array([np.interp(height, line[:, 1], line[:, 0]), height])


def _bones(line: Array, ends: list[float]) -> list[str]:
    """Vertebrae as rounded boxes with the point behind each, and the sacrum."""
    breadths = [b for n, _, a, c in _PARTS for b in np.linspace(a, c, n)]
    parts = []
    for top, bottom, breadth in zip(ends, ends[1:], breadths, strict=False):
        a, b = _at(line, top), _at(line, bottom)
        along = (b - a) / np.linalg.norm(b - a)
        across = np.array([along[1], -along[0]])
        parts += _vertebra((a + b) / 2, along * (np.linalg.norm(b - a) / 2 - 1.1),
                           across * breadth / 2)  # fmt: skip
    return [*parts, _sacrum(line, ends[-1])]


def _vertebra(middle: Array, along: Array, across: Array) -> list[str]:
    corners = [middle + i * across + j * along for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    back = [middle - 1.25 * across, middle - 1.25 * across - np.array([6.0, 0.0]) + 0.75 * along]
    return [
        tag("path", class_="spike", d=path(np.array(back))),
        tag("path", class_="bones", d=path(np.array(corners), closed=True)),
    ]


def _sacrum(line: Array, top: float) -> str:
    tail = line[line[:, 1] > top + 2.0]
    half = np.linspace(11.0, 1.5, len(tail))[:, None] * np.array([1.0, 0.35])
    outline = np.concatenate([tail + half, (tail - half)[::-1]])
    return tag("path", class_="bones", d=path(outline, closed=True))


def _row(level: str, joint: Array, load: Load | None, scale: _Scale) -> list[str]:
    x, y = float(joint[0]), float(joint[1])
    parts = [
        tag("line", class_="lead-line", x1=x + 6, x2=_LABEL - 8, y1=y, y2=y),
        tag("circle", class_="lvl", cx=x, cy=y, r=4.5),
        tag("text", wording.LEVEL_NAMES[level], class_="lab", x=_LABEL, y=y - 1),
        tag("text", wording.LEVEL_PLACES[level], class_="sub", x=_LABEL, y=y + 13),
    ]
    if load is None or load.value is None:
        return [*parts, tag("text", "not shown by this recording", class_="sub", x=_FROM, y=y + 4)]
    return [*parts, *_bar(load, y, scale), *_value(load, y, scale)]


def _bar(load: Load, y: float, scale: _Scale) -> list[str]:
    """Grey up to the lesser of the two runs, then what form adds or takes."""
    value, base = load.value or 0.0, load.reference if load.reference is not None else load.value
    assert base is not None
    same = value * base > 0
    common = (min(value, base) if value > 0 else max(value, base)) if same else 0.0
    parts = [_block("ref", scale(0.0), scale(common), y)] if same else []
    if abs(scale(value) - scale(common)) > 0.4:
        parts.append(_block("add", scale(common), scale(value), y))
    if abs(scale(base) - scale(common)) > 0.4:
        parts += hatched(box(scale(common), scale(base), y - _HALF, y + _HALF))
    return [*parts, tag("line", class_="zero", x1=scale(0.0), x2=scale(0.0), y1=y - 14, y2=y + 14)]


def _block(tone: str, start: float, end: float, y: float) -> str:
    left, right = sorted((start, end))
    return tag("rect", class_=tone, x=left, y=y - _HALF, width=right - left, height=2 * _HALF)


def _value(load: Load, y: float, scale: _Scale) -> list[str]:
    assert load.value is not None
    low, high = load.low, load.high
    known = low is not None and high is not None
    ends = [scale(v) for v in (load.value, load.reference, low, high) if v is not None]
    x = max(ends) + 9
    parts = []
    if low is not None and high is not None:
        parts.append(tag("line", class_="whisk", x1=scale(low), x2=scale(high), y1=y, y2=y))
    text = f"{wording.newton_metres(load.value)} N m"
    parts.append(tag("text", text, class_="val", x=x, y=y - 1 if known else y + 5))
    if known:
        range_ = (
            f"{wording.newton_metres(low, load.value)} to {wording.newton_metres(high, load.value)}"
        )
        parts.append(tag("text", range_, class_="sub", x=x, y=y + 13))
    return parts
