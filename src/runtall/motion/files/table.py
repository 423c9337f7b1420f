"""CSV and Parquet: motion as tables that any statistics program reads.

A tidy table has one row for each number: ``stream``, ``quantity``, ``name``, ``axis``, ``time_s``,
``value`` and ``unit``. A wide table has one row for each frame: ``time_s``, a column for each
number, and the units in ``unit`` (lengths) and ``angle_unit``. x is forward, y up, z to the right;
what is missing is an empty cell.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.errors import UsageError
from runtall.motion.files import text
from runtall.motion.files.text import Array
from runtall.motion.mean_stride import PERCENT, MeanStride
from runtall.motion.recording import Recording
from runtall.motion.skeleton import TRANSLATIONS
from runtall.motion.vocabulary import BODY
from runtall.units import to_display

if TYPE_CHECKING:
    import polars as pl
    import xarray as xr

_ITEMS: Final = ("keypoint", "plate")
_UNITS: Final = {("markers", "position"): "m", ("pose", "position"): "px", ("force", "force"): "N"}
# Beside the names that OpenSim gives the shifts of the pelvis.
_SHIFTS: Final = ("_tx", "_ty", "_tz")
# A spreadsheet takes text that starts so for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers of one quantity: ``values`` (time, name, axis); no axis is the axis ``""``."""

    stream: str
    quantity: str
    names: tuple[str, ...]
    axes: tuple[str, ...]
    time_s: Array
    values: Array
    unit: str


def blocks(source: Recording | MeanStride) -> list[Block]:
    """All numbers of a recording or of a mean stride, angles in degrees.

    Parameters
    ----------
    source
        A recording with every stream, or one stride at 101 phases from left contact to left
        contact.
    """
    found = _of_stride(source) if isinstance(source, MeanStride) else _of_recording(source)
    return [_displayed(block) for block in found]


def _of_stride(stride: MeanStride) -> Iterator[Block]:
    phase = PERCENT / 100
    time, q = phase / stride.frequency_hz, stride.coordinates(phase)
    yield Block("markers", "position", BODY, ("x", "y", "z"), time, stride.positions(phase), "m")
    for place, name in enumerate(stride.names):
        unit = "m" if name in TRANSLATIONS else "rad"
        yield Block("coordinates", name, (name,), ("",), time, q[:, place, None, None], unit)


def _of_recording(recording: Recording) -> Iterator[Block]:
    for node in recording.streams.subtree:
        for name, array in node.data_vars.items():
            if "time" in array.dims and array.dtype.kind in "fiub":
                yield _of_array(node.name or "", str(name), array)


def _of_array(stream: str, quantity: str, array: xr.DataArray) -> Block:
    item = next((dim for dim in _ITEMS if dim in array.dims), None)
    dims = [dim for dim in ("time", item, "space") if dim in array.dims]
    if set(dims) != set(array.dims):
        raise UsageError(f"{stream}/{quantity}: a table has no place for the dims {array.dims}")
    names = tuple(map(str, array[item].values)) if item else (quantity,)
    axes = tuple(map(str, array["space"].values)) if "space" in dims else ("",)
    values = array.transpose(*dims).values.astype(float)
    time = array["time"].values.astype(float)
    shape = (len(time), len(names), len(axes))
    unit = _unit(stream, quantity, array)
    return Block(stream, quantity, names, axes, time, values.reshape(shape), unit)


def _unit(stream: str, quantity: str, array: xr.DataArray) -> str:
    if "units" in array.attrs:
        return str(array.attrs["units"])
    if stream == "coordinates":
        return "m" if quantity.endswith(_SHIFTS) else "rad"
    return _UNITS.get((stream, quantity), "1")


def _displayed(block: Block) -> Block:
    if block.unit != "rad":
        return block
    return replace(block, values=to_display(block.values, "rad", "deg"), unit="deg")


