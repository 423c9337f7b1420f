"""What is known of a clip before its pictures are looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import Notice


@dataclass(frozen=True, slots=True)
class FrameIndex:
    """Where each frame of a clip is, in order of showing.

    Attributes
    ----------
    ticks
        (n,) timestamps in units of ``tick_s``, strictly increasing; the file's own when
        ``seekable``, else the number of the frame.
    times
        (n,) in s from the first frame, strictly increasing.
    key
        (n,) true where decoding can start.
    tick_s
        Seconds per tick.
    seekable
        Whether the ticks are the file's own, so that it can be entered in the middle.
    """

    ticks: npt.NDArray[np.int64]
    times: npt.NDArray[np.float64]
    key: npt.NDArray[np.bool_]
    tick_s: float
    seekable: bool

    def __len__(self) -> int:
        return len(self.ticks)


@dataclass(frozen=True, slots=True)
class ClipInfo:
    """One clip.

    Attributes
    ----------
    path
        The file, or the folder of numbered pictures.
    sha256
        Of the content.
    container, codec
        As FFmpeg calls them; a folder is ``"images"``.
    width, height
        px of the upright picture, with square pixels.
    rotation_deg
        Clockwise turn that makes the stored picture upright: 0, 90, 180 or 270.
    mirrored
        Whether the stored picture is shown mirrored.
    fps
        From the real timestamps: one over their median distance.
    variable_rate
        Whether the distances differ by more than a quarter of the median.
    frames
        Number declared by the file, or found when it declares none.
    frames_found
        Number of frames present in the file.
    frames_missing
        Declared ones that are absent, and gaps in the timestamps.
    duration_s
        From the first frame to the end of the last.
    created
        When the camera says it was filmed.
    start_s
        Timestamp of the first frame.
    has_video, has_audio
        Streams present.
    size, modified_ns
        Of the file, to notice that it changed.
    index
        The frames.
    notices
        What was noticed.
    roll_deg, roll_sd_deg
        Clockwise turn of the camera past what the rotation undoes, and its spread, from the
        camera's own gravity sensor; None when it wrote none.
    """

    path: Path
    sha256: str
    container: str
    codec: str
    width: int
    height: int
    rotation_deg: int
    mirrored: bool
    fps: float
    variable_rate: bool
    frames: int
    frames_found: int
    frames_missing: int
    duration_s: float
    created: datetime | None
    start_s: float
    has_video: bool
    has_audio: bool
    size: int
    modified_ns: int
    index: FrameIndex = field(repr=False, compare=False)
    notices: tuple[Notice, ...] = ()
    roll_deg: float | None = None
    roll_sd_deg: float | None = None
