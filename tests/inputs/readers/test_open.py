"""Content decides; what is no file of motion is said to be what it is."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.inputs.conftest import MakeClip
from tests.inputs.readers.conftest import (
    angles,
    bvh,
    c3d,
    parquet,
    positions,
    read_here,
    sto,
    tidy,
    trc,
    wide,
    write,
)

from runtall.errors import (
    InputError,
    LimitExceeded,
    MalformedFile,
    RuntallError,
    UnknownFormat,
    UsageError,
)
from runtall.inputs.limits import MIB
from runtall.inputs.readers import open as opening
from runtall.inputs.readers.open import is_motion_file, read_raw, reader_of
from runtall.inputs.readers.reader import readers

pytestmark = pytest.mark.usefixtures("no_child_left")

FILES: dict[str, Callable[[], str | bytes]] = {
    "bvh": bvh,
    "c3d": c3d,
    "csv": wide,
    "parquet": parquet,
    "sto": sto,
    "trc": trc,
}


def test_every_reader_is_tested_here() -> None:
    assert list(readers) == list(FILES)


@pytest.mark.parametrize("name", FILES)
def test_content_decides_and_not_the_name(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "run.txt", FILES[name]())
    assert is_motion_file(path)
    assert reader_of(path).name == name
    raw = read_raw(path)
    here = read_here(path)
    assert raw.format == here.format
    assert raw.labels == here.labels
    np.testing.assert_array_equal(raw.position, here.position)
    np.testing.assert_array_equal(raw.time_s, here.time_s)
    assert raw.coordinates.keys() == here.coordinates.keys()
    assert raw.notices == here.notices


@pytest.mark.parametrize("name", FILES)
def test_one_format_is_not_taken_for_another(tmp_path: Path, name: str) -> None:
    head = write(tmp_path / "run", FILES[name]()).read_bytes()
    assert [key for key, reader in readers.items() if reader.recognises(head)] == [name]


def test_all_of_a_file_reaches_the_caller(tmp_path: Path) -> None:
    load = np.linspace(1, 900, 20)
    columns = angles() | {f"A_t{axis}": 1 + load for axis in "xyz"}
    columns |= {f"ground_force_{kind}{axis}": load for kind in "vp" for axis in "xyz"}
    path = write(tmp_path / "run.mot", sto(columns))
    raw, here = read_raw(path), read_here(path)
    for name, values in here.coordinates.items():
        np.testing.assert_array_equal(raw.coordinates[name], values)
    assert [force.name for force in raw.forces] == ["ground_force"]
    np.testing.assert_array_equal(raw.forces[0].force, here.forces[0].force)
    np.testing.assert_array_equal(raw.forces[0].point, here.forces[0].point)
    np.testing.assert_array_equal(raw.forces[0].time_s, here.forces[0].time_s)
    assert (raw.in_degrees, raw.unit, raw.up) == (True, None, None)


def test_options_reach_the_reader(tmp_path: Path) -> None:
    path = write(tmp_path / "run.mot", sto(header=["inDegrees=no"]))
    raw = read_raw(path, angles="degrees")
    assert raw.coordinates["elbow_flex_r"].max() == pytest.approx(np.deg2rad(100), abs=0.01)
    path = write(tmp_path / "run.trc", trc(["A:C7", "A:T8", "B:C7", "B:T8"]))
    raw = read_raw(path, mapped=["B:C7"])
    assert raw.position == pytest.approx(positions(labels=4)[:, 2:] * 1000)


def test_a_choice_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'turns'"):
        read_raw(tmp_path / "absent.mot", angles="turns")


# --- what is no file of motion -------------------------------------------------------------------


def _absent(folder: Path) -> Path:
    return folder / "absent.c3d"


def _empty(folder: Path) -> Path:
    return write(folder / "empty.trc", "")


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.trc")
    return folder / "pipe.trc"


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s.mot"))
    return folder / "s.mot"


def _device(folder: Path) -> Path:
    (folder / "zero.c3d").symlink_to("/dev/zero")
    return folder / "zero.c3d"


def _link_loop(folder: Path) -> Path:
    (folder / "a.trc").symlink_to(folder / "b.trc")
    (folder / "b.trc").symlink_to(folder / "a.trc")
    return folder / "a.trc"


def _folder(folder: Path) -> Path:
    (folder / "run.c3d").mkdir()
    return folder / "run.c3d"


def _archive(folder: Path) -> Path:
    return write(folder / "run.mot", b"PK\x03\x04" + bytes(100))


def _model(folder: Path) -> Path:
    return write(folder / "run.sto", '<?xml version="1.0"?>\n<OpenSimDocument/>')


def _text(folder: Path) -> Path:
    return write(folder / "run.c3d", "Ran 5 km today.\n")


def _binary(folder: Path) -> Path:
    return write(folder / "run.trc", bytes(range(256)) * 10)


REFUSED = [
    (_absent, InputError, "no such file", True),
    (_empty, MalformedFile, "is empty (0 bytes); export it again", True),
    (_pipe, UnknownFormat, "named pipe", True),
    (_socket, UnknownFormat, "socket", True),
    (_device, UnknownFormat, "device", True),
    (_link_loop, InputError, "cannot be reached", True),
    (_folder, UnknownFormat, "is a folder; give one file", False),
    (_archive, UnknownFormat, "a MOT or STO file and holds an archive", True),
    (_model, UnknownFormat, "an XML or HTML document", True),
    (_text, UnknownFormat, "named like a C3D file and holds text; export it again", True),
    (_binary, UnknownFormat, "bytes of an unknown kind", True),
]


@pytest.mark.parametrize(
    ("make", "kind", "words", "motion"), REFUSED, ids=[make.__name__[1:] for make, *_ in REFUSED]
)
def test_what_is_no_file_of_motion_is_refused_at_once(
    tmp_path: Path,
    make: Callable[[Path], Path],
    kind: type[RuntallError],
    words: str,
    motion: bool,
) -> None:
    path = make(tmp_path)
    started = time.monotonic()
    assert is_motion_file(path) is motion
    with pytest.raises(InputError) as caught:
        read_raw(path)
    assert time.monotonic() - started < 2
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert str(caught.value).startswith(path.name)
    assert "\n" not in str(caught.value)


def test_a_video_is_no_motion(make_clip: MakeClip, tmp_path: Path) -> None:
    path = make_clip("clip.mp4", frames=3)
    assert not is_motion_file(path)
    path = path.rename(tmp_path / "clip.trc")
    assert not is_motion_file(path)
    with pytest.raises(UnknownFormat, match=r"clip.trc: .* holds a video"):
        read_raw(path)


@pytest.mark.parametrize(
    "text",
    ["Ran 5 km today.\n", "time,heart_rate\n0,150\n", "x,y,z\n1,2,3\n", "#EXTM3U\nrun.mp4\n"],
)
def test_other_text_is_no_motion(tmp_path: Path, text: str) -> None:
    assert not is_motion_file(write(tmp_path / "notes.txt", text))


@pytest.mark.parametrize("name", ["-rf.trc", "two\nlines.trc", "a b;$(touch x)`.trc", "ü.trc"])
def test_names_hold_any_character(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / name, tidy())
    monkeypatch.chdir(tmp_path)
    assert len(read_raw(name).labels) == 3


def test_a_file_that_takes_too_long_is_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SECONDS", 0.0)
    path = large(tmp_path)
    with pytest.raises(LimitExceeded, match=r"run.trc: reading it took longer.* cut out a few"):
        read_raw(path)


def test_a_file_that_crashes_the_reader_is_a_clear_error(tmp_path: Path) -> None:
    # Pages that contradict their header end the library that reads them, and its process.
    content = bytearray(parquet())
    for at in range(8, len(content) - 1000, 3):
        content[at] ^= 0xFF
    with pytest.raises(MalformedFile, match=r"run.parquet: .*export it again$"):
        read_raw(write(tmp_path / "run.parquet", bytes(content)))


FRAMES, LABELS = 20_000, 60
# In a program of its own, whose only child is the one that reads.
READS = """
import resource, sys
from pathlib import Path
from runtall.inputs.readers.open import read_raw
shape = read_raw(Path(sys.argv[1])).position.shape
print(*shape, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def large(folder: Path) -> Path:
    row = "\t".join(["1234.5678"] * (3 * LABELS))
    head = trc([f"M{n}" for n in range(LABELS)], frames=1, declared={"frames": FRAMES})
    body = "".join(f"{n}\t{n / 100:.2f}\t{row}\n" for n in range(1, FRAMES))
    return write(folder / "run.trc", head + body)


def test_a_large_file_stays_within_a_gigabyte(tmp_path: Path) -> None:
    path = large(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", READS, str(path)], capture_output=True, text=True, check=True
    )
    *shape, peak_kb = map(int, done.stdout.split())
    assert shape == [FRAMES, LABELS, 3]
    assert peak_kb * 1024 < 700 * MIB
