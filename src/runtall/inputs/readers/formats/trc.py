"""TRC: markers as a table with five lines of header (Motion Analysis, OpenSim, Pose2Sim)."""

from __future__ import annotations

import math
import re
from typing import Final

import numpy as np

from runtall.errors import MalformedFile, MissingStream
from runtall.inputs.readers.raw import Array, RawMotion
from runtall.inputs.readers.reader import Reader, Source, readers
from runtall.inputs.readers.text import (
    Lines,
    by_space,
    check_count,
    decoded,
    number_of,
    opened,
    read_rows,
    whole_number,
)
from runtall.inputs.readers.units import length_unit
from runtall.motion.recording import Notice

_BEGINNING: Final = re.compile(r"\s*(PathFileType\b|DataRate\s+CameraRate\b)", re.IGNORECASE)
_COLUMN: Final = re.compile(r"[XYZ]\d*", re.IGNORECASE)
_HEADER_LINES: Final = 20
_DIFFERENT_RATE: Final = 0.02
"""Times are written with few digits; beyond this share the rate in the header is another."""


def recognises(head: bytes) -> bool:
    """Whether a file that begins so is TRC."""
    return bool(_BEGINNING.match(decoded(head)))


def read(source: Source) -> RawMotion:
    """Read a TRC file."""
    with opened(source) as lines:
        header, names = _header(lines, source)
        labels = _labels(names, _columns(lines), source)
        width = 2 + 3 * len(labels)
        rows = read_rows(lines, width, source, by_space)
    time_s = rows.values[:, 1]
    notices = (
        *check_count(
            source, whole_number(header.get("nummarkers", "")), len(labels), what="markers"
        ),
        *check_count(source, whole_number(header.get("numframes", "")), len(rows.values)),
        *rows.notices,
        *_check_rate(header.get("datarate", ""), time_s),
    )
    return RawMotion(
        format="trc",
        time_s=time_s,
        labels=labels,
        position=rows.values[:, 2:].reshape(-1, len(labels), 3),
        unit=length_unit(header.get("units", ""), source),
        notices=notices,
    )


def _header(lines: Lines, source: Source) -> tuple[dict[str, str], str]:
    """What the header says by name, and the line that names the markers."""
    said: dict[str, str] = {}
    for line in lines:
        if line.lower().lstrip().startswith("datarate"):
            names = line.lower().split()
            said = dict(zip(names, next(lines, "").split(), strict=False))
        elif line.lower().lstrip().startswith("frame#"):
            return said, line
        if lines.number > _HEADER_LINES:
            break
    raise MalformedFile(
        f"{source.name}: its header has no line that begins with Frame#, so that no marker has a "
        "name; export it again"
    )


def _columns(lines: Lines) -> int | None:
    """Number of headings X1, Y1, Z1, X2 ...; None where that line is left out."""
    headings = next(lines, "").split()
    if headings and all(map(_COLUMN.fullmatch, headings)):
        return len(headings)
    lines.again()
    return None


def _labels(line: str, columns: int | None, source: Source) -> tuple[str, ...]:
    cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split())][2:]
    spread = any(cells[::3]) and not any(cells[1::3]) and not any(cells[2::3])
    labels = cells[::3] if spread else [cell for cell in cells if cell]
    while labels and not labels[-1]:
        labels.pop()
    if not labels:
        raise MissingStream(f"{source.name}: names no marker; give the file with the motion")
    if columns is not None and spread:
        # A marker without a name still has its three columns.
        labels += [""] * (columns // 3 - len(labels))
    if columns is not None and columns != 3 * len(labels):
        raise MalformedFile(
            f"{source.name}: names {len(labels)} markers and has {columns} columns for them, not "
            "three for each; export it again"
        )
    return tuple(labels)


def _check_rate(said: str, time_s: Array) -> tuple[Notice, ...]:
    try:
        rate = number_of(said)
    except ValueError:
        return ()
    steps = np.diff(time_s)
    # Gaps spoil the mean and few digits the median; another rate spoils both.
    usual = sorted((float(np.mean(steps)), float(np.median(steps)))) if steps.size else [0.0]
    found = next((1 / step for step in usual if step > 0), math.nan)
    if not (rate > 0 and all(abs(step * rate - 1) > _DIFFERENT_RATE for step in usual)):
        return ()
    text = f"its header says {rate:.6g} rows per second and its times say {found:.6g}; these count"
    return (Notice("rate_differs", text),)


readers.register(
    "trc",
    Reader(
        name="trc",
        title="a TRC file",
        suffixes=(".trc",),
        mark="a first line with PathFileType",
        recognises=recognises,
        read=read,
    ),
)
