"""Clips made on the spot, and the folder of real recordings."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

MakeClip = Callable[..., Path]


def quadrants(number: int, width: int, height: int) -> npt.NDArray[np.uint8]:
    """Red, green, blue and white quarters, with a grey level that tells the frame's number."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2] = (255, 0, 0)
    picture[: height // 2, width // 2 :] = (0, 255, 0)
    picture[height // 2 :, : width // 2] = (0, 0, 255)
    picture[height // 2 :, width // 2 :] = (255, 255, 255)
    middle = slice(height // 2 - height // 8, height // 2 + height // 8)
    picture[middle, width // 4 : -width // 4] = 4 * (number % 60)
    return picture


def frame_number(picture: npt.NDArray[np.uint8]) -> int:
    """Number that `quadrants` painted into the middle."""
    height, width = picture.shape[:2]
    centre = picture[height // 2 - 2 : height // 2 + 2, width // 2 - 2 : width // 2 + 2]
    return round(float(centre.mean()) / 4)


def write_clip(
    path: Path,
    *,
    codec: str = "libx264",
    size: tuple[int, int] = (64, 48),
    frames: int = 60,
    fps: int = 30,
    rotation: int | None = None,
    flip: bool = False,
    ticks: Sequence[int] | None = None,
    container: str | None = None,
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    unit: int = 100,
) -> Path:
    """Write a clip of `quadrants`; ``ticks`` are timestamps in 1 / (unit * fps) s."""
    width, height = size
    with av.open(str(path), "w", format=container) as clip:
        stream = clip.add_stream(codec, rate=fps, options=options or {})
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.codec_context.gop_size = 15
        stream.codec_context.bit_rate = 4_000_000
        if rotation is not None:
            stream.set_display_rotation(rotation, hflip=flip)
        stream.codec_context.time_base = Fraction(1, unit * fps)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(quadrants(number, width, height), format="rgb24")
            frame.pts = number * unit if ticks is None else ticks[number]
            frame.time_base = Fraction(1, unit * fps)
            clip.mux(stream.encode(frame))
        clip.mux(stream.encode(None))
    return path


@pytest.fixture
def make_clip(tmp_path: Path) -> MakeClip:
    """Write a small clip of that name into the test's folder."""

    def make(name: str, **settings: object) -> Path:
        return write_clip(tmp_path / name, **settings)  # type: ignore[arg-type]

    return make


@pytest.fixture
def write_sound(tmp_path: Path) -> MakeClip:
    """Write a second of silence."""

    def make(name: str, codec: str, container: str | None = None) -> Path:
        with av.open(str(tmp_path / name), "w", format=container) as clip:
            stream = clip.add_stream(codec, rate=44100)
            for start in range(0, 44032, 1024):
                frame = av.AudioFrame.from_ndarray(
                    np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
                )
                frame.sample_rate, frame.pts = 44100, start
                clip.mux(stream.encode(frame))
            clip.mux(stream.encode(None))
        return tmp_path / name

    return make


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Folder of real recordings."""
    default = Path(__file__).parents[2] / ".." / "shared" / "data"
    folder = Path(os.environ.get("RUNTALL_TEST_DATA", default))
    if not folder.is_dir():
        pytest.skip("real recordings are absent; set RUNTALL_TEST_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def treadmill(data_folder: Path) -> Path:
    """A real clip: 12 s, 30 fps, 720 x 1280."""
    return data_folder / "video" / "treadmill_left_side.mp4"


def children(process_id: int | None = None) -> list[int]:
    """Process ids of the living children of a process, this one by default."""
    parent = process_id or os.getpid()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.append(int(folder.name))
    return found


@pytest.fixture
def no_child_left() -> object:
    """Fail when the test leaves a child process behind."""
    before = set(children())
    yield
    assert set(children()) <= before
