"""Load and check ``values.toml`` and ``references.bib``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from runtall.errors import UnknownName

GRADES: Final = ("A", "A*", "B", "C")
"""A read in the source, A* computed from one public file, B established, C engineering choice."""

_FIELDS: Final = {"value", "unit", "source", "where", "grade", "note", "population"}


@dataclass(frozen=True, slots=True)
class Value:
    """One number: ``value`` in ``unit``, from ``source`` at ``where``, of evidence ``grade``."""

    key: str
    value: float
    unit: str
    source: str
    where: str
    grade: str
    note: str = ""
    population: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """One work that numbers come from."""

    key: str
    author: str
    title: str
    year: str
    journal: str = ""
    doi: str = ""
    url: str = ""


def _text(name: str) -> str:
    return files("runtall.literature").joinpath(name).read_text(encoding="utf-8")


def _walk(table: dict[str, Any], path: str) -> list[Value]:
    if "value" in table:
        unknown = set(table) - _FIELDS
        if unknown:
            raise ValueError(f"values.toml [{path}]: unknown field {sorted(unknown)}")
        if table["grade"] not in GRADES:
            raise ValueError(f"values.toml [{path}]: grade {table['grade']!r} is none of {GRADES}")
        return [Value(key=path, **table)]
    found: list[Value] = []
    for name, sub in table.items():
        found += _walk(sub, f"{path}.{name}" if path else name)
    return found


@cache
def values() -> dict[str, Value]:
    """All numbers by dotted key, checked against the references.

    Raises
    ------
    ValueError
        When an entry lacks a field or names an unknown source.
    """
    found = {v.key: v for v in _walk(tomllib.loads(_text("values.toml")), "")}
    known = references()
    for v in found.values():
        if v.source not in known:
            raise ValueError(f"values.toml [{v.key}]: source {v.source!r} is not in references.bib")
    return found


def value(key: str) -> Value:
    """Entry of that key.

    Raises
    ------
    UnknownName
        When there is none.
    """
    try:
        return values()[key]
    except KeyError:
        raise UnknownName(f"no number {key!r} in literature/values.toml") from None


def number(key: str) -> float:
    """Just the number of that key, in the unit its entry states."""
    return value(key).value


@cache
def references() -> dict[str, Reference]:
    """All works by key."""
    found: dict[str, Reference] = {}
    for key, body in re.findall(r"@\w+\{([\w:-]+),(.*?)\n\}", _text("references.bib"), re.DOTALL):
        pairs = re.findall(r"(\w+)\s*=\s*\{(.*?)\},?\s*$", body, re.MULTILINE)
        fields = {k.lower(): v.strip() for k, v in pairs}
        names = {k: fields[k] for k in Reference.__slots__ if k in fields}
        found[key] = Reference(key=key, **{"author": "", "title": "", "year": "", **names})
    return found


def reference(key: str) -> Reference:
    """Work of that key.

    Raises
    ------
    UnknownName
        When there is none.
    """
    try:
        return references()[key]
    except KeyError:
        raise UnknownName(f"no work {key!r} in literature/references.bib") from None
