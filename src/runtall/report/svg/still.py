"""A still of the clip with the lines of one measurement, as one drawing."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

import numpy as np
import numpy.typing as npt

from runtall.report.lines import Label, Shape, Spot, Stroke
from runtall.report.svg.markup import number, path, svg, tag

# All stills share these units, so that lines and text look alike whatever the clip's size.
WIDTH = 600.0
_BONE = 3.6
_TEXT = 26.0


@dataclass(frozen=True, slots=True)
class Still:
    """A cut-out of one frame: ``box`` (left, top, right, bottom) in px, JPEG or none."""

    box: tuple[float, float, float, float]
    jpeg: bytes | None


def draw(still: Still, shapes: list[Shape], label: str, *, bold: float = 1.0) -> str:
    """The picture, or plain paper where the person is hidden, with lines over it.

    ``bold`` thickens lines and text of a picture that is shown small.
    """
    left, top, right, bottom = still.box
    zoom = WIDTH / (right - left)
    height = (bottom - top) * zoom
    origin = np.array([left, top])
    parts = [tag("rect", class_="paper", x=0.0, y=0.0, width=WIDTH, height=height)]
    if still.jpeg:
        data = base64.b64encode(still.jpeg).decode("ascii")
        parts.append(
            f'<image href="data:image/jpeg;base64,{data}" x="0" y="0" '
            f'width="{number(WIDTH)}" height="{number(height)}" preserveAspectRatio="none"/>'
        )
    tone = "on-photo" if still.jpeg else "on-paper"
    drawn = [_shape(shape, origin, zoom, (height, bold)) for shape in shapes]
    parts.append(f'<g class="{tone}">{"".join(drawn)}</g>')
    return svg(WIDTH, height, *parts, label=label, class_="still")


def _shape(
    shape: Shape, origin: npt.NDArray[np.float64], zoom: float, page: tuple[float, float]
) -> str:
    height, bold = page
    if isinstance(shape, Stroke):
        return _stroke(shape, path((shape.points - origin) * zoom), bold)
    x, y = ((shape.at - origin) * zoom).tolist()
    if isinstance(shape, Spot):
        return tag("circle", class_=f"spot {shape.role}", cx=x, cy=y, r=4.2 * shape.weight * bold)
    return _label(shape, x, min(max(y, _TEXT * bold), height - 8), bold)


def _stroke(shape: Stroke, data: str, bold: float) -> str:
    width = _BONE * shape.weight * bold
    if shape.dotted:
        dots = {"stroke_dasharray": f"0.1 {number(width * 2.6)}"}
        return tag("path", class_="dots", d=data, stroke_width=width * 1.15, **dots)
    edge = tag("path", class_="edge", d=data, stroke_width=width + 2.6)
    return edge + tag("path", class_=shape.role, d=data, stroke_width=width)


def _label(shape: Label, x: float, y: float, bold: float) -> str:
    # Half the advance of a digit in px: enough to keep a short text inside the picture.
    size = _TEXT * bold
    room = len(shape.text) * size * 0.56
    x = min(x, WIDTH - room - 6) if shape.align == "start" else max(x, room + 6)
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" '
        f'text-anchor="{shape.align}">{escape(shape.text)}</text>'
    )
