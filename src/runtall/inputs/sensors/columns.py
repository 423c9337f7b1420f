"""What the columns of tables and the labels of EDF files mean, and their units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from runtall.errors import InputError
from runtall.inputs.readers.headings import Heading
from runtall.inputs.readers.text import listed, quoted
from runtall.inputs.sensors.bands import BANDS, band_of, signed
from runtall.inputs.sensors.column_units import column_table, factor
from runtall.inputs.sensors.fields import by_label, fields, snake
from runtall.motion.recording import Notice

VECTORS: Final = ("acceleration", "angular_velocity")
AXES: Final = ("x", "y", "z")
DIRECTIONS: Final = {
    "forward": ("forward", 1), "backward": ("forward", -1), "up": ("up", 1), "down": ("up", -1),
    "right": ("right", 1), "left": ("right", -1),
}  # fmt: skip
"""Direction of the body in ISB's terms, and its sign."""

_SPACES: Final = re.compile(r"[\s-]+")
_SUFFIX: Final = re.compile(r"(?P<name>.+)_(?P<unit>ms|us|ns|s)")


def meaning_of(name: str) -> str:
    """What a column of that name is: ``"time"``, a band, ``"acceleration_x"``, a watch field ...

    Returns
    -------
    str
        ``""`` for a name that is not known.

    Examples
    --------
    >>> [meaning_of(s) for s in ("RIP Abdomen", "acc_x", "Gyroscope z", "heart_rate")]
    ['belly', 'acceleration_x', 'angular_velocity_z', 'heart_rate']
    """
    text = _SPACES.sub("_", name.strip().lower())
    if _known("time").fullmatch(text):
        return "time"
    for vector in VECTORS:
        match = _known(vector).fullmatch(text)
        if match is not None:
            return f"{vector}_{match['a'] or match['b'] or match['c']}"
    if _known("interval").fullmatch(text):
        return "interval"
    found = by_label().get(snake(name))
    return found[0].name if found is not None else band_of(name)


def meanings(
    headings: Sequence[Heading], said: Mapping[str, str], name: str = ""
) -> dict[int, str]:
    """What each column of a table is, by its number; what the user said goes before its name.

    Parameters
    ----------
    headings
        Of all columns.
    said
        Name in the file to what it is, where the user said so.
    name
        Of the file, for messages.

    Raises
    ------
    runtall.errors.InputError
        When the user says something unknown, or one thing of two columns.
    """
    found = {
        n: _checked(signed(word)[0], h.text, name)
        for n, h in enumerate(headings)
        if (word := _said(h, said))
    }
    taken = set(found.values())
    if len(taken) < len(found):
        double = next(word for word in found.values() if list(found.values()).count(word) > 1)
        raise InputError(
            f"{name}: two columns are said to be {quoted(double)}; say it of one of them"
        )
    for number, heading in enumerate(headings):
        word = meaning_of(heading.name) or meaning_of(_plain(heading.name))
        if number not in found and word and word not in taken:
            found[number] = word
            taken.add(word)
    return found


def signs(headings: Sequence[Heading], said: Mapping[str, str]) -> dict[int, int]:
    """-1 for the columns of bands that the user says are upside down (``"-chest"``)."""
    told = {n: signed(_said(heading, said))[1] for n, heading in enumerate(headings)}
    return {n: sign for n, sign in told.items() if sign < 0}


def names_any(names: Sequence[str], said: Mapping[str, str]) -> bool:
    """Whether one of these names is one of those that the user told of."""
    stripped = {name.strip() for name in names}
    return any(name.strip() in stripped for name in said)


def absent(headings: Sequence[Heading], said: Mapping[str, str]) -> tuple[Notice, ...]:
    """Notice about names that the user told of and that are not there."""
    there = {word.strip() for h in headings for word in (h.text, h.name)}
    lacking = [name for name in said if name.strip() not in there]
    if not lacking:
        return ()
    have = listed([h.text for h in headings], 8)
    text = f"no column is named {listed(lacking)}; there are {have}"
    return (Notice("columns_absent", text),)


def time_unit(heading: Heading) -> float | None:
    """Seconds in one unit of a column of time; None where it says none."""
    text = _SPACES.sub("_", heading.name.strip().lower())
    suffix = _SUFFIX.fullmatch(text)
    word = heading.unit.lower() or (suffix["unit"] if suffix else "")
    return factor("time", word)


def _checked(word: str, heading: str, name: str) -> str:
    if word not in _words():
        raise InputError(
            f"{name}: {quoted(heading)} cannot be {quoted(word)}: say time, chest, belly or band "
            "(-chest where it is upside down), interval, acceleration_x (or _forward, _up, _right "
            "and their opposites), angular_velocity_x, or a field of watches such as heart_rate"
        )
    return word


def _plain(name: str) -> str:
    """A name without a unit of time behind it."""
    match = _SUFFIX.fullmatch(_SPACES.sub("_", name.strip().lower()))
    return match["name"] if match and _known("time").fullmatch(match["name"]) else ""


def _said(heading: Heading, said: Mapping[str, str]) -> str:
    for name, word in said.items():
        if name.strip() in (heading.text.strip(), heading.name.strip()):
            return word.strip().lower()
    return ""


@cache
def _words() -> frozenset[str]:
    axes = (*AXES, *DIRECTIONS)
    vectors = {f"{vector}_{axis}" for vector in VECTORS for axis in axes}
    return frozenset({"time", "interval", *BANDS, *vectors, *fields()})


@cache
def _known(kind: str) -> re.Pattern[str]:
    return re.compile(column_table()["names"][kind])
