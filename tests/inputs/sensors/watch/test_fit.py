"""FIT files that the tests write themselves: every field, its unit, and what is wrong with them."""

import math

import numpy as np
import pytest
from pytest import approx
from tests.inputs.sensors.watch.conftest import (
    CYCLING,
    ENUM,
    FLOAT32,
    LAP,
    RUNNING,
    SINT8,
    SINT16,
    SINT32,
    SPORT,
    START,
    STRING,
    TRANSITION,
    UINT8,
    UINT16,
    UINT32,
    WALKING,
    ZERO,
    channel,
    codes,
    described,
    file_id,
    fit,
    maker,
    message,
    names,
    record,
    run,
    said,
    session,
    speed,
    stream,
)

from runtall.errors import LimitExceeded, MalformedFile, MissingStream, TooShort
from runtall.inputs.sensors.fields import fields
from runtall.inputs.sensors.formats.fit import LARGEST, read
from runtall.inputs.sensors.reader import SensorSource

WHOLE = (file_id(), *run(), session(0, 29))

DYNAMICS = [
    # number, base type, raw value; our name, SI value, unit, unit of the profile
    ((39, UINT16, 923), "vertical_oscillation", 0.0923, "m", "mm"),
    ((41, UINT16, 2515), "stance_time", 0.2515, "s", "ms"),
    ((84, UINT16, 5043), "stance_time_balance", 0.5043, "1", "percent"),
    ((40, UINT16, 3825), "stance_time_percent", 0.3825, "1", "percent"),
    ((83, UINT16, 837), "vertical_ratio", 0.0837, "1", "percent"),
    ((85, UINT16, 10500), "step_length", 1.05, "m", "mm"),
    ((2, UINT16, 5 * (500 + 412)), "altitude", 412.0, "m", "m"),
    ((9, SINT16, -350), "grade", -0.035, "1", "%"),
    ((7, UINT16, 231), "power", 231.0, "W", "watts"),
    ((3, UINT8, 150), "heart_rate", 2.5, "Hz", "bpm"),
    ((99, UINT8, 36), "respiration_rate", 0.6, "Hz", "s"),
    ((108, UINT16, 3630), "respiration_rate", 0.605, "Hz", "Breaths/min"),
    ((13, SINT8, -3), "temperature", -3.0, "degC", "C"),
    ((0, SINT32, 2**30), "latitude", 90.0, "deg", "semicircles"),
    ((1, SINT32, -(2**29)), "longitude", -45.0, "deg", "semicircles"),
    ((5, UINT32, 123456), "distance", 1234.56, "m", "m"),
    ((6, UINT16, 2865), "speed", 2.865, "m/s", "m/s"),
    ((73, UINT32, 2865), "speed", 2.865, "m/s", "m/s"),
    ((88, UINT16, 300), "unknown_88", 300.0, "", ""),
]


@pytest.mark.parametrize(("field", "name", "value", "unit", "file_unit"), DYNAMICS)
def test_field_is_kept_in_si_with_the_unit_of_the_file(desk, field, name, value, unit, file_unit):
    raw = desk.fit(file_id(), record(0, field), record(1, field), session(0, 1))
    found = channel(raw, name)
    assert found.values == approx([value, value], rel=1e-9)
    assert (found.unit, found.file_unit, found.source) == (unit, file_unit, "file")


def test_clock_sport_and_device(desk):
    raw = desk.fit(*WHOLE)
    assert raw.start == START.isoformat().replace("+00:00", "Z")
    assert stream(raw).time_s.tolist() == list(range(30))
    assert [(s.sport, s.start_s, s.end_s) for s in raw.sessions] == [("running", 0.0, 29.0)]
    assert raw.about["device"] == "Garmin"


def test_cadence_of_a_run_is_that_of_both_legs(desk):
    fields = [(4, UINT8, 85), (53, UINT8, 64)]  # 85.5 strides/min
    raw = desk.fit(file_id(), record(0, *fields), record(1, *fields), session(0, 1))
    assert channel(raw, "cadence").values * 60 == approx([171, 171])
    assert channel(raw, "cadence").source == "derived"
    assert channel(raw, "file_cadence").values * 60 == approx([85, 85])
    assert channel(raw, "fractional_cadence").values * 60 == approx([0.5, 0.5])


