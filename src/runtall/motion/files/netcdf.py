"""The mean stride as a node of a NetCDF-4 file, there and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.errors import MalformedFile, MissingStream, UnknownFormat
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Side
from runtall.motion.skeleton import COORDINATES, LENGTHS, TRANSLATIONS

if TYPE_CHECKING:
    import xarray as xr

NODE: Final = "mean_stride"
_SIDES: Final[tuple[Side, ...]] = ("left", "right")


def to_dataset(stride: MeanStride) -> xr.Dataset:
    """Everything that a mean stride holds.

    Parameters
    ----------
    stride
        The mean stride.

    Returns
    -------
    xarray.Dataset
        ``coefficients`` (coordinate, term), ``lengths`` (length), ``covariance`` (parameter,
        parameter_2) of both in that order, ``frequency_hz``, ``frequency_sd_hz``, and the phases
        ``initial_contact`` and ``toe_off`` (side), NaN where there is none.
    """
    import xarray as xr

    return xr.Dataset(
        _fitted(stride) | _rhythm(stride) | _origin(stride),
        coords={"coordinate": list(COORDINATES), "length": list(LENGTHS), "side": list(_SIDES)},
        attrs={
            "n_strides": stride.n_strides,
            "frame": "x forward, y up, z to the right",
            "phase": "cycles from left initial contact",
            "terms": "1, cos, sin, cos 2, sin 2, ... of 2 pi phase",
        },
    )


def _fitted(stride: MeanStride) -> dict[str, Any]:
    units = ["m" if name in TRANSLATIONS else "rad" for name in COORDINATES]
    about = {"order": "coefficients row by row, then lengths"}
    return {
        "coefficients": (("coordinate", "term"), stride.coefficients),
        "coordinate_unit": ("coordinate", units),
        "lengths": ("length", stride.lengths, {"units": "m"}),
        "covariance": (("parameter", "parameter_2"), stride.covariance, about),
    }


def _rhythm(stride: MeanStride) -> dict[str, Any]:
    cycles = {"units": "1", "long_name": "phase in cycles"}
    events = {"initial_contact": stride.initial_contact, "toe_off": stride.toe_off}
    return {
        "frequency_hz": ((), stride.frequency_hz, {"units": "Hz"}),
        "frequency_sd_hz": ((), stride.frequency_sd_hz, {"units": "Hz"}),
        **{
            name: ("side", [phase.get(side, np.nan) for side in _SIDES], cycles)
            for name, phase in events.items()
        },
    }


def _origin(stride: MeanStride) -> dict[str, Any]:
    """Where it came from; what is empty has no variable."""
    found: dict[str, Any] = {}
    if stride.inputs:
        found["inputs"] = ("input", np.array(stride.inputs, dtype=np.int64))
    if stride.views:
        found["views"] = ("view", list(stride.views))
    if stride.fit:
        found["fit"] = ("fit_name", [float(v) for v in stride.fit.values()])
        found["fit_name"] = ("fit_name", list(stride.fit))
    return found


def from_dataset(data: xr.Dataset) -> MeanStride:
    """The mean stride that `to_dataset` laid down.

    Raises
    ------
    KeyError
        When a variable is absent.
    ValueError
        When coordinates, lengths or shapes are not those of this version.
    """
    for dim, names in (("coordinate", COORDINATES), ("length", LENGTHS)):
        if tuple(data[dim].values.tolist()) != names:
            raise ValueError(f"other names of {dim}s than this version knows")
    stride = MeanStride(
        coefficients=data["coefficients"].values.astype(float),
        lengths=data["lengths"].values.astype(float),
        covariance=data["covariance"].values.astype(float),
        frequency_hz=float(data["frequency_hz"]),
        frequency_sd_hz=float(data["frequency_sd_hz"]),
        initial_contact=_events(data["initial_contact"]),
        toe_off=_events(data["toe_off"]),
        n_strides=int(data.attrs["n_strides"]),
        inputs=tuple(int(v) for v in _list(data, "inputs")),
        views=tuple(str(v) for v in _list(data, "views")),
        fit=dict(zip(map(str, _list(data, "fit_name")), _list(data, "fit"), strict=True)),
    )
    size = stride.coefficients.size + stride.lengths.size
    if stride.covariance.shape != (size, size):
        raise ValueError("a covariance that does not fit its coefficients")
    return stride


def _events(phases: xr.DataArray) -> dict[Side, float]:
    values = {side: float(phases.sel(side=side)) for side in _SIDES}
    return {side: value for side, value in values.items() if np.isfinite(value)}


def _list(data: xr.Dataset, name: str) -> list[Any]:
    return data[name].values.tolist() if name in data.variables else []


def read_mean_stride(path: Path) -> MeanStride:
    """Read the mean stride back from ``motion.nc``.

    Parameters
    ----------
    path
        File of a result folder.

    Raises
    ------
    runtall.errors.UnknownFormat
        When the file is no NetCDF-4 file.
    runtall.errors.MissingStream
        When it holds no 3-D mean stride.
    runtall.errors.MalformedFile
        When the mean stride in it is damaged or of another version.
    """
    data = _node(path)
    try:
        return from_dataset(data)
    except (KeyError, ValueError, TypeError) as error:
        raise MalformedFile(
            f"{path}: its mean stride cannot be read ({error}); analyse again"
        ) from error


def _node(path: Path) -> xr.Dataset:
    import h5py
    import xarray as xr

    # Opened here, so that a file that is absent or not ours to read says so itself.
    with path.open("rb") as file:
        file.read(1)
    if not h5py.is_hdf5(path):
        raise UnknownFormat(f"{path}: is no NetCDF-4 file; give motion.nc of a result folder")
    try:
        data = xr.load_dataset(path, group=NODE, engine="h5netcdf")
    except (OSError, KeyError, ValueError) as error:
        raise MissingStream(f"{path}: holds no mean stride that can be read") from error
    if "coefficients" not in data:
        raise MissingStream(f"{path}: holds no 3-D mean stride; analyse two views or markers")
    return data
