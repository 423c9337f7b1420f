"""CSV, TSV and Parquet tables of bands, trunk sensors and watches."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from tests.inputs.sensors.conftest import G, clock, codes, read_here, table, write

from runtall.errors import InputError, MalformedFile, MissingStream, TooShort

T = clock()
CHEST = np.round(np.sin(T), 6)
BELLY = np.round(np.cos(T), 6)
DAY = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


def message(found, code):
    return next(n.message for n in found.notices if n.code == code)


def bands(path, time=T, header="time [s],chest [mL],belly [mL]", chest=CHEST, belly=BELLY):
    return write(path / "bands.csv", table(header, time, chest, belly))


def test_two_bands_with_units_in_their_headings(tmp_path):
    found = read_here(bands(tmp_path))
    assert found.kind == "breathing"
    assert np.array_equal(found.main["chest"], CHEST)
    assert np.array_equal(found.main["belly"], BELLY)
    assert found.main["time"].values == pytest.approx(T)
    assert found.main.attrs["rate_hz"] == 25
    assert found.main.attrs["unit"] == "mL"
    assert found.main.attrs["calibrated"] == 1
    assert not found.notices


@pytest.mark.parametrize(
    "header",
    ["time,thoracic,abdominal", "Time (s);RIP Thorax (V);RIP Abdomen (V)",
     "timestamp\tribcage\tabdomen", "elapsed_time,chest_band,belly_band",
     "t,Effort THO,Effort ABD"],
)  # fmt: skip
def test_names_of_many_programs(tmp_path, header):
    sign = next(sign for sign in ",;\t" if sign in header)
    text = table(header, T, CHEST, BELLY, separator=sign)
    found = read_here(write(tmp_path / "a.tsv", text))
    assert np.array_equal(found.main["chest"], CHEST)
    assert np.array_equal(found.main["belly"], BELLY)


def test_decimal_commas_between_semicolons(tmp_path):
    cells = [[str(v).replace(".", ",") for v in series] for series in (T, CHEST, BELLY)]
    found = read_here(write(tmp_path / "a.csv", table("t;chest;belly", *cells, separator=";")))
    assert np.array_equal(found.main["belly"], BELLY)


def test_columns_say_what_names_do_not(tmp_path):
    path = bands(tmp_path, header="Zeit,A1,A2")
    found = read_here(path, {"Zeit": "time", "A1": "belly", "A2": "chest"})
    assert np.array_equal(found.main["chest"], BELLY)
    with pytest.raises(MissingStream, match=r"no column of time"):
        read_here(path, {"A1": "chest"})
    with pytest.raises(InputError, match=r"bands.csv: 'A1' cannot be 'heart'"):
        read_here(path, {"Zeit": "time", "A1": "heart"})
    with pytest.raises(InputError, match=r"two columns are said to be 'chest'"):
        read_here(path, {"Zeit": "time", "A1": "chest", "A2": "chest"})
    assert "columns_absent" in codes(read_here(path, {"Zeit": "time", "A1": "chest", "B": "belly"}))


def test_a_minus_turns_a_band_over(tmp_path):
    found = read_here(bands(tmp_path), {"chest": "-chest"})
    assert np.array_equal(found.main["chest"], -CHEST)
    assert np.array_equal(found.main["belly"], BELLY)
    with pytest.raises(InputError, match=r"-time"):
        read_here(bands(tmp_path), {"time [s]": "-time"})


def test_bands_in_two_units_are_brought_to_one(tmp_path):
    found = read_here(bands(tmp_path, header="time,chest [mL],belly [L]"))
    assert found.main["belly"].values == pytest.approx(1000 * BELLY)
    found = read_here(bands(tmp_path, header="time,chest [mL],belly [mV]"))
    assert np.array_equal(found.main["belly"], BELLY)
    assert found.main.attrs["calibrated"] == 0
    assert "band_units_differ" in codes(found)


# --- trunk sensors ------------------------------------------------------------------------------


def imu(path, heads, scale=1.0, gyro=None, name="imu.csv"):
    still = [scale * np.full(len(T), v) for v in (0.6, 0.8, 0.0)]
    turn = [] if gyro is None else [np.full(len(T), v) for v in gyro]
    return write(path / name, table("time," + heads, T, *still, *turn))


@pytest.mark.parametrize(
    ("unit", "scale"), [("g", 1), ("m/s²", G), ("m/s^2", G), ("mg", 1000), ("m/s2", G)]
)
def test_units_of_acceleration(tmp_path, unit, scale):
    found = read_here(imu(tmp_path, f"acc_x [{unit}],acc_y [{unit}],acc_z [{unit}]", scale))
    assert found.kind == "imu"
    assert found.main["acceleration"].values[0] == pytest.approx([0.6 * G, 0.8 * G, 0])
    assert found.main.attrs["axes"] == "unknown"
    assert not found.notices


@pytest.mark.parametrize(("unit", "scale"), [("g", 1), ("m/s2", G), ("mg", 1000)])
def test_gravity_tells_the_unit_that_is_not_said(tmp_path, unit, scale):
    found = read_here(imu(tmp_path, "accX,accY,accZ", scale))
    assert found.main["acceleration"].values[0] == pytest.approx([0.6 * G, 0.8 * G, 0])
    assert message(found, "unit_assumed").endswith(f"taken to be in {unit}")


def test_no_gravity_is_said_and_no_unit_refused(tmp_path):
    heads = "acc_x [m/s2],acc_y [m/s2],acc_z [m/s2]"
    assert "gravity_absent" in codes(read_here(imu(tmp_path, heads, 1)))
    with pytest.raises(MalformedFile, match=r"imu.csv: .*'acc_x \[g\]'"):
        read_here(imu(tmp_path, "acc_x,acc_y,acc_z", 256))


@pytest.mark.parametrize(
    ("unit", "scale"), [("deg/s", np.pi / 180), ("rad/s", 1), ("dps", np.pi / 180)]
)
def test_units_of_angular_velocity(tmp_path, unit, scale):
    heads = "acc_x [g],acc_y [g],acc_z [g]," + ",".join(f"gyro_{a} ({unit})" for a in "xyz")
    found = read_here(imu(tmp_path, heads, gyro=(10, 20, -30)))
    expected = np.array([10, 20, -30]) * scale
    assert found.main["angular_velocity"].values[3] == pytest.approx(expected)


def test_a_turn_without_a_unit_is_left_out_and_said(tmp_path):
    found = read_here(imu(tmp_path, "ax [g],ay [g],az [g],gx,gy,gz", gyro=(1, 2, 3)))
    assert "angular_velocity" not in found.main.data_vars
    assert "unit_unknown" in codes(found)


def test_an_axis_that_is_missing_is_said(tmp_path):
    text = table("time,chest,acc_x [g],acc_y [g]", T, CHEST, CHEST, CHEST)
    found = read_here(write(tmp_path / "a.csv", text))
    assert "imu" not in found.streams.children
    assert "axes_missing" in codes(found)


HEADS = "acc_x [g],acc_y [g],acc_z [g],gyro_x [rad/s],gyro_y [rad/s],gyro_z [rad/s]"


def test_directions_turn_both_vectors_into_isb(tmp_path):
    # The sensor's x points up, y to the left, z backward: a right-handed frame.
    said = {"acc_x": "acceleration_up", "acc_y": "acceleration_left",
            "acc_z": "acceleration_backward"}  # fmt: skip
    found = read_here(imu(tmp_path, HEADS, gyro=(1, 2, 3)), said)
    assert found.main.attrs["axes"] == "isb"
    assert found.main["acceleration"].values[0] == pytest.approx([0, 0.6 * G, -0.8 * G])
    assert found.main["angular_velocity"].values[0] == pytest.approx([-3, 1, -2])


def test_a_turn_whose_axes_are_not_told_is_left_out_and_said(tmp_path):
    path = imu(tmp_path, HEADS.replace("acc_", "sensor_"), gyro=(1, 2, 3))
    said = {"sensor_x": "acceleration_forward", "sensor_y": "acceleration_up",
            "sensor_z": "acceleration_right"}  # fmt: skip
    found = read_here(path, said)
    assert found.main.attrs["axes"] == "isb"
    assert list(found.main.data_vars) == ["acceleration"]
    assert "axes_unclear" in codes(found)
    said |= {"gyro_x": "angular_velocity_forward", "gyro_y": "angular_velocity_up",
             "gyro_z": "angular_velocity_right"}  # fmt: skip
    assert "angular_velocity" in read_here(path, said).main.data_vars


def test_directions_of_a_mirror_image_are_refused(tmp_path):
    said = {"acc_x": "acceleration_up", "acc_y": "acceleration_right",
            "acc_z": "acceleration_backward"}  # fmt: skip
    with pytest.raises(InputError, match=r"mirror"):
        read_here(imu(tmp_path, HEADS, gyro=(1, 2, 3)), said)
    with pytest.raises(InputError, match=r"which column points up"):
        read_here(imu(tmp_path, HEADS, gyro=(1, 2, 3)), {"acc_x": "acceleration_forward",
                                                         "acc_y": "acceleration_left"})  # fmt: skip


# --- watches and mixtures -----------------------------------------------------------------------


def test_a_table_of_a_watch(tmp_path):
    time = np.arange(60)
    text = table("time,heart_rate,speed [km/h]", time, np.full(60, 150), np.full(60, 9))
    found = read_here(write(tmp_path / "watch.csv", text))
    assert found.kind == "watch"
    assert found.main["heart_rate"].values == pytest.approx(2.5)
    assert found.main["speed"].values == pytest.approx(2.5)
    assert found.main["time"].values.tolist() == time.tolist()


def test_columns_of_other_rates_keep_their_own_clock(tmp_path):
    pulse = [150 if n % 25 == 0 else "" for n in range(len(T))]
    text = table("time,chest,heart_rate,note", T, CHEST, pulse, ["a"] * len(T))
    found = read_here(write(tmp_path / "a.csv", text))
    assert found.streams["watch"]["time"].values == pytest.approx(np.arange(10))
    assert found.main.attrs["frames"] == len(T)
    assert "columns_left_out" in codes(found)


def test_intervals_in_ms(tmp_path):
    beat = [800 if n % 20 == 0 else "" for n in range(len(T))]
    found = read_here(write(tmp_path / "a.csv", table("time,chest,rr", T, CHEST, beat)))
    assert found.streams["beats"]["interval"].values == pytest.approx(0.8)


# --- Parquet ------------------------------------------------------------------------------------


def parquet(path, frame):
    whole = io.BytesIO()
    frame.write_parquet(whole)
    return write(path / "a.parquet", whole.getvalue())


def test_parquet_holds_the_same(tmp_path):
    frame = pl.DataFrame({"time (ms)": np.rint(T * 1000).astype(int), "chest [L]": CHEST,
                          "belly [L]": BELLY})  # fmt: skip
    found = read_here(parquet(tmp_path, frame))
    assert np.array_equal(found.main["chest"], CHEST)
    assert found.main["time"].values == pytest.approx(T)
    assert found.main.attrs["format"] == "parquet"


def test_parquet_with_moments(tmp_path):
    moments = [DAY + timedelta(seconds=float(t)) for t in T]
    found = read_here(parquet(tmp_path, pl.DataFrame({"timestamp": moments, "chest": CHEST})))
    assert found.main.attrs["start"] == "2026-05-01T09:30:00Z"
    assert found.main["time"].values == pytest.approx(T, abs=1e-9)


def test_parquet_without_a_time_is_refused(tmp_path):
    path = parquet(tmp_path, pl.DataFrame({"x": T, "chest": CHEST}))
    with pytest.raises(MissingStream, match=r"a.parquet: has no column of time"):
        read_here(path, {"chest": "chest"})


# --- cells --------------------------------------------------------------------------------------


def test_infinite_cells_are_missing_and_said(tmp_path):
    chest = [*map(str, CHEST)]
    chest[7], chest[8], chest[9], chest[10] = "inf", "-inf", "nan", "1e300"
    found = read_here(bands(tmp_path, chest=chest))
    assert np.flatnonzero(np.isnan(found.main["chest"].values)).tolist() == [7, 8, 9, 10]
    assert "values_impossible" in codes(found)


def test_words_in_a_column_of_numbers_are_refused_with_their_line(tmp_path):
    chest = [*map(str, CHEST)]
    chest[7] = "high"
    with pytest.raises(MalformedFile, match=r"line 9 holds 'high' in the column 'chest"):
        read_here(bands(tmp_path, chest=chest))


def test_an_empty_band_is_said(tmp_path):
    found = read_here(bands(tmp_path, belly=[""] * len(T)))
    assert list(found.main.data_vars) == ["chest"]
    assert "channels_empty" in codes(found)


@pytest.mark.parametrize("rows", [0, 1])
def test_too_few_rows_are_refused(tmp_path, rows):
    with pytest.raises(TooShort, match=r"^bands.csv: "):
        read_here(bands(tmp_path, T[:rows], chest=CHEST[:rows], belly=BELLY[:rows]))


def test_a_cut_last_row_is_said(tmp_path):
    path = bands(tmp_path)
    path.write_bytes(path.read_bytes()[:-12])
    assert "last_row_cut" in codes(read_here(path))


def test_hostile_names_reach_no_message_raw(tmp_path):
    evil = "\x1b[31m" + "=cmd()" * 400
    found = read_here(write(tmp_path / "a.csv", table(f"time,chest,{evil}", T, CHEST, CHEST)))
    assert all(n.message.isprintable() and len(n.message) < 500 for n in found.notices)
