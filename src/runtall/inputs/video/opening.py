"""Opening a clip for decoding; used in the child process only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from runtall.errors import InputError, LimitExceeded, MalformedFile, MissingStream
from runtall.inputs.files import open_regular, shown
from runtall.inputs.limits import MAX_PIXELS, MAX_SIDE

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

# The decoder refuses a larger picture itself, also one that grows in mid-stream.
_OPTIONS: Final = {"max_pixels": str(MAX_PIXELS), "enable_drefs": "0"}
# Each read crosses into Python; a phone clip has some 50 kB per frame.
_BUFFER: Final = 1 << 18


@contextmanager
def opened(path: Path, container: str) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a clip and pick its video stream.

    The demuxer gets an open file and no way to open another: no address or reference in the
    content is followed.

    Raises
    ------
    runtall.errors.MalformedFile
        When the container cannot be read.
    runtall.errors.MissingStream
        When it has no video.
    runtall.errors.LimitExceeded
        When its pictures are too large.
    """
    import av

    with os.fdopen(open_regular(path), "rb", buffering=0) as file:
        try:
            clip: InputContainer = av.open(  # type: ignore[assignment]
                file,
                format=container,
                options=dict(_OPTIONS),
                io_open=_refuse,
                buffer_size=_BUFFER,
                metadata_errors="replace",
            )
        except (av.error.FFmpegError, ValueError) as error:
            raise MalformedFile(
                f"{shown(path)}: begins like a video ({container}) and cannot be read "
                f"({_words(error)}); copy it again from the camera, or export it again"
            ) from error
        with clip:
            yield clip, _video_stream(clip, shown(path))


def check_size(width: int, height: int, name: str) -> None:
    """Refuse pictures above the limits before any memory is taken for them.

    Raises
    ------
    runtall.errors.LimitExceeded
        When a side or the area is too large.
    """
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise LimitExceeded(
            f"{name}: its pictures are {width} x {height} px, above the limit of "
            f"{MAX_PIXELS // 1_000_000} million; export it in 4K or less"
        )


def check_unchanged(path: Path, size: int, modified_ns: int) -> None:
    """Notice a file that changed since it was probed.

    Raises
    ------
    runtall.errors.InputError
        When it did.
    """
    now = path.stat()
    if (now.st_size, now.st_mtime_ns) != (size, modified_ns):
        raise InputError(f"{shown(path)}: changed while it was read; run again when it is complete")


def _video_stream(clip: InputContainer, name: str) -> VideoStream:
    for stream in clip.streams.video:
        if not _is_cover(stream):
            if stream.codec_context is None:
                raise MissingStream(
                    f"{name}: its video cannot be decoded here; export it as MP4 (H.264)"
                )
            check_size(stream.codec_context.width, stream.codec_context.height, name)
            # Chunks run side by side, one child each; threads here would only add memory.
            stream.codec_context.thread_count = 1
            return stream
    if clip.streams.audio:
        raise MissingStream(f"{name}: holds sound and no video; give the video of the run")
    raise MissingStream(f"{name}: holds no video; give the video of the run")


def _is_cover(stream: VideoStream) -> bool:
    from av.stream import Disposition

    return bool(stream.disposition & Disposition.attached_pic)


def _refuse(url: str, flags: int, options: object) -> NoReturn:
    raise PermissionError(f"the clip refers to another file ({url!r}), which is not opened")


def _words(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
