"""What a clip is, and what is refused."""

from __future__ import annotations

import os
import random
import socket
import stat
import tempfile
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from tests.inputs.conftest import MakeClip, quadrants, write_clip

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
from runtall.inputs.pose.run import PoseRun
from runtall.inputs.video.probe import probe

pytestmark = pytest.mark.usefixtures("no_child_left")

CLIPS = {
    "h264.mp4": ("mov", "h264", {}),
    "h264.mov": ("mov", "h264", {}),
    "hevc.mp4": ("mov", "hevc", {"codec": "libx265", "options": {"x265-params": "log-level=none"}}),
    "vp9.webm": ("matroska", "vp9", {"codec": "libvpx-vp9"}),
    "h264.mkv": ("matroska", "h264", {}),
    "mjpeg.avi": ("avi", "mjpeg", {"codec": "mjpeg", "pixels": "yuvj420p", "unit": 1}),
    "mpeg4.avi": ("avi", "mpeg4", {"codec": "mpeg4", "unit": 1}),
    "reordered.avi": ("avi", "h264", {"unit": 1}),
    "moving.gif": ("gif", "gif", {"codec": "gif", "pixels": "rgb8"}),
}


@pytest.mark.parametrize("name", CLIPS)
def test_each_container_is_read_whatever_its_name(make_clip: MakeClip, name: str) -> None:
    container, codec, settings = CLIPS[name]
    path = make_clip(name, **settings)
    info = probe(path.rename(path.with_suffix(".txt")))
    assert (info.container, info.codec, info.width, info.height) == (container, codec, 64, 48)
    assert info.fps == pytest.approx(30, rel=2e-3)
    assert info.duration_s == pytest.approx(2, abs=0.02)
    assert (info.frames_found, info.frames_missing) == (60, 0)
    assert not info.variable_rate
    assert info.has_video
    assert not info.has_audio
    assert np.diff(info.index.times) == pytest.approx(1 / 30, abs=0.011)


@pytest.mark.parametrize(
    ("tag", "clockwise", "size"),
    [(0, 0, (64, 48)), (90, 270, (48, 64)), (180, 180, (64, 48)), (270, 90, (48, 64))],
)
def test_the_rotation_tag_makes_the_picture_upright(
    make_clip: MakeClip, tag: int, clockwise: int, size: tuple[int, int]
) -> None:
    info = probe(make_clip("turned.mp4", rotation=tag))
    assert (info.rotation_deg, (info.width, info.height)) == (clockwise, size)
    assert not info.mirrored


def test_a_mirrored_clip_is_known(make_clip: MakeClip) -> None:
    assert probe(make_clip("mirrored.mp4", rotation=0, flip=True)).mirrored


def test_pixels_that_are_not_square_are_made_so(tmp_path: Path) -> None:
    path = tmp_path / "anamorphic.mp4"
    with av.open(str(path), "w") as clip:
        stream = clip.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.sample_aspect_ratio = Fraction(3, 2)
        for number in range(5):
            frame = av.VideoFrame.from_ndarray(quadrants(number, 64, 48), format="rgb24")
            clip.mux(stream.encode(frame))
        clip.mux(stream.encode(None))
    info = probe(path)
    assert (info.width, info.height) == (96, 48)


def test_the_rate_of_uneven_frames_comes_from_their_times(make_clip: MakeClip) -> None:
    rng = random.Random(1)
    ticks = np.cumsum([rng.choice([70, 100, 160]) for _ in range(60)]).tolist()
    info = probe(make_clip("uneven.mp4", ticks=ticks))
    assert info.variable_rate
    assert info.index.times == pytest.approx((np.array(ticks) - ticks[0]) / 3000, abs=1e-6)
    assert info.frames_missing == 0


def test_a_gap_is_counted(make_clip: MakeClip) -> None:
    ticks = [100 * (i if i < 30 else i + 5) for i in range(60)]
    info = probe(make_clip("gap.mp4", ticks=ticks))
    assert info.frames_missing == 5
    assert [notice.code for notice in info.notices] == ["missing_frames"]


@pytest.mark.parametrize("name", ["cut.mkv", "cut.avi"])
def test_a_cut_off_clip_says_how_much_is_missing(make_clip: MakeClip, name: str) -> None:
    settings = {"codec": "mjpeg", "pixels": "yuvj420p", "unit": 1}
    path = make_clip(name, **settings)
    whole = probe(path)
    os.truncate(path, int(path.stat().st_size * 0.6))
    info = probe(path)
    assert 20 < info.frames_found < 45
    assert info.frames_missing == pytest.approx(whole.frames_found - info.frames_found, abs=1)
    assert "missing_frames" in [notice.code for notice in info.notices]


