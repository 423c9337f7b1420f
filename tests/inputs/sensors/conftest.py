"""Small files of sensors, written byte by byte or by other programs, and ways to read them."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from runtall.errors import RuntallError
from runtall.inputs.process import WorkerProcess
from runtall.inputs.sensors import open as opening
from runtall.inputs.sensors.raw import RawSensors, RawStream
from runtall.inputs.sensors.reader import HEAD_BYTES, SensorSource
from runtall.inputs.sensors.recording import recording_of
from runtall.inputs.sensors.task import read
from runtall.inputs.sensors.transfer import unpacked
from runtall.motion.recording import Recording

G = 9.80665
START = 1668212246.0


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- Hexoskin -----------------------------------------------------------------------------------


def wave(
    values: Sequence[int] | np.ndarray,
    rate: int = 128,
    *,
    bits: int = 16,
    channels: int = 1,
    kind: int = 1,
    declared: int | None = None,
    before: bytes = b"",
) -> bytes:
    """A WAV file; ``declared`` is what its header says of the bytes of its samples."""
    whole = np.asarray(values, np.int64)
    width = bits // 8
    data = b"".join(int(v).to_bytes(width, "little", signed=True) for v in whole)
    align = channels * width
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * align, align, bits)
    size = len(data) if declared is None else declared
    chunks = before + b"fmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def band_counts(middle: int, phase: float = 0.0, seconds: float = 20.0) -> np.ndarray:
    """A band that breathes 15 times a minute around some counts."""
    time = np.arange(int(seconds * 128)) / 128
    return np.rint(middle + 200 * np.sin(2 * np.pi * 0.25 * time + phase)).astype(np.int64)


def shirt(folder: Path, *, without: Sequence[str] = ()) -> Path:
    """The folder of a shirt: 20 s, gravity along Y, a beat of 0.5 s, marks on two of them."""
    beats = np.arange(1, 40) / 2
    lengths = np.full(len(beats), 128)
    lengths[3] = 0
    marks = np.zeros(len(beats), int)
    marks[5], marks[6] = 129, 1
    files: dict[str, str | bytes] = {
        "respiration_thoracic.wav": wave(band_counts(25000)),
        "respiration_abdominal.wav": wave(band_counts(15000, 0.3)),
        "acceleration_X.wav": wave(np.zeros(1280), 64),
        "acceleration_Y.wav": wave(np.full(1280, -256), 64),
        "acceleration_Z.wav": wave(np.full(1280, 128), 64),
        "heart_rate.wav": wave(np.full(20, 120), 1),
        "cadence.wav": wave(np.full(20, 156), 1),
        "info.json": json.dumps({"timestamp": START, "devices": ["HX1"]}),
        "RR_interval.csv": table("time [s],RR_interval [s/256](/api/18/)", beats, lengths),
        "RR_interval_quality.csv": table("time [s],RR_interval_quality [NA](/x/)", beats, marks),
        "inspiration.csv": table("time [s],inspiration [NA](/x/)", [1, 5, 9.5], [1, 1, 1]),
    }
    for name, content in files.items():
        if name not in without:
            write(folder / name, content)
    return folder


# --- tables -------------------------------------------------------------------------------------


def table(header: str, *columns: Sequence[object] | np.ndarray, separator: str = ",") -> str:
    """A text table."""
    rows = [separator.join(str(cell) for cell in row) for row in zip(*columns, strict=True)]
    return "\n".join([header, *rows]) + "\n"


def clock(seconds: float = 10.0, rate: float = 25.0) -> np.ndarray:
    return np.round(np.arange(int(seconds * rate)) / rate, 6)


# --- EDF ----------------------------------------------------------------------------------------


def edf(
    signals: Mapping[str, np.ndarray],
    *,
    rate: int = 32,
    unit: str = "mV",
    onsets: Sequence[float] | None = None,
    records: int | None = None,
    bdf: bool = False,
    scale: tuple[object, object, object, object] = (-5, 5, -32768, 32767),
) -> bytes:
    """An EDF or BDF file of records of 1 s; with onsets, an EDF+D file.

    ``scale`` is the physical and digital range; signals are counts.
    """
    width, mark = (3, "BDF") if bdf else (2, "EDF")
    count = len(next(iter(signals.values()))) // rate
    labels = list(signals)
    sizes = [rate] * len(labels)
    if onsets is not None:
        labels.append(f"{mark} Annotations")
        sizes.append(30 // width)

    def column(words: Sequence[object], size: int) -> bytes:
        return b"".join(str(word).encode("latin-1").ljust(size)[:size] for word in words)

    def each(word: object) -> list[object]:
        return [word] * len(labels)

    says = f"{count if records is None else records}"
    head = (b"\xffBIOSEMI" if bdf else b"0".ljust(8)) + b"X X X X".ljust(80)
    head += b"Startdate 01-MAY-2026 X X X".ljust(80) + b"01.05.2609.30.00"
    head += str(256 * (len(labels) + 1)).encode().ljust(8)
    head += ((mark + "+D") if onsets is not None else "").encode().ljust(44)
    head += says.encode().ljust(8) + b"1".ljust(8) + str(len(labels)).encode().ljust(4)
    head += column(labels, 16) + column(each(""), 80) + column(each(unit), 8)
    for word in scale:
        head += column(each(word), 8)
    head += column(each(""), 80) + column(sizes, 8) + column(each(""), 32)
    body = b""
    for record in range(count):
        for values in signals.values():
            part = values[record * rate : (record + 1) * rate]
            body += b"".join(int(v).to_bytes(width, "little", signed=True) for v in part)
        if onsets is not None:
            body += f"+{onsets[record]}\x14\x14".encode().ljust(30, b"\0")
    return head + body


# --- reading ------------------------------------------------------------------------------------


def source_of(
    path: Path, columns: Mapping[str, str] | None = None, more: Sequence[Path] = ()
) -> SensorSource:
    if path.is_dir():
        return SensorSource(path, 0, b"", columns or {})
    content = path.read_bytes()
    return SensorSource(path, len(content), content[:HEAD_BYTES], columns or {}, tuple(more))


def raw_here(
    path: Path, columns: Mapping[str, str] | None = None, more: Sequence[Path] = ()
) -> RawSensors:
    """Read a source in this process: quick, for parsers in Python."""
    source = source_of(path, columns, more)
    return read(opening.reader_of(source).name, source)


def read_here(
    path: Path, columns: Mapping[str, str] | None = None, more: Sequence[Path] = ()
) -> Recording:
    return recording_of(raw_here(path, columns, more), path, "")


def codes(recording: Recording | RawSensors) -> set[str]:
    return {notice.code for notice in recording.notices}


def stream_of(raw: RawSensors, node: str, part: str = "") -> RawStream:
    return next(s for s in raw.streams if (s.node, s.part) == (node, part))


def series(stream: RawStream) -> dict[str, np.ndarray]:
    return {channel.name: channel.values for channel in stream.channels}


class Child:
    """One child that reads many files; a new one follows where a file ended it."""

    def __init__(self) -> None:
        self._worker: WorkerProcess | None = None

    def read(self, path: Path) -> RawSensors:
        if self._worker is None:
            self._worker = WorkerProcess(wording=opening._WORDING)
        source = source_of(path)
        fields = {"path": str(path), "reader": opening.reader_of(source).name}
        fields |= {"columns": {}, "more": []}
        try:
            answer = self._worker.ask("sensors", fields, path.name, opening.SECONDS)
        except RuntallError:
            # A child that said what is wrong lives on; one that crashed or was killed does not.
            if self._worker.process.poll() is not None:
                self.close()
            raise
        return unpacked(answer, path.name)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()
