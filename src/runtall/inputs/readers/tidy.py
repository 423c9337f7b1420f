"""Tidy tables: one row for each point or each number, in any order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from runtall.errors import LimitExceeded, MalformedFile
from runtall.inputs.readers.delimited import Whole
from runtall.inputs.readers.layout import Layout
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.subjects import MOST
from runtall.inputs.readers.tables import Frame
from runtall.inputs.readers.text import MAX_VALUES, quoted

AXES: Final = "xyz"
_STREAMS: Final = {
    "markers": ("markers", "marker", "position", "positions", "points", "pose3d"),
    "coordinates": ("coordinates", "coordinate", "angles"),
    "force": ("force", "forces", "grf"),
}


@dataclass(frozen=True, slots=True)
class Grid:
    """Values (time, name, axis) of some names, NaN where a row is absent, and their units."""

    time_s: Array
    names: tuple[str, ...]
    values: Array
    units: dict[str, str]


def grid(frame: Frame, layout: Layout, stream: str, source: Source) -> Grid | None:
    """Lay the rows of one stream out over time; None when there are none.

    Parameters
    ----------
    frame, layout
        The table.
    stream
        ``"markers"``, ``"coordinates"`` or ``"force"``; a table without a column of streams
        holds markers only.
    source
        For messages.

    Raises
    ------
    runtall.errors.MalformedFile
        When a row has no time or name, or two rows hold the same thing.
    runtall.errors.LimitExceeded
        When times and names are too many.
    """
    rows = _rows(frame, layout, stream)
    if not rows.size:
        return None
    part = _only(frame, rows)
    time_s, moment = _moments(part, layout, source)
    names, whose = _names(part, layout, source)
    count = 1 if stream == "coordinates" else 3
    if len(time_s) * len(names) * count > MAX_VALUES or len(names) > MOST:
        raise LimitExceeded(
            f"{source.name}: holds {len(time_s)} times and {len(names)} names, above the limit; "
            "cut out a few minutes of the run"
        )
    flat, values = _values(part, layout, source, (moment * len(names) + whose), count)
    _check_once(flat, source, names, count)
    laid = np.full(len(time_s) * len(names) * count, np.nan)
    laid[flat] = values
    shaped = laid.reshape(len(time_s), len(names), count)
    return Grid(time_s, names, shaped, _units(part, layout, names, source))


def _rows(frame: Frame, layout: Layout, stream: str) -> Whole:
    if "stream" not in layout.parts:
        return np.arange(frame.data.height if stream == "markers" else 0)
    said = frame.words(layout.parts["stream"]).str.to_lowercase()
    mask = said.is_in(list(_STREAMS[stream])).fill_null(value=False)
    if "quantity" in layout.parts and stream == "markers":
        mask &= (frame.words(layout.parts["quantity"]) == "position").fill_null(value=False)
    return np.flatnonzero(mask.to_numpy())


def _only(frame: Frame, rows: Whole) -> Frame:
    if len(rows) == frame.data.height:
        return frame
    return replace(frame, data=frame.data[rows])


def _moments(part: Frame, layout: Layout, source: Source) -> tuple[Array, Whole]:
    factor = part.headings[layout.time].time_factor or 1.0
    time = part.numbers(layout.time) * factor
    if not np.isfinite(time).all():
        raise MalformedFile(f"{source.name}: some of its rows have no time; export it again")
    times, moment = np.unique(time, return_inverse=True)
    return times, moment.astype(np.int64)


def _names(part: Frame, layout: Layout, source: Source) -> tuple[tuple[str, ...], Whole]:
    said = part.words(layout.parts["name"])
    if said.null_count():
        raise MalformedFile(f"{source.name}: some of its rows name no marker; export it again")
    names = said.unique(maintain_order=True)
    if len(names) > MOST:
        raise LimitExceeded(f"{source.name}: holds {len(names)} names, above the limit of {MOST}")
    whose = said.replace_strict(names, range(len(names))).to_numpy().astype(np.int64)
    return tuple(name.removeprefix("'") for name in names), whose


def _values(
    part: Frame, layout: Layout, source: Source, cell: Whole, count: int
) -> tuple[Whole, Array]:
    """Places in the laid-out table, and what belongs there."""
    if layout.kind == "points":
        flat = (cell[:, None] * count + np.arange(3)).ravel()
        found = [part.numbers(layout.parts[axis]) for axis in AXES]
        return flat, np.stack(found, axis=1).ravel()
    values = part.numbers(layout.parts["value"])
    if count == 1:
        return cell, values
    return cell * count + _axes(part, layout, source), values


def _axes(part: Frame, layout: Layout, source: Source) -> Whole:
    said = part.words(layout.parts["axis"]).str.to_lowercase().fill_null("")
    wrong = said.filter(~said.is_in(list(AXES)))
    if len(wrong):
        raise MalformedFile(
            f"{source.name}: names the axis {quoted(wrong[0])}, which is none of x, y and z; "
            "correct it"
        )
    return said.replace_strict(list(AXES), range(3)).to_numpy().astype(np.int64)


def _check_once(flat: Whole, source: Source, names: tuple[str, ...], count: int) -> None:
    ordered = np.sort(flat)
    double = np.flatnonzero(np.diff(ordered) == 0)
    if double.size:
        name = names[int(ordered[double[0]]) // count % len(names)]
        raise MalformedFile(
            f"{source.name}: holds two rows for {quoted(name)} at the same time; remove one of "
            "them, or export one runner"
        )


def _units(part: Frame, layout: Layout, names: tuple[str, ...], source: Source) -> dict[str, str]:
    """Unit of each name, where the table says it."""
    if "unit" not in layout.parts:
        keys = AXES if layout.kind == "points" else ("value",)
        said = {part.headings[layout.parts[key]].unit for key in keys} - {""}
        return dict.fromkeys(names, one_unit(said, source))
    import polars as pl

    pairs = pl.DataFrame({
        "name": part.words(layout.parts["name"]),
        "unit": part.words(layout.parts["unit"]).fill_null(""),
    }).unique(maintain_order=True)  # fmt: skip
    if len(pairs) > len(names):
        raise MalformedFile(f"{source.name}: gives one name in several units; export it in one")
    return dict(zip(names, pairs["unit"], strict=True))


def one_unit(said: Collection[str], source: Source) -> str:
    """The only unit among those that a table gives; nothing when it gives none.

    Raises
    ------
    runtall.errors.MalformedFile
        When there are several.
    """
    if len(said) > 1:
        raise MalformedFile(
            f"{source.name}: gives positions in {' and '.join(map(quoted, sorted(said)[:3]))}; "
            "export it in one unit"
        )
    return next(iter(said), "")
