"""The camera's roll from the gravity that it wrote into its clip."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from tests.inputs.conftest import quadrants

from runtall.errors import RuntallError
from runtall.inputs.video import gpmf
from runtall.inputs.video.clip import ClipInfo
from runtall.inputs.video.probe import probe

pytestmark = pytest.mark.usefixtures("no_child_left")

Array = npt.NDArray[np.float64]
SECONDS = 4
HELD = np.array([4.0] * SECONDS)


def klv(name: str, kind: str, size: int, content: bytes) -> bytes:
    """One item of GoPro's telemetry; kind "" holds other items."""
    head = struct.pack(">4scBH", name.encode(), (kind or "\0").encode(), size, len(content) // size)
    return head + content + bytes(-len(content) % 4)


def nest(name: str, *items: bytes) -> bytes:
    return klv(name, "", 1, b"".join(items))


def stream(name: str, values: Array, scale: int, order: str = "") -> bytes:
    whole = np.round(values * scale).astype(">i2")
    told = klv("ORIN", "c", 1, order.encode()) if order else b""
    return nest(
        "STRM", told, klv("SCAL", "s", 2, struct.pack(">h", scale)),
        klv(name, "s", 2 * values.shape[1], whole.tobytes()),
    )  # fmt: skip


def device(*streams: bytes) -> bytes:
    return nest("DEVC", klv("DVNM", "c", 1, b"HERO11 Black"), *streams)


def down_in_picture(roll_deg: float, pitch_deg: float = -3.0, count: int = 20) -> Array:
    """Where down is for a camera turned clockwise: right, down and forward in its picture."""
    roll, pitch = np.radians([roll_deg, pitch_deg])
    down = [np.sin(roll) * np.cos(pitch), np.cos(roll) * np.cos(pitch), -np.sin(pitch)]
    rng = np.random.default_rng([5, count])
    return np.array(down) + 0.01 * rng.standard_normal((count, 3))


def before(down: Array, rotation: int) -> Array:
    """The same in the stored picture, which is turned clockwise by that much to be shown."""
    angle = np.radians(rotation)
    right = np.cos(angle) * down[:, 0] + np.sin(angle) * down[:, 1]
    below = -np.sin(angle) * down[:, 0] + np.cos(angle) * down[:, 1]
    return np.stack([right, below, down[:, 2]], axis=1)


def gravity(rolls: Sequence[float], rotation: int = 0) -> list[bytes]:
    return [device(stream("GRAV", before(down_in_picture(r), rotation), 32000 // 2)) for r in rolls]


def acceleration(rolls: Sequence[float], order: str) -> list[bytes]:
    """As a camera writes it that has x at its right, y behind and z on top."""
    packets = []
    for roll in rolls:
        feels = -9.81 * down_in_picture(roll)
        camera = {"x": feels[:, 0], "y": -feels[:, 2], "z": -feels[:, 1]}
        columns = [(1 if a.isupper() else -1) * camera[a.lower()] for a in order]
        packets.append(device(stream("ACCL", np.stack(columns, axis=1), 417, order)))
    return packets


def motion_metadata(readings: Array) -> list[bytes]:
    """Android's packets, with others in between."""
    packets = []
    for reading in readings:
        packets.append(struct.pack("<HH3f", 0, 2, 0.01, 0.02, -0.01))
        packets.append(struct.pack("<HH3f", 0, 3, *reading))
    return packets


def filmed(
    path: Path,
    packets: list[bytes],
    rotation: int = 0,
    track: bytes = b"gpmd",
    *,
    flip: bool = False,
) -> Path:
    """A clip with a track of those packets, shown turned clockwise by ``rotation``."""
    with av.open(str(path), "w", format="mp4") as clip:
        video = clip.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        if rotation or flip:
            video.set_display_rotation(-rotation, hflip=flip)
        data = clip.add_data_stream("bin_data") if packets else None
        for number in range(10 * SECONDS):
            picture = av.VideoFrame.from_ndarray(quadrants(number, 64, 48), format="rgb24")
            clip.mux(video.encode(picture))
        for number, content in enumerate(packets):
            packet = av.Packet(content)
            packet.stream, packet.time_base = data, Fraction(1, 1000)
            packet.pts = packet.dts = number * 1000 * SECONDS // (3 * len(packets))
            clip.mux(packet)
        clip.mux(video.encode(None))
    content = path.read_bytes()
    assert not packets or content.count(b"gpmd") >= 1
    path.write_bytes(content.replace(b"gpmd", track))
    return path


@pytest.fixture
def look(tmp_path: Path) -> Callable[..., ClipInfo]:
    def read(packets: list[bytes], *args: object, **more: object) -> ClipInfo:
        return probe(filmed(tmp_path / "clip.mp4", packets, *args, **more))  # type: ignore[arg-type]

    return read


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("roll", [-12.0, 0.0, 4.0])
def test_gravity_of_gopro_gives_the_roll_of_the_upright_picture(look, roll, rotation):
    info = look(gravity([roll] * SECONDS, rotation), rotation)
    assert info.rotation_deg == rotation
    assert info.roll_deg == pytest.approx(roll, abs=0.3)
    assert info.roll_sd_deg < 0.5
    assert info.notices == ()


def test_a_camera_in_the_hand_gives_none(look):
    info = look(gravity(np.linspace(-8, 8, SECONDS)))
    assert (info.roll_deg, info.roll_sd_deg, info.notices) == (None, None, ())


def test_a_camera_that_looks_down_gives_none(look):
    down = down_in_picture(3.0, pitch_deg=-80)
    assert look([device(stream("GRAV", down, 16000))] * SECONDS).roll_deg is None


def test_a_picture_that_the_camera_levelled_itself_gives_none(look):
    half = np.radians(3.0)
    turned = np.tile([np.cos(half), 0, 0, np.sin(half)], (20, 1))
    packets = [
        device(stream("GRAV", down_in_picture(6.0), 16000), stream("IORI", turned, 32767))
    ] * SECONDS
    assert look(packets).roll_deg is None


@pytest.mark.parametrize("order", ["ZXY", "YxZ", "zxY", "XzY"])
@pytest.mark.parametrize("roll", [-1.0, 1.0])
def test_a_level_accelerometer_of_gopro_says_level_and_how_well(look, roll, order):
    info = look(acceleration([roll] * SECONDS, order))
    assert info.roll_deg == 0
    assert abs(roll) < info.roll_sd_deg < 2


def test_a_tilted_accelerometer_of_unknown_sense_says_nothing(look):
    assert look(acceleration(HELD, "ZXY")).roll_deg is None


def test_blank_gravity_leaves_it_to_the_accelerometer(look):
    blank = stream("GRAV", np.zeros((20, 3)), 16000)
    feels = -9.81 * down_in_picture(0.5)
    accl = stream("ACCL", np.stack([-feels[:, 1], feels[:, 0], -feels[:, 2]], axis=1), 417)
    assert look([device(blank, accl)] * SECONDS).roll_deg == 0


@pytest.mark.parametrize("rotation", [0, 90, 270])
@pytest.mark.parametrize("roll", [-7.0, 5.0])
def test_motion_metadata_in_the_cameras_axes(look, roll, rotation):
    feels = -9.81 * before(down_in_picture(roll, count=300), rotation)
    info = look(motion_metadata(feels), rotation, b"camm")
    assert info.roll_deg == pytest.approx(roll, abs=0.3)
    assert 1.0 <= info.roll_sd_deg < 1.5


@pytest.mark.parametrize(("rotation", "top"), [(0, (1, 0)), (90, (0, 1)), (180, (-1, 0))])
@pytest.mark.parametrize(("roll", "level"), [(1.0, True), (8.0, False)])
def test_motion_metadata_in_the_axes_of_a_phone(look, rotation, top, roll, level):
    """x to the right and y to the top of the screen: up is ``top`` when the phone is level."""
    angle = np.radians(roll)
    x = np.cos(angle) * top[0] - np.sin(angle) * top[1]
    y = np.sin(angle) * top[0] + np.cos(angle) * top[1]
    feels = 9.81 * np.tile([x, y, 0.1], (200, 1))
    info = look(motion_metadata(feels), rotation, b"camm")
    assert info.roll_deg == (0.0 if level else None)


def test_a_mirrored_clip_gives_none(look):
    assert look(gravity(HELD), flip=True).roll_deg is None


def test_a_clip_without_any_gives_none(look):
    info = look([])
    assert (info.roll_deg, info.roll_sd_deg) == (None, None)


def test_other_packets_give_none_and_no_word(look):
    rng = random.Random(4)
    info = look([rng.randbytes(rng.randint(1, 300)) for _ in range(30)])
    assert (info.roll_deg, info.notices) == (None, ())


@pytest.mark.parametrize(
    "packet",
    [
        b"DEVC",
        b"DEVC\0\x01\xff\xff",
        nest("DEVC", b"STRM\0\x01\xff\xffGRAVs\x06\x40\x00"),
        nest("DEVC", nest("STRM", klv("GRAV", "s", 5, bytes(50)))),
        device(stream("GRAV", np.zeros((20, 3)), 16000)[:-7]),
        device(nest("STRM", klv("SCAL", "s", 2, bytes(2)), klv("ACCL", "?", 6, bytes(60)))),
        device(nest("STRM", klv("ACCL", "f", 12, b"\x7f\xc0\0\0" * 30))),
    ],
    ids=["cut", "too_long", "inner_too_long", "odd_size", "cut_in_data", "no_type", "no_numbers"],
)
def test_broken_telemetry_is_left_aside_with_a_word(look, packet):
    info = look([packet] * SECONDS)
    assert info.roll_deg is None
    assert [n.code for n in info.notices] == ["gravity_unreadable"]


def test_any_bytes_are_taken_apart_without_a_fault():
    whole = gravity([4.0])[0] + acceleration([4.0], "YxZ")[0]
    rng = random.Random(9)
    for _ in range(2000):
        content = bytearray(whole)
        for _ in range(rng.randint(1, 20)):
            content[rng.randrange(len(content))] = rng.randrange(256)
        for found in gpmf.streams(bytes(content[: rng.randrange(len(content))])):
            for name in (b"GRAV", b"ACCL"):
                vectors = gpmf.values(found, name, 3)
                assert gpmf.in_axes(found, vectors).shape == vectors.shape
                assert np.isfinite(vectors).all()


@pytest.mark.parametrize("seed", range(6))
def test_mutated_clips_give_a_result_or_a_clear_error(tmp_path: Path, seed: int) -> None:
    path = filmed(tmp_path / "clip.mp4", gravity(HELD))
    content = bytearray(path.read_bytes())
    rng = random.Random(seed)
    for _ in range(60):
        content[rng.randrange(len(content))] = rng.randrange(256)
    path.write_bytes(content)
    try:
        info = probe(path)
    except RuntallError as error:
        assert path.name in str(error)
    else:
        assert info.roll_deg is None or abs(info.roll_deg) <= 30