def test_cadence_of_a_walk_too_and_not_that_of_a_ride(desk):
    walk = desk.fit(file_id(), *run(cadence=55), session(0, 29, WALKING))
    assert channel(walk, "cadence").values * 60 == approx(np.full(30, 110))
    ride = desk.fit(file_id(), *run(), session(0, 29, CYCLING))
    assert "cadence" not in names(ride)
    assert "file_cadence" in names(ride)


def test_cadence_of_both_legs_is_not_doubled(desk):
    raw = desk.fit(file_id(), *run(cadence=172), session(0, 29))
    assert channel(raw, "cadence").values * 60 == approx(np.full(30, 172))
    assert "cadence_of_both" in codes(raw)


def test_sport_that_is_not_said_counts_as_a_run_and_is_noticed(desk):
    raw = desk.fit(file_id(), *run())
    assert channel(raw, "cadence").values * 60 == approx(np.full(30, 170))
    assert "sport_unknown" in codes(raw)
    assert raw.sessions == ()


@pytest.mark.parametrize("told", [message(SPORT, [(0, ENUM, 1)]), message(LAP, [(25, ENUM, 1)])])
def test_sport_is_found_where_no_session_is_left(desk, told):
    raw = desk.fit(file_id(), *run(), told)
    assert [(s.sport, s.start_s, s.end_s) for s in raw.sessions] == [("running", 0.0, 29.0)]
    assert "sport_unknown" not in codes(raw)


def test_mixed_sports_keep_their_bounds(desk):
    sports = [(0, 10, CYCLING), (10, 12, TRANSITION), (12, 29, RUNNING)]
    raw = desk.fit(file_id(), *run(), *(session(a, b, sport) for a, b, sport in sports))
    found = [(s.sport, s.start_s, s.end_s) for s in raw.sessions]
    assert found == [("cycling", 0, 10), ("transition", 10, 12), ("running", 12, 29)]
    cadence = channel(raw, "cadence").values
    assert np.isnan(cadence[:10]).all()
    assert cadence[12:] * 60 == approx(np.full(18, 170))


def test_sessions_all_written_at_the_end_still_end_where_the_next_begins(desk):
    late = message(18, [(253, UINT32, ZERO + 29), (2, UINT32, ZERO), (5, ENUM, CYCLING)])
    raw = desk.fit(file_id(), *run(), late, session(12, 29))
    assert [(s.sport, s.end_s) for s in raw.sessions] == [("cycling", 12.0), ("running", 29.0)]


def test_kind_of_sport_is_told(desk):
    raw = desk.fit(file_id(), *run(), session(0, 29, kind=3))
    assert raw.sessions[0].sport == "running, trail"


# --- Developer fields ---------------------------------------------------------------------------


def developed(*fields, **more):
    described_fields = [described(n, kind, name, unit, **more) for n, kind, name, unit, _ in fields]
    values = [(n, kind, value) for n, kind, _, _, value in fields]
    records = [record(t, speed(3), developer=values) for t in (0, 1)]
    return [maker(), *described_fields, *records, session(0, 1)]


def test_developer_field_has_its_unit_and_its_maker(desk):
    field = (3, FLOAT32, "Leg Spring Stiffness", "KN/m", 10.5)
    raw = desk.fit(file_id(maker=95), *developed(field))
    found = channel(raw, "leg_spring_stiffness")
    assert found.values == approx([10500, 10500])
    assert (found.unit, found.file_unit, found.source) == ("N/m", "KN/m", "developer: Stryd")
    assert found.label == "Leg Spring Stiffness"


def test_developer_field_stands_beside_the_same_of_the_watch(desk):
    raw = desk.fit(file_id(), *developed((7, FLOAT32, "Speed", "M/S", 2.5)))
    assert channel(raw, "speed").values == approx([3, 3])
    own = channel(raw, "developer_speed")
    assert own.values == approx([2.5, 2.5])
    assert own.unit == "m/s"


def test_developer_field_takes_our_name_where_the_watch_has_none(desk):
    raw = desk.fit(file_id(), *developed((1, UINT16, "Power", "Watts", 231)))
    assert channel(raw, "power").values == approx([231, 231])
    assert channel(raw, "power").source.startswith("developer")


def test_developer_field_of_another_unit_is_not_taken_for_ours(desk):
    raw = desk.fit(file_id(), *developed((1, UINT16, "Power", "bananas", 7)))
    assert "power" not in names(raw)
    assert channel(raw, "developer_power").unit == "bananas"


