"""MOT and STO: joint coordinates, markers or ground force as a table (OpenSim, SIMM).

The header ends with ``endheader``; a line of column names and the rows follow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from runtall.errors import MalformedFile, MissingStream
from runtall.inputs.readers import columns
from runtall.inputs.readers.angles import in_degrees, is_length
from runtall.inputs.readers.raw import Array, RawMotion
from runtall.inputs.readers.reader import Reader, Source, readers
from runtall.inputs.readers.text import (
    Lines,
    by_space,
    check_count,
    decoded,
    listed,
    opened,
    quoted,
    read_rows,
    whole_number,
)
from runtall.inputs.readers.units import length_unit, to_m
from runtall.units import to_si

_END: Final = re.compile(r"^\s*endheader\s*$", re.IGNORECASE | re.MULTILINE)
_COUNT: Final = re.compile(
    r"^\s*((nRows|nColumns)\s*=|(datarows|datacolumns)\s+\d)", re.IGNORECASE | re.MULTILINE
)
_PAIR: Final = re.compile(r"\s*(\w+)\s*=\s*(.*)|\s*(datarows|datacolumns)\s+(.*)", re.IGNORECASE)
_ANGLES: Final = re.compile(r"angles are in (degrees|radians)", re.IGNORECASE)
_SI: Final = re.compile(r"units are S\.?I\.?", re.IGNORECASE)
_YES: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_HEADER_LINES: Final = 10_000
_MARKER: Final = re.compile(r"(?P<name>.+)(?P<joint>_t)(?P<axis>[xyz])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Header:
    """What the header says; None or nothing where it is silent."""

    said: dict[str, str]
    degrees: bool | None
    unit: str | None

    def count(self, *keys: str) -> int | None:
        """A count by any of its names."""
        return next((whole_number(self.said[key]) for key in keys if key in self.said), None)


def recognises(head: bytes) -> bool:
    """Whether a file that begins so is MOT or STO."""
    text = decoded(head)
    return bool(_END.search(text) or _COUNT.search(text))


def read(source: Source) -> RawMotion:
    """Read a MOT or STO file."""
    with opened(source) as lines:
        header = _header(lines, source)
        kind = header.said.get("datatype", "double").lower()
        if kind not in ("double", "vec3"):
            raise MissingStream(
                f"{source.name}: holds values of the kind {quoted(kind)}, not positions or joint "
                "coordinates; give the file with the motion"
            )
        names = _names(lines, source)
        width = 1 + 3 * (len(names) - 1) if kind == "vec3" else len(names)
        rows = read_rows(lines, width, source, _between_commas if kind == "vec3" else by_space)
    notices = (
        *check_count(source, header.count("ncolumns", "datacolumns"), len(names), what="columns"),
        *check_count(source, header.count("nrows", "datarows"), len(rows.values)),
        *rows.notices,
    )
    if kind == "vec3":
        raw = _vectors(names, rows.values)
    else:
        raw = _motion(names, rows.values, header, source)
    return replace(
        raw, format=_format(source, header), unit=header.unit, notices=notices + raw.notices
    )


def _header(lines: Lines, source: Source) -> _Header:
    said: dict[str, str] = {}
    words: list[str] = []
    for line in lines:
        if _END.fullmatch(line):
            return _understood(said, "\n".join(words), source)
        pair = _PAIR.fullmatch(line)
        if pair is not None:
            said[(pair[1] or pair[3]).lower()] = (pair[2] or pair[4] or "").strip()
        words.append(line)
        if lines.number > _HEADER_LINES:
            break
    raise MalformedFile(
        f"{source.name}: its header does not end with a line 'endheader'; export it again"
    )


def _understood(said: dict[str, str], words: str, source: Source) -> _Header:
    angles = _ANGLES.search(words)
    degrees = None if angles is None else angles[1].lower() == "degrees"
    if "indegrees" in said:
        if said["indegrees"].lower() not in _YES:
            raise MalformedFile(
                f"{source.name}: its header says inDegrees={quoted(said['indegrees'])}, which is "
                "neither yes nor no; correct it"
            )
        degrees = _YES[said["indegrees"].lower()]
    unit = length_unit(said.get("units", ""), source)
    return _Header(said, degrees, unit or ("m" if _SI.search(words) else None))


def _names(lines: Lines, source: Source) -> list[str]:
    line = next((line for line in lines if line.strip()), "")
    names = [name.strip() for name in (line.split("\t") if "\t" in line else line.split())]
    while names and not names[-1]:
        names.pop()
    if not names or names[0].lower() != "time":
        raise MalformedFile(
            f"{source.name}: the line after its header must name the columns, with 'time' first, "
            f"and begins with {quoted(names[0] if names else '')}; export it again"
        )
    columns.check_names(names, source)
    return names


def _between_commas(line: str, width: int) -> list[str]:
    return by_space(line.replace(",", "\t"), width)


def _vectors(names: list[str], values: Array) -> RawMotion:
    position = values[:, 1:].reshape(len(values), -1, 3)
    return RawMotion("sto", values[:, 0], tuple(names[1:]), position)


def _motion(names: list[str], values: Array, header: _Header, source: Source) -> RawMotion:
    time_s = values[:, 0]
    numbers = {name: number for number, name in enumerate(names) if number}
    found = columns.sorted_out(numbers, _MARKER, bool)
    if not (found.markers or found.forces or found.coordinates):
        raise MissingStream(
            f"{source.name}: its columns hold no motion ({listed(names[1:])}); give the "
            "file with joint coordinates, markers or ground force"
        )
    held = {name: values[:, at] for name, at in found.coordinates.items()}
    degrees, told = in_degrees(columns.angles_of(held), header.degrees, source)
    return RawMotion(
        format="sto",
        time_s=time_s,
        labels=tuple(found.markers),
        position=columns.positions(values, found.markers),
        coordinates={name: _si(name, held[name], degrees, header.unit) for name in held},
        in_degrees=header.degrees,
        forces=columns.forces(time_s, values, found.forces),
        notices=(*told, *columns.unused(found.left_out)),
    )


def _si(name: str, values: Array, degrees: bool, unit: str | None) -> Array:
    if is_length(name):
        return to_m(values, unit or "m")
    return to_si(values, "deg", "rad") if degrees else values


def _format(source: Source, header: _Header) -> str:
    suffix = source.path.suffix.lower()
    if suffix in (".mot", ".sto"):
        return suffix[1:]
    return "mot" if "datarows" in header.said else "sto"


readers.register(
    "sto",
    Reader(
        name="sto",
        title="a MOT or STO file",
        suffixes=(".mot", ".sto"),
        mark="a header that ends with 'endheader'",
        recognises=recognises,
        read=read,
    ),
)
