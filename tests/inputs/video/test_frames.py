"""Decoding chosen frames gives the right pictures, upright."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from tests.inputs.conftest import MakeClip, frame_number, quadrants
from tests.inputs.video.test_probe import CLIPS

from runtall.errors import InputError
from runtall.inputs.pose.looking import entry_tick
from runtall.inputs.video.frames import read_frames, source_of
from runtall.inputs.video.orientation import Orientation, from_matrix
from runtall.inputs.video.probe import probe


@pytest.mark.parametrize("name", CLIPS)
@pytest.mark.parametrize("wanted", [[0, 1, 2], [23, 24, 31, 58, 59], [44]])
def test_the_frames_asked_for_come(make_clip: MakeClip, name: str, wanted: list[int]) -> None:
    info = probe(make_clip(name, **CLIPS[name][2]))
    ticks = info.index.ticks[wanted]
    found = dict(read_frames(source_of(info), ticks, entry_tick(info, wanted[0])))
    found.pop(-1, None)
    assert list(found) == list(range(len(wanted)))
    numbers = [frame_number(found[i]) for i in range(len(wanted))]
    assert numbers == pytest.approx(wanted, abs=1.1)


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pictures_are_turned_as_tagged(make_clip: MakeClip, rotation: int, flip: bool) -> None:
    info = probe(make_clip("turned.mp4", rotation=rotation, flip=flip, size=(64, 48)))
    (_, picture), *_ = read_frames(source_of(info), info.index.ticks[:1])
    # The tag turns counter-clockwise, then mirrors left-right.
    expected = np.rot90(quadrants(0, 64, 48), rotation // 90)
    expected = expected[:, ::-1] if flip else expected
    assert picture.shape == expected.shape == (info.height, info.width, 3)
    assert np.abs(picture.astype(int) - expected).mean() < 12
    assert picture.flags.c_contiguous


def test_pictures_come_at_the_size_asked_for(make_clip: MakeClip) -> None:
    info = probe(make_clip("large.mp4", size=(640, 320), rotation=90, frames=3))
    source = source_of(info, 160)
    assert (source.width, source.height) == (80, 160)
    for _, picture in read_frames(source, info.index.ticks):
        assert picture.shape == (160, 80, 3)


def test_pictures_are_never_enlarged(make_clip: MakeClip) -> None:
    info = probe(make_clip("small.mp4", frames=3))
    assert (source_of(info, 5000).width, source_of(info, 5000).height) == (64, 48)


def test_frames_that_cannot_be_decoded_are_counted(make_clip: MakeClip) -> None:
    path = make_clip("holes.avi", codec="mjpeg", pixels="yuvj420p", unit=1)
    content = bytearray(path.read_bytes())
    # The name stands in the stream's header once, then before each frame.
    chunks = [i for i in range(len(content)) if content.startswith(b"00dc", i)][1:]
    for at in chunks[10:13]:
        size = int.from_bytes(content[at + 4 : at + 8], "little")
        content[at + 8 : at + 8 + size] = bytes(size)
    path.write_bytes(content)
    info = probe(path)
    found = dict(read_frames(source_of(info), info.index.ticks))
    assert len(info.index) == 60
    assert [i for i, picture in found.items() if picture is None] == [10, 11, 12]


def test_a_file_that_changed_is_noticed(make_clip: MakeClip) -> None:
    path = make_clip("changes.mp4")
    info = probe(path)
    os.utime(path, ns=(0, 0))
    with pytest.raises(InputError, match="changed while"):
        next(iter(read_frames(source_of(info), info.index.ticks)))


def test_pictures_of_a_folder_are_read(tmp_path: Path) -> None:
    import av

    for number in range(3):
        frame = av.VideoFrame.from_ndarray(quadrants(10 * number, 64, 48), format="rgb24")
        frame.to_image().save(tmp_path / f"f{number}.jpg", quality=95)
    info = probe(tmp_path)
    pictures = [p for _, p in read_frames(source_of(info), info.index.ticks[1:])]
    assert [frame_number(p) for p in pictures if p is not None] == pytest.approx([10, 20], abs=1)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_matrix_and_its_turn_agree(degrees: int, mirrored: bool) -> None:
    cos, sin = round(np.cos(np.radians(degrees))), round(np.sin(np.radians(degrees)))
    turn = np.array([[cos, -sin], [sin, cos]]) @ np.diag([-1 if mirrored else 1, 1])
    one = 1 << 16
    a, c, b, d = (turn * one).ravel().tolist()
    found = from_matrix((a, b, 0, c, d, 0, 0, 0, 1 << 30))
    assert found == Orientation(degrees, mirrored)
