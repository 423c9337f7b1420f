"""The scale under a number: usual range as a soft bar, interval as a thick line, value as a dot."""

from __future__ import annotations

import math
from dataclasses import dataclass

from runtall.motion.measurement import Measurement
from runtall.report import wording
from runtall.report.svg.markup import svg, tag

# Air on both sides of what is shown, as a share of its width.
_MARGIN = 0.22


@dataclass(frozen=True, slots=True)
class Domain:
    """Numbers at the two ends of a scale."""

    low: float
    high: float

    def place(self, value: float, width: float, inset: float) -> float:
        """Where a value lies, in px; what lies outside is held at the end."""
        share = (value - self.low) / (self.high - self.low)
        return inset + min(max(share, 0.0), 1.0) * (width - 2 * inset)


def domain(measurements: list[Measurement]) -> Domain:
    """One domain for all sides of a quantity, so that left and right compare by eye."""
    shown: list[float] = []
    for m in measurements:
        shown += [v for v in (m.value, m.low, m.high, *(m.usual or ())) if v is not None]
    shown = [v for v in shown if math.isfinite(v)] or [0.0, 1.0]
    low, high = min(shown), max(shown)
    air = _MARGIN * (high - low) or max(abs(low) * _MARGIN, 1.0)
    return Domain(low - air, high + air)


def describe(measurement: Measurement) -> str:
    """What the scale shows, for those who do not see it."""
    name = wording.human(measurement.name, measurement.side)
    value = " ".join(wording.amount(measurement)).strip()
    text = (
        f"{name} {value}, "
        f"{wording.percent(measurement.level)} interval {wording.interval(measurement)}"
    )
    usual = wording.usual(measurement)
    return f"{text}, usual {usual}" if usual else text


def big(measurement: Measurement, tone: str = "c") -> str:
    """Scale of a finding, 320 px wide, the bounds of the usual range written below."""
    width, inset, middle = 320.0, 6.0, 14.0
    on = domain([measurement])
    parts = [tag("line", class_="axis", x1=inset, x2=width - inset, y1=middle, y2=middle)]
    parts += _usual_bar(measurement, on, width=width, inset=inset, middle=middle, thick=9.0)
    parts += _value(measurement, on, width=width, inset=inset, middle=middle, tone=tone)
    if measurement.usual:
        parts += _ticks(measurement, on, width, inset)
    return svg(width, 40, *parts, label=describe(measurement), class_="scale")


def _ticks(m: Measurement, on: Domain, width: float, inset: float) -> list[str]:
    low, high = m.usual or (math.nan, math.nan)
    ends = [v for v in (low, high) if math.isfinite(v)]
    decimals = 2 if wording.words(m.name).decimals > 1 else 0
    places = [on.place(v, width, inset) for v in ends]
    if len(places) == 2 and places[1] - places[0] < 34.0:
        # Two numbers would touch: one label in the middle says both.
        text = f"usual {wording.usual(m)}"
        middle = min(max(sum(places) / 2, 50.0), width - 50.0)
        return [tag("text", text, class_="tick", x=middle, y=35.0)]
    parts = [
        tag("text", wording.figure(v, decimals), class_="tick", x=x, y=35.0)
        for v, x in zip(ends, places, strict=True)
    ]
    if len(places) == 2 and places[1] - places[0] > 84.0:
        parts.append(tag("text", "usual", class_="tick", x=sum(places) / 2, y=35.0))
    return parts


def _usual_bar(
    m: Measurement, on: Domain, *, width: float, inset: float, middle: float, thick: float
) -> list[str]:
    if not m.usual:
        return []
    left, right = (on.place(v, width, inset) for v in m.usual)
    return [
        tag("rect", class_="band", x=left, y=middle - thick / 2, width=max(right - left, 2.0),
            height=thick, rx=thick / 2)
    ]  # fmt: skip


def _value(
    m: Measurement, on: Domain, *, width: float, inset: float, middle: float, tone: str
) -> list[str]:
    if m.value is None or m.low is None or m.high is None:
        return []
    left, right = on.place(m.low, width, inset), on.place(m.high, width, inset)
    return [
        tag("line", class_=f"ci {tone}", x1=left, x2=right, y1=middle, y2=middle),
        tag("circle", class_=f"dot {tone}", cx=on.place(m.value, width, inset), cy=middle, r=6.0),
    ]


def small(measurement: Measurement, on: Domain, tone: str) -> str:
    """Scale of a table row, 150 px wide, decoration beside the written numbers."""
    width, inset, middle = 150.0, 5.0, 8.0
    parts = _usual_bar(measurement, on, width=width, inset=inset, middle=middle, thick=7.0)
    return _row(measurement, on, tone, parts)


def change(measurement: Measurement, tone: str = "n") -> str:
    """Scale of a change, as `small`, with none of it in the middle and marked."""
    ends = [abs(v) for v in (measurement.low, measurement.high) if v is not None]
    reach = (1.0 + _MARGIN) * max(ends, default=1.0) or 1.0
    zero = tag("line", class_="none", x1=75.0, x2=75.0, y1=1.0, y2=15.0)
    return _row(measurement, Domain(-reach, reach), tone, [zero])


def _row(measurement: Measurement, on: Domain, tone: str, behind: list[str]) -> str:
    width, inset, middle = 150.0, 5.0, 8.0
    axis = tag("line", class_="axis", x1=inset, x2=width - inset, y1=middle, y2=middle)
    parts = [axis, *behind]
    if (
        measurement.value is not None
        and measurement.low is not None
        and measurement.high is not None
    ):
        left, right = (on.place(v, width, inset) for v in (measurement.low, measurement.high))
        centre = on.place(measurement.value, width, inset)
        parts.append(tag("line", class_=f"ci s {tone}", x1=left, x2=right, y1=middle, y2=middle))
        parts.append(tag("circle", class_=f"dot {tone}", cx=centre, cy=middle, r=4.0))
    return svg(width, 16, *parts, label="", class_="mini")
