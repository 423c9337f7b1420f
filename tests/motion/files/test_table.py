"""What tables hold; that they come back is asked of the readers in `test_round_trips`."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr

from runtall.errors import UsageError
from runtall.motion.files.table import write_tidy, write_wide
from runtall.motion.mean_stride import standing
from runtall.motion.recording import Recording
from runtall.motion.skeleton import COORDINATES, default_lengths
from runtall.motion.vocabulary import BODY

HEAD = ["stream", "quantity", "name", "axis", "time_s", "value", "unit"]


def captured(*, later: float = 0.0, label: str = "c7") -> Recording:
    time, fast = np.array([0.0, 0.01]), np.array([0.0, 0.0025, 0.005])
    position = np.array([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [np.nan, 11, 12]]], dtype=float)
    axes = {"space": ["x", "y", "z"]}
    nodes = {
        "markers": xr.Dataset(
            {"position": (("time", "keypoint", "space"), position)},
            coords={"time": time, "keypoint": [label, "left_heel"], **axes},
        ),
        "coordinates": xr.Dataset(
            {"knee_angle_r": ("time", [0.0, np.pi / 2]), "pelvis_tx": ("time", [0.5, 1.5])},
            coords={"time": time + later},
        ),
        "force": xr.Dataset(
            {"force": (("time", "plate", "space"), np.arange(9.0).reshape(3, 1, 3))},
            coords={"time": fast, "plate": ["one"], **axes},
        ),
    }
    return Recording(Path("a.c3d"), "markers", "", xr.DataTree.from_dict(nodes))


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path) if path.suffix == ".csv" else pl.read_parquet(path)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_tidy_has_a_row_for_each_number(suffix, tmp_path):
    write_tidy(captured(), tmp_path / f"a.{suffix}")
    table = read(tmp_path / f"a.{suffix}")
    assert table.columns == HEAD
    assert table.height == 12 + 4 + 9
    rows = set(table.rows())
    assert ("markers", "position", "c7", "y", 0.01, 8.0, "m") in rows
    assert ("markers", "position", "left_heel", "x", 0.01, None, "m") in rows
    assert ("force", "force", "one", "z", 0.0025, 5.0, "N") in rows
    knee = table.filter(pl.col("name") == "knee_angle_r")
    assert knee["unit"].unique().to_list() == ["deg"]
    assert knee["value"].to_list() == [0.0, 90.0]
    assert table.filter(pl.col("name") == "pelvis_tx")["unit"].unique().to_list() == ["m"]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_wide_has_a_row_for_each_frame(suffix, tmp_path):
    write_wide(captured(), tmp_path / f"a.{suffix}")
    table = read(tmp_path / f"a.{suffix}")
    assert table.columns == [
        "time_s", "c7_x", "c7_y", "c7_z", "left_heel_x", "left_heel_y", "left_heel_z",
        "knee_angle_r", "pelvis_tx", "unit", "angle_unit",
    ]  # fmt: skip
    assert table.row(1) == (0.01, 7, 8, 9, None, 11, 12, 90, 1.5, "m", "deg")


def test_a_stride_is_101_rows_from_contact_to_contact(tmp_path):
    still = standing(1, default_lengths(1.7))
    stride = replace(still, frequency_hz=1.25)
    write_wide(stride, tmp_path / "a.csv")
    wide = read(tmp_path / "a.csv")
    assert (wide.height, wide["time_s"][100]) == (101, pytest.approx(0.8))
    assert set(COORDINATES) | {f"{name}_y" for name in BODY} < set(wide.columns)
    write_tidy(stride, tmp_path / "b.csv")
    assert read(tmp_path / "b.csv").height == 101 * (3 * len(BODY) + len(COORDINATES))


def test_a_clip_of_points_in_the_picture_is_in_px(tmp_path):
    node = xr.Dataset(
        {"position": (("time", "keypoint", "space"), np.ones((2, 1, 2)))},
        coords={"time": [0.0, 0.1], "keypoint": ["nose"], "space": ["x", "y"]},
    )
    tree = xr.DataTree.from_dict({"pose": node})
    write_tidy(Recording(Path("a.mp4"), "video", "", tree), tmp_path / "a.csv")
    assert read(tmp_path / "a.csv")["unit"].unique().to_list() == ["px"]


@pytest.mark.parametrize("write", [write_tidy, write_wide])
def test_no_name_becomes_a_formula(write, tmp_path):
    write(captured(label="=1+2"), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(newline="", encoding="utf-8") as file:
        cells = {cell for row in csv.reader(file) for cell in row}
    assert not [cell for cell in cells if cell.startswith("=")]
    assert [cell for cell in cells if cell.startswith("'=1+2")]


def test_tables_refuse_what_they_cannot_hold(tmp_path):
    empty = replace(captured(), streams=xr.DataTree())
    late, doubled = captured(later=0.5), captured(label="left_heel")
    for write, source, name in [
        (write_tidy, captured(), "a.xlsx"), (write_wide, captured(), "a"),
        (write_tidy, empty, "a.csv"), (write_wide, empty, "a.csv"),
        (write_wide, late, "a.csv"), (write_wide, doubled, "a.csv"),
    ]:  # fmt: skip
        with pytest.raises(UsageError, match=name.replace(".", r"\.")):
            write(source, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
