"""The clock of FIT files: doubles, jumps, pauses, and the beats of the heart."""

import struct

import numpy as np
import pytest
from pytest import approx
from tests.inputs.sensors.watch.conftest import (
    ACTIVITY,
    HRV,
    START,
    UINT8,
    UINT16,
    UINT32,
    ZERO,
    channel,
    codes,
    file_id,
    fit,
    message,
    names,
    record,
    run,
    said,
    session,
    speed,
    stream,
    timer,
)

WHOLE = (file_id(), *run(), session(0, 29))


# --- Clock --------------------------------------------------------------------------------------


def test_repeated_records_count_once(desk):
    raw = desk.fit(file_id(), *(each for each in run() for _ in range(2)), session(0, 29))
    assert len(stream(raw).time_s) == 30
    assert "30 records repeat" in said(raw, "records_repeated")


def test_records_of_one_time_complete_each_other(desk):
    first, second = record(0, speed(3)), record(0, speed(9), (3, UINT8, 150))
    raw = desk.fit(file_id(), first, second, record(1, speed(3)), session(0, 1))
    assert channel(raw, "speed").values == approx([3, 3])
    assert channel(raw, "heart_rate").values[0] == approx(2.5)


def test_late_records_are_put_in_order(desk):
    records = run()
    records[10:12] = [records[11], records[10]]
    raw = desk.fit(file_id(), *records, session(0, 29))
    assert channel(raw, "distance").values == approx(3.0 * np.arange(30))
    assert "records_late" in codes(raw)


@pytest.mark.parametrize("doubled", [
    fit(*WHOLE) * 2,
    fit(file_id(), *run(), *run(), session(0, 29), session(0, 29)),
])  # fmt: skip
def test_doubled_activity_counts_once(desk, doubled):
    raw, once = desk.bytes(doubled), desk.fit(*WHOLE)
    assert stream(raw).time_s.tolist() == stream(once).time_s.tolist()
    assert channel(raw, "distance").values.tolist() == channel(once, "distance").values.tolist()
    assert raw.sessions == once.sessions
    assert "30 records are there twice" in said(raw, "records_twice")


def test_two_activities_of_a_day_follow_each_other(desk):
    second = [record(t, speed(4), (4, UINT8, 90)) for t in range(60, 70)]
    raw = desk.bytes(fit(*WHOLE) + fit(file_id(), *second, session(60, 69)))
    assert len(stream(raw).time_s) == 40
    assert [(s.start_s, s.end_s) for s in raw.sessions] == [(0, 29), (60, 69)]


def test_clock_set_back_keeps_the_longer_piece(desk):
    later = [record(t - 500, speed(4)) for t in range(1000, 1010)]
    raw = desk.fit(file_id(), *(record(t, speed(3)) for t in range(0, 1000, 2)), *later)
    assert channel(raw, "speed").values == approx(np.full(500, 3.0))
    assert "10 records" in said(raw, "clock_back")


def test_clock_that_jumps_by_days_keeps_the_longer_side(desk):
    raw = desk.fit(file_id(), record(-10 * 86400, speed(1)), *run(), session(0, 29))
    assert raw.start == START.isoformat().replace("+00:00", "Z")
    assert len(stream(raw).time_s) == 30
    assert "1 records" in said(raw, "clock_jump")


def test_clock_that_tells_no_date_gives_no_start(desk):
    records = [message(20, [(253, UINT32, 1000 + t), speed(3)]) for t in range(5)]
    raw = desk.fit(file_id(), *records)
    assert raw.start == ""
    assert stream(raw).time_s.tolist() == [0, 1, 2, 3, 4]
    assert "clock_unknown" in codes(raw)


def test_compressed_times_are_read(desk):
    """A record without a time of its own: the low five bits of it stand in its header."""
    first = record(0, speed(3))
    definition = struct.pack("<BBBHBBBB", 0x41, 0, 0, 20, 1, 6, 2, UINT16)
    later = [struct.pack("<BH", 0x80 | 0x20 | ((ZERO + t) & 0x1F), 3000 + t) for t in range(1, 100)]
    raw = desk.fit(file_id(), first, definition, *later, session(0, 99))
    assert stream(raw).time_s.tolist() == list(range(100))
    assert channel(raw, "speed").values[1:] == approx(3.0 + np.arange(1, 100) / 1000)


