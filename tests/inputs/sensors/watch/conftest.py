"""Watch files written byte by byte and line by line, and a way to read them."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from runtall.inputs.sensors.formats import fit as fit_files
from runtall.inputs.sensors.formats import gpx as gpx_files
from runtall.inputs.sensors.formats import tcx as tcx_files
from runtall.inputs.sensors.raw import RawChannel, RawSensors, RawStream
from runtall.inputs.sensors.reader import HEAD_BYTES, SensorSource

START = datetime(2024, 5, 4, 8, 30, 0, tzinfo=UTC)
FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
ZERO = int((START - FIT_EPOCH).total_seconds())
"""START as FIT counts it."""


# --- FIT: the format as its protocol describes it, without any library -------------------------

ENUM, SINT8, UINT8, SINT16, UINT16, SINT32, UINT32, STRING, FLOAT32, UINT8Z, BYTE = (
    0x00, 0x01, 0x02, 0x83, 0x84, 0x85, 0x86, 0x07, 0x88, 0x0A, 0x0D,
)  # fmt: skip
PACK = {ENUM: "B", SINT8: "b", UINT8: "B", SINT16: "h", UINT16: "H", SINT32: "i", UINT32: "I",
        FLOAT32: "f", UINT8Z: "B", BYTE: "B"}  # fmt: skip

FILE_ID, SESSION, LAP, RECORD, EVENT, ACTIVITY, HRV = 0, 18, 19, 20, 21, 34, 78
SPORT, DEVELOPER, DESCRIPTION = 12, 207, 206
RUNNING, CYCLING, TRANSITION, WALKING = 1, 2, 3, 11

Field = tuple[int, int, object]
"""Number, base type, raw value (a tuple makes a list of values)."""


def crc(content: bytes) -> int:
    """CRC-16 with the polynomial 0x8005, bit by bit, lowest bit first."""
    value = 0
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (0xA001 if value & 1 else 0)
    return value


def packed(kind: int, value: object) -> bytes:
    if kind == STRING:
        return str(value).encode() + b"\0"
    values = value if isinstance(value, tuple) else (value,)
    return struct.pack(f"<{len(values)}{PACK[kind]}", *values)


def message(number: int, fields: Sequence[Field], developer: Sequence[Field] = ()) -> bytes:
    """A definition and its data; ``developer`` fields are (number, base type, value) of maker 0."""
    values = [packed(kind, value) for _, kind, value in fields]
    head = struct.pack("<BBBHB", 0x40 | (0x20 if developer else 0), 0, 0, number, len(fields))
    for (field, kind, _), value in zip(fields, values, strict=True):
        head += struct.pack("<BBB", field, len(value), kind)
    extra = [packed(kind, value) for _, kind, value in developer]
    if developer:
        head += bytes([len(developer)])
        for (field, _, _), value in zip(developer, extra, strict=True):
            head += struct.pack("<BBB", field, len(value), 0)
    return head + b"\0" + b"".join(values) + b"".join(extra)


def fit(*messages: bytes, header: int = 14, size: int | None = None) -> bytes:
    """A FIT file with right checksums; ``size`` is what its header says otherwise."""
    body = b"".join(messages)
    told = len(body) if size is None else size
    head = struct.pack("<BBHI4s", header, 0x20, 2132, told, b".FIT")
    if header == 14:
        head += struct.pack("<H", crc(head))
    return head + body + struct.pack("<H", crc(head + body))


def file_id(kind: int = 4, maker: int = 1) -> bytes:
    return message(FILE_ID, [(0, ENUM, kind), (1, UINT16, maker), (4, UINT32, ZERO)])


def record(at: float, *fields: Field, developer: Sequence[Field] = ()) -> bytes:
    return message(RECORD, [(253, UINT32, ZERO + int(at)), *fields], developer)


def session(start: float, end: float, sport: int = RUNNING, kind: int = 0) -> bytes:
    return message(SESSION, [
        (253, UINT32, ZERO + int(end)), (2, UINT32, ZERO + int(start)),
        (7, UINT32, int(1000 * (end - start))), (5, ENUM, sport), (6, ENUM, kind),
    ])  # fmt: skip


def timer(at: float, kind: int) -> bytes:
    """Event of the timer: 0 start, 4 stop."""
    return message(EVENT, [(253, UINT32, ZERO + int(at)), (0, ENUM, 0), (1, ENUM, kind)])


def described(number: int, kind: int, name: str, unit: str, **more: int) -> bytes:
    """Description of a developer's field; ``scale`` and ``offset`` where it has them."""
    fields = [(0, UINT8, 0), (1, UINT8, number), (2, UINT8, kind), (3, STRING, name),
              (8, STRING, unit)]  # fmt: skip
    fields += [({"scale": 6, "offset": 7}[key], UINT8, value) for key, value in more.items()]
    return message(DESCRIPTION, fields)


def maker(number: tuple[int, ...] = (0,) * 16) -> bytes:
    return message(DEVELOPER, [(1, BYTE, number), (3, UINT8, 0)])


def speed(metres: float) -> Field:
    return (6, UINT16, round(1000 * metres))


