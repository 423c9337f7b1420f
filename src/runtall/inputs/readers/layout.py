"""How a table holds motion: one row for each moment, each point, or each number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from runtall.inputs.readers import columns
from runtall.inputs.readers.columns import Columns
from runtall.inputs.readers.headings import DEGREES, Heading
from runtall.motion.skeleton import COORDINATES

_MARKER: Final = re.compile(r"(?P<name>.+?)(?P<joint>[_.:\s-]+t?)(?P<axis>[xyz])", re.IGNORECASE)
_FURTHER: Final = ("subtalar_angle", "mtp_angle", "pro_sup", "wrist_flex", "wrist_dev")
_JOINTS: Final = frozenset(
    {*COORDINATES, "neck_flexion", *(f"{name}_{side}" for name in _FURTHER for side in "rl")}
)

_SYNONYMS: Final = {
    "name": ("name", "marker", "label", "keypoint", "landmark", "point", "joint", "bodypart"),
    "axis": ("axis", "space", "coordinate", "component", "dim"),
    "value": ("value", "position", "val"),
    "x": ("x",),
    "y": ("y",),
    "z": ("z",),
    "unit": ("unit", "units"),
    "angle_unit": ("angle_unit",),
    "stream": ("stream",),
    "quantity": ("quantity",),
    "subject": ("subject", "person", "participant", "subject_id", "person_id", "track_id"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers of the columns by their part.

    Attributes
    ----------
    kind
        ``"wide"`` (one row for each moment), ``"points"`` (each moment and point) or
        ``"numbers"`` (each moment, point and axis).
    time
        The column of time.
    parts
        Column of each part in `_SYNONYMS` that is there.
    wide
        The columns of a wide table.
    """

    kind: str
    time: int
    parts: dict[str, int]
    wide: Columns


def layout_of(headings: Sequence[Heading]) -> Layout | None:
    """The layout of a table with these headings; None when it holds no motion in any."""
    time = next((n for n, h in enumerate(headings) if h.time_factor is not None), None)
    if time is None:
        return None
    parts = _parts(headings)
    if {"name", "axis", "value"} <= parts.keys():
        return Layout("numbers", time, parts, Columns())
    if {"name", "x", "y", "z"} <= parts.keys():
        return Layout("points", time, parts, Columns())
    wide = _wide(headings, {time, *(parts[key] for key in _ASIDE if key in parts)})
    found = wide.markers or wide.coordinates or wide.forces
    return Layout("wide", time, parts, wide) if found else None


def uses(layout: Layout | None) -> tuple[list[int], list[int]]:
    """Columns of a layout that hold words, and those that hold numbers."""
    if layout is None:
        return [], []
    words = {n for part, n in layout.parts.items() if part in _WORDS}
    values = {layout.time, *layout.wide.used}
    values |= {n for part, n in layout.parts.items() if part in _VALUES[layout.kind]}
    return sorted(words - values), sorted(values)


_WORDS: Final = ("name", "axis", "unit", "angle_unit", "stream", "quantity", "subject")
_VALUES: Final = {"wide": (), "points": ("x", "y", "z"), "numbers": ("value",)}
_ASIDE: Final = ("unit", "angle_unit", "subject")


def _parts(headings: Sequence[Heading]) -> dict[str, int]:
    names = {heading.name.lower(): number for number, heading in enumerate(headings)}
    return {
        part: names[next(word for word in words if word in names)]
        for part, words in _SYNONYMS.items()
        if any(word in names for word in words)
    }


def _wide(headings: Sequence[Heading], aside: set[int]) -> Columns:
    names = {
        heading.name: number
        for number, heading in enumerate(headings)
        if number not in aside and heading.name and heading.name.lower() not in _COUNTERS
    }
    turning = {h.name for h in headings if h.unit.lower() in DEGREES}
    return columns.sorted_out(names, _MARKER, lambda name: name in _JOINTS or name in turning)


_COUNTERS: Final = frozenset({"frame", "frame#", "frames", "index", "row", "sample"})
