"""What a watch recorded of a run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import Notice
from runtall.motion.segments import Segment

Array = npt.NDArray[np.float64]


def tells_place(name: str) -> bool:
    """Whether a field tells where somebody ran: such stay out of everything that is written."""
    return "latitude" in name or "longitude" in name


@dataclass(frozen=True, slots=True)
class WatchField:
    """One field of a watch file as people read it.

    ``mean``, ``low`` and ``high`` are over the running parts: mean, and the 5th and 95th
    percentile; None where it has no value there, or where it tells the place. ``share`` is how
    much of the running time it covers, 0 to 1. ``source`` is ``"file"`` or who else defined it
    (``"developer: Stryd"``).
    """

    name: str
    label: str
    unit: str
    source: str
    mean: float | None
    low: float | None
    high: float | None
    share: float


@dataclass(frozen=True, slots=True)
class WatchFade:
    """How one quantity changes along the run, the things held still that explain it otherwise.

    ``value`` with its 90 % interval is per 10 min, in ``unit``; ``held`` names what was held still
    (``speed``, ``grade``, ``heart_rate``); ``n_windows`` are the means it rests on.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    held: tuple[str, ...]
    n_windows: int


@dataclass(frozen=True, slots=True)
class WatchRun:
    """The run in one watch file.

    Attributes
    ----------
    input
        Number of the recording.
    device
        What recorded it, in plain words.
    segments
        Running, walking and standing, in order.
    distance_m, duration_s
        Of the running parts.
    fields
        Every field of the file, the known ones first.
    window_s
        Shape ``(window,)``: middle of each window along the run.
    windows
        Means by name, shape ``(window,)`` each, in the unit of ``fields``; NaN where missing.
    fades
        What changes along the run.
    notices
        What a person should know about it.
    """

    input: int
    device: str
    segments: tuple[Segment, ...]
    distance_m: float | None
    duration_s: float
    fields: tuple[WatchField, ...]
    window_s: Array
    windows: dict[str, Array]
    fades: tuple[WatchFade, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the clock of one recording lies on that of the first.

    Attributes
    ----------
    input
        Number of the recording.
    offset_s
        To add to its time, s; None where it could not be placed.
    sd_s
        Standard error of the offset, s.
    how
        ``"clock"`` (both files tell the time of day), ``"told"``, ``"cadence"`` or ``""``.
    reason
        Why it could not be placed, or what to know about how it was.
    """

    input: int
    offset_s: float | None
    sd_s: float | None
    how: str
    reason: str = ""
