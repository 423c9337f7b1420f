"""``motion.nc``: the recordings and the mean stride as NetCDF-4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.files import netcdf
from runtall.motion.mean_stride import PERCENT
from runtall.motion.recording import Recording
from runtall.motion.watch import tells_place
from runtall.report import mean_stride
from runtall.report.wording import printable

if TYPE_CHECKING:
    import xarray as xr


def tree(analysis: Analysis) -> xr.DataTree:
    """Nodes ``recording_1``, ... with a node for each stream, and ``mean_stride``."""
    import xarray as xr

    nodes: dict[str, xr.Dataset] = {"/": xr.Dataset(attrs={"created": analysis.created})}
    for place, recording in enumerate(analysis.recordings):
        nodes |= _recording(f"/recording_{place + 1}", recording)
    nodes[f"/{netcdf.NODE}"] = _mean(analysis)
    return xr.DataTree.from_dict(nodes)


def _recording(name: str, recording: Recording) -> dict[str, xr.Dataset]:
    import xarray as xr

    about = {"kind": recording.kind, "sha256": recording.sha256, "view": recording.view or "",
             "minute": recording.minute, "calibration": recording.calibration}  # fmt: skip
    nodes = {name: xr.Dataset(attrs=_attributes(about))}
    for node in recording.streams.subtree:
        if node.path != "/":
            data = _named(_without_place(node.to_dataset(inherit=False)))
            bare = data.drop_attrs(deep=False)
            nodes[f"{name}{node.path}"] = bare.assign_attrs(_attributes(data.attrs))
    return nodes


def _without_place(data: xr.Dataset) -> xr.Dataset:
    # Results are handed on, and where somebody runs tells where they live.
    return data.drop_vars([name for name in data.data_vars if tells_place(str(name))])


def _attributes(values: dict[str, Any]) -> dict[str, Any]:
    """What NetCDF can hold: numbers, arrays and text; nothing where there is no value."""
    kept: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, bool | np.bool_):
            kept[key] = int(value)
        elif isinstance(value, int | float | np.number | np.ndarray):
            kept[key] = value
        elif value is not None:
            kept[key] = printable(str(value))
    return kept


def _named(data: xr.Dataset) -> xr.Dataset:
    """The same with names that any file can hold: of markers, plates and fields of a watch."""
    texts = {name: at for name, at in data.coords.items() if at.dtype.kind in "UO"}
    clean = {n: at.copy(data=[printable(str(v)) for v in at.values]) for n, at in texts.items()}
    named = data.assign_coords(clean).rename(_renamed([str(n) for n in data.data_vars]))
    for array in named.variables.values():
        array.attrs = _attributes(array.attrs)
    return named


def _renamed(names: list[str]) -> dict[str, str]:
    """New names for those that are empty or cannot be printed."""
    found: dict[str, str] = {}
    taken = set(names)
    for name in names:
        plain = printable(name).replace("\n", " ").strip() or "field"
        if plain == name:
            continue
        while plain in taken:
            plain += "_"
        taken.add(plain)
        found[name] = plain
    return found


def _mean(analysis: Analysis) -> xr.Dataset:
    """Curves and joint coordinates by percent, and beside them the 3-D mean stride itself."""
    import xarray as xr

    data: dict[str, Any] = {}
    for name, column in mean_stride.columns(analysis).items():
        about = {"units": column.unit, "n_strides": column.n_strides}
        about |= {"input": column.inputs[0]} if len(column.inputs) == 1 else {}
        data[name] = ("percent", column.mean, about)
        data[f"{name}_low"] = ("percent", column.low, about)
        data[f"{name}_high"] = ("percent", column.high, about)
    percent = ("percent", PERCENT, {"units": "%", "long_name": "stride, from left foot contact"})
    curves = xr.Dataset(data, coords={"percent": percent})
    if analysis.stride is None:
        return curves
    return netcdf.to_dataset(analysis.stride).merge(curves)


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``motion.nc``; it opens with plain xarray."""
    tree(analysis).to_netcdf(folder / "motion.nc", engine="h5netcdf")


writers.register("motion.nc", write)
