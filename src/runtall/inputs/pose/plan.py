"""Which frames of a clip are looked at, at what size, in which chunks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.errors import TooShort, UsageError
from runtall.inputs.files import shown
from runtall.inputs.video.clip import ClipInfo

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in px of the upright picture."""
Numbers = npt.NDArray[np.int64]

CHUNK_FRAMES: Final = 150
"""5 s at 30 fps: two chunks lost in a crash repeat no more than 300 frames."""
WARM_UP_FRAMES: Final = 15
"""Before each chunk: the estimator forgets how it was started within these (0.5 s)."""
_ENOUGH_HZ: Final = 29.0
"""30 fps and its 29.97 resolve a stride; more frames narrow intervals little."""
_FAST_HZ: Final = 118.0
"""120 fps and up was chosen for contact times, which need it."""
_SHORT_S: Final = 8.0
"""A short clip has few strides: each frame counts, and costs little."""
_PERSON_PX: Final = 340.0
"""The landmark network looks at 256 x 256 px around the person."""
_LEAST_LONG_SIDE: Final = 640
"""Below, decoding costs no less and landmarks move by more than 0.13 % of the picture."""
_SIZE_STEP: Final = 32
_FOUR: Final = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """Frames to analyse, fixed by the clip and the options alone.

    Attributes
    ----------
    frames
        (n,) numbers of the analysed frames in the clip's `FrameIndex`; the whole clip, so that
        chunks mean the same whatever span is asked for.
    step
        Every how many-th frame is analysed.
    first, last
        Numbers of the first chunk within the span and of the one after the last.
    start_s, end_s
        The span, in s of the clip.
    time_scale
        s of the run per s of the clip; below 1 for slow motion.
    """

    frames: Numbers
    step: int
    first: int
    last: int
    start_s: float
    end_s: float
    time_scale: float

    @property
    def chunks(self) -> int:
        """Number of chunks in the span."""
        return self.last - self.first

    def chunk(self, number: int) -> Numbers:
        """Frames of a chunk, counted from the start of the span."""
        at = (self.first + number) * CHUNK_FRAMES
        return self.frames[at : at + CHUNK_FRAMES]

    def warm_up(self, number: int) -> Numbers:
        """Frames to show to the estimator before those of the chunk."""
        at = (self.first + number) * CHUNK_FRAMES
        return self.frames[max(0, at - WARM_UP_FRAMES) : at]


def make_plan(
    info: ClipInfo,
    *,
    every_frame: bool = False,
    recorded_fps: float | None = None,
    start_s: float = 0.0,
    end_s: float | None = None,
) -> Plan:
    """Decide which frames are analysed.

    Parameters
    ----------
    info
        The clip.
    every_frame
        Leave none out.
    recorded_fps
        Rate in Hz at which a slow-motion clip was filmed; it plays at ``info.fps``.
    start_s, end_s
        Span in s of the clip; to its end when ``end_s`` is None.

    Raises
    ------
    runtall.errors.UsageError
        When an option makes no sense.
    runtall.errors.TooShort
        When the span holds no frame.
    """
    end_s = info.duration_s if end_s is None else end_s
    scale = time_scale(info, recorded_fps)
    if not (math.isfinite(start_s) and math.isfinite(end_s)) or start_s < 0 or end_s <= start_s:
        raise UsageError(
            f"--start {start_s:g} and --end {end_s:g} give no span of {shown(info.path)}; "
            f"it lasts {info.duration_s:.1f} s"
        )
    length_s = min(end_s, info.duration_s) - start_s
    step = 1 if every_frame else thinning(info.fps / scale, length_s * scale)
    frames = np.arange(0, len(info.index), step, dtype=np.int64)
    times = info.index.times[frames]
    inside = np.flatnonzero((times >= start_s) & (times < end_s))
    if not len(inside):
        raise TooShort(
            f"{shown(info.path)}: lasts {info.duration_s:.1f} s and has no frame from "
            f"{start_s:g} to {end_s:g} s"
        )
    first, last = int(inside[0]) // CHUNK_FRAMES, int(inside[-1]) // CHUNK_FRAMES + 1
    return Plan(frames, step, first, last, start_s, end_s, scale)


def time_scale(info: ClipInfo, recorded_fps: float | None) -> float:
    """Seconds of the run per second of the clip.

    Raises
    ------
    runtall.errors.UsageError
        When ``recorded_fps`` is no rate that a camera films at.
    """
    if recorded_fps is None:
        return 1.0
    if not math.isfinite(recorded_fps) or not 1 <= recorded_fps <= 10_000:
        raise UsageError(f"--recorded-fps {recorded_fps:g} is no rate of a camera, e.g. 240")
    return info.fps / recorded_fps


def thinning(rate_hz: float, length_s: float) -> int:
    """Every how many-th frame to analyse.

    Parameters
    ----------
    rate_hz
        Frames per second of the run.
    length_s
        Seconds of the run.
    """
    if length_s < _SHORT_S:
        return 1
    kept_hz = _FAST_HZ if rate_hz >= _FAST_HZ else _ENOUGH_HZ
    return max(1, int(rate_hz // kept_hz))


def decoding_long_side(info: ClipInfo, person_px: float | None) -> int:
    """Longer side in px at which pictures are decoded.

    Parameters
    ----------
    info
        The clip.
    person_px
        Height of the person in px of the upright picture; None when not known.
    """
    long_side = max(info.width, info.height)
    if not person_px:
        return long_side
    needed = long_side * _PERSON_PX / person_px
    rounded = math.ceil(needed / _SIZE_STEP) * _SIZE_STEP
    return min(long_side, max(rounded, _LEAST_LONG_SIDE))


def parse_roi(text: str) -> tuple[float, float, float, float]:
    """Read ``x,y,w,h`` as typed after ``--roi``.

    Raises
    ------
    runtall.errors.UsageError
        When it is not four numbers.
    """
    try:
        numbers = tuple(float(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != _FOUR or not all(map(math.isfinite, numbers)):
        raise UsageError(
            f"--roi {text!r} is not x,y,w,h: left, top, width and height of a box around the "
            "runner, as fractions of the picture (0.2,0.1,0.5,0.8) or in px"
        )
    return numbers


def roi_box(info: ClipInfo, roi: tuple[float, float, float, float]) -> Box:
    """Box in px of a region given in px, or as fractions when no number is above 1.

    Raises
    ------
    runtall.errors.UsageError
        When it has no area inside the picture.
    """
    x, y, w, h = (float(n) for n in roi)
    if max(x, y, w, h) <= 1:
        x, w, y, h = x * info.width, w * info.width, y * info.height, h * info.height
    box = (max(x, 0.0), max(y, 0.0), min(x + w, info.width), min(y + h, info.height))
    if not (box[2] - box[0] >= _SIZE_STEP and box[3] - box[1] >= _SIZE_STEP):
        raise UsageError(
            f"--roi {x:g},{y:g},{w:g},{h:g} leaves less than {_SIZE_STEP} px of the picture of "
            f"{info.width} x {info.height} px"
        )
    return box
