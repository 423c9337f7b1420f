"""How far a camera was turned, from the gravity that it wrote into its clip; in the child only.

Read are the telemetry of GoPro (`runtall.inputs.video.gpmf`) and the Camera Motion Metadata of
Android (https://developers.google.com/streetview/publish/camm-spec). Clips of Apple carry the turn
of the display matrix and no finer one: there is nothing to read.

Where the documents do not say which way an axis points, only the size of the tilt is known. Such
a clip can be called level to within that, and no more.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import RuntallError
from runtall.inputs.video import gpmf
from runtall.inputs.video.opening import opened

if TYPE_CHECKING:
    from runtall.inputs.video.orientation import Orientation
    from runtall.inputs.worker import Beat

Array = npt.NDArray[np.float64]

_MAX_PACKETS: Final = 20_000
_MAX_BYTES: Final = 8 << 20
_MAX_PACKET: Final = 1 << 20
_G: Final = 9.81
_OFF_G: Final = 0.2
"""Share by which the length of a resting accelerometer's reading may differ from gravity."""
_CAMM: Final = struct.Struct("<HH3f")
_CAMM_ACCELERATION: Final = 3
_LEAST: Final = 5
_BLOCKS: Final = 40
_PER_BLOCK: Final = 5
"""Readings at least in a mean: one alone has a noise of a degree and more."""
_MOVES_DEG: Final = 2.0
"""A camera whose roll spreads further was in someone's hand."""
_UPRIGHT_DEG: Final = 30.0
"""An upright picture leans no further; the rest is a matter of unknown axes."""
_LEVEL_DEG: Final = 2.0
"""A tilt of unknown direction says nothing from here on: every camera on a stand is as level."""
_OFFSET_DEG: Final = 1.0
"""Of an accelerometer that was never calibrated: 0.2 m/s2."""
_TURNED_IN_CAMERA_DEG: Final = 1.0
_ALONG_LENS: Final = 0.5
"""Share of gravity in the picture's plane below which the camera looks up or down."""


@dataclass(slots=True)
class _Found:
    """Readings of a clip, each ``(n, 3)``: of gravity, and of what a resting sensor feels."""

    grav: list[Array] = field(default_factory=list)
    accl: list[Array] = field(default_factory=list)
    camm: list[tuple[float, float, float]] = field(default_factory=list)
    image: list[Array] = field(default_factory=list)
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Roll:
    """Of the upright picture: degrees that the camera was turned clockwise, and their spread."""

    roll_deg: float
    sd_deg: float


