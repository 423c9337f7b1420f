"""MOT and STO: OpenSim's tables of coordinates over time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np

from runtall.errors import UsageError
from runtall.motion.files import text
from runtall.motion.files.text import Array
from runtall.units import factor


def write_mot(
    path: Path,
    time_s: Array,
    columns: Mapping[str, Array],
    *,
    rotational: Collection[str],
    in_degrees: bool = True,
    about: str = "",
) -> None:
    """Write a motion: as `write_sto`, with angles in degrees unless told otherwise."""
    write_sto(path, time_s, columns, rotational=rotational, in_degrees=in_degrees, about=about)


def write_sto(
    path: Path,
    time_s: Array,
    columns: Mapping[str, Array],
    *,
    rotational: Collection[str] = (),
    in_degrees: bool = False,
    about: str = "",
) -> None:
    """Write a table of quantities over time.

    Parameters
    ----------
    path
        File to write.
    time_s
        Shape ``(time,)``, rising.
    columns
        Values by name, each of shape ``(time,)`` in SI. What is not finite becomes ``nan``, as
        OpenSim itself writes it.
    rotational
        Which columns are angles in rad; all others are written as they are.
    in_degrees
        Whether angles stand in degrees; the header says so.
    about
        One line of the header, for people: the frame and what zero means.

    Raises
    ------
    runtall.errors.UsageError
        When names, times and values do not fit each other or the format.
    """
    time, names = np.asarray(time_s, dtype=float), list(columns)
    _check(path, names, rotational, about)
    values = _stacked(path, columns, len(time))
    text.check_clock(path, time, values, (len(names),))
    if in_degrees:
        values = values * np.array(
            [factor("rad", "deg") if n in rotational else 1.0 for n in names]
        )
    rows = np.column_stack([time, values])
    lines = _head(names, len(time), in_degrees=in_degrees, about=about)
    lines += ["\t".join(text.numbers(row, missing="nan")) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _check(path: Path, names: list[str], rotational: Collection[str], about: str) -> None:
    text.check_names(path, ["time", *names])
    unknown = sorted(set(rotational) - set(names))
    if unknown:
        raise UsageError(
            f"{path}: {unknown[0]!r} is called an angle and is no column; leave it out"
        )
    # A sign of equality would be read as a key of the header.
    if not about.isprintable() or "=" in about or "endheader" in about:
        raise UsageError(f"{path}: {about!r} does not fit a header; give one plain line")


def _stacked(path: Path, columns: Mapping[str, Array], count: int) -> Array:
    values = [np.asarray(column, dtype=float) for column in columns.values()]
    for name, column in zip(columns, values, strict=True):
        if column.shape != (count,):
            raise UsageError(f"{path}: {name!r} has not one value for each of {count} times")
    return np.stack(values, axis=1) if values else np.empty((count, 0))


def _head(names: list[str], count: int, *, in_degrees: bool, about: str) -> list[str]:
    return [
        "Coordinates",
        "version=1",
        f"nRows={count}",
        f"nColumns={len(names) + 1}",
        f"inDegrees={'yes' if in_degrees else 'no'}",
        *([about] if about else []),
        "endheader",
        "\t".join(["time", *names]),
    ]
