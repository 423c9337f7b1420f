"""CSV and Parquet: markers, joint coordinates and force as tidy or wide tables."""

from __future__ import annotations

import io
import re
from typing import Final

import numpy as np

from runtall.errors import InputError, MalformedFile, MissingStream
from runtall.inputs.readers import columns
from runtall.inputs.readers.angles import in_degrees, is_length
from runtall.inputs.readers.delimited import top_of
from runtall.inputs.readers.headings import DEGREES
from runtall.inputs.readers.layout import Layout, layout_of
from runtall.inputs.readers.raw import Array, Force, RawMotion
from runtall.inputs.readers.reader import Reader, Source, readers
from runtall.inputs.readers.tables import Frame, read_csv, read_parquet
from runtall.inputs.readers.text import decoded, is_text, listed
from runtall.inputs.readers.tidy import Grid, grid, one_unit
from runtall.inputs.readers.units import length_unit, to_m
from runtall.motion.recording import Notice
from runtall.units import to_si

_MAGIC: Final = b"PAR1"
_REMARK: Final = re.compile(r"^(units?|up)\s*[:=]\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_UP: Final = re.compile(r"[+-]?[xyz]", re.IGNORECASE)
_MARK: Final = (
    "a header with a column of time and either NAME_x, NAME_y and NAME_z of each marker, or "
    "marker, x, y and z"
)


def recognises_csv(head: bytes) -> bool:
    """Whether a file that begins so is a CSV table of motion."""
    top = top_of(io.StringIO(decoded(head))) if is_text(head) else None
    return top is not None and layout_of(top.headings) is not None


def recognises_parquet(head: bytes) -> bool:
    """Whether a file that begins so is Parquet."""
    return head.startswith(_MAGIC)


def csv(source: Source) -> RawMotion:
    """Read a CSV file."""
    return _motion(read_csv(source), "csv", source)


def parquet(source: Source) -> RawMotion:
    """Read a Parquet file."""
    return _motion(read_parquet(source), "parquet", source)


def _motion(frame: Frame, kind: str, source: Source) -> RawMotion:
    layout = frame.layout
    if layout is None:
        raise MissingStream(
            f"{source.name}: its columns ({listed([h.text for h in frame.headings])}) hold no "
            f"motion; it needs {_MARK}"
        )
    columns.check_names([heading.name for heading in frame.headings], source)
    _check_subject(frame, layout, source)
    read = _wide if layout.kind == "wide" else _tidy
    return read(frame, layout, kind, source)


def _check_subject(frame: Frame, layout: Layout, source: Source) -> None:
    if "subject" not in layout.parts:
        return
    people = frame.words(layout.parts["subject"]).drop_nulls().unique(maintain_order=True)
    if len(people) > 1:
        raise InputError(
            f"{source.name}: holds {len(people)} subjects ({listed(list(people))}); export one of "
            "them"
        )


def _wide(frame: Frame, layout: Layout, kind: str, source: Source) -> RawMotion:
    time = frame.numbers(layout.time) * (frame.headings[layout.time].time_factor or 1.0)
    values = np.full((len(time), len(frame.headings)), np.nan)
    wide = layout.wide
    for column in wide.used:
        values[:, column] = frame.numbers(column)
    unit = length_unit(_unit_of_wide(frame, layout, source), source)
    held = {name: values[:, at] for name, at in wide.coordinates.items()}
    units = {name: frame.headings[at].unit for name, at in wide.coordinates.items()}
    angle = next(iter(_column_words(frame, layout, "angle_unit")), "")
    said = {name: units[name] or ("" if is_length(name) else angle) for name in held}
    coordinates, degrees, told = _coordinates(held, said, unit, source)
    return RawMotion(
        format=kind,
        time_s=time,
        labels=tuple(wide.markers),
        position=columns.positions(values, wide.markers),
        unit=unit,
        up=_remarks(frame).get("up"),
        coordinates=coordinates,
        in_degrees=degrees,
        forces=columns.forces(time, values, wide.forces),
        notices=(*frame.notices, *told, *columns.unused(wide.left_out)),
    )


def _unit_of_wide(frame: Frame, layout: Layout, source: Source) -> str:
    said = {frame.headings[at].unit for triple in layout.wide.markers.values() for at in triple}
    said |= set(_column_words(frame, layout, "unit"))
    return one_unit(said - {""}, source) or _remarks(frame).get("unit", "")


def _column_words(frame: Frame, layout: Layout, part: str) -> list[str]:
    if part not in layout.parts:
        return []
    return list(frame.words(layout.parts[part]).drop_nulls().unique(maintain_order=True))


def _remarks(frame: Frame) -> dict[str, str]:
    said = {key.lower().rstrip("s"): word for key, word in _REMARK.findall(frame.remarks)}
    up = said.pop("up", "").lower()
    if _UP.fullmatch(up):
        said["up"] = up if len(up) > 1 else f"+{up}"
    return said


def _coordinates(
    held: dict[str, Array], units: dict[str, str], unit: str | None, source: Source
) -> tuple[dict[str, Array], bool | None, tuple[Notice, ...]]:
    """Joint coordinates in rad and m, what the table says of angles, and what was assumed."""
    said = {DEGREES.get(units[name].lower()) for name in held if not is_length(name)}
    if {True, False} <= said:
        raise MalformedFile(f"{source.name}: gives angles in degrees and in radians; use one unit")
    degrees = next(iter(said - {None}), None)
    found, told = in_degrees(columns.angles_of(held), degrees, source)
    inside: dict[str, Array] = {}
    for name, values in held.items():
        if is_length(name):
            inside[name] = to_m(values, length_unit(units[name], source) or unit or "m")
        else:
            inside[name] = to_si(values, "deg", "rad") if found else values
    return inside, degrees, told


def _tidy(frame: Frame, layout: Layout, kind: str, source: Source) -> RawMotion:
    markers = grid(frame, layout, "markers", source)
    angles = grid(frame, layout, "coordinates", source)
    first = markers or angles
    plates = _plates(grid(frame, layout, "force", source))
    if first is None and not plates:
        raise MissingStream(
            f"{source.name}: holds no row of markers; give the file with the motion"
        )
    time_s = plates[0].time_s if first is None else first.time_s
    unit = _unit_of_tidy(markers, frame, source)
    aside: tuple[Notice, ...] = ()
    if angles is not None and not np.array_equal(angles.time_s, time_s):
        angles = None
        text = "its joint coordinates have another clock than its markers and are left out"
        aside = (Notice("coordinates_left_out", text),)
    held = {} if angles is None else dict(zip(angles.names, angles.values[:, :, 0].T, strict=True))
    coordinates, degrees, told = _coordinates(held, angles.units if angles else {}, unit, source)
    return RawMotion(
        format=kind,
        time_s=time_s,
        labels=() if markers is None else markers.names,
        position=np.empty((len(time_s), 0, 3)) if markers is None else markers.values,
        unit=unit,
        up=_remarks(frame).get("up"),
        coordinates=coordinates,
        in_degrees=degrees,
        forces=plates,
        notices=(*frame.notices, *told, *aside),
    )


def _plates(found: Grid | None) -> tuple[Force, ...]:
    if found is None:
        return ()
    return tuple(
        Force(name, found.time_s, np.ascontiguousarray(found.values[:, number]))
        for number, name in enumerate(found.names)
    )


def _unit_of_tidy(markers: Grid | None, frame: Frame, source: Source) -> str | None:
    said = set() if markers is None else set(markers.units.values())
    return length_unit(one_unit(said - {""}, source) or _remarks(frame).get("unit", ""), source)


readers.register(
    "csv",
    Reader(
        name="csv",
        title="a CSV table",
        suffixes=(".csv",),
        mark=_MARK,
        recognises=recognises_csv,
        read=csv,
    ),
)
readers.register(
    "parquet",
    Reader(
        name="parquet",
        title="a Parquet file",
        suffixes=(".parquet",),
        mark="",
        recognises=recognises_parquet,
        read=parquet,
    ),
)
