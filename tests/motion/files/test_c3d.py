from __future__ import annotations

import struct

import numpy as np
import pytest

from runtall.errors import UsageError
from runtall.motion.files.c3d import write_c3d

TIME = np.arange(4) / 100


def test_a_gap_is_marked_by_its_residual(tmp_path):
    position = np.ones((4, 2, 3))
    position[1, 0, 2] = np.nan
    write_c3d(tmp_path / "a.c3d", ["c7", "left_heel"], TIME, position)
    data = (tmp_path / "a.c3d").read_bytes()
    start = 512 * (struct.unpack_from("<h", data, 16)[0] - 1)
    rows = np.frombuffer(data, "<f4", count=4 * 8, offset=start).reshape(4, 2, 4)
    missing = rows[..., 3] == -1
    assert missing.tolist() == [[False, False], [True, False], [False, False], [False, False]]
    assert (rows[~missing][:, :3] == 1000).all()


def test_the_first_frame_keeps_its_number(tmp_path):
    write_c3d(tmp_path / "a.c3d", ["c7"], 2.5 + TIME, np.zeros((4, 1, 3)))
    data = (tmp_path / "a.c3d").read_bytes()
    # The format counts from 1.
    assert struct.unpack_from("<HH", data, 6) == (251, 254)


@pytest.mark.parametrize(
    ("name", "labels", "time", "events"),
    [
        ("a.trc", ["c7"], TIME, []),
        ("\udcff a.c3d", ["c7"], TIME, []),
        ("a.c3d", ["x" * 200], TIME, []),
        ("a.c3d", [" c7"], TIME, []),
        ("a.c3d", ["c7"], TIME - 1, []),
        ("a.c3d", ["c7"], TIME + 1e4, []),
        ("a.c3d", ["c7"], TIME**2, []),
        ("a.c3d", ["c7"], TIME, [("both", "Foot Strike", 0.1)]),
        ("a.c3d", ["c7"], TIME, [("left", "Foot Strike", np.nan)]),
        ("a.c3d", ["c7"], TIME, [("left", "Foot Strike", 0.1)] * 256),
    ],
)
def test_what_the_format_cannot_hold_is_refused(name, labels, time, events, tmp_path):
    with pytest.raises(UsageError, match=r"a\.(c3d|trc): "):
        write_c3d(tmp_path / name, labels, time, np.zeros((4, 1, 3)), events=events)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_an_error(tmp_path):
    (tmp_path / "full.c3d").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        write_c3d(tmp_path / "full.c3d", ["c7"], TIME, np.zeros((4, 1, 3)))


def test_a_folder_that_is_absent_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_c3d(tmp_path / "none" / "a.c3d", ["c7"], TIME, np.zeros((4, 1, 3)))


def test_a_folder_may_have_any_name(tmp_path):
    folder = tmp_path / "gr\udce9"
    folder.mkdir()
    write_c3d(folder / "a.c3d", ["c7"], TIME, np.zeros((4, 1, 3)))
    assert (folder / "a.c3d").read_bytes()[1] == 0x50