def test_local_time_is_told_and_never_used(desk):
    local = message(ACTIVITY, [(253, UINT32, ZERO + 29), (5, UINT32, ZERO + 29 - 7 * 3600)])
    raw = desk.fit(*WHOLE, local)
    assert raw.about["utc_offset"] == "-07:00"
    assert raw.start == START.isoformat().replace("+00:00", "Z")


# --- Pauses -------------------------------------------------------------------------------------


def test_pause_without_records_ends_the_record_before_it(desk):
    records = [record(t, speed(3)) for t in (*range(10), *range(70, 80))]
    raw = desk.fit(
        file_id(), timer(0, 0), *records[:10], timer(10, 4), timer(70, 0), *records[10:],
        timer(80, 4), session(0, 80),
    )  # fmt: skip
    assert np.flatnonzero(channel(raw, "paused").values).tolist() == [9]
    assert "once, 60 s in all" in said(raw, "paused")


def test_records_within_a_pause_are_marked(desk):
    raw = desk.fit(file_id(), timer(0, 0), *run(), timer(10, 4), timer(20, 0), session(0, 29))
    assert np.flatnonzero(channel(raw, "paused").values).tolist() == list(range(10, 20))


def test_run_without_a_pause_has_no_such_field(desk):
    raw = desk.fit(file_id(), timer(0, 0), *run(), timer(30, 4), session(0, 29))
    assert "paused" not in names(raw)


def test_silence_that_is_no_pause_is_said(desk):
    records = [record(t, speed(3)) for t in (*range(10), *range(200, 210))]
    raw = desk.fit(file_id(), *records, session(0, 209))
    assert "no record for 191 s, in 1 silences" in said(raw, "silences")


# --- R-R intervals ------------------------------------------------------------------------------


def beating(intervals, lost=()):
    """Records each second and, after each, the beats since; ``lost`` numbers are not written."""
    times, messages, beat = np.cumsum(intervals) + 0.3, [], 0
    for t in range(int(times[-1]) + 1):
        messages.append(record(t, speed(3)))
        while beat < len(times) and times[beat] < t + 1:
            if beat not in lost:
                messages.append(
                    message(HRV, [(0, UINT16, (round(1000 * intervals[beat]), 0xFFFF))])
                )
            beat += 1
    return times, [file_id(), *messages, session(0, times[-1])]


def test_beats_lie_where_they_were(desk):
    intervals = 0.4 + 0.02 * np.round(np.sin(np.arange(300)), 1)
    times, messages = beating(intervals)
    raw = desk.fit(*messages)
    found = stream(raw, "beats")
    assert found.channels[0].values == approx(intervals, abs=1e-9)
    assert found.time_s == approx(times, abs=1.0)
    assert np.diff(found.time_s) == approx(intervals[1:], abs=1e-9)


def test_lost_beats_begin_a_new_stretch_at_the_right_time(desk):
    intervals = np.full(200, 0.5)
    lost = set(range(80, 100))
    times, messages = beating(intervals, lost)
    raw = desk.fit(*messages)
    kept = [i for i in range(200) if i not in lost]
    assert stream(raw, "beats").time_s == approx(times[kept], abs=2.1)
    assert "in 2 unbroken stretches" in said(raw, "beats_placed")


def test_interval_that_is_no_heart_beat_is_left_out_and_time_goes_on(desk):
    intervals = np.full(60, 0.5)
    intervals[30] = 5.0
    times, messages = beating(intervals)
    raw = desk.fit(*messages)
    values = stream(raw, "beats").channels[0].values
    assert np.flatnonzero(np.isnan(values)).tolist() == [30]
    assert stream(raw, "beats").time_s == approx(times, abs=1.0)
    assert "beats_impossible" in codes(raw)


def test_no_beats_no_stream(desk):
    assert [s.node for s in desk.fit(*WHOLE).streams] == ["watch"]