def test_a_cut_off_mp4_with_its_index_first_is_read_as_far_as_it_goes(make_clip: MakeClip) -> None:
    path = make_clip("fast.mp4", size=(320, 240), container="mp4")
    fast = path.with_name("faststart.mp4")
    with (
        av.open(str(path)) as source,
        av.open(str(fast), "w", options={"movflags": "faststart"}) as target,
    ):
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    os.truncate(fast, int(fast.stat().st_size * 0.7))
    info = probe(fast)
    assert 20 < info.frames_found < 60
    assert info.frames == 60
    assert info.frames_missing == 60 - info.frames_found


def test_a_clock_that_goes_back_is_repaired_and_said(make_clip: MakeClip) -> None:
    path = make_clip("joined.mkv", codec="mjpeg", pixels="yuvj420p", frames=90, unit=1)
    content = bytearray(path.read_bytes())
    clusters = [i for i in range(len(content)) if content.startswith(b"\x1f\x43\xb6\x75", i)]
    # The time of a cluster: element E7, its length, then the number of milliseconds.
    at = content.index(b"\xe7", clusters[-1]) + 1
    length = content[at] & 0x7F
    content[at + 1 : at + 1 + length] = bytes(length)
    path.write_bytes(content)
    info = probe(path)
    assert len(clusters) > 1
    assert (np.diff(info.index.times) > 0).all()
    assert info.index.times[-1] == pytest.approx(89 / 30, abs=0.05)
    assert "timestamps_repaired" in [notice.code for notice in info.notices]


def test_the_camera_says_when(tmp_path: Path) -> None:
    path = tmp_path / "dated.mp4"
    with av.open(str(path), "w") as clip:
        clip.metadata["creation_time"] = "2026-05-04T06:07:08Z"
        stream = clip.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(3):
            frame = av.VideoFrame.from_ndarray(quadrants(number, 64, 48), format="rgb24")
            clip.mux(stream.encode(frame))
        clip.mux(stream.encode(None))
    assert probe(path).created == datetime(2026, 5, 4, 6, 7, 8, tzinfo=UTC)


