"""From the run without its habits to the run: what each of them adds to one load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from runtall.report.svg.hatch import box, hatched
from runtall.report.svg.markup import svg, tag

_WIDTH, _ROW, _TOP = 340.0, 38.0, 4.0
_FROM, _TO = 116.0, 252.0
_HALF: Final = 8.0


@dataclass(frozen=True, slots=True)
class Step:
    """One row: its name, what it adds (or its whole height), the interval, and the words.

    ``kind`` is ``"base"``, ``"share"`` or ``"run"``.
    """

    kind: str
    name: str
    value: float
    low: float | None
    high: float | None
    text: str
    range_: str = ""


def waterfall(steps: Sequence[Step], label: str) -> str:
    """Rows from above; what takes away runs to the left and is hatched."""
    starts = _starts(steps)
    place = _Scale(steps, starts)
    height = _TOP + _ROW * len(steps)
    zero = place(0.0)
    parts = [tag("line", class_="zero", x1=zero, x2=zero, y1=_TOP, y2=height - 4)]
    for row, (step, start) in enumerate(zip(steps, starts, strict=True)):
        y = _TOP + _ROW * (row + 0.5)
        end = place(start + step.value)
        if row + 1 < len(steps):
            parts.append(tag("line", class_="lead-line", x1=end, x2=end, y1=y, y2=y + _ROW))
        parts += _bar(step, place(start), end, y)
        parts += _interval(step, start, y, place)
        parts += _words(step, y)
    return svg(_WIDTH, height, *parts, label=label, class_="waterfall")


def _starts(steps: Sequence[Step]) -> list[float]:
    found, total = [], 0.0
    for step in steps:
        found.append(total if step.kind == "share" else 0.0)
        total = found[-1] + step.value
    return found


class _Scale:
    """Where values lie, with zero in sight."""

    def __init__(self, steps: Sequence[Step], starts: Sequence[float]) -> None:
        shown = [0.0]
        for step, start in zip(steps, starts, strict=True):
            shown += [start + v for v in (step.value, step.low, step.high) if v is not None]
        self.low, self.high = min(shown), max(shown)

    def __call__(self, value: float) -> float:
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return _FROM + share * (_TO - _FROM)


def _bar(step: Step, start: float, end: float, y: float) -> list[str]:
    left, right = sorted((start, end))
    if step.kind == "share" and step.value < 0:
        return hatched(box(left, right, y - _HALF, y + _HALF))
    tone = {"base": "ref", "share": "add", "run": "own"}[step.kind]
    return [
        tag("rect", class_=tone, x=left, y=y - _HALF, width=max(right - left, 1.0),
            height=2 * _HALF)
    ]  # fmt: skip


def _interval(step: Step, start: float, y: float, place: _Scale) -> list[str]:
    if step.low is None or step.high is None:
        return []
    tone = "whisk over" if step.kind == "run" else "whisk"
    return [
        tag("line", class_=tone, x1=place(start + step.low), x2=place(start + step.high),
            y1=y, y2=y)
    ]  # fmt: skip


def _words(step: Step, y: float) -> list[str]:
    x = _TO + 10
    strong = "val" if step.kind != "base" else "val light"
    parts = [
        tag("text", step.name, class_="lab", x=0.0, y=y + 4.5),
        tag("text", step.text, class_=strong, x=x, y=y - 1 if step.range_ else y + 4.5),
    ]
    if step.range_:
        parts.append(tag("text", step.range_, class_="sub", x=x, y=y + 13))
    return parts