def test_scale_and_offset_of_a_developer_field_count(desk):
    field = (1, UINT16, "Impact", "g", 700)
    raw = desk.fit(file_id(), *developed(field, scale=100, offset=2))
    assert channel(raw, "impact").values == approx([5 * 9.80665] * 2)


def test_application_is_known_by_its_number(desk):
    number = tuple(range(1, 17))
    messages = developed((1, UINT8, "Mood", "", 3))
    raw = desk.fit(file_id(), maker(number), *messages[1:])
    assert channel(raw, "mood").source == "developer: application 01020304"


def test_undefined_developer_field_is_kept_and_said(desk):
    raw = desk.fit(file_id(), *(record(t, speed(3), developer=[(5, UINT8, 7)]) for t in (0, 1)))
    assert channel(raw, "speed").values == approx([3, 3])
    assert "definitions_missing" in codes(raw)


def test_lists_are_split_and_texts_are_left_out(desk):
    fields = [(200, UINT16, (7, 8)), (201, STRING, "hello")]
    raw = desk.fit(file_id(), record(0, *fields), record(1, *fields), session(0, 1))
    assert channel(raw, "unknown_200_1").values.tolist() == [7, 7]
    assert channel(raw, "unknown_200_2").values.tolist() == [8, 8]
    assert "'unknown_201'" in said(raw, "fields_not_numbers")


def test_no_field_takes_the_name_of_an_axis(desk):
    raw = desk.fit(file_id(), *developed((1, UINT16, "Time", "s", 7)))
    assert channel(raw, "field_time").values.tolist() == [7, 7]


def test_two_fields_of_one_quantity_are_both_kept(desk):
    both = [(6, UINT16, 2900), (73, UINT32, 3000)]
    raw = desk.fit(file_id(), record(0, *both), record(1, *both), session(0, 1))
    assert channel(raw, "speed").values == approx([3, 3])
    assert channel(raw, "speed").label == "enhanced_speed"
    assert channel(raw, "speed_2").values == approx([2.9, 2.9])


def test_what_the_decoder_widens_is_not_told_twice(desk):
    assert "speed_2" not in names(desk.fit(*WHOLE))


# --- Values that are none ----------------------------------------------------------------------


def test_invalid_values_are_missing(desk):
    fields = [(3, UINT8, 255), (7, UINT16, 0xFFFF), (13, SINT8, 0x7F)]
    raw = desk.fit(file_id(), record(0, speed(3), *fields), record(1, speed(3)), session(0, 1))
    assert {"heart_rate", "power", "temperature"}.isdisjoint(names(raw))
    assert "3 fields have no value" in said(raw, "fields_empty")


def test_heart_rate_of_zero_is_missing(desk):
    records = [record(t, speed(3), (3, UINT8, 0 if t < 4 else 150)) for t in range(10)]
    raw = desk.fit(file_id(), *records, session(0, 9))
    assert np.isnan(channel(raw, "heart_rate").values).tolist() == [True] * 4 + [False] * 6
    assert "heart_rate (4 records)" in said(raw, "zeros_missing")


def test_cadence_of_zero_is_missing_only_while_moving(desk):
    records = [record(t, speed(0 if t < 3 else 3), (4, UINT8, 0)) for t in range(6)]
    raw = desk.fit(file_id(), *records, record(6, speed(3), (4, UINT8, 85)), session(0, 6))
    cadence = channel(raw, "cadence").values * 60
    assert cadence[:3].tolist() == [0, 0, 0]
    assert np.isnan(cadence[3:6]).all()
    assert cadence[6] == approx(170)
    assert "file_cadence (3 records)" in said(raw, "zeros_moving")


def test_what_cannot_be_real_is_left_out(desk):
    records = [record(t, (3, UINT8, 251 if t == 2 else 150)) for t in range(5)]
    raw = desk.fit(file_id(), *records, session(0, 4))
    assert np.flatnonzero(np.isnan(channel(raw, "heart_rate").values)).tolist() == [2]
    assert "heart_rate (1 records)" in said(raw, "values_impossible")


# --- Damage -------------------------------------------------------------------------------------


def test_wrong_checksum_is_said_and_reading_goes_on(desk):
    content = bytearray(fit(*WHOLE))
    content[-1] ^= 1
    raw = desk.bytes(bytes(content))
    assert len(stream(raw).time_s) == 30
    assert "checksum_wrong" in codes(raw)


def test_header_of_twelve_bytes_is_read(desk):
    assert len(stream(desk.bytes(fit(*WHOLE, header=12))).time_s) == 30


