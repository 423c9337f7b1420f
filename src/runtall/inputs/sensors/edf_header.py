"""Headers of EDF, EDF+ and BDF files: what is in them and where.

Sources: Kemp et al. 1992 (EDF), Kemp and Olivan 2003 (EDF+), BioSemi (BDF).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

from runtall.errors import LimitExceeded, MalformedFile
from runtall.inputs.limits import MIB
from runtall.inputs.readers.text import quoted

EDF: Final = b"0       "
BDF: Final = b"\xffBIOSEMI"
FIXED: Final = 256
"""Bytes of the header before the signals, and of each signal in it."""
ANNOTATIONS: Final = ("edf annotations", "bdf annotations")

_WIDTHS: Final = (16, 80, 8, 8, 8, 8, 8, 80, 8, 32)
_MOST_SIGNALS: Final = 1024
_LARGEST_RECORD: Final = 64 * MIB
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal.

    Attributes
    ----------
    label, unit
        As in the file.
    samples
        In each record.
    first
        Byte of a record at which they begin.
    scale, offset
        Physical value of a count: ``scale * count + offset``; NaN where the header gives none.
    """

    label: str
    unit: str
    samples: int
    first: int
    scale: float
    offset: float

    @property
    def is_annotation(self) -> bool:
        """Whether it holds words and not numbers."""
        return self.label.lower() in ANNOTATIONS


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself.

    Attributes
    ----------
    kind
        ``"edf"`` or ``"bdf"``.
    signals
        In order.
    size
        Bytes of the header.
    width
        Bytes of a sample.
    record
        Bytes of a record.
    record_s
        Length of a record, s.
    records
        As declared; None where the file does not say.
    broken
        Whether records need not follow one another (EDF+D).
    started
        Local date and time, ``"2026-05-01 09:30:00"``, or ``""``.
    """

    kind: str
    signals: tuple[Signal, ...]
    size: int
    width: int
    record: int
    record_s: float
    records: int | None
    broken: bool
    started: str


def is_edf(head: bytes) -> bool:
    """Whether a file that begins so is EDF or BDF."""
    if not head.startswith((EDF, BDF)) or len(head) < FIXED:
        return False
    return head[236:FIXED].isascii() and head[252:FIXED].strip().isdigit()


def header_of(content: bytes, name: str) -> Header:
    """Read a header.

    Parameters
    ----------
    content
        The beginning of the file; more than the header does no harm.
    name
        Of the file, for messages.

    Raises
    ------
    runtall.errors.MalformedFile
        When it breaks the rules of the format.
    runtall.errors.LimitExceeded
        When it asks for too much.
    """
    count = _whole(content[252:FIXED], "number of signals", name)
    if not 0 < count <= _MOST_SIGNALS:
        raise LimitExceeded(f"{name}: says that it has {count} signals; runtall reads up to 1024")
    size = FIXED * (count + 1)
    if len(content) < size:
        raise MalformedFile(f"{name}: its header is cut off; copy it again")
    record_s = _number(content[244:252])
    if not (math.isfinite(record_s) and record_s > 0):
        raise MalformedFile(f"{name}: its records have no length; export it again")
    kind = "bdf" if content.startswith(BDF) else "edf"
    width = 3 if kind == "bdf" else 2
    signals, record = _signals(_columns(content[FIXED:size], count), width, name)
    records = _whole(content[236:244], "number of records", name)
    return Header(
        kind=kind,
        signals=signals,
        size=size,
        width=width,
        record=record,
        record_s=record_s,
        records=None if records < 0 else records,
        broken=_text(content[192:236]).upper().startswith(("EDF+D", "BDF+D")),
        started=_started(_text(content[168:184])),
    )


def _columns(content: bytes, count: int) -> list[list[bytes]]:
    """Fields of each signal; the file holds each field of all signals together."""
    fields, at = [], 0
    for width in _WIDTHS:
        fields.append([content[at + n * width : at + (n + 1) * width] for n in range(count)])
        at += width * count
    return [list(field) for field in zip(*fields, strict=True)]


def _signals(columns: list[list[bytes]], width: int, name: str) -> tuple[tuple[Signal, ...], int]:
    found, at = [], 0
    for label, _, unit, low, high, least, most, _, samples, _ in columns:
        count = _whole(samples, f"samples of {quoted(_text(label))}", name)
        if count < 0 or at > _LARGEST_RECORD:
            raise MalformedFile(f"{name}: has an impossible number of samples; export it again")
        scale, offset = _scaling(*(_number(field) for field in (low, high, least, most)))
        found.append(Signal(_text(label), _text(unit), count, at, scale, offset))
        at += count * width
    if not 0 < at <= _LARGEST_RECORD:
        raise MalformedFile(f"{name}: its records hold no samples, or too many; export it again")
    return tuple(found), at


def _scaling(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    if not all(map(math.isfinite, (low, high, least, most))) or least == most or low == high:
        return math.nan, math.nan
    scale = (high - low) / (most - least)
    return scale, low - least * scale


def _text(field: bytes) -> str:
    return field.decode("latin-1").strip().strip("\0").strip()


def _number(field: bytes) -> float:
    text = _text(field).replace(",", ".")
    return float(text) if _NUMBER.fullmatch(text) else math.nan


def _whole(field: bytes, what: str, name: str) -> int:
    found = _number(field)
    if not (math.isfinite(found) and found == int(found)):
        raise MalformedFile(f"{name}: its {what} is {quoted(_text(field))}; export it again")
    return int(found)


def _started(text: str) -> str:
    """Date and time of the header; years are those since 1985."""
    match = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d\d)\s*(\d\d)[.:](\d\d)[.:](\d\d)", text)
    if match is None:
        return ""
    day, month, year, *clock = match.groups()
    century = "19" if int(year) >= 85 else "20"
    return f"{century}{year}-{month}-{day} {':'.join(clock)}"
