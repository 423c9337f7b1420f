"""Where in the stride breathing out begins: a rose with a half for each foot."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.breathing import StepBreath
from runtall.report import wording
from runtall.report.svg.markup import number, svg, tag

Array = npt.NDArray[np.float64]

_WIDTH, _HEIGHT = 270.0, 262.0
_X, _Y, _R = 135.0, 131.0, 94.0
_PETALS: Final = 12
"""Few enough for a minute of breaths, as many in each half."""
_GAP: Final = 0.012
"""Of a turn, between two petals."""


def counts(found: StepBreath) -> npt.NDArray[np.int64]:
    """Breaths by petal, from phase 0 on."""
    known = found.phase[np.isfinite(found.phase)]
    return np.bincount((known % 1.0 * _PETALS).astype(np.int64) % _PETALS, minlength=_PETALS)


def rose(found: StepBreath) -> str:
    """Petals whose area counts breaths; the ring is where all would be alike.

    Phase 0 lies at the bottom and goes clockwise, so that what follows the step of foot 0 (the
    left one where that is known) is the left half.
    """
    n = counts(found)
    alike = n.sum() / _PETALS
    most = max(float(n.max()), 1.0)
    parts = _ground(found)
    for row, count in enumerate(n):
        if count:
            radius = _R * float(np.sqrt(count / most))
            parts.append(tag("path", class_=f"petal {_tone(found, row)}", d=_petal(row, radius)))
    ring = _R * float(np.sqrt(alike / most))
    parts.append(tag("circle", class_="ring", cx=_X, cy=_Y, r=ring))
    return svg(_WIDTH, _HEIGHT, *parts, label=describe(found), class_="square")


def _tone(found: StepBreath, row: int) -> str:
    if not (found.by_foot and found.named):
        return "n"
    return "l" if row < _PETALS // 2 else "r"


def _at(phase: float, radius: float) -> tuple[float, float]:
    turn = 2 * np.pi * phase
    return _X - radius * float(np.sin(turn)), _Y + radius * float(np.cos(turn))


def _petal(row: int, radius: float) -> str:
    first, last = row / _PETALS + _GAP / 2, (row + 1) / _PETALS - _GAP / 2
    (x1, y1), (x2, y2) = _at(first, radius), _at(last, radius)
    r = number(radius)
    return (
        f"M{number(_X)} {number(_Y)}L{number(x1)} {number(y1)}"
        f"A{r} {r} 0 0 1 {number(x2)} {number(y2)}Z"
    )


def feet(found: StepBreath) -> tuple[str, str]:
    """Names of the two halves, of foot 0 and foot 1."""
    return ("left foot", "right foot") if found.named else ("one foot", "the other")


def _ground(found: StepBreath) -> list[str]:
    parts = [tag("circle", class_="rim", cx=_X, cy=_Y, r=_R)]
    if not found.by_foot:
        low = tag("text", "step", class_="sub", x=_X, y=_Y + _R + 17, text_anchor="middle")
        return [*parts, tag("line", class_="rim", x1=_X, x2=_X, y1=_Y, y2=_Y + _R + 4), low]
    first, second = feet(found)
    parts.append(tag("line", class_="rim", x1=_X, x2=_X, y1=_Y - _R - 4, y2=_Y + _R + 4))
    for name, y in ((first, _Y + _R + 17), (second, _Y - _R - 9)):
        parts.append(tag("text", f"{name} lands", class_="sub", x=_X, y=y, text_anchor="middle"))
    return parts


def describe(found: StepBreath) -> str:
    """What the rose shows, for those who do not see it."""
    n = counts(found)
    top = int(np.argmax(n))
    low, high = (round(100 * p / _PETALS) for p in (top, top + 1))
    cycle = "stride" if found.by_foot else "step"
    most = wording.counted(int(n[top]), "breath")
    return (
        f"Where in the {cycle} breathing out begins, {wording.counted(int(n.sum()), 'breath')}: "
        f"most often at {low} to {high} % of it, {most}; "
        f"{wording.figure(n.sum() / _PETALS, 1)} would be chance"
    )
