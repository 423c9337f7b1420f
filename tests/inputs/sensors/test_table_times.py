"""Times of tables: units, moments in words, and clocks that are not what they should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from tests.inputs.sensors.conftest import clock, codes, read_here, table, write

from runtall.errors import MalformedFile

T = clock()
CHEST = np.round(np.sin(T), 6)
BELLY = np.round(np.cos(T), 6)
DAY = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


def message(found, code):
    return next(n.message for n in found.notices if n.code == code)


def bands(path, time=T, header="time [s],chest [mL],belly [mL]", chest=CHEST, belly=BELLY):
    return write(path / "bands.csv", table(header, time, chest, belly))


# --- time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "factor"),
    [("time (ms)", 1000), ("time_ms", 1000), ("timestamp [us]", 1e6), ("t [min]", 1 / 60)],
)
def test_units_of_time(tmp_path, heading, factor):
    time = T * factor if factor < 1 else np.rint(T * factor).astype(int)
    found = read_here(bands(tmp_path, time=time, header=f"{heading},chest,belly"))
    assert found.main["time"].values == pytest.approx(T, abs=1e-6)
    assert "time_unit_assumed" not in codes(found)


def test_a_time_without_a_unit_that_cannot_be_seconds_is_said(tmp_path):
    found = read_here(bands(tmp_path, np.rint(T * 1000).astype(int), "time,chest,belly"))
    assert found.main["time"].values == pytest.approx(T)
    assert "taken as ms" in message(found, "time_unit_assumed")


@pytest.mark.parametrize("unit", [1, 1000, 1_000_000, 1_000_000_000])
def test_seconds_since_1970_in_every_unit_tell_the_start(tmp_path, unit):
    zero = int(DAY.timestamp())
    time = [zero * unit + round(t * unit) if unit > 1 else f"{zero + t:.2f}" for t in T]
    found = read_here(bands(tmp_path, time, "timestamp,chest,belly"))
    assert found.main.attrs["start"] == "2026-05-01T09:30:00Z"
    assert found.main["time"].values == pytest.approx(T, abs=1e-5)


def test_a_device_that_counts_since_it_was_switched_on_starts_at_0(tmp_path):
    time = np.rint((T + 200_000) * 1e6).astype(int)
    found = read_here(bands(tmp_path, time, "timestamp,chest,belly"))
    assert found.main.attrs["start"] == ""
    assert found.main["time"].values == pytest.approx(T, abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "start"),
    [("{:%Y-%m-%dT%H:%M:%S.%f}Z", "2026-05-01T09:30:00Z"),
     ("{:%Y-%m-%d %H:%M:%S.%f}+02:00", "2026-05-01T07:30:00Z"),
     ("{:%Y-%m-%d %H:%M:%S.%f} UTC", "2026-05-01T09:30:00Z"),
     ("{:%Y-%m-%d %H:%M:%S.%f}", ""), ("{:%H:%M:%S.%f}", ""),
     ("{0.hour}:{0:%M:%S.%f}", "")],
)  # fmt: skip
def test_moments_in_words(tmp_path, shape, start):
    time = [shape.format(DAY + timedelta(seconds=float(t))) for t in T]
    found = read_here(bands(tmp_path, time, "timestamp,chest,belly"))
    assert found.main["time"].values == pytest.approx(T, abs=1e-9)
    assert found.main.attrs["start"] == start
    assert ("zone_unknown" in codes(found)) == (start == "")


def test_a_clock_of_the_day_goes_on_past_midnight(tmp_path):
    late = datetime(2026, 5, 1, 23, 59, 55, tzinfo=UTC)
    time = [f"{late + timedelta(seconds=float(t)):%H:%M:%S.%f}" for t in T]
    found = read_here(bands(tmp_path, time, "time,chest,belly"))
    assert found.main["time"].values == pytest.approx(T)


def test_a_time_that_is_no_time_names_its_row(tmp_path):
    time = [*map(str, T[:-1]), "soon"]
    with pytest.raises(MalformedFile, match=r"bands.csv: .*row 1 has the time"):
        read_here(bands(tmp_path, ["soon"] * len(T), "time,chest,belly"))
    with pytest.raises(MalformedFile, match=r"bands.csv: "):
        read_here(bands(tmp_path, time, "time,chest,belly"))


# --- clocks -------------------------------------------------------------------------------------


def test_a_gap_stays_a_gap(tmp_path):
    kept = (T < 3) | (T >= 5)
    found = read_here(bands(tmp_path, T[kept], chest=CHEST[kept], belly=BELLY[kept]))
    chest = found.main["chest"].values
    assert np.array_equal(np.isnan(chest), ~kept)
    assert np.array_equal(chest[kept], CHEST[kept])
    assert message(found, "time_gaps") == "the clock of breathing has 1 gaps, 2 s in all"


def test_a_doubled_file_counts_once(tmp_path):
    twice = [np.concatenate([series, series]) for series in (T, CHEST, BELLY)]
    found = read_here(bands(tmp_path, twice[0], chest=twice[1], belly=twice[2]))
    assert np.array_equal(found.main["chest"], CHEST)
    assert message(found, "rows_doubled").startswith("250 rows of breathing")


def test_doubled_rows_count_once(tmp_path):
    twice = [np.repeat(series, 2) for series in (T, CHEST, BELLY)]
    found = read_here(bands(tmp_path, twice[0], chest=twice[1], belly=twice[2]))
    assert np.array_equal(found.main["chest"], CHEST)
    assert codes(found) == {"rows_doubled"}


def test_a_clock_set_back_costs_the_smaller_part_and_is_said(tmp_path):
    time = np.where(T < 6, T, T - 3.003)
    found = read_here(bands(tmp_path, np.round(time, 6)))
    assert found.main["time"].values[-1] == pytest.approx(T[-1] - 3.003, abs=0.04)
    assert (np.diff(found.main["time"]) > 0).all()
    assert message(found, "clock_back").startswith("75 rows")


@pytest.mark.parametrize("wrong", [-50.0, 1e9, "nan", ""])
def test_one_wrong_time_costs_one_row(tmp_path, wrong):
    time = [*map(str, T)]
    time[100] = str(wrong)
    found = read_here(bands(tmp_path, time))
    chest = found.main["chest"].values
    assert np.flatnonzero(np.isnan(chest)).tolist() == [100]
    assert codes(found) & {"clock_back", "rows_without_time"}


def test_a_clock_that_jumps_by_days_leaves_the_longest_piece(tmp_path):
    time = np.where(T < 7, T, T + 1e6)
    found = read_here(bands(tmp_path, time))
    assert found.main.attrs["frames"] == 175
    assert "clock_jumps" in codes(found)


def test_times_rounded_to_a_second_are_spread(tmp_path):
    found = read_here(bands(tmp_path, np.floor(T)))
    assert found.main.attrs["frames"] == len(T)
    assert found.main.attrs["rate_hz"] == pytest.approx(25, rel=0.12)
    assert "time_evened" in codes(found)


def test_times_rounded_to_a_ms_keep_their_pace(tmp_path):
    time = np.round(np.arange(3000) / 128, 3)
    wave = np.round(np.sin(time), 6)
    found = read_here(bands(tmp_path, time, chest=wave, belly=wave))
    assert found.main.attrs["rate_hz"] == pytest.approx(128, rel=1e-3)
    assert np.array_equal(found.main["chest"], wave)
    assert not found.notices


def test_uneven_samples_are_read_between_and_said(tmp_path):
    rng = np.random.default_rng(5)
    time = np.round(np.cumsum(rng.uniform(0.01, 0.05, 2000)), 6)
    wave = np.round(np.sin(time), 9)
    found = read_here(bands(tmp_path, time, chest=wave, belly=wave))
    assert "clock_uneven" in codes(found)
    there = found.main["chest"].dropna("time")
    assert len(there) > 0.95 * found.main.attrs["frames"]
    assert there.values == pytest.approx(np.sin(there["time"].values), abs=1e-3)
