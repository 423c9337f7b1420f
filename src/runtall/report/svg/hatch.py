"""Outlines through points, and hatching inside them: for what is less, not more."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.report.svg.markup import number, tag

Array = npt.NDArray[np.float64]

_STEPS: Final = 6
_GAP: Final = 4.5


def rounded(points: Array, *, closed: bool = True) -> Array:
    """A smooth line (m, 2) through points (n, 2): each piece bends as its neighbours ask."""
    whole = (
        np.concatenate([points[-1:], points, points[:2]])
        if closed
        else np.concatenate([points[:1], points, points[-1:]])
    )
    t = np.linspace(0.0, 1.0, _STEPS, endpoint=False)[:, None]
    pieces = [_piece(whole[i : i + 4], t) for i in range(len(whole) - 3)]
    return np.concatenate(pieces if closed else [*pieces, points[-1:]])


def _piece(four: Array, t: Array) -> Array:
    a, b, c, d = four
    bend: Array = (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    ) / 2
    return bend


def box(left: float, right: float, top: float, bottom: float) -> Array:
    """Corners of a rectangle; the sides come in any order."""
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]])


def hatched(outline: Array, tone: str = "less") -> list[str]:
    """An outline (n, 2) with slanting lines in it.

    Drawn line by line: a pattern that a drawing only refers to is lost where it is copied.
    """
    edge = "".join(f"{'L' if i else 'M'}{number(x)} {number(y)}" for i, (x, y) in _each(outline))
    lines = "".join(
        f"M{number(a[0])} {number(a[1])}L{number(b[0])} {number(b[1])}"
        for a, b in _slanted(outline)
    )
    return [tag("path", class_=f"{tone} edge", d=f"{edge}Z"), tag("path", class_=tone, d=lines)]


def _each(outline: Array) -> list[tuple[int, tuple[float, float]]]:
    return [(i, (float(x), float(y))) for i, (x, y) in enumerate(outline)]


def _slanted(outline: Array) -> list[tuple[Array, Array]]:
    """Pieces inside the outline of the lines on which x + y is a multiple of the gap."""
    total = outline.sum(axis=1)
    first, last = np.ceil(total.min() / _GAP), np.floor(total.max() / _GAP)
    found: list[tuple[Array, Array]] = []
    for level in _GAP * np.arange(first, last + 1):
        cuts = _cuts(outline, total - level)
        found += [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return found


def _cuts(outline: Array, above: Array) -> list[Array]:
    """Where the outline crosses a line, from left to right; ``above`` is each point's side."""
    ahead, beyond = np.roll(outline, -1, axis=0), np.roll(above, -1)
    crossing = (above < 0) != (beyond < 0)
    share = above[crossing] / (above[crossing] - beyond[crossing])
    points = outline[crossing] + share[:, None] * (ahead - outline)[crossing]
    return list(points[np.argsort(points[:, 0])])
