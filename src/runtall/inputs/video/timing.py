"""The clock of a clip: from packets to a table of frames."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.stream import VideoStream

Ints = npt.NDArray[np.int64]

UNKNOWN: Final = np.iinfo(np.int64).min
"""Stands for a timestamp that is absent."""
_UNEVEN: Final = 0.25
"""Distances further than this share from the median are uneven."""
_UNEVEN_SHARE: Final = 0.05
"""More uneven distances than this make a variable rate; fewer are gaps."""
_GAP_STEADY: Final = 1.5
_GAP_VARIABLE: Final = 3.0
"""Distances, in medians, from which frames are missing: phones stretch a frame up to twice."""
_AUDIO_TAIL_S: Final = 0.5
"""Sound often ends after the pictures; such an end is no missing frames."""
_ROUNDING: Final = 2
"""Frames by which a length in rounded units may differ from the count."""
_MICROSECOND: Final = 1e-6
_NO_RATE_HZ: Final = 30.0


@dataclass(frozen=True, slots=True)
class Table:
    """Frames in order of showing, and how their times were found; see `FrameIndex`.

    ``repaired`` and ``hidden`` count timestamps made up and frames that are not shown;
    ``step_s`` is the distance between frames where it is given.
    """

    ticks: Ints
    times: npt.NDArray[np.float64]
    key: npt.NDArray[np.bool_]
    tick_s: float
    seekable: bool
    start_s: float
    repaired: int = 0
    hidden: int = 0
    step_s: float | None = None


def table_of(packets: Ints, stream: VideoStream, *, can_seek: bool) -> Table:
    """Table of frames from packets.

    Parameters
    ----------
    packets
        (n, 4): pts, dts, key, shown, in order of decoding.
    stream
        For the unit of time and the rate.
    can_seek
        Whether the container can be entered in the middle.

    Notes
    -----
    Timestamps that are absent, or a decoding clock that goes back (clips joined without care,
    a damaged file), leave no timestamp to enter the file by: frames are then known by their
    number, at the times that the clock gives after taking the jumps out.
    """
    unit = stream.time_base or Fraction(1, 1000)
    tick_s = float(unit)
    shown = packets[packets[:, 3] == 1]
    hidden = len(packets) - len(shown)
    pts, dts, key = shown[:, 0], shown[:, 1], shown[:, 2] == 1
    known_dts = packets[packets[:, 1] != UNKNOWN, 1]
    forward = bool((np.diff(known_dts) >= 0).all())
    if forward and not (pts == UNKNOWN).any():
        return _by_pts(pts, key, tick_s, can_seek=can_seek, hidden=hidden)
    clock = dts if not (dts == UNKNOWN).any() else pts
    step = _step(clock, stream, tick_s)
    times, repaired = _without_jumps(clock, step)
    ticks = np.arange(len(times), dtype=np.int64)
    return Table(ticks, times * tick_s, key, tick_s, False, 0.0, repaired, hidden)


def table_of_numbers(numbers: Ints, rate_hz: float) -> Table:
    """Table of numbered pictures; a number left out is a gap."""
    times = (numbers - numbers[0]) / rate_hz
    ticks = np.arange(len(numbers), dtype=np.int64)
    key = np.ones(len(numbers), np.bool_)
    return Table(ticks, times, key, 1 / rate_hz, True, 0.0, step_s=1 / rate_hz)


def declared_frames(clip: InputContainer, stream: VideoStream, table: Table) -> int | None:
    """Number of frames that the file says it has; None when it does not say.

    A trimmed mp4 or mov keeps frames that are not shown and counts them: when its length says
    clearly fewer, the length is right. The length of other containers is either not declared,
    or guessed from what is there.
    """
    counted = stream.frames - table.hidden if stream.frames else None
    timed = _frames_by_length(clip, table, 0.0 if counted else _AUDIO_TAIL_S)
    if counted is None or timed is None:
        return counted or timed
    trimmed = "mov" in clip.format.name and counted - timed > _ROUNDING
    return timed if trimmed else counted


def _frames_by_length(clip: InputContainer, table: Table, tail_s: float) -> int | None:
    if not clip.duration or len(table.times) < 2:
        return None
    step = float(np.median(np.diff(table.times)))
    lacking_s = clip.duration * _MICROSECOND - float(table.times[-1]) - step
    return len(table.times) + (round(lacking_s / step) if lacking_s > tail_s else 0)


def summary(table: Table, declared: int | None) -> dict[str, Any]:
    """Rate, length and completeness of a table, as `ClipInfo` names them."""
    steps = np.diff(table.times)
    usual, variable = _usual_step(table, steps)
    gap = _GAP_VARIABLE if variable else _GAP_STEADY
    in_gaps = int(np.round(steps[steps > gap * usual] / usual - 1).sum())
    found = len(table.times)
    missing = in_gaps + max((declared or found) - found - in_gaps, 0)
    return {
        "fps": 1 / usual,
        "variable_rate": variable,
        "frames": declared or found,
        "frames_found": found,
        "frames_missing": missing,
        "duration_s": float(table.times[-1]) + usual if found else 0.0,
        "notices": _notices(table, missing, found),
    }


def _usual_step(table: Table, steps: npt.NDArray[np.float64]) -> tuple[float, bool]:
    """Distance between frames in s, and whether it varies."""
    if table.step_s is not None:
        return table.step_s, False
    if not len(steps):
        return 1 / _NO_RATE_HZ, False
    median = float(np.median(steps))
    # The mean over the even ones keeps 29.97 apart from the 30 that rounded ticks may show.
    even = steps[np.abs(steps - median) <= _UNEVEN * median + table.tick_s]
    return float(even.mean()), 1 - len(even) / len(steps) > _UNEVEN_SHARE


def _notices(table: Table, missing: int, found: int) -> list[tuple[str, str]]:
    notices = []
    if missing:
        message = (
            f"{missing} of {found + missing} frames are missing; the clip is cut off or has gaps"
        )
        notices.append(("missing_frames", message))
    if table.repaired:
        message = f"{table.repaired} timestamps did not go forward and were repaired"
        notices.append(("timestamps_repaired", message))
    return notices


def _by_pts(
    pts: Ints, key: npt.NDArray[np.bool_], tick_s: float, *, can_seek: bool, hidden: int
) -> Table:
    order = np.argsort(pts, kind="stable")
    ticks, first = np.unique(pts[order], return_index=True)
    keys = key[order][first]
    start = int(ticks[0]) if len(ticks) else 0
    times = (ticks - start) * tick_s
    repaired = len(pts) - len(ticks)
    if not can_seek:
        ticks = np.arange(len(ticks), dtype=np.int64)
    return Table(ticks, times, keys, tick_s, can_seek, start * tick_s, repaired, hidden)


def _step(clock: Ints, stream: VideoStream, tick_s: float) -> float:
    known = clock[clock != UNKNOWN]
    forward = np.diff(known)
    forward = forward[forward > 0]
    if len(forward):
        return float(np.median(forward))
    rate = float(stream.average_rate or _NO_RATE_HZ)
    return 1 / (rate * tick_s)


def _without_jumps(clock: Ints, step: float) -> tuple[npt.NDArray[np.float64], int]:
    """Times in ticks from the first, and the number of steps that had to be made up."""
    if (clock == UNKNOWN).any():
        return np.arange(len(clock)) * step, len(clock)
    steps = np.diff(clock).astype(np.float64)
    bad = steps <= 0
    steps[bad] = step
    return np.concatenate([[0.0], np.cumsum(steps)])[: len(clock)], int(bad.sum())
