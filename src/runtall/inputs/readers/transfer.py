"""A `RawMotion` as a message between processes, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runtall.errors import MalformedFile
from runtall.inputs.readers.raw import Array, Force, RawMotion
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    from runtall.inputs.wire import AnyArray, Message
    from runtall.inputs.worker import Reply


def packed(raw: RawMotion) -> Reply:
    """Fields that JSON can hold, and arrays, from which `unpacked` makes the same again."""
    fields: dict[str, Any] = {
        "format": raw.format,
        "labels": raw.labels,
        "unit": raw.unit,
        "up": raw.up,
        "coordinates": list(raw.coordinates),
        "in_degrees": raw.in_degrees,
        "forces": [force.name for force in raw.forces],
        "events": raw.events,
        "parents": raw.parents,
        "notices": [(notice.code, notice.message) for notice in raw.notices],
    }
    angles = list(raw.coordinates.values())
    arrays: dict[str, AnyArray] = {
        "time": raw.time_s,
        "position": raw.position,
        "coordinates": np.stack(angles) if angles else np.empty((0, len(raw.time_s))),
    }
    for number, force in enumerate(raw.forces):
        arrays[f"time {number}"] = force.time_s
        arrays[f"force {number}"] = force.force
        if force.point is not None:
            arrays[f"point {number}"] = force.point
    return fields, arrays


def unpacked(message: Message, name: str) -> RawMotion:
    """What `packed` was given.

    Raises
    ------
    runtall.errors.MalformedFile
        When the parts do not fit together: the child that read the file cannot be trusted.
    """
    fields, arrays = message.fields, message.arrays
    time_s, position = arrays["time"], arrays["position"]
    values = arrays["coordinates"]
    raw = RawMotion(
        format=str(fields["format"]),
        time_s=time_s,
        labels=tuple(fields["labels"]),
        position=position,
        unit=fields["unit"],
        up=fields["up"],
        coordinates=dict(zip(fields["coordinates"], values, strict=True)),
        in_degrees=fields["in_degrees"],
        forces=tuple(_force(title, n, arrays) for n, title in enumerate(fields["forces"])),
        events=tuple((str(c), str(label), float(t)) for c, label, t in fields["events"]),
        parents=dict(fields["parents"]),
        notices=tuple(Notice(code, text) for code, text in fields["notices"]),
    )
    _check(raw, values, name)
    return raw


def _force(name: str, number: int, arrays: dict[str, AnyArray]) -> Force:
    point: Array | None = arrays.get(f"point {number}")
    return Force(name, arrays[f"time {number}"], arrays[f"force {number}"], point)


def _check(raw: RawMotion, values: AnyArray, name: str) -> None:
    frames = len(raw.time_s)
    fits = (
        raw.position.shape == (frames, len(raw.labels), 3)
        and values.shape == (len(raw.coordinates), frames)
        and (np.diff(raw.time_s) > 0).all()
        and all(force.force.shape == (len(force.time_s), 3) for force in raw.forces)
    )
    if not fits:
        raise MalformedFile(f"{name}: what was read from it does not fit together; export it again")
