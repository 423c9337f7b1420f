"""Look through a clip without decoding more than its first picture; used in the child only."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import LimitExceeded, MalformedFile, TooShort
from runtall.inputs.files import open_regular, shown
from runtall.inputs.limits import MAX_FRAMES
from runtall.inputs.video import timing
from runtall.inputs.video.frames import IMAGES
from runtall.inputs.video.gravity import gravity_fields
from runtall.inputs.video.images import (
    RATE_HZ,
    codec_of,
    decode_picture,
    numbered_pictures,
    sha256_of_pictures,
)
from runtall.inputs.video.opening import check_size, opened
from runtall.inputs.video.orientation import Orientation, orientation_of

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from runtall.inputs.wire import AnyArray, Message
    from runtall.inputs.worker import Beat, Reply

_BLOCK: Final = 1 << 22
# A clip whose first frames are all damaged may still hold good ones later.
_TRIES: Final = 300
_DATES: Final = ("com.apple.quicktime.creationdate", "creation_time", "date", "DATE_RECORDED")
# Cameras without a clock write the beginning of their calendar.
_FIRST_YEAR: Final = 1990


def inspect(request: Message, beat: Beat) -> Reply:
    """Answer everything of `ClipInfo` about the clip at ``path``."""
    path, container = Path(request.fields["path"]), str(request.fields["container"])
    before = path.stat()
    if container == IMAGES:
        fields, table = _inspect_images(path, beat)
    else:
        fields, table = _inspect_file(path, container, beat)
    if len(table.ticks) < 2:
        raise TooShort(f"{shown(path)}: holds {len(table.ticks)} frame; one frame is not a clip")
    fields |= {
        "container": container,
        "size": before.st_size,
        "modified_ns": before.st_mtime_ns,
        "tick_s": table.tick_s,
        "seekable": table.seekable,
        "has_video": True,
    }
    arrays: dict[str, AnyArray] = {
        "ticks": table.ticks,
        "times": table.times,
        "key": table.key.astype(np.uint8),
    }
    return fields, arrays


def _inspect_file(path: Path, container: str, beat: Beat) -> tuple[dict[str, Any], timing.Table]:
    with opened(path, container) as (clip, stream):
        first = _first_frame(clip, stream, shown(path), beat)
    with opened(path, container) as (clip, stream):
        packets = _packets(clip, stream, shown(path), beat)
        table = timing.table_of(packets, stream, can_seek=_can_seek(container, packets))
        fields = _shape(first, stream.sample_aspect_ratio) | {
            "codec": stream.codec_context.name,
            "created": _created(clip, stream),
            "start_s": table.start_s,
            "has_audio": bool(clip.streams.audio),
        }
        has_data = bool(clip.streams.data)
        declared = timing.declared_frames(clip, stream, table)
    fields |= timing.summary(table, declared)
    if has_data:
        turned = Orientation(fields["rotation_deg"], fields["mirrored"])
        roll, noticed = gravity_fields(path, container, turned, beat)
        fields |= roll
        fields["notices"] += noticed
    fields["sha256"] = _sha256(path, beat)
    return fields, table


def _inspect_images(path: Path, beat: Beat) -> tuple[dict[str, Any], timing.Table]:
    pictures = numbered_pictures(path)
    first = decode_picture(path / pictures.names[0])
    if first is None:
        raise MalformedFile(
            f"{shown(path)}: its first picture {shown(Path(pictures.names[0]))} cannot be "
            "decoded; export the pictures again"
        )
    check_size(first.width, first.height, shown(path))
    table = timing.table_of_numbers(np.asarray(pictures.numbers), RATE_HZ)
    fields = _shape(first, None) | timing.summary(table, None)
    message = f"a folder of pictures carries no time: {RATE_HZ:.0f} pictures per second are assumed"
    fields["notices"].append(("assumed_rate", message))
    digest = ""
    for number, part in enumerate(sha256_of_pictures(path, pictures)):
        digest = part or digest
        beat(number)
    extra = {"codec": codec_of(path, pictures), "created": None, "start_s": 0.0}
    return fields | extra | {"has_audio": False, "sha256": digest}, table


def _first_frame(clip: InputContainer, stream: VideoStream, name: str, beat: Beat) -> VideoFrame:
    import av

    for tried, packet in enumerate(clip.demux(stream)):
        try:
            frames = packet.decode()
        except (av.error.FFmpegError, ValueError):
            frames = []
        if frames:
            check_size(frames[0].width, frames[0].height, name)
            return frames[0]
        beat(tried)
        if tried >= _TRIES:
            break
    raise MalformedFile(
        f"{name}: not one frame of it can be decoded; copy it again from the camera, or export it "
        "again as MP4 (H.264)"
    )


def _can_seek(container: str, packets: npt.NDArray[np.int64]) -> bool:
    # A frame of a GIF builds on all before it. AVI stores no time of showing: where frames are
    # reordered, the one that the demuxer makes up is wrong.
    return container != "gif" and (container != "avi" or bool(packets[:, 2].all()))


def _packets(
    clip: InputContainer, stream: VideoStream, name: str, beat: Beat
) -> npt.NDArray[np.int64]:
    """Columns pts, dts, key, shown of all packets in order of decoding."""
    rows = []
    for packet in clip.demux(stream):
        if packet.size == 0:
            continue
        pts = timing.UNKNOWN if packet.pts is None else packet.pts
        dts = timing.UNKNOWN if packet.dts is None else packet.dts
        rows.append((pts, dts, packet.is_keyframe, not packet.is_discard))
        beat(len(rows))
        if len(rows) > MAX_FRAMES:
            raise LimitExceeded(f"{name}: has more than {MAX_FRAMES} frames; cut the clip")
    return np.asarray(rows, np.int64).reshape(-1, 4)


def _shape(frame: VideoFrame, pixel_aspect: Fraction | None) -> dict[str, Any]:
    turn = orientation_of(frame)
    aspect = float(pixel_aspect) if pixel_aspect else 1.0
    # A broken tag would stretch the runner out of all proportion.
    aspect = aspect if 0.25 <= aspect <= 4 else 1.0
    width, height = round(frame.width * aspect), frame.height
    if turn.sideways:
        width, height = height, width
    return {
        "width": width,
        "height": height,
        "rotation_deg": turn.rotation_deg,
        "mirrored": turn.mirrored,
    }


def _created(clip: InputContainer, stream: VideoStream) -> str | None:
    for metadata in (clip.metadata, stream.metadata):
        for key in _DATES:
            if (when := _date(metadata.get(key, ""))) is not None:
                return when.isoformat()
    return None


def _date(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when if _FIRST_YEAR <= when.year <= datetime.now(UTC).year + 1 else None


def _sha256(path: Path, beat: Beat) -> str:
    digest = hashlib.sha256()
    with os.fdopen(open_regular(path), "rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            beat(0)
    return digest.hexdigest()
