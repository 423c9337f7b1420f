"""What is known of the fields of watch files: our name, SI unit, what a value can be."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from runtall.motion.measurement import Side

Zero = Literal["", "missing", "moving"]

_LONGEST_NAME: Final = 60
"""Characters of a name, which also names a variable of a file."""
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a file: a number times ``multiply / divide`` is in ``si``."""

    si: str
    multiply: float
    divide: float

    @property
    def factor(self) -> float:
        """From this unit to SI."""
        return self.multiply / self.divide


@dataclass(frozen=True, slots=True)
class Field:
    """One field that runtall knows.

    Attributes
    ----------
    name
        Ours.
    title
        In plain words, for people.
    unit
        SI.
    display
        Unit that people read.
    labels
        Names in files, in snake case, the best one first.
    assumed
        Unit where the file says none.
    wrong
        Units that the profile of a format gives by mistake, and what is meant.
    side
        The foot whose value it is, or None.
    low, high
        In ``unit``; a value beyond them cannot be real.
    zero
        ``"missing"`` where 0 stands for no value, ``"moving"`` where it does while the runner
        moves, else ``""``.
    """

    name: str
    title: str
    unit: str
    display: str
    labels: tuple[str, ...]
    assumed: str
    wrong: dict[str, str]
    side: Side | None
    low: float
    high: float
    zero: Zero

    @property
    def display_factor(self) -> float:
        """From ``unit`` to ``display``."""
        known = units()[self.display.lower()]
        return known.divide / known.multiply


@cache
def fields() -> dict[str, Field]:
    """Every known field by our name, in the order in which people should read them."""
    return {name: _field(name, entry) for name, entry in _table()["field"].items()}


@cache
def units() -> dict[str, Unit]:
    """Every known unit by how files write it, in small letters."""
    return {name: Unit(*entry) for name, entry in _table()["unit"].items()}


@cache
def counts_steps(unit: str) -> bool:
    """Whether a cadence in this unit of a file counts the steps of both feet."""
    return unit.strip().lower() in _table()["steps"]["units"]


def sport_is_said(sport: str) -> bool:
    """Whether the name of a sport tells what was done."""
    return snake(sport) not in _table()["steps"]["unsaid"]


def is_on_foot(sport: str) -> bool:
    """Whether a sport of a file is done on foot, so that its cadence is one of steps."""
    name = snake(sport)
    return any(word in name for word in _table()["steps"]["on_foot"])


@cache
def by_label() -> dict[str, tuple[Field, int]]:
    """The field that a name in snake case stands for, and its place among the names for it."""
    return {
        label: (field, place)
        for field in fields().values()
        for place, label in enumerate(field.labels)
    }


def to_si(unit: str) -> Unit | None:
    """The unit that a file writes so; None when it is not known."""
    return units().get(unit.strip().lower())


def snake(label: str) -> str:
    """A name of a file in snake case: letters, digits and low lines only.

    Examples
    --------
    >>> snake("RunCadence"), snake("Form Power"), snake("unknown_88"), snake("步")
    ('run_cadence', 'form_power', 'unknown_88', 'field')
    """
    plain = unicodedata.normalize("NFKD", label[: 4 * _LONGEST_NAME]).encode("ascii", "ignore")
    words = _OTHER.sub("_", _CAMEL.sub("_", plain.decode()).lower()).strip("_")
    name = words[:_LONGEST_NAME].strip("_") or "field"
    return name if name[0].isalpha() else f"field_{name}"


def _field(name: str, entry: dict[str, Any]) -> Field:
    known = units()[entry["display"].lower()]
    return Field(
        name=name,
        title=entry["title"],
        unit=entry["unit"],
        display=entry["display"],
        labels=tuple(entry["from"]),
        assumed=entry.get("assumed", ""),
        wrong=entry.get("wrong", {}),
        side=entry.get("side"),
        low=float(entry.get("low", "-inf")) * known.factor,
        high=float(entry.get("high", "inf")) * known.factor,
        zero=entry.get("zero", ""),
    )


@cache
def _table() -> dict[str, Any]:
    text = files("runtall.inputs.sensors").joinpath("fields.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