@pytest.mark.parametrize("name", ["-rf.mp4", "two\nlines.mp4", "a b;$(touch x)`.mp4", "concat:a|b"])
def test_names_hold_any_character(
    make_clip: MakeClip, name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = make_clip("clip.mp4").rename(tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert probe(Path(path.name)).frames_found == 60


def test_a_name_that_is_no_text_is_read(make_clip: MakeClip, tmp_path: Path) -> None:
    path = make_clip("clip.mp4").rename(tmp_path / os.fsdecode(b"clip-\xff.mp4"))
    assert probe(path).frames_found == 60


def test_a_folder_of_numbered_pictures_is_a_clip(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in (1, 2, 3, 5, 10):
        frame = av.VideoFrame.from_ndarray(quadrants(number, 64, 48), format="rgb24")
        frame.to_image().save(folder / f"run{number}.png")
    info = probe(folder)
    assert (info.container, info.width, info.height, info.frames_found) == ("images", 64, 48, 5)
    assert info.frames_missing == 5
    assert info.index.times == pytest.approx(np.array([0, 1, 2, 4, 9]) / 30)
    assert {notice.code for notice in info.notices} == {"missing_frames", "assumed_rate"}


def _empty(folder: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def _absent(folder: Path) -> Path:
    return folder / "absent.mp4"


def _link_loop(folder: Path) -> Path:
    (folder / "a.mp4").symlink_to(folder / "b.mp4")
    (folder / "b.mp4").symlink_to(folder / "a.mp4")
    return folder / "a.mp4"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.mp4")
    return folder / "pipe.mp4"


def _link_to_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    (folder / "clip.mp4").symlink_to(folder / "pipe")
    return folder / "clip.mp4"


def _socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "s.mp4"))
    return folder / "s.mp4"


def _device(folder: Path) -> Path:
    (folder / "zero.mp4").symlink_to("/dev/zero")
    return folder / "zero.mp4"


def _random_bytes(folder: Path) -> Path:
    path = folder / "random.mp4"
    path.write_bytes(random.Random(3).randbytes(200_000))
    return path


def _only_a_beginning(folder: Path) -> Path:
    path = write_clip(folder / "cut.mp4")
    os.truncate(path, path.stat().st_size // 2)
    return path


def _garbage_inside(folder: Path) -> Path:
    path = write_clip(folder / "garbage.mkv")
    content = bytearray(path.read_bytes())
    content[200:] = random.Random(5).randbytes(len(content) - 200)
    path.write_bytes(content)
    return path


def _playlist(folder: Path) -> Path:
    write_clip(folder / "real.mp4")
    (folder / "list.mp4").write_text("#EXTM3U\n#EXTINF:2,\nreal.mp4\n")
    return folder / "list.mp4"


def _concat(folder: Path) -> Path:
    (folder / "concat.mp4").write_text("ffconcat version 1.0\nfile real.mp4\n")
    return folder / "concat.mp4"


def _xspf(folder: Path) -> Path:
    text = '<?xml version="1.0"?>\n<playlist version="1"><trackList/></playlist>'
    (folder / "list.avi").write_text(text)
    return folder / "list.avi"


def _addresses(folder: Path) -> Path:
    (folder / "addresses.mkv").write_text("http://127.0.0.1:1/clip.mp4\n")
    return folder / "addresses.mkv"


def _text(folder: Path) -> Path:
    (folder / "notes.mp4").write_text("Ran 5 km today.\n")
    return folder / "notes.mp4"


def _archive(folder: Path) -> Path:
    (folder / "clip.mp4").write_bytes(b"PK\x03\x04" + bytes(100))
    return folder / "clip.mp4"


def _picture(folder: Path) -> Path:
    path = folder / "photo.mp4"
    av.VideoFrame.from_ndarray(quadrants(0, 64, 48), format="rgb24").to_image().save(path, "PNG")
    return path


def _folder(folder: Path) -> Path:
    (folder / "some" / "deeper").mkdir(parents=True)
    (folder / "some" / "notes.txt").write_text("x")
    return folder / "some"


def _two_series(folder: Path) -> Path:
    for name in ("a1.png", "a2.png", "b1.png", "b2.png"):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def _pictures_that_are_none(folder: Path) -> Path:
    for name in ("a1.png", "a2.png"):
        (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    return folder


def _one_frame(folder: Path) -> Path:
    return write_clip(folder / "one.mp4", frames=1)


def _one_numbered_picture(folder: Path) -> Path:
    (folder / "a1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


REFUSED = [
    (_empty, MalformedFile, "empty"),
    (_absent, InputError, "no such file"),
    (_link_loop, InputError, "cannot be reached"),
    (_pipe, UnknownFormat, "named pipe"),
    (_link_to_pipe, UnknownFormat, "named pipe"),
    (_socket, UnknownFormat, "socket"),
    (_device, UnknownFormat, "device"),
    (_random_bytes, UnknownFormat, "no video"),
    (_only_a_beginning, MalformedFile, "cannot be read"),
    (_garbage_inside, MalformedFile, "garbage.mkv"),
    (_playlist, UnknownFormat, "play list"),
    (_concat, UnknownFormat, "play list"),
    (_xspf, UnknownFormat, "play list"),
    (_addresses, UnknownFormat, "list of addresses"),
    (_text, UnknownFormat, "text file"),
    (_archive, UnknownFormat, "archive"),
    (_picture, UnknownFormat, "one picture is not a clip"),
    (_folder, UnknownFormat, "folder with no numbered pictures"),
    (_two_series, UnknownFormat, "2 series"),
    (_pictures_that_are_none, MalformedFile, "cannot be decoded"),
    (_one_frame, TooShort, "one frame is not a clip"),
    (_one_numbered_picture, TooShort, "one picture is not a clip"),
]


@pytest.mark.parametrize(
    ("make", "kind", "words"), REFUSED, ids=[make.__name__[1:] for make, _, _ in REFUSED]
)
def test_what_is_no_clip_is_refused_in_one_line(
    tmp_path: Path, make: object, kind: type[RuntallError], words: str
) -> None:
    path = make(tmp_path)  # type: ignore[operator]
    before = sorted((p, p.lstat().st_size, p.lstat().st_mtime_ns) for p in tmp_path.iterdir())
    started = time.monotonic()
    with pytest.raises(InputError) as caught:
        probe(path)
    assert time.monotonic() - started < 20
    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert path.name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code == ExitCode.UNUSABLE_INPUT
    after = sorted((p, p.lstat().st_size, p.lstat().st_mtime_ns) for p in tmp_path.iterdir())
    assert before == after


@pytest.mark.parametrize(
    ("name", "codec", "container", "kind"),
    [
        ("sound.mp4", "aac", "mp4", MissingStream),
        ("sound.mkv", "aac", "matroska", MissingStream),
        ("sound.m4a", "aac", "ipod", UnknownFormat),
        ("sound.mp4", "pcm_s16le", "wav", UnknownFormat),
    ],
)
def test_sound_alone_is_refused(
    write_sound: MakeClip, name: str, codec: str, container: str, kind: type[InputError]
) -> None:
    with pytest.raises(kind, match="sound"):
        probe(write_sound(name, codec, container))


def test_an_unreadable_file_is_refused(make_clip: MakeClip) -> None:
    path = make_clip("private.mp4")
    path.chmod(stat.S_IWUSR)
    with tempfile.TemporaryDirectory() as folder:
        # Reachable by everybody, so that only the file itself is closed.
        Path(folder).chmod(0o755)
        closed = path.replace(Path(folder) / path.name)
        me = os.geteuid()
        if me == 0:
            os.seteuid(65534)  # root may read every file; nobody may not
        try:
            with pytest.raises(InputError, match=r"private.mp4: cannot be read \(Permission"):
                probe(closed)
        finally:
            os.seteuid(me)


def test_pictures_above_the_limit_are_refused_and_4k_is_not(make_clip: MakeClip) -> None:
    fast = {"codec": "mjpeg", "pixels": "yuvj420p", "frames": 2, "unit": 1}
    with pytest.raises(LimitExceeded, match="7680 x 4320") as caught:
        probe(make_clip("8k.avi", size=(7680, 4320), **fast))
    assert caught.value.exit_code == ExitCode.LIMIT
    assert probe(make_clip("4k.avi", size=(3840, 2160), **fast)).width == 3840


def test_a_size_that_only_the_pictures_tell_is_refused(make_clip: MakeClip) -> None:
    fast = {"codec": "mjpeg", "pixels": "yuvj420p", "frames": 2, "unit": 1}
    path = make_clip("grows.avi", size=(7680, 4320), **fast)
    content = path.read_bytes()
    declared = (7680).to_bytes(4, "little") + (4320).to_bytes(4, "little")
    small = (64).to_bytes(4, "little") + (48).to_bytes(4, "little")
    path.write_bytes(content.replace(declared, small))
    with pytest.raises((LimitExceeded, MalformedFile)):
        probe(path)


def test_references_to_other_files_are_not_followed(tmp_path: Path, make_clip: MakeClip) -> None:
    path = make_clip("refers.mov")
    content = bytearray(path.read_bytes())
    # The data reference box says "in this file" by a flag; take it away and name another file.
    at = content.find(b"url ")
    assert at > 0
    content[at : at + 8] = b"alis" + bytes(4)
    path.write_bytes(content)
    try:
        info = probe(path)
    except InputError as error:
        assert "refers.mov" in str(error)
    else:
        assert info.frames_found == 60


def test_the_hash_is_of_the_content(make_clip: MakeClip) -> None:
    import hashlib

    path = make_clip("clip.mp4")
    assert probe(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("seed", range(12))
def test_mutations_give_a_result_or_a_clear_error(make_clip: MakeClip, seed: int) -> None:
    rng = random.Random(seed)
    name = rng.choice(list(CLIPS))
    path = make_clip(name, **CLIPS[name][2])
    content = bytearray(path.read_bytes())
    for _ in range(rng.randint(1, 40)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    path.write_bytes(content)
    started = time.monotonic()
    try:
        info = probe(path)
    except RuntallError as error:
        assert error.exit_code in (ExitCode.UNUSABLE_INPUT, ExitCode.LIMIT)
        assert path.name in str(error)
    else:
        assert info.frames_found == len(info.index) > 1
    assert time.monotonic() - started < 20


@pytest.mark.slow
@pytest.mark.parametrize("name", CLIPS)
def test_many_mutations_are_probed_and_decoded(
    make_clip: MakeClip, name: str, tmp_path: Path
) -> None:
    path = make_clip(name, **CLIPS[name][2])
    whole = path.read_bytes()
    rng = random.Random(name)
    for _ in range(100):
        content = bytearray(whole)
        for _ in range(rng.randint(1, 30)):
            at = rng.randrange(len(content))
            content[at : at + rng.choice([1, 1, 4])] = rng.randbytes(rng.choice([1, 4]))
        path.write_bytes(content)
        started = time.monotonic()
        try:
            info = probe(path)
            with PoseRun(info, workers=1, cache=tmp_path / "cache") as run:
                run.estimate()
        except RuntallError as error:
            assert error.exit_code in (ExitCode.UNUSABLE_INPUT, ExitCode.LIMIT), str(error)
        assert time.monotonic() - started < 60