def run(seconds: int = 30, **values: float) -> list[bytes]:
    """Records of an even run: 3 m/s, 85 strides/min of one leg, heart at 150/min."""
    told = {"speed": 3.0, "cadence": 85, "heart": 150} | values
    return [
        record(
            t, speed(told["speed"]), (4, UINT8, int(told["cadence"])),
            (3, UINT8, int(told["heart"])), (5, UINT32, round(100 * told["speed"] * t)),
        )
        for t in range(seconds)
    ]  # fmt: skip


# --- TCX and GPX --------------------------------------------------------------------------------

TCX_SPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
TPX_SPACE = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
GPX_SPACE = "http://www.topografix.com/GPX/1/1"
TRACK_SPACE = "http://www.garmin.com/xmlschemas/TrackPointExtension/v1"


def moment(at: float) -> str:
    return (START + timedelta(seconds=at)).isoformat().replace("+00:00", "Z")


def trackpoint(at: float | None, inside: str = "", extension: str = "") -> str:
    """A point of TCX; ``extension`` stands in a TPX element."""
    time = "" if at is None else f"<Time>{moment(at)}</Time>"
    if extension:
        extension = f'<Extensions><TPX xmlns="{TPX_SPACE}">{extension}</TPX></Extensions>'
    return f"<Trackpoint>{time}{inside}{extension}</Trackpoint>"


def activity(*tracks: Sequence[str], sport: str = "Running", device: str = "Forerunner") -> str:
    """An activity of one lap with these tracks."""
    inner = "".join(f"<Track>{''.join(points)}</Track>" for points in tracks)
    return (
        f'<Activity Sport="{sport}"><Id>{moment(0)}</Id><Lap StartTime="{moment(0)}">'
        f"<TotalTimeSeconds>30</TotalTimeSeconds>{inner}</Lap>"
        f"<Creator><Name>{device}</Name></Creator></Activity>"
    )


def tcx(*activities: str, before: str = "", space: str = TCX_SPACE) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<TrainingCenterDatabase xmlns="{space}">'
        f"<Activities>{''.join(activities)}</Activities></TrainingCenterDatabase>\n"
    )


def place(at: float, metres_per_s: float = 3.0) -> tuple[float, float]:
    """Latitude and longitude of a runner who goes north at that speed, on a sphere."""
    return 47.0 + math.degrees(metres_per_s * at / 6371008.7714), 8.0


def trkpt(at: float | None, inside: str = "", extension: str = "", *, where: float = 0.0) -> str:
    """A point of GPX; ``extension`` stands in a TrackPointExtension."""
    latitude, longitude = place(where if at is None else at)
    time = "" if at is None else f"<time>{moment(at)}</time>"
    if extension:
        extension = (
            f'<extensions><x:TrackPointExtension xmlns:x="{TRACK_SPACE}">{extension}'
            "</x:TrackPointExtension></extensions>"
        )
    return f'<trkpt lat="{latitude:.9f}" lon="{longitude:.9f}">{inside}{time}{extension}</trkpt>'


def gpx(*segments: Sequence[str], sport: str = "running", space: str = GPX_SPACE) -> str:
    inner = "".join(f"<trkseg>{''.join(points)}</trkseg>" for points in segments)
    kind = f"<type>{sport}</type>" if sport else ""
    return (
        f'<?xml version="1.0"?>\n<gpx version="1.1" creator="Some Watch" xmlns="{space}">'
        f"<metadata><time>{moment(0)}</time></metadata><trk><name>Morning</name>{kind}{inner}"
        "</trk></gpx>\n"
    )


# --- Reading ------------------------------------------------------------------------------------


def reader_of(source: SensorSource) -> Callable[[SensorSource], RawSensors] | None:
    """What reads a source, by its content."""
    return next((m.read for m in (fit_files, tcx_files, gpx_files) if m.recognises(source)), None)


def source_of(path: Path) -> SensorSource:
    with path.open("rb") as file:
        return SensorSource(path, path.stat().st_size, file.read(HEAD_BYTES))


def read(path: Path) -> RawSensors:
    """Read a file in this process, by its content."""
    source = source_of(path)
    reader = reader_of(source)
    assert reader is not None
    return reader(source)


class Desk:
    """Writes files and reads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fit(self, *messages: bytes) -> RawSensors:
        """Read the file of these messages."""
        return self.bytes(fit(*messages))

    def bytes(self, content: bytes, name: str = "run.fit") -> RawSensors:
        path = self.folder / name
        path.write_bytes(content)
        return read(path)

    def text(self, content: str, name: str = "run.xml") -> RawSensors:
        return self.bytes(content.encode(), name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def stream(raw: RawSensors, node: str = "watch") -> RawStream:
    return next(s for s in raw.streams if s.node == node)


def channel(raw: RawSensors, name: str, node: str = "watch") -> RawChannel:
    return next(c for c in stream(raw, node).channels if c.name == name)


def names(raw: RawSensors) -> set[str]:
    return {c.name for c in stream(raw).channels}


def codes(raw: RawSensors) -> set[str]:
    return {notice.code for notice in raw.notices}


def said(raw: RawSensors, code: str) -> str:
    return next(n.message for n in raw.notices if n.code == code)


def tables(raw: RawSensors) -> Mapping[str, np.ndarray]:
    return {c.name: c.values for c in stream(raw).channels}
