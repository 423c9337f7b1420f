"""H.264 in MP4 with the index first, written through a function that takes bytes at places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.report.overlay.ahead import ahead

Picture = npt.NDArray[np.uint8]
Put = Callable[[int, bytes], None]
"""Puts bytes at a place of the file."""

# Fine enough for any frame rate, and what phones write.
_TICKS_PER_S: Final = 90_000
# Bytes of the index for each frame (size, time, place, chunk) and for all else.
_INDEX_PER_FRAME, _INDEX_FIXED = 32, 16_384
_RATE_GUESS: Final = 60
_BUFFER: Final = 1 << 17


class Sink:
    """A file that can be written and sought but not read, held in small pieces."""

    def __init__(self, put: Put) -> None:
        self._put = put
        self._at = 0
        self._end = 0

    def write(self, data: Any) -> int:  # noqa: ANN401 - bytes or a view of them
        """Write at the current place."""
        whole = bytes(data)
        self._put(self._at, whole)
        self._at += len(whole)
        self._end = max(self._end, self._at)
        return len(whole)

    def seek(self, place: int, whence: int = 0) -> int:
        """Move the current place."""
        base = (0, self._at, self._end)[whence]
        self._at = base + place
        return self._at

    def tell(self) -> int:
        """Current place."""
        return self._at


def encode(
    pictures: Iterator[tuple[float, Picture]], put: Put, *, size: tuple[int, int], count: int
) -> None:
    """Encode pictures (height, width, 3) with their times in s.

    Parameters
    ----------
    pictures
        In order of time, which need not be even.
    put
        Takes the bytes of the file.
    size
        Width and height, both even.
    count
        At most so many pictures come; the place for the index is held free for them, so that
        a browser can start before it has the whole file.
    """
    import av
    import cv2

    index = _INDEX_FIXED + _INDEX_PER_FRAME * count
    options = {"moov_size": str(index)}
    with av.open(Sink(put), "w", format="mp4", options=options, buffer_size=_BUFFER) as out:
        stream = _stream(out, size)
        last = -1
        for moment, picture in ahead(pictures):
            # Three times faster than FFmpeg's own conversion; BT.601 in TV range.
            planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2YUV_I420), np.uint8)
            flat = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            flat.pts = last = max(round(moment * _TICKS_PER_S), last + 1)
            flat.time_base = Fraction(1, _TICKS_PER_S)
            out.mux(stream.encode(flat))
        out.mux(stream.encode(None))


def _stream(out: Any, size: tuple[int, int]) -> Any:  # noqa: ANN401 - PyAV's types are loose
    # No B-frames: times stay simple, and the index small.
    options = {"preset": "superfast", "crf": "25", "bf": "0", "profile": "high"}
    stream = out.add_stream("libx264", rate=_RATE_GUESS, options=options)
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, _TICKS_PER_S)
    # The encoder works while the next frame is decoded and drawn on.
    context.thread_count = 2
    # BT.601 in TV range, and said so: browsers guess differently where nothing is said.
    context.colorspace = context.color_primaries = context.color_trc = 6
    context.color_range = 1
    return stream
