"""What the columns of a table mean, told by their names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from runtall.errors import LimitExceeded, MalformedFile
from runtall.inputs.readers.angles import is_length
from runtall.inputs.readers.raw import Array, Force
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.text import listed, quoted
from runtall.motion.recording import Notice

MOST: Final = 6000
"""Columns of a table: 2000 markers."""

Triple = tuple[int, int, int]

_STATE: Final = re.compile(r"/.*/([^/]+)/value")
_FORCE: Final = re.compile(r"(?P<name>.*(force|grf|fp|plate).*)v(?P<axis>[xyz])", re.IGNORECASE)
# Speeds, muscle states and loads come in the same files and are no coordinates.
_DERIVED: Final = re.compile(
    r"/.*|.*[./|](activation|fiber_length|excitation|speed|force|u)|"
    r".*_(moment|force|torque|power|speed|vel|acc|reserve)|.*(torque|ground_force).*",
    re.IGNORECASE,
)
# Three shifts that belong to such turns place a body; they are no marker.
_TURNS: Final = ("_tilt", "_list", "_rotation", "_rx", "_ry", "_rz")


@dataclass(frozen=True, slots=True)
class Columns:
    """Numbers of the columns by what they mean.

    Attributes
    ----------
    markers
        x, y, z of each.
    forces
        x, y, z of the force of each plate, and of the centre of pressure where there is one.
    coordinates
        Of each joint coordinate.
    left_out
        Names of the columns that are none of these.
    """

    markers: dict[str, Triple] = field(default_factory=dict)
    forces: dict[str, tuple[Triple, Triple | None]] = field(default_factory=dict)
    coordinates: dict[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def used(self) -> set[int]:
        """Numbers of all columns that mean something."""
        found = set(self.coordinates.values())
        found.update(*self.markers.values())
        return found.union(*((*force, *(point or ())) for force, point in self.forces.values()))


def check_names(names: Sequence[str], source: Source) -> None:
    """Refuse a table whose columns cannot be told apart.

    Raises
    ------
    runtall.errors.MalformedFile
        When two columns have one name.
    runtall.errors.LimitExceeded
        When there are too many.
    """
    if len(names) > MOST:
        raise LimitExceeded(f"{source.name}: has {len(names)} columns, above the limit of {MOST}")
    double = [name for name, count in Counter(names).items() if count > 1 and name]
    if double:
        raise MalformedFile(
            f"{source.name}: has two columns named {quoted(double[0])}; rename one of them"
        )


def sorted_out(
    names: Mapping[str, int], marker: re.Pattern[str], is_coordinate: Callable[[str], bool]
) -> Columns:
    """Tell what each column means.

    Parameters
    ----------
    names
        Number of the column by name, without time.
    marker
        Matches the name of a column of a marker, with the groups ``name``, ``joint`` (what
        stands between) and ``axis``.
    is_coordinate
        Whether a column that is nothing else holds a joint coordinate.
    """
    forces = _forces(names)
    used = {n for force, point in forces.values() for n in (*force, *(point or ()))}
    markers = _markers({k: n for k, n in names.items() if n not in used}, marker)
    used |= {n for triple in markers.values() for n in triple}
    coordinates, left_out = {}, []
    for name, number in names.items():
        if number in used:
            continue
        state = _STATE.fullmatch(name)
        if state is not None:
            coordinates[state[1]] = number
        elif is_coordinate(name) and not _is_derived(name, names):
            coordinates[name] = number
        else:
            left_out.append(name)
    return Columns(markers, forces, coordinates, tuple(left_out))


def positions(values: Array, markers: Mapping[str, Triple]) -> Array:
    """(row, marker, 3) of the columns of markers."""
    at = np.asarray(list(markers.values()), int).reshape(-1, 3)
    return values[:, at]


def forces(
    time_s: Array, values: Array, found: Mapping[str, tuple[Triple, Triple | None]]
) -> tuple[Force, ...]:
    """Force plates of the columns of force; without a centre of pressure where none presses."""
    plates = []
    for name, (at, point_at) in found.items():
        force, point = values[:, at], None
        if point_at is not None:
            pressed = (np.abs(force) > 0).any(axis=1)
            point = np.where(pressed[:, None], values[:, point_at], np.nan)
        plates.append(Force(name, time_s, force, point))
    return tuple(plates)


def unused(left_out: Sequence[str]) -> tuple[Notice, ...]:
    """Notice about columns that are neither markers nor coordinates nor force."""
    if not left_out:
        return ()
    text = f"{len(left_out)} columns are not used: {listed(tuple(left_out))}"
    return (Notice("columns_left_out", text),)


def angles_of(coordinates: Mapping[str, Array]) -> dict[str, Array]:
    """Those joint coordinates that are angles."""
    return {name: values for name, values in coordinates.items() if not is_length(name)}


def _forces(names: Mapping[str, int]) -> dict[str, tuple[Triple, Triple | None]]:
    found: dict[str, tuple[Triple, Triple | None]] = {}
    for name in names:
        match = _FORCE.fullmatch(name)
        if match is None or match["axis"].lower() != "x":
            continue
        stem = match["name"]
        force, point = _triple(names, stem + "v"), _triple(names, stem + "p")
        if force is not None:
            found[stem.rstrip("_") or stem] = (force, point)
    return found


def _triple(names: Mapping[str, int], stem: str) -> Triple | None:
    at = [names.get(stem + axis, names.get(stem + axis.upper(), -1)) for axis in "xyz"]
    return None if min(at) < 0 else (at[0], at[1], at[2])


def _markers(names: Mapping[str, int], marker: re.Pattern[str]) -> dict[str, Triple]:
    found: dict[str, Triple] = {}
    for name in names:
        match = marker.fullmatch(name)
        if match is None or match["axis"].lower() != "x" or match["name"] in found:
            continue
        triple = _triple(names, match["name"] + match["joint"])
        if triple is not None and not _is_body(match["name"], match["joint"], names):
            found[match["name"]] = triple
    return found


def _is_body(name: str, joint: str, names: Mapping[str, int]) -> bool:
    shifts = joint.lower().endswith("t")
    turns = name.lower() == "pelvis" or any(name + turn in names for turn in _TURNS)
    return shifts and turns


def _is_derived(name: str, names: Mapping[str, int]) -> bool:
    return bool(_DERIVED.fullmatch(name)) or (name.endswith("_u") and name[:-2] in names)
