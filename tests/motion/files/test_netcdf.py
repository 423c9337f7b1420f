from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runtall.errors import MalformedFile, MissingStream, UnknownFormat
from runtall.motion.files.netcdf import NODE, read_mean_stride, to_dataset
from runtall.motion.mean_stride import MeanStride, standing
from runtall.motion.skeleton import COORDINATES, LENGTHS, default_lengths

words = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=12)
phases = st.dictionaries(st.sampled_from(["left", "right"]), st.floats(0, 1))
positive = st.floats(1e-6, 1e6)


@st.composite
def strides(draw) -> MeanStride:
    """Strides with every field at random; the numbers come from one seed, for speed."""
    n_harmonics = draw(st.integers(0, 5))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = len(COORDINATES) * (2 * n_harmonics + 1) + len(LENGTHS)
    return MeanStride(
        coefficients=rng.normal(size=(len(COORDINATES), 2 * n_harmonics + 1)) * draw(positive),
        lengths=rng.normal(size=len(LENGTHS)),
        covariance=rng.normal(size=(size, size)),
        frequency_hz=draw(positive),
        frequency_sd_hz=draw(positive),
        initial_contact=draw(phases),
        toe_off=draw(phases),
        n_strides=draw(st.integers(0, 10**6)),
        inputs=tuple(draw(st.lists(st.integers(0, 99), max_size=3))),
        views=tuple(draw(st.lists(words, max_size=3))),
        fit=draw(st.dictionaries(words, st.floats(allow_nan=False), max_size=3)),
    )


def saved(stride: MeanStride, path):
    tree = xr.DataTree.from_dict({"/": xr.Dataset(), f"/{NODE}": to_dataset(stride)})
    tree.to_netcdf(path, engine="h5netcdf")
    return path


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(stride=strides())
def test_a_stride_comes_back_bit_for_bit(stride, tmp_path):
    back = read_mean_stride(saved(stride, tmp_path / "motion.nc"))
    for name in ("coefficients", "lengths", "covariance"):
        assert np.array_equal(getattr(back, name), getattr(stride, name))
    for name in ("frequency_hz", "frequency_sd_hz", "n_strides", "inputs", "views"):
        assert getattr(back, name) == getattr(stride, name)
    for name in ("initial_contact", "toe_off", "fit"):
        assert dict(getattr(back, name)) == dict(getattr(stride, name))


def test_files_without_a_stride_say_what_they_are(tmp_path):
    text, bare = tmp_path / "a.nc", tmp_path / "b.nc"
    text.write_text("not HDF5")
    with pytest.raises(UnknownFormat, match=r"a\.nc: is no NetCDF-4 file"):
        read_mean_stride(text)
    xr.Dataset().to_netcdf(bare, engine="h5netcdf")
    with pytest.raises(MissingStream, match=r"b\.nc: "):
        read_mean_stride(bare)
    with pytest.raises(FileNotFoundError):
        read_mean_stride(tmp_path / "none.nc")
    curves = xr.DataTree.from_dict({f"/{NODE}": xr.Dataset({"trunk_lean": ("percent", [1.0])})})
    curves.to_netcdf(bare, engine="h5netcdf")
    with pytest.raises(MissingStream, match="no 3-D mean stride"):
        read_mean_stride(bare)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data.drop_vars("covariance"),
        lambda data: data.drop_attrs(),
        lambda data: data.isel(parameter=slice(5)),
        lambda data: data.isel(coordinate=slice(5)),
        lambda data: data.assign_coords(length=[f"other_{name}" for name in LENGTHS]),
        lambda data: data.assign(lengths=("length", ["long"] * len(LENGTHS))),
    ],
)
def test_a_damaged_stride_is_refused(damage, tmp_path):
    data = damage(to_dataset(standing(1, default_lengths(1.7))))
    tree = xr.DataTree.from_dict({f"/{NODE}": data})
    tree.to_netcdf(tmp_path / "motion.nc", engine="h5netcdf")
    with pytest.raises(MalformedFile, match=r"motion\.nc: its mean stride cannot be read"):
        read_mean_stride(tmp_path / "motion.nc")
