"""What every file of sensors must satisfy, whatever its format."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import numpy as np

from runtall.errors import LimitExceeded, MissingStream, TooShort
from runtall.inputs.limits import MAX_FRAMES
from runtall.inputs.readers.text import MAX_VALUES
from runtall.inputs.sensors.clock import forward
from runtall.inputs.sensors.raw import Array, RawChannel, RawSensors, RawStream
from runtall.inputs.sensors.reader import SensorSource
from runtall.motion.recording import Notice

MOST_CHANNELS: Final = 2000
"""Of all streams; a watch with many apps writes some 100."""
_LONGEST: Final = 100
"""Characters of a name; more would make a message of it that no pipe carries."""
_FARTHEST: Final = 1e12
"""In any unit; what lies beyond is no measurement."""
_MAIN: Final = ("breathing", "imu", "watch")
_FEWEST: Final = 2

Notices = tuple[Notice, ...]


def settled(raw: RawSensors, source: SensorSource) -> RawSensors:
    """Check what a reader found, and leave out what is no measurement.

    Parameters
    ----------
    raw
        As in the file.
    source
        The file.

    Returns
    -------
    RawSensors
        With strictly rising times, NaN for everything impossible, and no stream without a value.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be used.
    runtall.errors.LimitExceeded
        When it holds more than a run can need.
    """
    _check_amount(raw.streams, source)
    kept, notices = [], list(raw.notices)
    for stream in raw.streams:
        found, told = _settled(stream)
        notices += told
        if found is not None:
            kept.append(found)
    _check_streams(raw.streams, kept, source)
    about = {_short(key): _short(text) for key, text in raw.about.items()}
    said = tuple(Notice(n.code, _short(n.message, 4 * _LONGEST)) for n in dict.fromkeys(notices))
    return dataclasses.replace(raw, streams=tuple(kept), about=about, notices=said)


def _check_amount(streams: Sequence[RawStream], source: SensorSource) -> None:
    channels = sum(len(stream.channels) for stream in streams)
    if channels > MOST_CHANNELS:
        raise LimitExceeded(
            f"{source.name}: holds {channels} series, above the limit of {MOST_CHANNELS}; export "
            "those that matter"
        )
    values = sum(len(s.time_s) * (1 + len(s.channels)) for s in streams)
    if values > MAX_VALUES or max((len(s.time_s) for s in streams), default=0) > 2 * MAX_FRAMES:
        raise LimitExceeded(
            f"{source.name}: holds {values} numbers, above the limit; cut out an hour of the run"
        )


def _check_streams(
    found: Sequence[RawStream], kept: Sequence[RawStream], source: SensorSource
) -> None:
    if any(stream.node in _MAIN for stream in kept):
        return
    if any(stream.node in _MAIN for stream in found):
        raise TooShort(
            f"{source.name}: holds fewer than {_FEWEST} rows with a value, which is no recording; "
            "export more"
        )
    raise MissingStream(
        f"{source.name}: holds no breathing band, no acceleration and no field of a watch; give "
        "the file that does, or say with --columns which column is what"
    )


def _settled(stream: RawStream) -> tuple[RawStream | None, Notices]:
    """The stream with rising times and possible values; None when nothing is left."""
    table = _table(stream)
    rows, time_s, notices = forward(stream.time_s, table, _title(stream))
    table = table[:, rows]
    impossible = ~(np.abs(table) <= _FARTHEST) & ~np.isnan(table)
    if impossible.any():
        table = np.where(impossible, np.nan, table)
        text = f"{int(impossible.sum())} values of {_title(stream)} are infinite or beyond any "
        notices += (Notice("values_impossible", text + "measure and are left out"),)
    channels, empty = _filled(stream, table)
    notices += empty
    if len(time_s) < (1 if stream.node == "vendor" else _FEWEST) or not channels:
        return None, notices
    return dataclasses.replace(stream, time_s=time_s, channels=channels), notices


def _table(stream: RawStream) -> Array:
    """(channel, time) of a stream."""
    if not stream.channels:
        return np.empty((0, len(stream.time_s)))
    return np.stack([np.asarray(c.values, np.float64) for c in stream.channels])


def _filled(stream: RawStream, table: Array) -> tuple[tuple[RawChannel, ...], Notices]:
    """Channels that hold a value; the vendor's events are times alone, and stay."""
    kept, empty = [], []
    for channel, values in zip(stream.channels, table, strict=True):
        named = dataclasses.replace(
            channel,
            name=_short(channel.name),
            values=np.ascontiguousarray(values),
            unit=_short(channel.unit),
            label=_short(channel.label),
            file_unit=_short(channel.file_unit),
            source=_short(channel.source),
        )
        if stream.node == "vendor" or np.isfinite(values).any():
            kept.append(named)
        else:
            empty.append(named.label or named.name)
    if not empty:
        return tuple(kept), ()
    text = f"{len(empty)} series of {_title(stream)} hold no value: {', '.join(empty[:5])}"
    return tuple(kept), (Notice("channels_empty", text),)


def _title(stream: RawStream) -> str:
    return f"{stream.node} {stream.part}".strip()


def _short(text: str, most: int = _LONGEST) -> str:
    """Text of a file on one line, without control characters, not too long."""
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return clean if len(clean) <= most else clean[: most - 3] + "..."
