"""From the columns of a watch file to channels with our names and units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from runtall.inputs.readers.text import listed
from runtall.inputs.sensors.fields import Field, by_label, fields, snake, to_si
from runtall.inputs.sensors.raw import RawChannel
from runtall.inputs.sensors.watch.rows import Array, Key, Table
from runtall.motion.recording import Notice

_DEVELOPER: Final = "developer"
_RESERVED: Final = frozenset({"time", "space"})
"""Names of the axes of streams, which no field can have."""


def named(table: Table) -> tuple[tuple[RawChannel, ...], tuple[Notice, ...]]:
    """Channels of a table, the known ones first, each name once.

    Where several columns hold one quantity (``speed`` and ``enhanced_speed``, a developer's Speed
    beside the watch's), the best takes our name: the watch's own before a developer's, then the
    first in ``fields.toml``. The others stay under their own names: those of a developer with
    ``developer_`` before them, the rest with a number behind.

    Returns
    -------
    tuple, tuple
        Channels in SI where the unit is known, with the numbers as they are in the file; a
        notice about the columns without any value, which are left out.
    """
    filled = {key: c for key, c in table.columns.items() if np.isfinite(c).any()}
    empty = sorted({key.label for key in table.columns} - {key.label for key in filled})
    best = _best(filled)
    taken = {name for name, _ in best}
    channels = [_channel(name, key, filled[key]) for name, key in best]
    used = {key for _, key in best}
    for key, values in filled.items():
        if key not in used:
            name = _free(key, taken)
            taken.add(name)
            channels.append(_channel(name, key, values))
    text = f"{len(empty)} fields have no value anywhere and are left out: {listed(empty)}"
    return tuple(channels), ((Notice("fields_empty", text),) if empty else ())


def known_field(key: Key) -> Field | None:
    """The field that a column is, where its unit allows it."""
    found = by_label().get(snake(key.label))
    if found is None:
        return None
    unit = to_si(_meant(key, found[0]))
    return found[0] if unit is not None and unit.si == found[0].unit else None


def _best(keys: Iterable[Key]) -> list[tuple[str, Key]]:
    candidates: dict[str, list[tuple[bool, int, Key]]] = {}
    for key in keys:
        field = known_field(key)
        if field is not None:
            place = by_label()[snake(key.label)][1]
            entry = (key.source != "file", place, key)
            candidates.setdefault(field.name, []).append(entry)
    return [
        (name, min(candidates[name], key=lambda c: c[:2])[2])
        for name in fields()
        if name in candidates
    ]


def _channel(name: str, key: Key, values: Array) -> RawChannel:
    field = known_field(key)
    unit = to_si(key.unit if field is None else _meant(key, field))
    if unit is None:
        return RawChannel(name, values, key.unit, key.label, key.unit, key.source)
    # One division keeps what the file rounded: 1000 ms are 1 s, and not 1.0000000000000002.
    return RawChannel(
        name, values * unit.multiply / unit.divide, unit.si, key.label, key.unit, key.source
    )


def _meant(key: Key, field: Field) -> str:
    unit = key.unit or field.assumed
    return field.wrong.get(unit, unit)


def _free(key: Key, taken: set[str]) -> str:
    """A name that is not taken, and is none of ours."""
    plain = snake(key.label)
    plain = f"field_{plain}" if plain in _RESERVED else plain
    names = [plain] if plain not in fields() else []
    if key.source.startswith(_DEVELOPER):
        names.append(f"{_DEVELOPER}_{plain}")
    for name in names:
        if name not in taken:
            return name
    stem, number = (names or [plain])[-1], 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"