def test_size_that_was_never_written_is_no_hindrance(desk):
    raw = desk.bytes(fit(*WHOLE, size=0))
    assert len(stream(raw).time_s) == 30
    assert "size_missing" in codes(raw)
    assert {"file_damaged", "checksum_wrong"}.isdisjoint(codes(raw))
    cut = desk.bytes(fit(*WHOLE[:-1], size=0)[:-12])
    assert len(stream(cut).time_s) == 29
    assert "file_damaged" in codes(cut)


def test_truncated_file_gives_what_was_before(desk):
    content = fit(*WHOLE)
    raw = desk.bytes(content[: len(content) // 2])
    count = len(stream(raw).time_s)
    assert 10 < count < 20
    assert f"{count} records are used" in said(raw, "file_damaged")
    assert channel(raw, "distance").values == approx(3.0 * np.arange(count))


def test_broken_file_behind_a_good_one_is_said(desk):
    second = bytearray(fit(*WHOLE))
    second[8:12] = b"XFIT"
    raw = desk.bytes(fit(*WHOLE) + bytes(second))
    assert len(stream(raw).time_s) == 30
    assert f"last {len(second)} of" in said(raw, "chain_damaged")


def test_good_file_behind_a_damaged_one_is_read(desk):
    undefined = fit(file_id(), b"\x05\x00\x00\x00")
    raw = desk.bytes(undefined + fit(*WHOLE))
    assert len(stream(raw).time_s) == 30
    assert "file_damaged" in codes(raw)


def test_data_without_a_definition_ends_the_reading(desk):
    raw = desk.fit(file_id(), *run(10), b"\x0b\x01\x02\x03", *run(20))
    assert len(stream(raw).time_s) == 10
    assert "file_damaged" in codes(raw)


@pytest.mark.parametrize(
    "kind", [2, 5, 6, 7, 32], ids=["settings", "workout", "course", "schedules", "monitoring"]
)
def test_file_that_is_no_activity_is_named(desk, kind):
    with pytest.raises(MissingStream, match=r"^run\.fit: is a FIT file of the kind '\w+', which"):
        desk.fit(file_id(kind))


def test_course_with_records_is_no_run(desk):
    with pytest.raises(MissingStream, match="a plan and no run"):
        desk.fit(file_id(6), *run())


def test_activity_behind_settings_is_read(desk):
    raw = desk.bytes(fit(file_id(2)) + fit(*WHOLE))
    assert len(stream(raw).time_s) == 30


def test_header_alone_is_damaged(desk):
    with pytest.raises(MalformedFile, match="damaged"):
        desk.bytes(fit(*WHOLE)[:20])
    with pytest.raises(MalformedFile, match="header is damaged"):
        desk.bytes(b"\x07" + fit(*WHOLE)[1:])


def test_one_record_is_too_short(desk):
    with pytest.raises(TooShort, match="one record"):
        desk.fit(file_id(), record(0, speed(3)))


def test_records_without_a_time_are_said(desk):
    timeless = message(20, [speed(3)])
    raw = desk.fit(file_id(), *run(), timeless, session(0, 29))
    assert len(stream(raw).time_s) == 30
    assert "times_missing" in codes(raw)
    with pytest.raises(TooShort, match="no record with a time"):
        desk.fit(file_id(), timeless, timeless)


def test_records_with_nothing_but_a_time_are_refused(desk):
    with pytest.raises(MissingStream, match="no value"):
        desk.fit(file_id(), record(0), record(1))


def test_too_large_a_file_is_refused_unread(tmp_path):
    source = SensorSource(tmp_path / "run.fit", LARGEST + 1, b"")
    with pytest.raises(LimitExceeded, match="above the limit"):
        read(source)


# --- Fields as a whole --------------------------------------------------------------------------


def test_every_known_field_reads_back_in_the_unit_of_people():
    shown = {"cadence": 60, "heart_rate": 60, "stance_time": 1000, "step_length": 100,
             "vertical_ratio": 100, "speed": 1, "leg_spring_stiffness": 1e-3}  # fmt: skip
    for name, by in shown.items():
        assert fields()[name].display_factor == approx(by)


def test_balance_is_that_of_the_left_foot():
    assert fields()["stance_time_balance"].side == "left"
    assert fields()["speed"].side is None


def test_ranges_are_in_order():
    assert all(field.low < field.high for field in fields().values())
    assert fields()["paused"].high == math.inf
    assert fields()["heart_rate"].high == approx(250 / 60)
