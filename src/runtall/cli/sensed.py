"""The options about sensor files, and files that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from runtall.cli.motion import marker_map

Columns = Annotated[
    list[str] | None,
    typer.Option(
        metavar="FILE.toml",
        help='Sensor tables and EDF: what their columns are, NAME = "chest" a line; or NAME=WHAT.',
    ),
]
Offset = Annotated[
    list[float] | None,
    typer.Option(help="Seconds after the first input at which it starts; once per input."),
]
DAY_S: Final = 86_400.0
_BANDS: Final = ("thorac", "abdom")


def column_map(values: Sequence[str] | None) -> dict[str, str] | None:
    """Name in the file to what it is, from pairs and TOML files; None where nothing is said.

    Raises
    ------
    runtall.errors.UsageError
        When one is neither.
    runtall.errors.InputError
        When a file cannot be read.
    """
    return marker_map(values or (), table="columns", line='Thor = "chest"') or None


def grouped(paths: Sequence[Path]) -> list[tuple[Path, tuple[Path, ...]]]:
    """Inputs with what belongs to each: the belly's band of a shirt beside the chest's."""
    found: list[tuple[Path, tuple[Path, ...]]] = []
    taken: set[int] = set()
    for n, path in enumerate(paths):
        if n in taken:
            continue
        other = _partner(path, [(k, p) for k, p in enumerate(paths) if k > n and k not in taken])
        if other is not None:
            taken.add(other)
        found.append((path, () if other is None else (paths[other],)))
    return found


def _partner(path: Path, others: Sequence[tuple[int, Path]]) -> int | None:
    """Number of the file that holds the other band of the same shirt."""
    band = _band(path)
    if not band:
        return None
    return next(
        (k for k, p in others if p.parent == path.parent and _band(p) not in ("", band)), None
    )


def _band(path: Path) -> str:
    if path.suffix.lower() != ".wav":
        return ""
    return next((word for word in _BANDS if word in path.stem.lower()), "")
