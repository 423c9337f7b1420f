"""What every reader of watch files hands over, whatever the format, and what is made of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from runtall.errors import InputError, LimitExceeded, MissingStream
from runtall.inputs.limits import MIB
from runtall.inputs.sensors.raw import RawChannel, RawSensors, RawStream, Session
from runtall.inputs.sensors.reader import SensorSource
from runtall.inputs.sensors.watch.beats import Beat, beats_stream
from runtall.inputs.sensors.watch.clock import settled
from runtall.inputs.sensors.watch.derive import moved, paused_rows, pausing, stepped
from runtall.inputs.sensors.watch.names import named
from runtall.inputs.sensors.watch.rows import Table
from runtall.inputs.sensors.watch.values import possible, without_still
from runtall.motion.recording import Notice

Span = tuple[float, float]

_FIRST_YEAR_S: Final = 631065600.0 + 0x10000000
"""FIT counts s from the end of 1989; below 2**28 they count from when the watch was started."""
_LAST_YEAR_S: Final = 4102444800.0
"""Year 2100."""


@dataclass(frozen=True, slots=True)
class Activity:
    """A watch file as its format tells it.

    Attributes
    ----------
    format
        Name of the reader.
    parts
        Records, one table for each chained file or activity.
    sessions
        Sport, start and end; on the clock of the records. NaN where the file does not say.
    pauses
        Start and end of the times in which the timer stood.
    beats
        R-R intervals in the order of the file.
    about
        Device and the like.
    notices
        What was noticed so far.
    """

    format: str
    parts: Sequence[Table]
    sessions: Sequence[tuple[str, float, float]] = ()
    pauses: Sequence[Span] = ()
    beats: Sequence[Beat] = ()
    about: dict[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()


def sensors_of(activity: Activity, source: SensorSource) -> RawSensors:
    """Everything of a watch file, checked, named and in SI.

    Raises
    ------
    runtall.errors.InputError
        When there is no run in it that could be used.
    """
    table, order = settled(activity.parts, source.name)
    zero = float(table.time[0])
    table = dataclasses.replace(table, time=table.time - zero)
    sessions = _sessions(activity.sessions, zero, float(table.time[-1]))
    pauses = [(start - zero, end - zero) for start, end in activity.pauses]
    channels, about_fields = _channels(table, sessions, pauses)
    if not channels:
        raise MissingStream(f"{source.name}: its records hold a time and no value; export it again")
    beats, beating = beats_stream(activity.beats, zero)
    start, clock = _start(zero)
    return RawSensors(
        format=activity.format,
        streams=(RawStream("watch", table.time, channels), *beats),
        start=start,
        sessions=sessions,
        about=activity.about,
        notices=(*activity.notices, *order, *clock, *about_fields, *beating),
    )


def _channels(
    table: Table, sessions: Sequence[Session], pauses: Sequence[Span]
) -> tuple[tuple[RawChannel, ...], tuple[Notice, ...]]:
    """Channels in SI: impossible values out, then what follows, then zeros that mean nothing."""
    paused = paused_rows(table.time, pauses)
    channels, naming = named(table)
    channels, strange = possible(channels)
    channels, derived = moved(table.time, channels, paused)
    channels, zeros = without_still(channels)
    channels, steps = stepped(table.time, channels, sessions)
    timer, pausing_ = pausing(table.time, pauses, paused)
    if not channels:
        return (), ()
    return (*channels, *timer), (*naming, *strange, *derived, *zeros, *steps, *pausing_)


def check(source: SensorSource, largest: int) -> None:
    """Refuse what no watch writes, before anything is read.

    Raises
    ------
    runtall.errors.LimitExceeded
        When the file is larger than ``largest`` bytes.
    runtall.errors.InputError
        When further files are named as parts of it.
    """
    if source.size > largest:
        raise LimitExceeded(
            f"{source.name}: is {source.size // MIB} MB large, above the limit of "
            f"{largest // MIB} MB for a watch file; give the activity of one run"
        )
    if source.more:
        raise InputError(
            f"{source.name}: is a watch file, which stands alone; give other files as recordings "
            "of their own"
        )


def _sessions(
    told: Sequence[tuple[str, float, float]], zero: float, last: float
) -> tuple[Session, ...]:
    """Sports in order, each until the next one begins, on the clock of the recording."""
    spans = [
        (sport, 0.0 if math.isnan(start) else max(0.0, start - zero), end - zero)
        for sport, start, end in told
    ]
    spans.sort(key=lambda span: span[1])
    following = [*(start for _, start, _ in spans), last][1:]
    ends = [
        after if math.isnan(end) else min(end, after)
        for (_, _, end), after in zip(spans, following, strict=True)
    ]
    return tuple(
        Session(sport, start, end)
        for (sport, start, _), end in zip(spans, ends, strict=True)
        if end > start
    )


def _start(zero: float) -> tuple[str, tuple[Notice, ...]]:
    if not _FIRST_YEAR_S <= zero <= _LAST_YEAR_S:
        text = "its clock does not tell the date, so it cannot be placed beside others by clock"
        return "", (Notice("clock_unknown", text),)
    moment = datetime.fromtimestamp(zero, UTC)
    return moment.isoformat(timespec="auto").replace("+00:00", "Z"), ()
