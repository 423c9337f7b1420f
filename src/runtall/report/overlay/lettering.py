"""Text on pictures: set once with a real typeface, then only blended."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Colour = tuple[int, int, int]

_EDGE: Final = 0.1


@lru_cache(maxsize=512)
def _set(text: str, size: int, colour: Colour, edge: Colour) -> tuple[Picture, Picture]:
    """Colour (h, w, 3) and cover (h, w, 1) of a text, cropped to it at the sides."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.load_default(size)
    pad = max(round(size * _EDGE), 1)
    width = int(font.getlength(text)) + 2 * pad + 2
    height = round(size * 1.3) + 2 * pad
    image = Image.new("RGBA", (width, height), (*edge, 0))
    ImageDraw.Draw(image).text(
        (pad, pad), text, font=font, fill=(*colour, 255), stroke_width=pad, stroke_fill=(*edge, 255)
    )
    pixels = np.asarray(image)
    return pixels[..., :3], pixels[..., 3:]


def plain(text: str) -> str:
    """Text in the characters that the built-in typeface has."""
    simple = text.replace("−", "-").replace("–", "-").replace("\u00a0", " ")
    return "".join(c if c == "°" or (c.isascii() and c.isprintable()) else "?" for c in simple)


def width(text: str, size: int) -> int:
    """Width of a text in px."""
    return _set(plain(text), size, (0, 0, 0), (0, 0, 0))[0].shape[1]


def write(
    picture: Picture, text: str, at: tuple[int, int], *, size: int, colour: Colour, edge: Colour
) -> None:
    """Write text with its top left at ``at`` (x, y), in place; what falls outside is cut."""
    ink, cover = _set(plain(text), size, colour, edge)
    x, y = at
    top, left = max(-y, 0), max(-x, 0)
    bottom, right = min(ink.shape[0], picture.shape[0] - y), min(ink.shape[1], picture.shape[1] - x)
    if bottom <= top or right <= left:
        return
    part = picture[y + top : y + bottom, x + left : x + right]
    alpha = cover[top:bottom, left:right].astype(np.uint16)
    mixed = ink[top:bottom, left:right] * alpha + part * (255 - alpha)
    part[:] = (mixed // 255).astype(np.uint8)
