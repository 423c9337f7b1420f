"""Muscle groups on a body, shaded by what the habits change in their effort."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from runtall.motion.measurement import Side
from runtall.report.svg import muscle_shapes as shapes
from runtall.report.svg.hatch import Array, hatched, rounded
from runtall.report.svg.markup import path, svg, tag
from runtall.report.svg.muscle_shapes import BEFORE, BEHIND, HALF, HEIGHT, Points

From = Literal["behind", "front"]
VIEWS: Final[tuple[From, From]] = ("behind", "front")

_STEPS: Final = ((40.0, "m3"), (15.0, "m2"), (0.0, "m1"))
"""Shade from which change in %, an engineering choice: the numbers stand beside it."""
_WORDS_H: Final = 22.0


@dataclass(frozen=True, slots=True)
class Effort:
    """Change of one group's effort: in %, None where it cannot be told or has no number.

    ``way`` is +1 more, -1 less, 0 cannot be told.
    """

    way: int
    percent: float | None = None


Efforts = Mapping[tuple[str, Side], Effort]


def muscle_map(efforts: Efforts, seen: From) -> str:
    """The body from one side; groups without an entry stay as quiet as the body."""
    label = f"Muscle groups {_told(seen)}: shade tells how their effort changes with the habits"
    body = [*_figure(), *_landmarks(seen)]
    for group, points in (BEHIND if seen == "behind" else BEFORE).items():
        for side in ("left", "right"):
            way = _way(side, seen)
            outline = _shift(rounded(shapes.half(points, way)))
            body += _muscle(outline, efforts.get((group, side)))
    middle, y = HALF, HEIGHT + 16
    sides = [
        tag("text", side, class_=f"tick t{side[0]}", x=middle + 62 * _way(side, seen), y=y)
        for side in ("left", "right")
    ]
    name = tag("text", _told(seen), class_="tick", x=middle, y=y)
    return svg(2 * HALF, HEIGHT + _WORDS_H, *body, *sides, name, label=label, class_="muscles")


def groups(seen: From) -> tuple[str, ...]:
    """Groups that are seen from there."""
    return tuple(BEHIND if seen == "behind" else BEFORE)


def shade(effort: Effort) -> str:
    """Class of a shape: ``m0`` cannot be told, ``m1`` to ``m3`` more, ``less``."""
    if effort.way == 0:
        return "m0"
    if effort.way < 0:
        return "less"
    if effort.percent is None:
        return "m2"
    return next(tone for least, tone in _STEPS if effort.percent >= least)


def _told(seen: From) -> str:
    return "from behind" if seen == "behind" else "from the front"


def _way(side: Side | str, seen: From) -> float:
    return 1.0 if (side == "right") == (seen == "behind") else -1.0


def _shift(points: Array) -> Array:
    moved: Array = points + np.array([HALF, 0.0])
    return moved


def _figure() -> list[str]:
    arms = [_shift(rounded(shapes.half(shapes.ARM, way))) for way in (-1.0, 1.0)]
    trunk, head = (_shift(rounded(shapes.whole(s))) for s in (shapes.TRUNK, shapes.HEAD))
    outlines = [("k1", arms[0]), ("k1", arms[1]), ("k2", trunk), ("k2", head)]
    return [tag("path", class_=tone, d=path(line, closed=True)) for tone, line in outlines]


def _landmarks(seen: From) -> list[str]:
    lines: tuple[Points, ...] = (shapes.COLLAR, shapes.RIBS) if seen == "front" else (shapes.BLADE,)
    drawn = [
        _shift(rounded(shapes.half(points, way), closed=False))
        for points in lines
        for way in (-1.0, 1.0)
    ]
    return [tag("path", class_="mark-line", d=path(line)) for line in drawn]


def _muscle(outline: Array, effort: Effort | None) -> list[str]:
    if effort is None:
        return []
    tone = shade(effort)
    if tone == "less":
        return hatched(outline)
    return [tag("path", class_=f"muscle {tone}", d=path(outline, closed=True))]
