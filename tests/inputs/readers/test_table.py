"""CSV and Parquet: tidy and wide tables, as people write them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from tests.inputs.readers.conftest import (
    LABELS,
    angles,
    codes,
    parquet,
    positions,
    read_here,
    tidy,
    times,
    wide,
    write,
)

from runtall.errors import LimitExceeded, MalformedFile, MissingStream
from runtall.inputs.readers import delimited


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(("unit", "scale"), [("mm", 1000), ("m", 1)])
def test_wide_tables_are_read(tmp_path: Path, separator: str, unit: str, scale: float) -> None:
    raw = read_here(write(tmp_path / "run.csv", wide(unit=unit, separator=separator)))
    assert (raw.format, raw.labels, raw.unit, raw.up) == ("csv", LABELS, unit, None)
    assert raw.position == pytest.approx(positions() * scale)
    assert raw.time_s == pytest.approx(times())
    assert raw.notices == ()


@pytest.mark.parametrize(
    "name",
    ["LASI.x", "LASI:X", "LASI_X", "LASI x", "LASI-x", "LASI_tx", "LASI_x_mm", "LASI_x (mm)"],
)
def test_columns_are_named_in_many_ways(tmp_path: Path, name: str) -> None:
    upper = "X" in name
    heads = [name.replace("x", axis) if not upper else name.replace("X", axis.upper())
             for axis in "xyz"]  # fmt: skip
    lines = [",".join(["Frame", "Time (ms)", *heads])]
    lines += [f"{n},{10 * n},{1 + n},2,3" for n in range(20)]
    raw = read_here(write(tmp_path / "run.csv", "\n".join(lines)))
    assert raw.labels == ("LASI",)
    assert raw.unit == ("mm" if "mm" in name else None)
    assert raw.position[:, 0] == pytest.approx(np.stack([1 + np.arange(20), 0 * times() + 2,
                                                         0 * times() + 3], axis=1))  # fmt: skip
    assert raw.time_s == pytest.approx(times())


@pytest.mark.parametrize(
    "header",
    ["time,marker,x,y,z", "t,Keypoint,X,Y,Z", "timestamp,label,x,y,z", "time_s,point,x,y,z"],
)
def test_tidy_tables_of_points_are_read_in_any_order(tmp_path: Path, header: str) -> None:
    head, *rows = tidy(header=header).splitlines()
    mixed = np.random.default_rng(1).permutation(rows)
    raw = read_here(write(tmp_path / "run.csv", "\n".join([head, *mixed])))
    order = [raw.labels.index(name) for name in LABELS]
    assert raw.position[:, order] == pytest.approx(positions())
    assert raw.time_s == pytest.approx(times())


def _numbers() -> str:
    """A tidy table of single numbers: markers in mm, an angle, and force on its own clock."""
    lines = ["stream,quantity,name,axis,time_s,value,unit"]
    for frame, time in enumerate(times()):
        for label, name in enumerate(LABELS):
            for axis, letter in enumerate("xyz"):
                value = positions()[frame, label, axis] * 1000
                lines.append(f"markers,position,{name},{letter},{time},{value:.3f},mm")
        lines.append(f"markers,filled,{LABELS[0]},x,{time},1,1")
        lines.append(f"coordinates,knee_angle_r,knee_angle_r,,{time},{-45 + frame},deg")
        lines.append(f"coordinates,pelvis_tx,pelvis_tx,,{time},{frame / 10},m")
    lines += [f"force,force,plate 1,{a},{n / 1000},{n},N" for n in range(50) for a in "xyz"]
    return "\n".join(lines)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_streams_of_a_tidy_table_are_told_apart(tmp_path: Path, suffix: str) -> None:
    content = _numbers() if suffix == "csv" else parquet(_numbers())
    raw = read_here(write(tmp_path / f"run.{suffix}", content))
    assert (raw.format, raw.labels, raw.unit) == (suffix, LABELS, "mm")
    assert raw.position == pytest.approx(positions() * 1000)
    assert raw.coordinates["knee_angle_r"] == pytest.approx(np.deg2rad(-45 + np.arange(20)))
    assert raw.coordinates["pelvis_tx"] == pytest.approx(np.arange(20) / 10)
    assert raw.in_degrees is True
    assert raw.forces[0].time_s == pytest.approx(np.arange(50) / 1000)
    assert raw.forces[0].force == pytest.approx(np.tile(np.arange(50)[:, None], 3))


def test_coordinates_with_another_clock_are_left_out(tmp_path: Path) -> None:
    text = _numbers().replace(",,0.05,", ",,0.055,")
    raw = read_here(write(tmp_path / "run.csv", text))
    assert raw.coordinates == {}
    assert codes(raw) == ["coordinates_left_out"]


def test_rows_that_are_absent_are_missing(tmp_path: Path) -> None:
    text = tidy().replace("0.050,RASI,1.0150,1.1150,1.2150\n", "")
    raw = read_here(write(tmp_path / "run.csv", text))
    assert np.argwhere(np.isnan(raw.position).any(axis=2)).tolist() == [[5, 1]]


def test_joint_angles_of_a_wide_table_are_read(tmp_path: Path) -> None:
    columns = angles()
    heads = [f"{name} [{'m' if '_t' in name[-3:] else 'deg'}]" for name in columns]
    rows = np.column_stack([times(), *columns.values()])
    lines = [",".join(["time", *heads, "heart_rate"])]
    lines += [",".join(map(str, [*row, 150])) for row in rows]
    raw = read_here(write(tmp_path / "run.csv", "\n".join(lines)))
    assert raw.coordinates["knee_angle_r"] == pytest.approx(np.deg2rad(columns["knee_angle_r"]))
    assert raw.coordinates["pelvis_ty"] == pytest.approx(columns["pelvis_ty"])
    assert raw.in_degrees is True
    assert codes(raw) == ["columns_left_out"]
    assert "'heart_rate'" in raw.notices[0].message


def test_degrees_called_radians_are_refused_in_a_table(tmp_path: Path) -> None:
    heads = ["hip_flexion_r (rad)", "knee_angle_r (rad)", "elbow_flex_r (rad)"]
    lines = [",".join(["time", *heads])] + [f"{t},{99 * t},{90 - t},30" for t in times()]
    path = write(tmp_path / "run.csv", "\n".join(lines))
    with pytest.raises(MalformedFile, match="--angles"):
        read_here(path)
    raw = read_here(path, angles="degrees")
    assert raw.coordinates["elbow_flex_r"] == pytest.approx(np.deg2rad(30))


@pytest.mark.parametrize(
    ("change", "unit", "up"),
    [
        (lambda t: "# unit: mm\n# up: Z\n" + t.replace(" [m]", ""), "mm", "+z"),
        (lambda t: t.replace(" [m]", "").replace("\n", "\ns" + 9 * ",cm" + "\n", 1), "cm", None),
        (lambda t: "\n\n" + t.replace("[m]", "[metres]"), "m", None),
        (lambda t: t.replace("_z [m]\n", "_z [m],unit\n").replace("\n0", ",m\n0", 1), "m", None),
    ],
    ids=["remarks", "row of units", "empty lines", "column of units"],
)
def test_units_are_found_where_people_write_them(
    tmp_path: Path, change: object, unit: str, up: str | None
) -> None:
    text = change(wide(unit="m"))  # type: ignore[operator]
    if ",unit" in text:
        head, *rows = wide(unit="m").splitlines()
        text = "\n".join([head + ",unit", *(row + ",m" for row in rows)])
    raw = read_here(write(tmp_path / "run.csv", text))
    assert (raw.unit, raw.up) == (unit, up)
    assert raw.position == pytest.approx(positions())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace(",", ", ").encode(),
        lambda text: text.replace("\n", ",,\n").encode(),
        lambda text: (text + ",,,,,,,,,\n" * 3).encode(),
        lambda text: text.replace("\n", "\n\n").encode(),
        lambda text: text.replace(",", '","').replace("\n", '"\n"').encode().join([b'"', b""])[:-1],
        lambda text: text.replace(",", ";").replace(".", ",").encode(),
    ],
    ids=[
        "byte order mark", "UTF-16", "CR LF", "CR", "spaces", "empty cells beyond",
        "empty rows beyond", "empty lines", "quotes", "decimal commas",
    ],
)  # fmt: skip
def test_how_other_programs_write_it_changes_nothing(tmp_path: Path, change: object) -> None:
    path = write(tmp_path / "run.csv", change(wide()))  # type: ignore[operator]
    raw = read_here(path)
    assert (raw.labels, raw.unit, raw.notices) == (LABELS, "mm", ())
    assert raw.position == pytest.approx(positions() * 1000)


@pytest.mark.parametrize("keep", [70, 40, 3])
def test_a_row_that_is_cut_off_is_left_out(tmp_path: Path, keep: int) -> None:
    *rows, last = wide().splitlines()
    raw = read_here(write(tmp_path / "run.csv", "\n".join([*rows, last[:keep]])))
    assert len(raw.time_s) == 19
    assert codes(raw) == ["last_row_cut"]


def test_a_last_number_that_lost_digits_is_left_out(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.csv", wide()[:-7]))
    assert len(raw.time_s) == 19
    assert codes(raw) == ["last_row_cut"]


def test_empty_cells_and_words_for_nothing_are_missing(tmp_path: Path) -> None:
    rows = [
        f"{t},{x},1,1" for t, x in zip(times(), ["", "NaN", "null", "N/A", *range(16)], strict=True)
    ]
    raw = read_here(write(tmp_path / "run.csv", "\n".join(["time,a_x,a_y,a_z", *rows])))
    assert np.isnan(raw.position[:, 0, 0]).tolist() == [True] * 4 + [False] * 16


def test_a_marker_named_pelvis_is_no_coordinate(tmp_path: Path) -> None:
    rows = [f"{t},1,2,3,4" for t in times()]
    head = "time,pelvis_x,pelvis_y,pelvis_z,pelvis_tilt"
    raw = read_here(write(tmp_path / "run.csv", "\n".join([head, *rows])))
    assert raw.labels == ("pelvis",)
    assert list(raw.coordinates) == ["pelvis_tilt"]


def test_numbers_of_parquet_need_no_text(tmp_path: Path) -> None:
    import polars as pl

    columns = {"time": times().astype(np.float32), "a_x": np.arange(20), "a_y": [None, *range(19)]}
    frame = pl.DataFrame(columns | {"a_z": np.ones(20), "lists": [[1]] * 20})
    whole = io.BytesIO()
    frame.write_parquet(whole)
    raw = read_here(write(tmp_path / "run.parquet", whole.getvalue()))
    assert raw.position[1:, 0, 1] == pytest.approx(np.arange(19))
    assert np.isnan(raw.position[0, 0]).all()


def test_a_tidy_table_without_markers_is_refused(tmp_path: Path) -> None:
    text = "stream,name,axis,time,value\nhands,a,x,0,1\nhands,a,x,1,1\n"
    with pytest.raises(MissingStream, match="no row of markers"):
        read_here(write(tmp_path / "run.csv", text))


def test_too_large_a_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LARGEST", 1000)
    for name, content in (("run.csv", wide().encode()), ("run.parquet", parquet())):
        with pytest.raises(LimitExceeded, match="above the limit"):
            read_here(write(tmp_path / name, content))


def test_a_few_bytes_that_unfold_to_billions_are_refused(tmp_path: Path) -> None:
    import polars as pl

    whole = io.BytesIO()
    rows = 30_000_000
    frame = pl.select(time=pl.repeat(1.0, rows), a_x=pl.repeat(1.0, rows))
    frame.write_parquet(whole)
    assert len(whole.getvalue()) < 1_000_000
    with pytest.raises(LimitExceeded, match="rows"):
        read_here(write(tmp_path / "run.parquet", whole.getvalue()))