def write_tidy(source: Recording | MeanStride, path: Path) -> None:
    """Write one row for each number.

    Parameters
    ----------
    source
        What to write, see `blocks`.
    path
        File to write, named ``.csv`` or ``.parquet``.

    Raises
    ------
    runtall.errors.UsageError
        When the name ends otherwise, or there is nothing to write.
    """
    import polars as pl

    save = _saver(path)
    found = blocks(source)
    if not found:
        raise UsageError(f"{path}: there is no stream with a time to write")
    save(pl.concat([_rows(block, safe=path.suffix == ".csv") for block in found]))


def _rows(block: Block, *, safe: bool) -> pl.DataFrame:
    import polars as pl

    times, names, axes = (np.arange(n) for n in block.values.shape)
    at = [grid.ravel() for grid in np.meshgrid(times, names, axes, indexing="ij")]
    words = [_harmless(name) if safe else name for name in block.names]
    return pl.DataFrame({
        "name": pl.Series(words).gather(at[1]),
        "axis": pl.Series(block.axes).gather(at[2]),
        "time_s": block.time_s[at[0]],
        "value": block.values.ravel(),
    }).select(
        pl.lit(block.stream).alias("stream"), pl.lit(block.quantity).alias("quantity"),
        "name", "axis", "time_s", pl.col("value").fill_nan(None),
        pl.lit(block.unit).alias("unit"),
    )  # fmt: skip


def write_wide(source: Recording | MeanStride, path: Path) -> None:
    """Write one row for each frame: marker positions and joint coordinates.

    Columns are ``time_s``, ``NAME_x``, ``NAME_y``, ``NAME_z`` of each marker, the name of each
    coordinate, and the units. Other streams have clocks of their own; `write_tidy` holds them.

    Parameters
    ----------
    source
        What to write, see `blocks`.
    path
        File to write, named ``.csv`` or ``.parquet``.

    Raises
    ------
    runtall.errors.UsageError
        When the name ends otherwise, there are neither markers nor coordinates, these have
        different times, or two columns would have the same name.
    """
    import polars as pl

    save = _saver(path)
    found = _on_one_clock(path, blocks(source))
    names = [_column(n, a) for b in found for n in b.names for a in b.axes]
    text.check_names(path, ["time_s", *names, "unit", "angle_unit"], spaces=True)
    values = np.concatenate([b.values.reshape(len(b.values), -1) for b in found], axis=1)
    heads = [_harmless(name) for name in names] if path.suffix == ".csv" else names
    columns: dict[str, Any] = {"time_s": found[0].time_s, **dict(zip(heads, values.T, strict=True))}
    units = [pl.lit("m").alias("unit"), pl.lit("deg").alias("angle_unit")]
    save(pl.DataFrame(columns).with_columns(pl.col(heads).fill_nan(None)).with_columns(units))


def _on_one_clock(path: Path, found: list[Block]) -> list[Block]:
    kept = [b for b in found if (b.stream, b.quantity) == ("markers", "position")]
    kept += [b for b in found if b.stream == "coordinates"]
    if not kept:
        raise UsageError(f"{path}: there are neither markers nor joint coordinates to write")
    for block in kept:
        if not np.array_equal(block.time_s, kept[0].time_s):
            raise UsageError(f"{path}: {block.quantity} has a clock of its own; write a tidy table")
    return kept


def _column(name: str, axis: str) -> str:
    return f"{name}_{axis}" if axis else name


def _harmless(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name


def _saver(path: Path) -> Callable[[pl.DataFrame], None]:
    if path.suffix == ".csv":
        return lambda frame: frame.write_csv(path)
    if path.suffix == ".parquet":
        return lambda frame: _write_parquet(frame, path)
    raise UsageError(f"{path}: tables are named .csv or .parquet; choose one of them")


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    # Through memory: polars would hide a full disk behind an error of its own.
    whole = io.BytesIO()
    frame.write_parquet(whole)
    path.write_bytes(whole.getvalue())
