"""Units of length as programs write them."""

from __future__ import annotations

from typing import Final

from runtall.errors import MalformedFile
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.text import quoted
from runtall.units import to_si

LENGTHS: Final = {
    "m": "m", "meter": "m", "meters": "m", "metre": "m", "metres": "m",
    "cm": "cm", "centimeter": "cm", "centimeters": "cm", "centimetre": "cm", "centimetres": "cm",
    "mm": "mm", "millimeter": "mm", "millimeters": "mm", "millimetre": "mm", "millimetres": "mm",
    "in": "in", "inch": "in", "inches": "in",
}  # fmt: skip
"""Unit by its spellings, in small letters."""

_INCH_M: Final = 0.0254


def length_unit(text: str, source: Source) -> str | None:
    """The unit of length that a file names; None when it names none.

    Raises
    ------
    runtall.errors.MalformedFile
        When it names one that is not known.
    """
    clean = text.strip().strip("\"'[]()").strip().lower()
    if not clean:
        return None
    if clean not in LENGTHS:
        raise MalformedFile(
            f"{source.name}: its unit {quoted(text)} is not known; export it in m, cm or mm"
        )
    return LENGTHS[clean]


def to_m(values: Array, unit: str) -> Array:
    """Lengths in a unit of `LENGTHS` as m."""
    return values * _INCH_M if unit == "in" else to_si(values, unit, "m")
