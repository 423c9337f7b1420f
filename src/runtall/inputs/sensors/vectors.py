"""Acceleration and angular velocity from single columns, in SI and in one set of axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.errors import InputError, MalformedFile
from runtall.inputs.readers.headings import heading_of
from runtall.inputs.readers.text import listed, quoted
from runtall.inputs.sensors.column_units import column_table, factor
from runtall.inputs.sensors.columns import AXES, DIRECTIONS, meaning_of
from runtall.inputs.sensors.raw import Array, RawChannel
from runtall.motion.recording import Notice
from runtall.units import to_si

_GUESSES: Final = ("g", "m/s2", "mg")
_FAR: Final = 2.0
"""Gravity is found when the middle acceleration is within this factor of 1 g: a run has 1.3."""
_ISB: Final = ("forward", "up", "right")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a vector.

    Attributes
    ----------
    values
        (time,), in the unit of the file.
    unit, label
        As in the file.
    """

    values: Array
    unit: str
    label: str


def imu_channels(
    columns: Mapping[str, Column], told: list[Notice], name: str
) -> tuple[RawChannel, ...]:
    """Channels of the acceleration (m/s²) and angular velocity (rad/s); none where axes lack.

    Parameters
    ----------
    columns
        By meaning: ``acceleration_x``, or ``acceleration_forward`` and other directions. Where the
        directions of the acceleration are told, they hold for the angular velocity too, as far as
        the labels of the columns have the letters of the axes.
    told
        Takes what was noticed.
    name
        Of the file, for messages.

    Raises
    ------
    runtall.errors.InputError
        When the directions given cannot be those of one sensor.
    runtall.errors.MalformedFile
        When no unit of the acceleration fits it.
    """
    turn = _directions(columns, name)
    channels: list[RawChannel] = []
    for vector, unit in (("acceleration", "m/s2"), ("angular_velocity", "rad/s")):
        own = {w.rsplit("_", 1)[1]: c for w, c in columns.items() if w.startswith(vector + "_")}
        found = _axes({turn.get(axis, axis): column for axis, column in own.items()}, name)
        if not found:
            continue
        if len(found) < len(AXES):
            has = listed([column.label for column in found.values()])
            text = f"the {vector.replace('_', ' ')} has not all of its axes ({has}): left out"
            told.append(Notice("axes_missing", text))
            continue
        convert = _acceleration if vector == "acceleration" else _angular_velocity
        scale = convert(found, told, name)
        if scale is not None:
            channels += [
                RawChannel(f"{vector}_{axis}", c.values * scale, unit, c.label, c.unit)
                for axis, c in found.items()
            ]
    return _in_one_frame(channels, told)


def _in_one_frame(channels: list[RawChannel], told: list[Notice]) -> tuple[RawChannel, ...]:
    """Both vectors in the same axes; without the turning where it is not known how it lies."""
    turned = {channel.name.endswith(_ISB) for channel in channels}
    if len(turned) < 2:
        return tuple(channels)
    text = (
        "it is told how the acceleration lies in the body and not how the angular velocity does: "
        "the angular velocity is left out; say it too"
    )
    told.append(Notice("axes_unclear", text))
    return tuple(c for c in channels if not c.name.startswith("angular_velocity"))


def _directions(columns: Mapping[str, Column], name: str) -> dict[str, str]:
    """Direction of the body for each axis of the sensor; none where that was not told.

    Raises
    ------
    runtall.errors.InputError
        When the directions are those of a mirror image, which no sensor is.
    """
    found = {}
    for word, column in columns.items():
        own = meaning_of(heading_of(column.label).name)
        direction = word.rsplit("_", 1)[1]
        if own.startswith("acceleration_") and direction in DIRECTIONS:
            found[own.rsplit("_", 1)[1]] = direction
    if set(found) != set(AXES):
        return {}
    turn = np.zeros((3, 3))
    for letter, direction in found.items():
        axis, sign = DIRECTIONS[direction]
        turn[_ISB.index(axis), AXES.index(letter)] = sign
    if round(float(np.linalg.det(turn))) == -1:
        raise InputError(
            f"{name}: its axes x, y, z cannot point {', '.join(found[a] for a in AXES)}: that is a "
            "mirror image of a sensor; one of them points the other way"
        )
    return found


def _axes(words: Mapping[str, Column], name: str) -> dict[str, Column]:
    """Columns of one vector by axis: x, y, z of the sensor, or forward, up, right of the body."""
    told = {word: column for word, column in words.items() if word in DIRECTIONS}
    if not told:
        return {axis: words[axis] for axis in AXES if axis in words}
    found = {}
    for word, column in told.items():
        axis, sign = DIRECTIONS[word]
        if axis in found:
            raise InputError(f"{name}: two of its columns are said to point along {axis}")
        found[axis] = Column(sign * column.values, column.unit, column.label)
    if len(found) < len(AXES):
        lacks = ", ".join(axis for axis in _ISB if axis not in found)
        raise InputError(f"{name}: it is not said which column points {lacks}; say all three")
    return {axis: found[axis] for axis in _ISB}


def _acceleration(found: Mapping[str, Column], told: list[Notice], name: str) -> float | None:
    """m/s² in one unit of the file, by what it says, else by gravity."""
    said = {column.unit for column in found.values()}
    if len(said) > 1:
        raise MalformedFile(f"{name}: gives its acceleration in several units; export it in one")
    middle = _middle(found)
    unit = said.pop()
    known = factor("acceleration", unit)
    gravity = factor("acceleration", "g") or math.nan
    if known is not None:
        if not gravity / _FAR <= middle * known <= gravity * _FAR:
            text = (
                f"its acceleration in {unit} is mostly {middle:.3g}, which is not about gravity: "
                "the unit is wrong, or gravity was taken off"
            )
            told.append(Notice("gravity_absent", text))
        return known
    for guess in _GUESSES:
        scale = factor("acceleration", guess) or math.nan
        if gravity / _FAR <= middle * scale <= gravity * _FAR:
            says = f"in {quoted(unit)}" if unit else "without a unit"
            text = f"its acceleration, {says}, is mostly {middle:.3g}: it is taken to be in {guess}"
            told.append(Notice("unit_assumed", text))
            return scale
    raise MalformedFile(
        f"{name}: its acceleration is mostly {middle:.4g}, which is gravity in no known unit; "
        "write the unit into the headings, as in 'acc_x [g]'"
    )


def _middle(found: Mapping[str, Column]) -> float:
    size = np.sqrt(sum(column.values**2 for column in found.values()))
    finite = size[np.isfinite(size)]
    return float(np.median(finite)) if finite.size else math.nan


def _angular_velocity(found: Mapping[str, Column], told: list[Notice], _: str) -> float | None:
    """rad/s in one unit of the file; None, and why, where the file does not say it."""
    said = {_turning(column.unit) for column in found.values()}
    degrees = said.pop()
    if said or degrees is None:
        text = (
            "the unit of the angular velocity is not told: it is left out; write it into the "
            "headings, as in 'gyro_x [deg/s]'"
        )
        told.append(Notice("unit_unknown", text))
        return None
    return float(to_si(1.0, "deg", "rad")) if degrees else 1.0


def _turning(unit: str) -> bool | None:
    """Whether a unit is degrees in a second; None of what is neither that nor rad/s."""
    text, known = unit.strip().lower(), column_table()["angular_velocity"]
    if text in known["degrees"]:
        return True
    return False if text in known["radians"] else None
