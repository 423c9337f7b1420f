"""TRC: what is read, and damage that can be read around."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from tests.inputs.readers.conftest import LABELS, codes, positions, read_here, times, trc, write


@pytest.mark.parametrize(("unit", "scale"), [("mm", 1000), ("m", 1)])
def test_markers_are_read(tmp_path: Path, unit: str, scale: float) -> None:
    raw = read_here(write(tmp_path / "run.trc", trc(unit=unit)))
    assert (raw.format, raw.labels, raw.unit, raw.up) == ("trc", LABELS, unit, None)
    assert raw.position == pytest.approx(positions() * scale)
    assert raw.time_s == pytest.approx(times())
    assert (raw.coordinates, raw.forces, raw.events, raw.parents) == ({}, (), (), {})
    assert raw.notices == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("Z3\n\n", "Z3\n").encode(),
        lambda text: re.sub(r"(?m)$", "\t\t", text).encode(),
        lambda text: re.sub(r"(?m)^\t\tX1.*\n\n", "", text).encode(),
        lambda text: text.replace("LASI\t\t\tRASI\t\t\tC7\t\t", "LASI\tRASI\tC7").encode(),
        lambda text: text.replace("\t\t", "\t").replace("\t", "  ").encode(),
        lambda text: text.replace("Units", "units").replace("\tmm\t", "\tMillimeters\t").encode(),
        lambda text: re.sub(r"(\d)\.(\d)", r"\1,\2", text).encode(),
    ],
    ids=[
        "byte order mark", "UTF-16", "CR LF", "CR", "no empty line", "tabs at the end",
        "no headings of columns", "names side by side", "spaces", "unit in words",
        "decimal commas",
    ],
)  # fmt: skip
def test_how_other_programs_write_it_changes_nothing(tmp_path: Path, change: object) -> None:
    raw = read_here(write(tmp_path / "run.trc", change(trc())))  # type: ignore[operator]
    assert raw.labels == LABELS
    assert raw.unit == "mm"
    assert raw.position == pytest.approx(positions() * 1000)


def test_empty_cells_are_missing(tmp_path: Path) -> None:
    lines = trc().splitlines()
    cells = lines[9].split("\t")
    cells[5:8] = ["", "", ""]
    lines[9] = "\t".join(cells)
    lines[10] = lines[10].rsplit("\t", 3)[0] + "\tnan\t-1.#IND\t"
    raw = read_here(write(tmp_path / "run.trc", "\n".join(lines)))
    missing = np.isnan(raw.position).any(axis=2)
    assert np.argwhere(missing).tolist() == [[3, 1], [4, 2]]


def test_a_marker_without_a_name_or_value_is_left_out_and_said(tmp_path: Path) -> None:
    text = trc(["LASI", "*12", "RASI", "C7"])
    text = re.sub(r"(?m)^((?:\S+\t){8})\S+\t\S+\t\S+", r"\1\t\t", text)
    raw = read_here(write(tmp_path / "run.trc", text))
    assert raw.labels == ("LASI", "C7")
    assert codes(raw) == ["markers_empty", "markers_unlabelled"]
    assert raw.position[:, 1] == pytest.approx(positions(labels=4)[:, 3] * 1000)


def test_zeros_are_missing(tmp_path: Path) -> None:
    lines = trc().splitlines()
    lines[9] = "\t".join([*lines[9].split("\t")[:2], "0", "0.0", "-0", *lines[9].split("\t")[5:]])
    raw = read_here(write(tmp_path / "run.trc", "\n".join(lines)))
    assert np.argwhere(np.isnan(raw.position).all(axis=2)).tolist() == [[3, 0]]
    assert codes(raw) == ["zeros_missing"]


def test_impossible_places_are_missing(tmp_path: Path) -> None:
    text = trc().replace("\t1003.0000\t", "\t1e30\t").replace("\t1004.0000\t", "\tinf\t")
    raw = read_here(write(tmp_path / "run.trc", text))
    assert np.argwhere(np.isnan(raw.position).all(axis=2)).tolist() == [[3, 0], [4, 0]]
    assert codes(raw) == ["values_impossible"]


def test_rows_that_are_missing_are_said(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.trc", trc(declared={"frames": 25})))
    assert len(raw.time_s) == 20
    assert [(n.code, n.message) for n in raw.notices] == [
        ("rows_missing", "its header says 25 rows and it holds 20; those found are used")
    ]


@pytest.mark.parametrize("keep", [60, 40, 20, 3])
def test_a_row_that_is_cut_off_is_left_out(tmp_path: Path, keep: int) -> None:
    *rows, last = trc().splitlines()
    raw = read_here(write(tmp_path / "run.trc", "\n".join([*rows, last[:keep]])))
    assert len(raw.time_s) == 19
    assert codes(raw) == ["rows_missing", "last_row_cut"]


def test_a_last_number_that_lost_digits_is_left_out(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.trc", trc()[:-7]))
    assert trc()[:-7].endswith("\t123")
    assert len(raw.time_s) == 19
    assert codes(raw) == ["rows_missing", "last_row_cut"]


def test_a_file_without_a_last_line_end_is_whole(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.trc", trc()[:-1]))
    assert len(raw.time_s) == 20
    assert raw.notices == ()


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ({"frames": 18}, "rows_extra"),
        ({"markers": 2}, "markers_extra"),
        ({"markers": 5}, "markers_missing"),
        ({"rate": 200}, "rate_differs"),
    ],
)
def test_a_header_that_is_wrong_is_said(
    tmp_path: Path, declared: dict[str, object], code: str
) -> None:
    raw = read_here(write(tmp_path / "run.trc", trc(declared=declared)))
    assert codes(raw) == [code]
    assert raw.position.shape == (20, 3, 3)
    assert raw.time_s == pytest.approx(times())


def test_a_gap_in_time_is_said(tmp_path: Path) -> None:
    lines = trc().splitlines()
    raw = read_here(write(tmp_path / "run.trc", "\n".join(lines[:12] + lines[15:])))
    assert codes(raw) == ["rows_missing", "time_gaps"]
    assert "1 gaps, where 3 rows are missing" in raw.notices[1].message


def test_times_with_few_digits_are_evened(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^(\d+\t)([\d.]+)\t", lambda m: f"{m[1]}{float(m[2]) / 3:.2f}\t", trc())
    raw = read_here(write(tmp_path / "run.trc", text))
    assert np.diff(raw.time_s) == pytest.approx(0.06 / 19)
    assert "time_evened" in codes(raw)


def test_the_prefix_of_one_subject_is_left_out(tmp_path: Path) -> None:
    names = ["Anna:LASI", "Anna:RASI", "Rod:Tip"]
    raw = read_here(write(tmp_path / "run.trc", trc(names)))
    assert raw.labels == ("LASI", "RASI", "Rod:Tip")


def test_of_two_people_the_mapped_one_is_read(tmp_path: Path) -> None:
    names = [f"{who}:{what}" for who in ("Anna", "Bert") for what in LABELS]
    path = write(tmp_path / "run.trc", trc(names))
    raw = read_here(path, mapped=["Bert:C7"])
    assert raw.labels == ("LASI", "RASI", "Bert:C7")
    assert raw.position == pytest.approx(positions(labels=6)[:, 3:] * 1000)
