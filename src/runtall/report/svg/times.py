"""Quantities through time: axes, lines with gaps, and a strip of what the person did."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.segments import Activity, Segment
from runtall.report import wording
from runtall.report.svg.curves import grid
from runtall.report.svg.hatch import box, hatched
from runtall.report.svg.markup import path, svg, tag

Array = npt.NDArray[np.float64]
Ticks = Sequence[tuple[float, str]]

_STEPS_S: Final = (1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
"""What people count time in."""
_MOST_TICKS: Final = 6
_APART: Final = 1.6
"""Of the usual distance: windows further apart have something missing between them."""
_TALL: Final[dict[Activity, float]] = {"rest": 3.0, "walk": 7.0, "run": 12.0, "other": 7.0}
"""Heights of the strip, so that no tone has to tell them apart."""
_STRIP: Final = 20.0
_HATCHED: Final = 6.0
_THIN: Final = 1.2
"""Least width of a segment in px."""


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity in windows: middles ``(window,)`` in s, values and the ends of the interval."""

    time_s: Array
    value: Array
    low: Array | None = None
    high: Array | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a drawing of ``width`` and ``height`` px puts time and value."""

    width: float
    height: float
    start_s: float
    end_s: float
    low: float
    high: float
    left: float = 34.0
    top: float = 8.0
    under: float = 22.0
    """Room under the plot."""

    @property
    def right(self) -> float:
        """Right end of the plot."""
        return self.width - 8.0

    @property
    def bottom(self) -> float:
        """Lower end of the plot."""
        return self.height - self.under

    def x(self, time_s: Array | float) -> Array:
        """Place of a time."""
        share = (np.asarray(time_s, float) - self.start_s) / (self.end_s - self.start_s)
        return self.left + np.clip(share, 0.0, 1.0) * (self.right - self.left)

    def y(self, value: Array | float) -> Array:
        """Place of a value; what lies outside is held at the edge."""
        share = np.clip((np.asarray(value, float) - self.low) / (self.high - self.low), 0.0, 1.0)
        return np.asarray(self.bottom - share * (self.bottom - self.top))

    def points(self, time_s: Array, value: Array) -> Array:
        """Both, of shape (n, 2); NaN where there is no value."""
        return np.column_stack([self.x(time_s), self.y(value)])


def span(lines: Sequence[Line], least: float) -> tuple[float, float]:
    """Ends of the vertical scale with some air, no narrower than ``least``; rare peaks pass."""
    values = [v for line in lines for v in (line.value, line.low, line.high) if v is not None]
    known = np.concatenate([v[np.isfinite(v)] for v in values])
    if not len(known):
        return 0.0, 1.0
    low, high = np.percentile(known, [0.5, 99.5])
    air = max((least - (high - low)) / 2, 0.06 * (high - low), 1e-6)
    return float(low - air), float(high + air)


def time_ticks(start_s: float, end_s: float, *, most: int = _MOST_TICKS) -> list[float]:
    """Round times in a stretch, in s."""
    step = next((s for s in _STEPS_S if (end_s - start_s) / s <= most), _STEPS_S[-1])
    return [float(step * i) for i in range(math.ceil(start_s / step), int(end_s // step) + 1)]


def time_axis(frame: Frame, *, minutes: bool) -> list[str]:
    """Numbers under a plot; the last one carries the unit."""
    ticks = time_ticks(frame.start_s, frame.end_s)
    parts = []
    for tick in ticks:
        x = float(frame.x(tick))
        text = wording.figure(tick / 60 if minutes else tick, 0 if tick % 60 == 0 else 1)
        if not minutes:
            text = wording.figure(tick, 0)
        if tick == ticks[-1]:
            text += " min" if minutes else " s"
        anchor = "end" if x > frame.right - 14 else "start" if x < frame.left + 4 else "middle"
        parts.append(tag("text", text, class_="xtick", x=x, y=frame.height - 5, text_anchor=anchor))
    return parts


def value_axis(frame: Frame, ticks: Ticks | None = None) -> list[str]:
    """Hairlines with their numbers at the left."""
    told = plain_ticks(frame.low, frame.high) if ticks is None else ticks
    parts = []
    for value, text in told:
        y = float(frame.y(value))
        parts.append(tag("line", class_="grid", x1=frame.left, x2=frame.right, y1=y, y2=y))
        parts.append(tag("text", text, class_="ytick", x=frame.left - 6, y=y + 4))
    return parts


def plain_ticks(low: float, high: float) -> list[tuple[float, str]]:
    """Two or three round numbers as they are written."""
    values = grid(low, high)
    decimals = next(d for d in range(9) if all(abs(round(v, d) - v) < 1e-9 for v in values))
    return [(v, wording.figure(v, decimals)) for v in values]


def runs_of(time_s: Array, known: npt.NDArray[np.bool_]) -> list[npt.NDArray[np.int64]]:
    """Stretches of windows that follow on each other and have a value."""
    rows = np.flatnonzero(known).astype(np.int64)
    if not len(rows):
        return []
    usual = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 0.0
    apart = (np.diff(rows) > 1) | (np.diff(time_s[rows]) > _APART * usual)
    return np.split(rows, np.flatnonzero(apart) + 1)


def line(frame: Frame, one: Line, tone: str = "n") -> list[str]:
    """Band and line with gaps where nothing is known; a lone window is a dot."""
    parts = []
    for rows in runs_of(one.time_s, np.isfinite(one.value)):
        time = one.time_s[rows]
        if one.low is not None and one.high is not None and len(rows) > 1:
            around = np.concatenate([
                frame.points(time, one.high[rows]), frame.points(time, one.low[rows])[::-1]
            ])  # fmt: skip
            parts.append(tag("path", class_=f"a {tone}", d=path(around, closed=True)))
        at = frame.points(time, one.value[rows])
        if len(rows) > 1:
            parts.append(tag("path", class_=f"p thin {tone}", d=path(at)))
        else:
            parts.append(tag("circle", class_=f"dot {tone}", cx=at[0, 0], cy=at[0, 1], r=2.0))
    return parts


def wash(frame: Frame, segments: Sequence[Segment]) -> list[str]:
    """A soft ground behind the stretches of running."""
    return [
        tag("rect", class_="wash", x=float(frame.x(s.start_s)), y=frame.top,
            width=_wide(frame, s), height=frame.bottom - frame.top)
        for s in segments if s.activity == "run"
    ]  # fmt: skip


def _wide(frame: Frame, segment: Segment) -> float:
    return max(float(frame.x(segment.end_s) - frame.x(segment.start_s)), _THIN)


def strip(frame: Frame, segments: Sequence[Segment], floor: float) -> list[str]:
    """What the person did: the higher, the more movement; hatched what is none of these."""
    parts: list[str] = []
    for segment in segments:
        left, wide, tall = (
            float(frame.x(segment.start_s)),
            _wide(frame, segment),
            _TALL[segment.activity],
        )
        if segment.activity == "other":
            drawn = hatched(box(left, left + wide, floor - tall, floor))
            # Too narrow for lines, a piece is an outline.
            parts += drawn if wide > _HATCHED else drawn[:1]
            continue
        parts.append(
            tag("rect", class_=f"act {segment.activity}", x=left, y=floor - tall, width=wide,
                height=tall)
        )  # fmt: skip
    return parts


def panel(
    one: Line,
    frame: Frame,
    *,
    label: str,
    segments: Sequence[Segment] = (),
    ticks: Ticks | None = None,
) -> str:
    """One quantity through the recording; with ``segments`` the strip of them is under it."""
    parts = wash(frame, segments)
    parts += value_axis(frame, ticks)
    parts += line(frame, one)
    if segments:
        parts += strip(frame, segments, frame.bottom + _STRIP)
    parts += time_axis(frame, minutes=True)
    return svg(frame.width, frame.height, *parts, label=label, class_="through")


def swatch(activity: Activity) -> str:
    """A piece of the strip for the key."""
    floor, tall = 12.0, _TALL[activity]
    if activity == "other":
        return svg(
            18, 13, *hatched(box(1.0, 17.0, floor - tall, floor)), label="", class_="act-key"
        )
    one = tag("rect", class_=f"act {activity}", x=0.0, y=floor - tall, width=18.0, height=tall)
    return svg(18, 13, one, label="", class_="act-key")
