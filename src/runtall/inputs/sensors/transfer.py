"""A `RawSensors` as a message between processes, and back."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np

from runtall.errors import MalformedFile
from runtall.inputs.sensors.raw import NODES, RawChannel, RawSensors, RawStream, Session
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    from runtall.inputs.wire import AnyArray, Message
    from runtall.inputs.worker import Reply


def packed(raw: RawSensors) -> Reply:
    """Fields that JSON can hold, and arrays, from which `unpacked` makes the same again."""
    fields: dict[str, Any] = {
        "format": raw.format,
        "start": raw.start,
        "sessions": [dataclasses.astuple(session) for session in raw.sessions],
        "about": raw.about,
        "notices": [(notice.code, notice.message) for notice in raw.notices],
        "streams": [_described(stream) for stream in raw.streams],
    }
    arrays: dict[str, AnyArray] = {}
    for number, stream in enumerate(raw.streams):
        values = [np.asarray(channel.values, np.float64) for channel in stream.channels]
        arrays[f"time {number}"] = np.asarray(stream.time_s, np.float64)
        arrays[f"values {number}"] = (
            np.stack(values) if values else np.empty((0, len(stream.time_s)))
        )
    return fields, arrays


def unpacked(message: Message, name: str) -> RawSensors:
    """What `packed` was given.

    Raises
    ------
    runtall.errors.MalformedFile
        When the parts do not fit together: the child that read the file cannot be trusted.
    """
    fields, arrays = message.fields, message.arrays
    try:
        streams = tuple(
            _stream(told, arrays[f"time {number}"], arrays[f"values {number}"])
            for number, told in enumerate(fields["streams"])
        )
        raw = RawSensors(
            format=str(fields["format"]),
            streams=streams,
            start=str(fields["start"]),
            sessions=tuple(Session(str(s), float(a), float(b)) for s, a, b in fields["sessions"]),
            about={str(key): str(text) for key, text in fields["about"].items()},
            notices=tuple(Notice(str(code), str(text)) for code, text in fields["notices"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unfit(name) from error
    if not raw.streams or not all(map(_fits, raw.streams)):
        raise _unfit(name)
    return raw


def _described(stream: RawStream) -> dict[str, Any]:
    return {
        "node": stream.node,
        "part": stream.part,
        "rate_hz": stream.rate_hz,
        "channels": [(c.name, c.unit, c.label, c.file_unit, c.source) for c in stream.channels],
    }


def _stream(told: dict[str, Any], time_s: AnyArray, values: AnyArray) -> RawStream:
    channels = tuple(
        RawChannel(str(name), series, str(unit), str(label), str(file_unit), str(source))
        for (name, unit, label, file_unit, source), series in zip(
            told["channels"], values, strict=True
        )
    )
    node = next((node for node in NODES if node == told["node"]), None)
    if node is None:
        raise ValueError("an unknown stream")
    return RawStream(node, time_s, channels, float(told["rate_hz"]), str(told["part"]))


def _fits(stream: RawStream) -> bool:
    names = [channel.name for channel in stream.channels]
    return (
        stream.time_s.ndim == 1
        and len(set(names)) == len(names)
        and stream.rate_hz >= 0
        and bool(np.isfinite(stream.time_s).all() and (np.diff(stream.time_s) > 0).all())
        and all(channel.values.shape == stream.time_s.shape for channel in stream.channels)
    )


def _unfit(name: str) -> MalformedFile:
    return MalformedFile(f"{name}: what was read from it does not fit together; export it again")
