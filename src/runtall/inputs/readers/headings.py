"""Headings of tables: a name, and perhaps a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from runtall.inputs.readers.units import LENGTHS

TIMES: Final = {
    "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0,
    "ms": 1e-3, "msec": 1e-3, "millisecond": 1e-3, "milliseconds": 1e-3,
    "us": 1e-6, "microseconds": 1e-6,
}  # fmt: skip
"""Seconds in a unit of time."""
DEGREES: Final = {
    "deg": True, "degree": True, "degrees": True, "°": True,
    "rad": False, "radian": False, "radians": False,
}  # fmt: skip
"""Whether a unit of angles is degrees."""

_BRACKETS: Final = re.compile(r"(.*\S)\s*[\[(]([^\])]*)[\])]")
_TAIL: Final = re.compile(r"(.*[^_])_(mm|cm|m|deg|rad)", re.IGNORECASE)
_TIME: Final = re.compile(
    r"(time|timestamp|t|seconds|secs?)(_(s|secs?|seconds|ms|us))?", re.IGNORECASE
)
_AXIS: Final = re.compile(r"(.*[_.:\s-]t?|t?)[xyz]", re.IGNORECASE)
# Cells of a row of units beside real units.
_NONE: Final = frozenset({"", "-", "1", "n", "hz", "frame", "frames"})


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over a column.

    Attributes
    ----------
    text
        As in the file.
    name
        Without a unit.
    unit
        As in the file, or "".
    """

    text: str
    name: str
    unit: str = ""

    def in_unit(self, unit: str) -> Heading:
        """The same, with a unit where it had none."""
        return self if self.unit else replace(self, unit=unit.strip().strip("[]()"))

    @property
    def time_factor(self) -> float | None:
        """Seconds in one unit of the column; None when it is no column of time."""
        match = _TIME.fullmatch(self.name)
        if match is None:
            return None
        return TIMES.get((self.unit or match[3] or "s").lower())


def heading_of(text: str) -> Heading:
    """Take a heading apart: ``LASI_x [mm]``, ``knee_angle_r (deg)``, ``x_mm``, ``LASI_x``."""
    brackets = _BRACKETS.fullmatch(text.strip())
    if brackets is not None:
        return Heading(text, brackets[1], brackets[2].strip())
    tail = _TAIL.fullmatch(text.strip())
    if tail is not None and (_AXIS.fullmatch(tail[1]) or tail[2].lower() in DEGREES):
        return Heading(text, tail[1], tail[2])
    return Heading(text, text.strip())


def is_units(cells: list[str]) -> bool:
    """Whether a row holds the units of the columns."""
    words = [cell.strip().strip("[]()").lower() for cell in cells]
    known = [word in LENGTHS or word in TIMES or word in DEGREES for word in words]
    return any(known) and all(k or word in _NONE for k, word in zip(known, words, strict=True))
