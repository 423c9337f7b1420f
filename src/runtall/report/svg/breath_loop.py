"""Belly across and chest up through the mean breath (the loop of Konno and Mead)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.breathing import BreathingLoop
from runtall.report import wording
from runtall.report.svg.markup import number, path, svg, tag

Array = npt.NDArray[np.float64]

_SIZE: Final = 270.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 250.0, 14.0, 234.0
_AIR: Final = 1.1
_TONES: Final = ("strong", "quiet")
"""Classes of the last loop and of the one before."""
_LINE: Final = 17.0
"""px from one line of text to the next."""
_TIP: Final = 4.6
_ARROWS: Final = (18, 68)
"""Points of the loop that carry an arrow: well within breathing in and out."""


def loops(found: Sequence[BreathingLoop]) -> str:
    """One loop or two about one middle, at one scale on both axes; the last one strong."""
    reach = _AIR * max(float(np.abs([x.belly, x.chest]).max()) for x in found) or 1.0
    parts = _frame(reach)
    for row, loop in enumerate(found):
        tone = _TONES[len(found) - 1 - row]
        at = _place(loop.belly, loop.chest, reach)
        parts.append(tag("path", class_=f"path {tone}", d=path(at, closed=True)))
        parts += [_arrow(at, row, tone) for row in _ARROWS]
    parts += _names(found, reach)
    return svg(_SIZE, _SIZE - 8, *parts, label=describe(found), class_="square")


def _place(belly: Array, chest: Array, reach: float) -> Array:
    middle_x, middle_y = (_LEFT + _RIGHT) / 2, (_TOP + _BOTTOM) / 2
    scale = (_RIGHT - _LEFT) / 2 / reach
    return np.column_stack([middle_x + scale * belly, middle_y - scale * chest])


def _frame(reach: float) -> list[str]:
    ends = _place(np.array([-1.0, 1.0]) * reach, np.array([-1.0, 1.0]) * reach, reach)
    (x1, y1), (x2, y2) = ends
    corners = ((x1, y2), (x1, y1), (x2, y1))
    return [
        tag("path", class_="corner", d=path(np.array(corners))),
        tag("line", class_="midl", x1=x1, y1=y1, x2=x2, y2=y2),
        tag("text", "moving alike", class_="sub", text_anchor="end", x=x2 - 8, y=y2 + 6),
        tag("text", "belly out →", class_="sub", x=_RIGHT, y=_BOTTOM + 18, text_anchor="end"),
        tag("text", "chest out →", class_="sub", text_anchor="end", x=0.0, y=0.0,
            transform=f"translate({number(_LEFT - 9)} {number(_TOP)}) rotate(-90)"),
    ]  # fmt: skip


def _arrow(at: Array, row: int, tone: str) -> str:
    """A head in the direction of travel."""
    way = at[(row + 2) % len(at)] - at[row - 2]
    way = way / (np.hypot(*way) or 1.0)
    across = np.array([-way[1], way[0]])
    tip = at[row] + _TIP * way
    back = [at[row] - _TIP * way + side * _TIP * across for side in (0.9, -0.9)]
    return tag("path", class_=f"head {tone}", d=path(np.array([tip, *back]), closed=True))


def _names(found: Sequence[BreathingLoop], reach: float) -> list[str]:
    """Each loop's name beside its right end, no two on one line."""
    parts, taken = [], list[float]()
    for row, loop in enumerate(found):
        at = _place(loop.belly, loop.chest, reach)
        x, y = at[int(np.argmax(at[:, 0]))] + np.array([7.0, 16.0])
        while any(abs(y - other) < _LINE for other in taken):
            y += _LINE
        taken.append(float(y))
        tone = _TONES[len(found) - 1 - row]
        parts.append(tag("text", wording.activity(loop.activity), class_=f"name {tone}",
                         x=min(x, _SIZE - 41), y=y, text_anchor="start"))  # fmt: skip
    return parts


def describe(found: Sequence[BreathingLoop]) -> str:
    """What the loops show, for those who do not see them."""
    told = [
        f"{wording.doing(x.activity)}: chest {wording.figure(100 * _share(x), 0)} % of the "
        f"movement of both, {_way(x)}"
        for x in found
    ]
    return f"Belly across against chest up through the mean breath; {'; '.join(told)}"


def _share(loop: BreathingLoop) -> float:
    chest, belly = np.ptp(loop.chest), np.ptp(loop.belly)
    return float(chest / (chest + belly)) if chest + belly else 0.5


def _way(loop: BreathingLoop) -> str:
    """Which of them leads: the sense of turning."""
    x, y = loop.belly, loop.chest
    area = float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2
    size = float(np.ptp(x) * np.ptp(y)) or 1.0
    if abs(area) < 0.05 * size:
        return "both together"
    return "the belly ahead of the chest" if area > 0 else "the chest ahead of the belly"
