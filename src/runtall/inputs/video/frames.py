"""Pictures of a clip, upright and at the size asked for; used in the child process only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import LimitExceeded
from runtall.inputs.files import shown
from runtall.inputs.video.colour import quick_rgb
from runtall.inputs.video.images import decode_picture, numbered_pictures
from runtall.inputs.video.opening import check_size, check_unchanged, opened
from runtall.inputs.video.orientation import Orientation

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

    from runtall.inputs.video.clip import ClipInfo

Picture = npt.NDArray[np.uint8]
Ticks = npt.NDArray[np.int64]

IMAGES: Final = "images"


@dataclass(frozen=True, slots=True)
class Source:
    """What a child needs to know to decode a probed clip.

    Attributes
    ----------
    width, height
        px of the upright pictures to give.
    """

    path: Path
    container: str
    size: int
    modified_ns: int
    seekable: bool
    rotation_deg: int
    mirrored: bool
    width: int
    height: int

    def to_fields(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {name: getattr(self, name) for name in self.__slots__} | {"path": str(self.path)}

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Source:
        """Back from `to_fields`."""
        return cls(**{**fields, "path": Path(fields["path"])})


def source_of(info: ClipInfo, long_side: int | None = None) -> Source:
    """What a child needs to decode a clip so that the longer side has ``long_side`` px."""
    width, height = scaled_size(info.width, info.height, long_side)
    return Source(
        path=info.path.absolute(),
        container=info.container,
        size=info.size,
        modified_ns=info.modified_ns,
        seekable=info.index.seekable,
        rotation_deg=info.rotation_deg,
        mirrored=info.mirrored,
        width=width,
        height=height,
    )


def scaled_size(width: int, height: int, long_side: int | None) -> tuple[int, int]:
    """Size with the longer side at most ``long_side`` px; never larger than it was."""
    ratio = 1.0 if long_side is None else min(1.0, long_side / max(width, height))
    return max(2, round(width * ratio)), max(2, round(height * ratio))


def read_frames(
    source: Source, wanted: Ticks, start: int | None = None
) -> Iterator[tuple[int, Picture | None]]:
    """Decode chosen frames.

    Parameters
    ----------
    source
        The clip.
    wanted
        (n,) increasing ticks of its `FrameIndex`.
    start
        Tick at which to enter the file: a frame where decoding can start, at or before the
        first wanted one. From the beginning when None.

    Yields
    ------
    tuple
        Number in ``wanted``, in order and each once, and the picture (height, width, 3); None
        for a frame that could not be decoded. A number of -1 with None is a sign of life
        while frames are passed over.

    Raises
    ------
    runtall.errors.RuntallError
        When the clip cannot be opened, or has changed since it was probed.
    """
    check_unchanged(source.path, source.size, source.modified_ns)
    if source.container == IMAGES:
        yield from _read_images(source, wanted)
        return
    with opened(source.path, source.container) as (clip, stream):
        decoded = _decoded(clip, stream, source, start)
        yield from _matched(decoded, source, wanted)


def to_picture(frame: VideoFrame, source: Source) -> Picture:
    """One decoded frame as an upright RGB picture of the source's size."""
    turn = Orientation(source.rotation_deg, source.mirrored)
    width, height = source.width, source.height
    if turn.sideways:
        width, height = height, width
    check_size(frame.width, frame.height, shown(source.path))
    quick = quick_rgb(frame, width, height)
    if quick is not None:
        return turn.upright(quick)
    smaller = width * height < frame.width * frame.height
    rgb: Any = frame.to_ndarray(
        format="rgb24",
        width=width,
        height=height,
        interpolation="AREA" if smaller else "BILINEAR",
    )
    return turn.upright(rgb)


def _matched(
    decoded: Iterator[tuple[int, VideoFrame]], source: Source, wanted: Ticks
) -> Iterator[tuple[int, Picture | None]]:
    done = 0
    for tick, frame in decoded:
        while done < len(wanted) and wanted[done] < tick:
            yield done, None
            done += 1
        if done == len(wanted):
            return
        if wanted[done] == tick:
            yield done, _picture_or_none(frame, source)
            done += 1
        else:
            yield -1, None
        if done == len(wanted):
            return
    for number in range(done, len(wanted)):
        yield number, None


def _picture_or_none(frame: VideoFrame, source: Source) -> Picture | None:
    import av

    try:
        return None if frame.is_corrupt else to_picture(frame, source)
    except LimitExceeded:
        raise
    except (av.error.FFmpegError, ValueError):
        return None


def _decoded(
    clip: InputContainer, stream: VideoStream, source: Source, start: int | None
) -> Iterator[tuple[int, VideoFrame]]:
    """Ticks and frames from a starting point, in order of showing; damaged packets are skipped."""
    import av

    if source.seekable and start is not None:
        clip.seek(start, stream=stream, backward=True)
    count = 0
    for packet in clip.demux(stream):
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            # The frame is missing from what follows, which counts it.
            count += 1
            continue
        for frame in frames:
            tick = (frame.pts if frame.pts is not None else frame.dts) if source.seekable else count
            count += 1
            if tick is not None:
                yield tick, frame


def _read_images(source: Source, wanted: Ticks) -> Iterator[tuple[int, Picture | None]]:
    names = numbered_pictures(source.path).names
    for number, tick in enumerate(wanted):
        frame = decode_picture(source.path / names[tick]) if tick < len(names) else None
        yield number, None if frame is None else _picture_or_none(frame, source)
