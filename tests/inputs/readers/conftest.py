"""Small files of every format, written byte by byte, and ways to read them."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from runtall.errors import RuntallError
from runtall.inputs.files import shown
from runtall.inputs.process import WorkerProcess
from runtall.inputs.readers import open as opening
from runtall.inputs.readers.raw import RawMotion
from runtall.inputs.readers.reader import HEAD_BYTES, Source
from runtall.inputs.readers.task import read
from runtall.inputs.readers.transfer import unpacked

FRAMES = 20
RATE = 100.0
LABELS = ("LASI", "RASI", "C7")


def positions(frames: int = FRAMES, labels: int = len(LABELS)) -> np.ndarray:
    """(frame, label, 3) in m; every number tells where it belongs."""
    frame, label, axis = np.ogrid[:frames, :labels, :3]
    return np.round(1 + 0.1 * axis + 0.01 * label + 0.001 * frame, 6)


def times(frames: int = FRAMES) -> np.ndarray:
    return np.arange(frames) / RATE


# --- TRC ----------------------------------------------------------------------------------------


def trc(
    labels: Sequence[str] = LABELS,
    *,
    frames: int = FRAMES,
    unit: str = "mm",
    declared: Mapping[str, object] | None = None,
) -> str:
    """A TRC file; ``declared`` says what its header says otherwise."""
    says = {"rate": RATE, "frames": frames, "markers": len(labels), "unit": unit} | dict(
        declared or {}
    )
    scale = 1 if unit == "m" else 1000
    lines = [
        "PathFileType\t4\t(X/Y/Z)\twalk.trc",
        (
            "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\t"
            "OrigNumFrames"
        ),
        (
            f"{says['rate']}\t{says['rate']}\t{says['frames']}\t{says['markers']}\t{says['unit']}\t"
            f"{says['rate']}\t1\t{says['frames']}"
        ),
        "Frame#\tTime\t" + "\t\t\t".join(labels) + "\t\t",
        "\t\t" + "\t".join(f"{a}{n + 1}" for n in range(len(labels)) for a in "XYZ"),
        "",
    ]
    for number, row in enumerate(positions(frames, len(labels)) * scale):
        cells = [str(number + 1), f"{number / RATE:.3f}", *(f"{v:.4f}" for v in row.ravel())]
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


# --- MOT, STO -----------------------------------------------------------------------------------


def angles(frames: int = FRAMES, *, degrees: bool = True) -> dict[str, np.ndarray]:
    """Joint coordinates of a stride, in degrees or rad, and m."""
    turn = 2 * np.pi * times(frames) / times()[-1]
    swing = {"hip_flexion_r": 30 * np.sin(turn), "knee_angle_r": -45 + 40 * np.cos(turn)}
    swing |= {"elbow_flex_r": 90 + 10 * np.sin(turn), "pelvis_tilt": -5 + np.cos(turn)}
    shown = {name: v if degrees else np.deg2rad(v) for name, v in swing.items()}
    return shown | {"pelvis_tx": 3 * times(frames), "pelvis_ty": 0.9 + 0.03 * np.cos(2 * turn)}


def sto(
    columns: Mapping[str, np.ndarray] | None = None, *, header: Sequence[str] | None = None
) -> str:
    """A MOT or STO file; the header says degrees unless given."""
    columns = angles() if columns is None else columns
    rows = np.column_stack([times(len(next(iter(columns.values())))), *columns.values()])
    if header is None:
        header = ["Coordinates", "version=1", f"nRows={len(rows)}", f"nColumns={rows.shape[1]}"]
        header += ["inDegrees=yes"]
    lines = [*header, "endheader", "\t".join(["time", *columns])]
    lines += ["\t".join(f"{v:.8f}" for v in row) for row in rows]
    return "\n".join(lines) + "\n"


# --- BVH ----------------------------------------------------------------------------------------

BVH_HEAD = """HIERARCHY
ROOT Hips
{
\tOFFSET 0 0 0
\tCHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
\tJOINT Knee
\t{
\t\tOFFSET 0 -40 0
\t\tCHANNELS 3 Zrotation Xrotation Yrotation
\t\tEnd Site
\t\t{
\t\t\tOFFSET 0 -50 0
\t\t}
\t}
}
MOTION
"""


def bvh(rows: np.ndarray | None = None, *, declared: object = None) -> str:
    """A BVH file of a thigh and a shank, by default swinging by 30 degrees."""
    if rows is None:
        rows = np.zeros((FRAMES, 9))
        rows[:, 0], rows[:, 1] = 3 * np.arange(FRAMES), 90
        rows[:, 3] = rows[:, 6] = 30 * np.sin(np.arange(FRAMES))
        rows[:, 7] = 25
    lines = [f"Frames: {len(rows) if declared is None else declared}", f"Frame Time: {1 / RATE}"]
    lines += [" ".join(f"{v:.6f}" for v in row) for row in rows]
    return BVH_HEAD + "\n".join(lines) + "\n"


# --- tables -------------------------------------------------------------------------------------


def wide(labels: Sequence[str] = LABELS, *, unit: str = "mm", separator: str = ",") -> str:
    """A wide CSV table."""
    heads = ["time", *(f"{name}_{axis} [{unit}]" for name in labels for axis in "xyz")]
    scale = 1 if unit == "m" else 1000
    lines = [separator.join(heads)]
    for time, row in zip(times(), positions(labels=len(labels)) * scale, strict=True):
        lines.append(separator.join([f"{time:.3f}", *(f"{v:.4f}" for v in row.ravel())]))
    return "\n".join(lines) + "\n"


def tidy(labels: Sequence[str] = LABELS, *, header: str = "time,marker,x,y,z") -> str:
    """A tidy CSV table in m, one row for each moment and marker."""
    lines = [header]
    for time, row in zip(times(), positions(labels=len(labels)), strict=True):
        lines += [
            f"{time:.3f},{name},{x:.4f},{y:.4f},{z:.4f}"
            for name, (x, y, z) in zip(labels, row, strict=True)
        ]
    return "\n".join(lines) + "\n"


def parquet(text: str | None = None) -> bytes:
    """A Parquet file with the content of a CSV table."""
    import polars as pl

    whole = io.BytesIO()
    pl.read_csv(io.StringIO(text or wide())).write_parquet(whole)
    return whole.getvalue()


# --- C3D ----------------------------------------------------------------------------------------

Value = Sequence[str] | Sequence[int] | np.ndarray


def _name(name: str, number: int) -> bytes:
    return struct.pack("<bb", len(name), number) + name.encode()


def _parameter(group: int, name: str, value: Value) -> bytes:
    if isinstance(value, np.ndarray) and value.dtype.kind in "iu":
        kind, shape, data = 2, value.shape, value.astype("<i2").tobytes(order="F")
    elif isinstance(value, np.ndarray):
        kind, shape = 4, value.shape
        data = value.astype("<f4").tobytes(order="F")
    elif value and isinstance(value[0], str):
        long = max(1, *map(len, value))
        kind, shape = -1, (long, len(value))
        data = b"".join(str(word).encode("latin-1").ljust(long) for word in value)
    else:
        kind, shape = 2, (len(value),)
        data = struct.pack(f"<{len(value)}H", *[int(v) & 0xFFFF for v in value])
    inner = struct.pack("<bB", kind, len(shape)) + bytes(shape) + data + b"\0"
    return _name(name, group) + struct.pack("<H", len(inner) + 2) + inner


def c3d(
    points: np.ndarray | None = None,
    *,
    labels: Sequence[str] = LABELS,
    missing: Sequence[tuple[int, int]] = (),
    analog: np.ndarray | None = None,
    parameters: Mapping[str, Mapping[str, Value]] | None = None,
    frames: int | None = None,
    whole_numbers: bool = False,
    first: int = 1,
) -> bytes:
    """A C3D file.

    Parameters
    ----------
    points
        (frame, point, 3) in mm.
    missing
        Frame and point of points with residual -1.
    analog
        (analog frame, channel), a whole number of steps for each frame.
    parameters
        By group and name, beside what is needed.
    frames
        As declared.
    whole_numbers
        Whether points are stored as such.
    """
    points = positions() * 1000 if points is None else points
    count = len(points) if frames is None else frames
    analog = np.empty((len(points), 0)) if analog is None else analog
    steps = len(analog) // max(1, len(points))
    scale = 0.1 if whole_numbers else -0.1
    groups: dict[str, dict[str, Value]] = {
        "POINT": {
            "USED": [points.shape[1]], "FRAMES": [count], "DATA_START": [0],
            "SCALE": np.array([scale]), "RATE": np.array([RATE]), "UNITS": ["mm"],
            "LABELS": list(labels) or [""],
        },
        "ANALOG": {
            "USED": [analog.shape[1]], "GEN_SCALE": np.array([1.0]), "FORMAT": ["SIGNED"],
            "RATE": np.array([RATE * steps]), "SCALE": np.ones(analog.shape[1]),
            "OFFSET": [0] * analog.shape[1], "BITS": [16],
            "LABELS": [f"A{n}" for n in range(analog.shape[1])] or [""],
        },
        "FORCE_PLATFORM": {"USED": [0]},
    }  # fmt: skip
    for group, values in (parameters or {}).items():
        groups.setdefault(group, {}).update(values)
    section = b""
    for number, (group, values) in enumerate(groups.items(), 1):
        section += _name(group, -number) + struct.pack("<Hb", 3, 0)
        section += b"".join(_parameter(number, name, value) for name, value in values.items())
    blocks = (len(section) + 4 + 2) // 512 + 1
    start = 2 + blocks
    section = struct.pack("<4B", 1, 0x50, blocks, 84) + section
    header = struct.pack(
        "<BB5HfHHf", 2, 0x50, points.shape[1], analog.shape[1] * steps, first,
        min(65535, first + count - 1), 0, scale, start, steps, RATE,
    )  # fmt: skip
    data = b""
    for number, frame in enumerate(points):
        for place, point in enumerate(frame):
            residual = -1 if (number, place) in missing else 0
            if whole_numbers:
                data += struct.pack("<4h", *np.round(point / scale).astype(int), residual)
            else:
                data += struct.pack("<4f", *point, residual)
        for step in analog[number * steps : (number + 1) * steps]:
            data += struct.pack(f"<{len(step)}{'h' if whole_numbers else 'f'}", *step.tolist())
    return header.ljust(512, b"\0") + section.ljust(512 * blocks, b"\0") + data


# --- reading ------------------------------------------------------------------------------------


def source_of(path: Path, angles: str | None = None, mapped: Sequence[str] = ()) -> Source:
    content = path.read_bytes()
    return Source(path, len(content), content[:HEAD_BYTES], angles, frozenset(mapped))


def read_here(path: Path, angles: str | None = None, mapped: Sequence[str] = ()) -> RawMotion:
    """Read a file in this process: quick, for parsers in Python."""
    return read(opening.reader_of(path).name, source_of(path, angles, mapped))


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


class Child:
    """One child that reads many files; a new one follows where a file ended it."""

    def __init__(self) -> None:
        self._worker: WorkerProcess | None = None

    def read(self, path: Path, angles: str | None = None) -> RawMotion:
        if self._worker is None:
            self._worker = WorkerProcess(wording=opening._WORDING)
        reader = opening.reader_of(path).name
        fields = {"path": str(path), "reader": reader, "angles": angles, "mapped": []}
        try:
            answer = self._worker.ask("motion", fields, shown(path), opening.SECONDS)
        except RuntallError:
            if self._worker.process.poll() is not None:
                self.close()
            raise
        return unpacked(answer, shown(path))

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    """A child that reads motion files."""
    made = Child()
    yield made
    made.close()


def codes(raw: RawMotion) -> list[str]:
    """Codes of what was noticed."""
    return [notice.code for notice in raw.notices]
