"""What every motion file must satisfy, whatever its format."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import numpy as np

from runtall.errors import MalformedFile, MissingStream
from runtall.inputs.readers import clock, subjects
from runtall.inputs.readers.raw import Array, Force, RawMotion
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.text import listed
from runtall.motion.recording import Notice

_FARTHEST: Final = 1e7
"""In the unit of the file; 10 km in mm. What lies beyond is no measurement."""
_LARGEST_RAD: Final = 1e3
_LARGEST_N: Final = 1e5

Notices = tuple[Notice, ...]


def settled(raw: RawMotion, source: Source) -> RawMotion:
    """Check what a reader found, and leave out what is no measurement.

    Parameters
    ----------
    raw
        With labels as in the file, and time as in the file.
    source
        The file.

    Returns
    -------
    RawMotion
        With rising time, one runner's labels, each once, and NaN for everything impossible.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be used.
    """
    kept, labels = subjects.named(raw.labels, source)
    position, notices = _positions(raw, kept)
    position, labels, empty = _seen(position, labels)
    nameless = _nameless(raw.labels)
    time_s, timing = clock.checked(raw.time_s, source)
    coordinates, strange = _coordinates(raw.coordinates)
    forces, odd = _forces(raw.forces, source)
    if not (labels or coordinates or forces):
        raise MissingStream(
            f"{source.name}: holds no marker, joint coordinate or force with a value; give the "
            "file with the motion"
        )
    return dataclasses.replace(
        raw,
        time_s=time_s,
        labels=tuple(labels),
        position=position,
        coordinates=coordinates,
        forces=forces,
        notices=(*raw.notices, *timing, *notices, *empty, *nameless, *strange, *odd),
    )


def _positions(raw: RawMotion, kept: Sequence[int]) -> tuple[Array, Notices]:
    position = np.array(raw.position[:, list(kept)], np.float64)
    impossible = ~(np.abs(position) <= _FARTHEST) & ~np.isnan(position)
    position[impossible.any(axis=-1)] = np.nan
    notices = _counted("values_impossible", int(impossible.any(axis=-1).sum()), _IMPOSSIBLE)
    if not raw.parents:
        # A skeleton may stand on the origin; a marker never lies on it exactly.
        zero = (position == 0).all(axis=-1)
        position[zero] = np.nan
        notices += _counted("zeros_missing", int(zero.sum()), _ZERO)
    position[np.isnan(position).any(axis=-1)] = np.nan
    return position, notices


_IMPOSSIBLE: Final = "{} positions are infinite or beyond 10 million units and are left out"
_ZERO: Final = "{} positions are exactly 0, 0, 0, as programs write a marker that was not seen"


def _counted(code: str, count: int, text: str) -> Notices:
    return (Notice(code, text.format(count)),) if count else ()


def _seen(position: Array, labels: list[str]) -> tuple[Array, list[str], Notices]:
    seen = np.isfinite(position).any(axis=(0, 2))
    if seen.all():
        return position, labels, ()
    empty = [label for label, there in zip(labels, seen, strict=True) if not there]
    text = f"{len(empty)} markers have no position at all: {listed(empty)}"
    kept = [label for label, there in zip(labels, seen, strict=True) if there]
    return position[:, seen], kept, (Notice("markers_empty", text),)


def _nameless(labels: Sequence[str]) -> Notices:
    count = sum(map(subjects.is_nameless, labels))
    return _counted("markers_unlabelled", count, "{} markers without a name are left out")


def _coordinates(coordinates: dict[str, Array]) -> tuple[dict[str, Array], Notices]:
    kept, empty, strange = {}, [], 0
    for name, values in coordinates.items():
        impossible = ~(np.abs(values) <= _LARGEST_RAD) & ~np.isnan(values)
        strange += int(impossible.sum())
        clean = np.where(impossible, np.nan, values)
        if np.isfinite(clean).any():
            kept[name] = clean
        else:
            empty.append(name)
    text = f"{len(empty)} joint coordinates have no value at all: {listed(empty)}"
    notices = (Notice("coordinates_empty", text),) if empty else ()
    return kept, notices + _counted("angles_impossible", strange, _IMPOSSIBLE_ANGLES)


_IMPOSSIBLE_ANGLES: Final = "{} joint coordinates are beyond what a joint can do and are left out"


def _forces(forces: Sequence[Force], source: Source) -> tuple[tuple[Force, ...], Notices]:
    kept, odd = [], 0
    for force in forces:
        if len(force.time_s) != len(force.force) or not (np.diff(force.time_s) > 0).all():
            raise MalformedFile(f"{source.name}: the time of {force.name} does not run forward")
        impossible = ~(np.abs(force.force) <= _LARGEST_N).all(axis=-1)
        odd += int((impossible & ~np.isnan(force.force).any(axis=-1)).sum())
        clean = np.where(impossible[:, None], np.nan, force.force)
        if np.isfinite(clean).any():
            kept.append(dataclasses.replace(force, force=clean))
    return tuple(kept), _counted("forces_impossible", odd, _IMPOSSIBLE_FORCES)


_IMPOSSIBLE_FORCES: Final = "{} readings of a force plate are beyond 100 kN and are left out"
