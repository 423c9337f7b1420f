"""Lines on a picture: thin, smooth, light with dark edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.report.lines import Shape, Spot, Stroke
from runtall.report.overlay.lettering import Colour

Picture = npt.NDArray[np.uint8]

# Coordinates are given to a sixteenth of a pixel, so that slow lines do not jump.
_SHIFT: Final = 4
_DOT_EVERY: Final = 3.4


@dataclass(frozen=True, slots=True)
class Look:
    """Colours by role."""

    left: Colour
    right: Colour
    line: Colour
    soft: Colour
    edge: Colour | None
    paper: Colour = (251, 250, 247)


ON_FILM: Final = Look(
    left=(125, 179, 240), right=(245, 171, 92), line=(255, 255, 255), soft=(225, 230, 236),
    edge=(32, 35, 40),
)  # fmt: skip
ON_PAPER: Final = Look(
    left=(47, 109, 179), right=(215, 129, 42), line=(28, 31, 36), soft=(150, 156, 166), edge=None,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Canvas:
    """A picture to draw on and how wide a bone is, in px."""

    picture: Picture
    look: Look
    bone: float

    def draw(self, shapes: list[Shape]) -> None:
        """Draw strokes and spots: first all edges, then all lines, so that crossings stay clean."""
        strokes = [s for s in shapes if isinstance(s, Stroke) and not s.dotted]
        if self.look.edge is not None:
            for stroke in strokes:
                self._line(stroke.points, self.look.edge, self._width(stroke) + 2)
        for stroke in strokes:
            self._line(stroke.points, self._colour(stroke.role), self._width(stroke))
        for shape in shapes:
            if isinstance(shape, Stroke) and shape.dotted:
                self._dots(shape)
            elif isinstance(shape, Spot):
                self._spot(shape)

    def _width(self, stroke: Stroke) -> int:
        return max(round(self.bone * stroke.weight), 1)

    def _colour(self, role: str) -> Colour:
        colour: Colour = getattr(self.look, role)
        return colour

    def _line(self, points: npt.NDArray[np.float64], colour: Colour, width: int) -> None:
        import cv2

        cv2.polylines(
            self.picture, [_fixed(points)], isClosed=False, color=colour, thickness=width,
            lineType=cv2.LINE_AA, shift=_SHIFT,
        )  # fmt: skip

    def _dots(self, stroke: Stroke) -> None:
        a, b = stroke.points[0], stroke.points[-1]
        length = float(np.hypot(*(b - a)))
        every = self.bone * _DOT_EVERY
        for share in np.arange(0.0, 1.0, every / max(length, every)):
            self._disc(a + (b - a) * share, self.bone * 0.45, self.look.line, 0.6)

    def _spot(self, spot: Spot) -> None:
        self._disc(spot.at, self.bone * 0.95 * spot.weight, self.look.line)

    def _disc(self, at: Any, radius: float, colour: Colour, rim: float = 1.0) -> None:  # noqa: ANN401 - a place
        import cv2

        x, y = _fixed(np.asarray(at)[None])[0]
        place = (int(x), int(y))
        if self.look.edge is not None:
            cv2.circle(
                self.picture, place, _scaled(radius + rim), self.look.edge, -1, cv2.LINE_AA, _SHIFT
            )
        cv2.circle(self.picture, place, _scaled(radius), colour, -1, cv2.LINE_AA, _SHIFT)


def _fixed(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
    # Far outside, fixed-point numbers would overflow; nothing there is seen anyway.
    placed = np.minimum(np.maximum(points, -2e4), 2e4) * (1 << _SHIFT)
    return np.asarray(np.rint(placed), dtype=np.int32)


def _scaled(radius: float) -> int:
    return round(radius * (1 << _SHIFT))
