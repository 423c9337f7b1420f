"""The path of the wrists against the midline, seen from behind or from the front."""

from __future__ import annotations

import numpy as np

from runtall.analysis.result import ArmPath
from runtall.report.svg.markup import path, svg, tag

_WIDTH, _HEIGHT = 300.0, 250.0
_MIDDLE, _SHOULDER_Y, _BREADTH = 150.0, 78.0, 104.0


def arms(paths: list[ArmPath], *, from_front: bool) -> str:
    """Both wrist loops with shoulders, midline and a faint body as the place to compare with."""
    parts = _body()
    for wrist in paths:
        outward = (1.0 if wrist.side == "right" else -1.0) * (-1.0 if from_front else 1.0)
        x = _MIDDLE + outward * wrist.across * _BREADTH
        y = _SHOULDER_Y - wrist.up * _BREADTH
        points = np.column_stack([np.clip(x, 4, _WIDTH - 4), np.clip(y, 4, _HEIGHT - 22)])
        tone = "l" if wrist.side == "left" else "r"
        parts.append(tag("path", class_=f"loop {tone}", d=path(points, closed=True)))
        nearest = int(np.nanargmin(wrist.across))
        parts.append(
            tag("circle", class_=f"near {tone}", cx=float(points[nearest, 0]),
                cy=float(points[nearest, 1]), r=4.5)
        )  # fmt: skip
    parts += _names(paths, from_front)
    return svg(_WIDTH, _HEIGHT, *parts, label=describe(paths), class_="arms")


def _body() -> list[str]:
    half = _BREADTH / 2
    left, right = _MIDDLE - half, _MIDDLE + half
    torso = (
        f"M{left} {_SHOULDER_Y - 6}Q{_MIDDLE} {_SHOULDER_Y - 24} {right} {_SHOULDER_Y - 6}"
        f"Q{right + 3} {_SHOULDER_Y + 70} {right - 18} {_SHOULDER_Y + 148}"
        f"L{left + 18} {_SHOULDER_Y + 148}Q{left - 3} {_SHOULDER_Y + 70} {left} {_SHOULDER_Y - 6}Z"
    )
    return [
        tag("path", class_="body", d=torso),
        tag("ellipse", class_="body", cx=_MIDDLE, cy=33.0, rx=18.0, ry=24.0),
        tag("line", class_="midl", x1=_MIDDLE, x2=_MIDDLE, y1=6.0, y2=_HEIGHT - 20),
        tag("circle", class_="sh", cx=left, cy=_SHOULDER_Y, r=4.5),
        tag("circle", class_="sh", cx=right, cy=_SHOULDER_Y, r=4.5),
    ]


def _names(paths: list[ArmPath], from_front: bool) -> list[str]:
    parts = [tag("text", "midline", class_="tick", x=_MIDDLE, y=_HEIGHT - 5)]
    for wrist in paths:
        outward = (1.0 if wrist.side == "right" else -1.0) * (-1.0 if from_front else 1.0)
        place = _MIDDLE + outward * 116.0
        parts.append(tag("text", wrist.side, class_="tick", x=place, y=_HEIGHT - 5))
    return parts


def describe(paths: list[ArmPath]) -> str:
    """What the drawing shows, for those who do not see it."""
    told = []
    for wrist in paths:
        nearest = float(np.nanmin(wrist.across))
        where = "crosses the midline" if nearest < 0 else "stays on its own side"
        told.append(f"the {wrist.side} wrist {where}, nearest {nearest:.2f} shoulder breadths")
    return f"Path of the wrists: {'; '.join(told)}"
