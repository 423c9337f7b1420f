"""Files that cannot be used: each is answered by one clear line, soon."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.inputs.readers.conftest import (
    BVH_HEAD,
    Child,
    angles,
    bvh,
    c3d,
    parquet,
    positions,
    sto,
    tidy,
    trc,
    wide,
    write,
)

from runtall.errors import (
    ExitCode,
    InputError,
    LimitExceeded,
    MalformedFile,
    MissingStream,
    RuntallError,
    TooShort,
    UnknownFormat,
)

Content = str | bytes
Case = tuple[str, Callable[[], Content], type[RuntallError], str]


def line(text: str, number: int, new: str | None) -> str:
    """The text with one line, from 1 or from the end, replaced or removed."""
    lines = text.splitlines()
    at = number - 1 if number > 0 else number
    lines[at : at + 1 or None] = [] if new is None else [new]
    return "\n".join(lines) + "\n"


def cut(content: Content, share: float) -> Content:
    return content[: int(len(content) * share)]


def cell(text: str, number: int, column: int, new: str, separator: str = "\t") -> str:
    """The text with one cell replaced."""
    lines = text.splitlines()
    cells = lines[number - 1].split(separator)
    cells[column] = new
    lines[number - 1] = separator.join(cells)
    return "\n".join(lines) + "\n"


def noise(count: int, seed: int = 3) -> bytes:
    return random.Random(seed).randbytes(count)


def people(name: str = "{}:{}") -> list[str]:
    return [name.format(who, what) for who in ("Anna", "Bert") for what in ("LASI", "RASI", "C7")]


def c3d_points(count: int) -> bytes:
    content = bytearray(c3d())
    at = content.index(b"USED") + 4
    content[at + 4 : at + 6] = count.to_bytes(2, "little")
    return bytes(content)


def c3d_section(position: int, value: int) -> bytes:
    content = bytearray(c3d())
    content[512 + position] = value
    return bytes(content)


TRC: list[Case] = [
    ("no header", lambda: "\n".join(trc().splitlines()[6:]), UnknownFormat, "PathFileType"),
    ("no line of names", lambda: line(trc(), 4, None), MalformedFile, "Frame#"),
    ("no names", lambda: line(trc(), 4, "Frame#\tTime"), MissingStream, "names no marker"),
    ("too many names", lambda: trc().replace("C7", "C7\t\t\tT8"), MalformedFile, "names 4 markers"),
    ("a ragged row", lambda: line(trc(), 10, "4\t0.03\t1\t2"), MalformedFile, "line 10 holds 4"),
    ("text for a number", lambda: cell(trc(), 9, 4, "left"), MalformedFile, "holds 'left'"),
    ("digits in a row", lambda: cell(trc(), 9, 4, "1_000"), MalformedFile, "'1_000'"),
    ("no time", lambda: cell(trc(), 9, 1, ""), MalformedFile, "has no time"),
    ("time goes back", lambda: cell(trc(), 9, 1, "0.005"), MalformedFile, "goes back"),
    ("time stands still", lambda: re.sub(r"(?m)^(\d+)\t[\d.]+\t", r"\1\t1.5\t", trc()),
     MalformedFile, "stands still"),
    ("time in ms", lambda: re.sub(r"(?m)^(\d+)\t[\d.]+\t", r"\1\t\g<1>0\t", trc()), MalformedFile,
     "in seconds"),
    ("most rows missing", lambda: trc(declared={"frames": 600}), MalformedFile, "600 rows"),
    ("10^9 frames", lambda: trc(declared={"frames": 10**9}), MalformedFile, "1000000000 rows"),
    ("10^9 markers", lambda: trc(declared={"markers": 10**9}), MalformedFile, "markers"),
    ("unknown unit", lambda: trc(declared={"unit": "furlong"}), MalformedFile, "'furlong'"),
    ("one name twice", lambda: trc(["LASI", "RASI", "LASI"]), MalformedFile, "'LASI' more than"),
    ("two people", lambda: trc(people()), InputError, "2 subjects ('Anna', 'Bert')"),
    ("nothing measured", lambda: re.sub(r"(?m)^(\d+\t[\d.]+)\t.*", r"\1" + 9 * "\t", trc()),
     MissingStream, "no marker"),
    ("one row", lambda: trc(frames=1), TooShort, "one row"),
    ("no row", lambda: trc(frames=0), TooShort, "no row"),
    ("a long line", lambda: trc() + "1" * (1 << 21), MalformedFile, "longer than"),
    ("noise", lambda: b"PathFileType" + noise(5000), MalformedFile, "Frame#"),
    *((f"cut at {share}", lambda share=share: cut(trc(), share), RuntallError, "")
      for share in (0.05, 0.1, 0.15, 0.3)),
]  # fmt: skip

STO: list[Case] = [
    ("no header", lambda: "\n".join(sto().splitlines()[7:]), UnknownFormat, "endheader"),
    ("no end of header", lambda: sto().replace("endheader\n", ""), MalformedFile, "endheader"),
    ("no names", lambda: sto().replace("time\t", "0.0\t"), MalformedFile, "must name the columns"),
    ("a ragged row", lambda: line(sto(), 12, "0.05\t1"), MalformedFile, "line 12 holds 2"),
    ("text for a number", lambda: cell(sto(), 12, 2, "?"), MalformedFile, "holds '?'"),
    ("a name twice", lambda: sto().replace("knee_angle_r", "pelvis_tx"), MalformedFile, "two"),
    ("time goes back", lambda: cell(sto(), 12, 0, "0.001"), MalformedFile, "goes back"),
    ("time stands still", lambda: re.sub(r"(?m)^0\.\d+", "0.5", sto()), MalformedFile, "still"),
    ("10^9 rows", lambda: sto(header=["nRows=1000000000"]), MalformedFile, "1000000000 rows"),
    ("10^9 columns", lambda: sto(header=["nColumns=1000000000"]), MalformedFile, "columns"),
    ("unknown unit", lambda: sto(header=["Units=yd"]), MalformedFile, "'yd'"),
    ("neither yes nor no", lambda: sto(header=["inDegrees=maybe"]), MalformedFile, "'maybe'"),
    ("degrees called radians", lambda: sto(header=["inDegrees=no"]), MalformedFile, "--angles"),
    ("radians called degrees", lambda: sto(angles(degrees=False)), MalformedFile,
     "--angles"),
    ("quaternions", lambda: sto(header=["DataType=Quaternion"]), MissingStream, "'quaternion'"),
    ("muscles", lambda: sto({"soleus_r.activation": np.ones(20), "hip_moment": np.ones(20)}),
     MissingStream, "no motion"),
    ("two people", lambda: sto({f"{n}_t{a}": np.ones(20) for n in people() for a in "xyz"}),
     InputError, "2 subjects"),
    ("nothing measured", lambda: sto({"knee_angle_r": np.full(20, np.nan)}), MissingStream,
     "no marker"),
    ("one row", lambda: sto(angles(1)), TooShort, "one row"),
    ("no row", lambda: sto({"knee_angle_r": np.empty(0)}), TooShort, "no row"),
    ("noise", lambda: b"nRows=5\n" + noise(5000), MalformedFile, "endheader"),
    *((f"cut at {share}", lambda share=share: cut(sto(), share), RuntallError, "")
      for share in (0.01, 0.02, 0.05, 0.1)),
]  # fmt: skip

BVH: list[Case] = [
    ("no skeleton", lambda: bvh().partition("MOTION")[2], UnknownFormat, "HIERARCHY"),
    ("no motion", lambda: BVH_HEAD.replace("MOTION\n", ""), MalformedFile, "MOTION"),
    ("a skeleton without end", lambda: bvh().replace("}\nMOTION", "MOTION"), MalformedFile, "end"),
    ("a bracket too many", lambda: bvh().replace("MOTION", "}\nMOTION"), MalformedFile, "bracket"),
    ("another word", lambda: bvh().replace("OFFSET 0 -40", "SCALE 0 -40"), MalformedFile, "SCALE"),
    ("an offset of text", lambda: bvh().replace("-40", "far"), MalformedFile, "'far'"),
    ("an infinite offset", lambda: bvh().replace("-40", "1e999"), MalformedFile, "offset"),
    ("channels that repeat", lambda: bvh().replace("CHANNELS 3 Z", "CHANNELS 3 X"), MalformedFile,
     "channels of 'Knee'"),
    ("10^9 channels", lambda: bvh().replace("CHANNELS 3", "CHANNELS 1000000000"), MalformedFile,
     "channels of 'Knee'"),
    ("no channel", lambda: re.sub(r"(?m)^\s*CHANNELS.*\n", "", bvh()), MalformedFile, "channel"),
    ("one name twice", lambda: bvh().replace("Knee", "Hips"), MalformedFile, "two joints"),
    ("two people", lambda: bvh().replace("MOTION", "ROOT Bert\n{\n}\nMOTION"), InputError,
     "several skeletons ('Hips', 'Bert')"),
    ("no frame time", lambda: bvh().replace("Frame Time: 0.01", "0"), MalformedFile, "Frame Time"),
    ("frames of 0 s", lambda: bvh().replace("Time: 0.01", "Time: 0"), MalformedFile, "Frame Time"),
    ("a ragged row", lambda: line(bvh(), 25, "1 2 3"), MalformedFile, "line 25 holds 3"),
    ("text for a number", lambda: cell(bvh(), 25, 2, "x", " "), MalformedFile, "holds 'x'"),
    ("radians", lambda: bvh(np.deg2rad(30) * np.sin(np.arange(180)).reshape(20, 9)),
     MalformedFile, "--angles"),
    ("10^9 frames", lambda: bvh(declared=10**9), MalformedFile, "1000000000 frames"),
    ("one frame", lambda: bvh(np.ones((1, 9))), TooShort, "one row"),
    ("noise", lambda: b"HIERARCHY\n" + noise(5000), MalformedFile, "skeleton"),
    ("deep", lambda: "HIERARCHY\n" + "ROOT a\n{\n" + "JOINT b\n{\n" * 50_000, MalformedFile,
     "more than"),
    *((f"cut at {share}", lambda share=share: cut(bvh(), share), RuntallError, "")
      for share in (0.02, 0.05, 0.1, 0.15)),
]  # fmt: skip

CSV: list[Case] = [
    ("no header", lambda: wide().partition("\n")[2], UnknownFormat, "a column of time"),
    ("no time", lambda: wide().replace("time", "when"), UnknownFormat, "a column of time"),
    ("2-D", lambda: wide().replace("_z", "_score"), UnknownFormat, "NAME_x, NAME_y and NAME_z"),
    ("a ragged row", lambda: line(wide(), 5, "0.03,1"), MalformedFile, "line 5 holds 2 cells"),
    ("a long row", lambda: line(wide(), 5, "0.03" + ",1" * 10), MalformedFile, "line 5 holds 11"),
    ("text for a number", lambda: cell(wide(), 5, 2, "?", ","), MalformedFile, "line 5 holds '?'"),
    ("one name twice", lambda: wide(["LASI", "RASI", "LASI"]), MalformedFile, "'LASI_x [mm]'"),
    ("two units", lambda: wide().replace("C7_z [mm]", "C7_z [m]"), MalformedFile, "'m' and 'mm'"),
    ("unknown unit", lambda: wide(unit="furlong"), MalformedFile, "'furlong'"),
    ("time goes back", lambda: cell(wide(), 5, 0, "0.001", ","), MalformedFile, "goes back"),
    ("time stands still", lambda: re.sub(r"(?m)^0\.\d+", "0.5", wide()), MalformedFile, "still"),
    ("two people", lambda: wide(people()), InputError, "2 subjects"),
    ("nothing measured", lambda: re.sub(r"(?m)^(0\.\d+).*", r"\1" + 9 * ",", wide()),
     MissingStream, "no marker"),
    ("no row", lambda: wide().partition("\n")[0], TooShort, "no row"),
    ("one row", lambda: "\n".join(wide().splitlines()[:2]), TooShort, "one row"),
    ("tidy, two people", lambda: tidy(header="time,marker,x,y,z") + tidy().partition("\n")[2],
     MalformedFile, "two rows for 'LASI'"),
    ("tidy, two subjects", lambda: "subject,time,marker,x,y,z\na,0,m,1,2,3\nb,0,m,1,2,3\n",
     InputError, "2 subjects"),
    ("tidy, no name", lambda: tidy().replace("0.050,RASI", "0.050,"), MalformedFile, "name no"),
    ("tidy, no time", lambda: tidy().replace("0.050,RASI", ",RASI"), MalformedFile, "no time"),
    ("tidy, another axis", lambda: "time,name,axis,value\n0,a,w,1\n1,a,x,1\n", MalformedFile,
     "'w'"),
    ("many times and names", lambda: "time,marker,x,y,z\n" + "".join(
        f"{n},m{n},1,1,1\n" for n in range(2001)), LimitExceeded, "2001 names"),
    ("noise", lambda: b"time,LASI_x,LASI_y,LASI_z\n" + noise(5000), RuntallError, ""),
    *((f"cut at {share}", lambda share=share: cut(wide(), share), RuntallError, "")
      for share in (0.02, 0.05, 0.08, 0.12)),
]  # fmt: skip

PARQUET: list[Case] = [
    ("no motion", lambda: parquet("a,b\n1,2\n"), MissingStream, "hold no motion"),
    ("text for a number", lambda: parquet(cell(wide(), 5, 2, "?", ",")), MalformedFile, "'?'"),
    ("time goes back", lambda: parquet(cell(wide(), 5, 0, "0.001", ",")), MalformedFile, "back"),
    ("two people", lambda: parquet(wide(people())), InputError, "2 subjects"),
    ("unknown unit", lambda: parquet(wide(unit="furlong")), MalformedFile, "'furlong'"),
    ("nothing but the mark", lambda: b"PAR1", MalformedFile, "cannot be read"),
    ("noise", lambda: b"PAR1" + noise(5000) + b"PAR1", MalformedFile, ""),
    *((f"cut at {share}", lambda share=share: cut(parquet(), share), MalformedFile, "")
      for share in (0.1, 0.5, 0.9, 0.999)),
]  # fmt: skip

C3D: list[Case] = [
    ("text", lambda: "Ran 5 km today.\n", UnknownFormat, "holds text"),
    ("only a header", lambda: c3d()[:512], MalformedFile, "cut off"),
    ("a header cut off", lambda: c3d()[:100], MalformedFile, "cut off"),
    ("parameters cut off", lambda: c3d()[:700], MalformedFile, "cut off"),
    ("data cut off", lambda: c3d()[:-900], MalformedFile, "most of it is missing"),
    ("65535 frames", lambda: c3d(frames=65535), MalformedFile, "65535 frames"),
    ("65535 points", lambda: c3d_points(65535), RuntallError, ""),
    ("9999 points", lambda: c3d_points(9999), RuntallError, ""),
    ("no points", lambda: c3d(np.empty((20, 0, 3)), labels=()), MissingStream, "neither"),
    ("no rate", lambda: c3d(parameters={"POINT": {"RATE": np.array([0.0])}}).replace(
        np.float32(100).tobytes(), bytes(4)), MalformedFile, "no rate"),
    ("unknown unit", lambda: c3d(parameters={"POINT": {"UNITS": ["furlong"]}}), MalformedFile,
     "'furlong'"),
    ("one name twice", lambda: c3d(labels=["LASI", "RASI", "LASI"]), MalformedFile, "more than"),
    ("two people", lambda: c3d(positions(labels=6), labels=people()), InputError, "2 subjects"),
    ("nothing measured", lambda: c3d(missing=[(n, p) for n in range(20) for p in range(3)]),
     MissingStream, "no marker"),
    ("one frame", lambda: c3d(positions(1)), TooShort, "one row"),
    ("another processor", lambda: c3d_section(3, 90), UnknownFormat, "unknown kind"),
    ("127 dimensions", lambda: c3d().replace(b"UNITS\t\0\xff\x02", b"UNITS\t\0\xff\x7f"),
     MalformedFile, "damaged"),
    ("a name that runs on", lambda: c3d_section(4, 127), RuntallError, ""),
    ("noise", lambda: b"\x02\x50" + noise(510) + b"\x01\x50\x02\x54" + noise(5000),
     MalformedFile, ""),
    *((f"cut at {share}", lambda share=share: cut(c3d(), share), RuntallError, "")
      for share in (0.1, 0.3, 0.5, 0.7)),
]  # fmt: skip

CASES = {
    f"{suffix}: {name}": (suffix, make, kind, words)
    for suffix, cases in
    {"trc": TRC, "mot": STO, "bvh": BVH, "csv": CSV, "parquet": PARQUET, "c3d": C3D}.items()
    for name, make, kind, words in cases
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_answered_in_one_line(child: Child, tmp_path: Path, name: str) -> None:
    suffix, make, kind, words = CASES[name]
    path = write(tmp_path / f"run.{suffix}", make())
    before = path.read_bytes()
    started = time.monotonic()
    with pytest.raises(RuntallError) as caught:
        child.read(path)
    message = str(caught.value)
    assert time.monotonic() - started < 20
    assert type(caught.value) is kind or kind is RuntallError
    assert caught.value.exit_code in (ExitCode.UNUSABLE_INPUT, ExitCode.LIMIT)
    assert message.startswith(path.name + ": ")
    assert words in message
    assert "\n" not in message
    assert len(message) < 400
    assert path.read_bytes() == before
