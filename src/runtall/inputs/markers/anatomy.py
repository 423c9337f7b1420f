"""The dictionary of anatomical points: what the common marker sets call them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

Kind = Literal["surface", "centre", "technical"]

OWN: Final = "runtall"
"""The set of our own names, which COCO and BlazePose share."""
_SIDES: Final = (("left", "L", "Left"), ("right", "R", "Right"))
_FIELDS: Final = ("kind", "segment")


@dataclass(frozen=True, slots=True)
class Point:
    """One anatomical point.

    Attributes
    ----------
    name
        Ours, with the side in front: ``left_acromion``, ``c7``.
    kind
        ``"surface"``, ``"centre"`` (in a joint) or ``"technical"`` (tracks a segment only).
    segment
        What it moves with.
    """

    name: str
    kind: Kind
    segment: str


@dataclass(frozen=True, slots=True)
class Anatomy:
    """The whole dictionary.

    Attributes
    ----------
    points
        By our name.
    titles
        Name of each set, by key, for people.
    aliases
        By key of the set: bare name as in files to our name.
    spelled
        By key of the set: its names as they are written.
    ignored
        Matches bare names that stand for nothing of use.
    """

    points: Mapping[str, Point]
    titles: Mapping[str, str]
    aliases: Mapping[str, Mapping[str, str]]
    spelled: Mapping[str, frozenset[str]]
    ignored: re.Pattern[str]

    def nearest(self, label: str) -> str:
        """What that label may mean, or an empty string."""
        import difflib

        known = {alias: name for table in self.aliases.values() for alias, name in table.items()}
        near = difflib.get_close_matches(bare(label), known, n=1, cutoff=0.7)
        return known[near[0]] if near else ""


def bare(label: str) -> str:
    """A name without what does not count: capitals, spaces, dots, dashes, underscores."""
    return re.sub(r"[\W_]+", "", label.casefold())


@cache
def anatomy() -> Anatomy:
    """The dictionary that ships with runtall.

    Raises
    ------
    ValueError
        When a set gives one name to two points.
    """
    text = files("runtall.inputs.markers").joinpath("anatomy.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    titles: dict[str, str] = {**table["sets"], OWN: "runtall"}
    points: dict[str, Point] = {}
    aliases: dict[str, dict[str, str]] = {key: {} for key in titles}
    written: dict[str, set[str]] = {key: set() for key in titles}
    for name, entry, words in _entries(table):
        points[name] = Point(name, entry["kind"], entry["segment"])
        labels = {key: entry[key] for key in entry.keys() - set(_FIELDS)} | {OWN: [name]}
        for key, patterns in labels.items():
            own = [pattern.format(**words) for pattern in patterns]
            written[key].update(own)
            _add(aliases[key], key, name, own)
    spelled = {key: frozenset(names) for key, names in written.items()}
    return Anatomy(points, titles, aliases, spelled, _pattern(table["ignored"]["patterns"]))


def _entries(table: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, Any], dict[str, str]]]:
    for name, entry in table["middle"].items():
        yield name, entry, {}
    for side, letter, word in _SIDES:
        for name, entry in table["sided"].items():
            yield f"{side}_{name}", entry, {"S": letter, "Side": word}


def _add(table: dict[str, str], key: str, name: str, labels: list[str]) -> None:
    for label in labels:
        taken = table.setdefault(bare(label), name)
        if taken != name:
            raise ValueError(f"anatomy.toml: {label!r} of {key} is both {taken} and {name}")


def _pattern(parts: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{part})" for part in parts))
