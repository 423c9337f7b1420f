"""``motion.nc``: the recordings and the mean stride as NetCDF-4."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.recording import Recording
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
    nodes["/mean_stride"] = _mean(analysis)
    return xr.DataTree.from_dict(nodes)


def _recording(name: str, recording: Recording) -> dict[str, xr.Dataset]:
    import xarray as xr

    about = {"kind": recording.kind, "sha256": recording.sha256, "view": recording.view or "",
             "minute": recording.minute, "calibration": recording.calibration}  # fmt: skip
    nodes = {name: xr.Dataset(attrs=_attributes(about))}
    for node in recording.streams.subtree:
        if node.path != "/":
            data = node.to_dataset(inherit=False)
            nodes[f"{name}{node.path}"] = data.assign_attrs(_attributes(data.attrs))
    return nodes


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


def _mean(analysis: Analysis) -> xr.Dataset:
    import xarray as xr

    data: dict[str, Any] = {}
    for name, curve in mean_stride.chosen(analysis).items():
        about = {"units": curve.unit, "n_strides": curve.n_strides, "input": curve.input}
        data[name] = ("percent", curve.mean, about)
        data[f"{name}_low"] = ("percent", curve.low, about)
        data[f"{name}_high"] = ("percent", curve.high, about)
    percent = (
        "percent",
        np.arange(101.0),
        {"units": "%", "long_name": "stride, from left foot contact"},
    )
    return xr.Dataset(data, coords={"percent": percent})


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``motion.nc``; it opens with plain xarray."""
    tree(analysis).to_netcdf(folder / "motion.nc", engine="h5netcdf")


writers.register("motion.nc", write)
