"""Values of a watch that are none: infinite, impossible, and zeros that mean nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from runtall.inputs.sensors.fields import Field, fields
from runtall.inputs.sensors.raw import RawChannel
from runtall.inputs.sensors.watch.rows import Array
from runtall.literature import number
from runtall.motion.recording import Notice

Channels = tuple[RawChannel, ...]


def possible(channels: Channels) -> tuple[Channels, tuple[Notice, ...]]:
    """NaN for infinite values, zeros that are none, and values that cannot be real.

    A heart rate of 0 is none at any time (``zero`` of a field); beyond ``low`` and ``high`` of a
    field nothing is real.

    Parameters
    ----------
    channels
        In SI, named.

    Returns
    -------
    tuple, tuple
        Without the channels that have no value left; a notice that counts what was left out.
    """
    zeros: list[str] = []
    strange: list[str] = []
    kept = []
    for channel in channels:
        values = np.where(np.isfinite(channel.values), channel.values, np.nan)
        field = fields().get(channel.name)
        if field is not None:
            none = (values == 0) & (field.zero == "missing")
            values = _without(values, none, field, zeros)
            values = _without(values, (values < field.low) | (values > field.high), field, strange)
        kept.append(dataclasses.replace(channel, values=values))
    return _filled(kept), (
        *_notice("zeros_missing", zeros, "0 stands for no value and is left out"),
        *_notice("values_impossible", strange, "values that cannot be real are left out"),
    )


def without_still(channels: Channels) -> tuple[Channels, tuple[Notice, ...]]:
    """NaN for a cadence or power of 0 while the runner moves.

    Moving is faster than ``watchfile.moving.speed``; without a speed nothing is left out.
    """
    moving = _moving(channels)
    said: list[str] = []
    kept = []
    for channel in channels:
        field = fields().get(channel.name)
        values = channel.values
        if field is not None and field.zero == "moving":
            values = _without(values, (values == 0) & moving, field, said)
        kept.append(dataclasses.replace(channel, values=values))
    text = "0 while the runner moves stands for no value and is left out"
    return _filled(kept), _notice("zeros_moving", said, text)


def _moving(channels: Sequence[RawChannel]) -> npt.NDArray[np.bool_] | bool:
    speed = next((c.values for c in channels if c.name == "speed"), None)
    return False if speed is None else speed > number("watchfile.moving.speed")


def _without(values: Array, wrong: npt.NDArray[np.bool_], field: Field, said: list[str]) -> Array:
    count = int(wrong.sum())
    if count:
        said.append(f"{field.name} ({count} records)")
    return np.where(wrong, np.nan, values)


def _filled(channels: Sequence[RawChannel]) -> Channels:
    return tuple(channel for channel in channels if np.isfinite(channel.values).any())


def _notice(code: str, said: list[str], text: str) -> tuple[Notice, ...]:
    return (Notice(code, f"{text}: {', '.join(said)}"),) if said else ()