def gravity_fields(
    path: Path, container: str, turned: Orientation, beat: Beat
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Fields ``roll_deg`` and ``roll_sd_deg`` of `ClipInfo`, and notices.

    Parameters
    ----------
    path, container
        The clip.
    turned
        How its stored picture is made upright.
    beat
        Told now and then that this goes on.
    """
    nothing = {"roll_deg": None, "roll_sd_deg": None}
    if container != "mov":
        return nothing, []
    found = _read(path, container, beat)
    # A mirrored picture comes from a camera that looks at its owner: axes are anyone's guess.
    roll = None if turned.mirrored else _roll(found, turned.rotation_deg)
    if roll is not None:
        return {"roll_deg": roll.roll_deg, "roll_sd_deg": roll.sd_deg}, []
    if not found.broken:
        return nothing, []
    text = "the camera's own gravity readings in this clip are damaged and were left aside"
    return nothing, [("gravity_unreadable", text)]


def _read(path: Path, container: str, beat: Beat) -> _Found:
    found = _Found()
    try:
        for number, packet in enumerate(_packets(path, container)):
            _take(packet, found)
            beat(number)
    except RuntallError:
        # The pictures were read before; what hides the telemetry is no fault of theirs.
        found.broken += 1
    return found


def _packets(path: Path, container: str) -> Iterator[bytes]:
    import av
    from av.stream import Discard

    with opened(path, container) as (clip, _):
        data = list(clip.streams.data)
        for stream in clip.streams:
            # Else all pictures would be read once more.
            stream.discard = Discard.default if stream in data else Discard.all
        if not data:
            return
        count = size = 0
        try:
            for packet in clip.demux(data):
                count, size = count + 1, size + packet.size
                if count > _MAX_PACKETS or size > _MAX_BYTES:
                    return
                if 0 < packet.size <= _MAX_PACKET:
                    yield bytes(packet)
        except (av.error.FFmpegError, ValueError):
            return


def _take(packet: bytes, found: _Found) -> None:
    # The names of the tracks do not reach us; both kinds of packet are known by their look.
    if packet.startswith(gpmf.DEVICE):
        _take_gpmf(packet, found)
    elif len(packet) == _CAMM.size:
        reserved, kind, *reading = _CAMM.unpack(packet)
        if (reserved, kind) == (0, _CAMM_ACCELERATION):
            found.camm.append((reading[0], reading[1], reading[2]))


def _take_gpmf(packet: bytes, found: _Found) -> None:
    known = False
    for stream in gpmf.streams(packet):
        known = True
        grav, accl = gpmf.values(stream, b"GRAV", 3), gpmf.values(stream, b"ACCL", 3)
        image = gpmf.values(stream, b"IORI", 4)
        found.broken += any(n in stream for n in (b"GRAV", b"ACCL")) and not len(grav) + len(accl)
        if len(grav):
            found.grav.append(grav)
        if len(accl):
            found.accl.append(gpmf.in_axes(stream, accl))
        if len(image):
            found.image.append(image)
    found.broken += not known


def _roll(found: _Found, rotation_deg: int) -> Roll | None:
    if found.image and _turned_in_camera(np.concatenate(found.image)):
        return None
    grav = _proper(np.concatenate(found.grav) if found.grav else np.zeros((0, 3)), 1.0)
    if len(grav):
        # Written as x, -z, -y of the accelerometer's axes on all models, says its maker
        # (https://github.com/gopro/gpmf-parser/issues/170): right, down and forward in the picture.
        return _signed(grav[:, :2], rotation_deg, 0.0)
    accl = _proper(np.concatenate(found.accl) if found.accl else np.zeros((0, 3)), _G)
    if len(accl):
        # z is up (https://github.com/gopro/gpmf-parser/issues/132); whether x is left or right of
        # the picture stands only in a drawing that its readers read both ways.
        return _unsigned(-accl[:, [0, 2]], rotation_deg)
    return _roll_of_camm(_proper(np.array(found.camm).reshape(-1, 3), _G), rotation_deg)


def _roll_of_camm(readings: Array, rotation_deg: int) -> Roll | None:
    if not len(readings):
        return None
    # The camera's axes are right, down and forward. A sensor at rest feels a push upward.
    told = _signed(-readings[:, :2], rotation_deg, _OFFSET_DEG)
    if told is not None:
        return told
    # Many write the axes of Android's sensor instead: up is then a quarter turn away, and the
    # turn's sense is another for the camera on the front.
    return _unsigned(-readings[:, 1::-1], rotation_deg)


def _proper(readings: Array, length: float) -> Array:
    """Readings as long as those of a sensor at rest, over that length; none when few are."""
    with np.errstate(all="ignore"):
        size = np.linalg.norm(readings, axis=1)
    near = np.isfinite(size) & (np.abs(size - length) < _OFF_G * length)
    good: Array = readings[near] / length
    return good if len(good) >= max(_LEAST, len(readings) / 2) else good[:0]


def _turned_in_camera(image: Array) -> bool:
    """Whether the camera turned the picture itself, as its horizon levelling does."""
    size = np.linalg.norm(image, axis=1)
    real = np.abs(image[size > 0, 0]) / size[size > 0]
    angle = np.degrees(2 * np.arccos(np.clip(real, 0, 1)))
    return bool(len(angle) and np.median(angle) > _TURNED_IN_CAMERA_DEG)


def _signed(down: Array, rotation_deg: int, offset_deg: float) -> Roll | None:
    """Roll from where down is in the stored picture: right, down; shape ``(n, 2)``."""
    for _ in range(rotation_deg // 90):
        down = np.stack([-down[:, 1], down[:, 0]], axis=1)
    found = _spread(down)
    if found is None or abs(found.roll_deg) > _UPRIGHT_DEG:
        return None
    return Roll(found.roll_deg, float(np.hypot(found.sd_deg, offset_deg)))


def _unsigned(down: Array, rotation_deg: int) -> Roll | None:
    """Roll from readings whose axes are known but for their sense: level to within the tilt."""
    if rotation_deg % 180:
        down = down[:, ::-1]
    down = np.stack([down[:, 0] * np.sign(np.median(down[:, 1])), np.abs(down[:, 1])], axis=1)
    found = _spread(down)
    if found is None:
        return None
    sd = float(np.linalg.norm([found.roll_deg, found.sd_deg, _OFFSET_DEG]))
    return Roll(0.0, sd) if sd < _LEVEL_DEG else None


def _spread(down: Array) -> Roll | None:
    """Median over the clip and half the range of the middle two thirds; None for a moving one."""
    blocks = max(1, min(_BLOCKS, len(down) // _PER_BLOCK))
    mean = np.array([part.mean(axis=0) for part in np.array_split(down, blocks)])
    if np.median(np.linalg.norm(mean, axis=1)) < _ALONG_LENS:
        return None
    # Turns are told from the first: no jump from 180 to -180 degrees.
    angle = np.degrees(np.unwrap(np.arctan2(mean[:, 0], mean[:, 1])))
    low, middle, high = np.quantile(angle, (1 / 6, 0.5, 5 / 6))
    spread = float(high - low) / 2
    if spread > _MOVES_DEG:
        return None
    return Roll(float((middle + 180) % 360 - 180), spread)
