"""What is a source of sensors, and what is refused before anything is read."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest
from tests.inputs.readers.conftest import c3d, parquet, sto, tidy, trc, wide
from tests.inputs.sensors.conftest import (
    band_counts,
    clock,
    edf,
    read_here,
    shirt,
    table,
    wave,
    write,
)

from runtall.errors import InputError, MalformedFile, MissingStream, UnknownFormat
from runtall.inputs.process import WorkerProcess
from runtall.inputs.sensors.open import is_sensor_source, read_sensors
from runtall.inputs.sensors.raw import RawChannel, RawSensors, RawStream, Session
from runtall.inputs.sensors.recording import digest_of, load_sensors
from runtall.inputs.sensors.transfer import packed, unpacked
from runtall.inputs.wire import Message
from runtall.motion.recording import Notice

T = clock()
MARKERS = {
    "trc": trc(), "sto": sto(), "wide": wide(), "tidy": tidy(), "semicolons": wide(separator=";"),
    "chest markers": wide(("chest", "belly", "acc")), "c3d": c3d(), "parquet": parquet(),
    "speeds": wide().replace("time,", "time,speed,", 1).replace("\n0.", "\n0.,3,0.", 1),
}  # fmt: skip


@pytest.mark.parametrize("content", MARKERS.values(), ids=MARKERS)
def test_motion_files_are_left_to_the_readers_of_motion(tmp_path, content):
    assert not is_sensor_source(write(tmp_path / "a.csv", content))


SENSORS = {
    "bands": table("time,chest,belly", T, T, T),
    "one band": table("time,respiration", T, T),
    "trunk": table("timestamp;accX;accY;accZ", T, T, T, T, separator=";"),
    "watch": table("time,heart_rate", T, T),
    "edf": edf({"Resp": np.zeros(320)}),
    "wave": wave(band_counts(1000)),
}


@pytest.mark.parametrize("content", SENSORS.values(), ids=SENSORS)
def test_the_content_decides_whatever_the_name(tmp_path, content):
    assert is_sensor_source(write(tmp_path / "a.mp4", content))


NOTHING = [
    table("a,b", T, T), table("time,a", T, T), "words\n", b"\0" * 99, table("chest,belly", T, T),
]  # fmt: skip


@pytest.mark.parametrize("content", NOTHING)
def test_what_names_no_sensor_is_none(tmp_path, content):
    assert not is_sensor_source(write(tmp_path / "a.csv", content))


def test_columns_make_a_table_one(tmp_path):
    path = write(tmp_path / "a.csv", table("when,one,two", T, T, T))
    assert not is_sensor_source(path)
    assert not is_sensor_source(path, {"three": "chest"})
    assert is_sensor_source(path, {"when": "time", "one": "chest"})
    markers = write(tmp_path / "b.csv", wide())
    assert not is_sensor_source(markers, {"when": "time"})


def test_folders(tmp_path):
    assert is_sensor_source(shirt(tmp_path / "shirt"))
    pictures = tmp_path / "pictures"
    write(pictures / "0001.png", b"\x89PNG")
    assert not is_sensor_source(pictures)
    with pytest.raises(UnknownFormat, match=r"pictures: is a folder without .*Hexoskin"):
        read_sensors(pictures)


def test_looking_is_quick(tmp_path):
    path = write(tmp_path / "a.csv", "time,a,b\n" + "0.1,2,3\n" * 200_000)
    is_sensor_source(path)
    begin = time.perf_counter()
    is_sensor_source(path)
    assert time.perf_counter() - begin < 0.1


def test_absent_and_empty_files_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"a.edf: there is no such file"):
        read_sensors(tmp_path / "a.edf")
    assert is_sensor_source(tmp_path / "a.edf")
    assert not is_sensor_source(tmp_path / "a.csv")
    with pytest.raises(MalformedFile, match=r"b.edf: is empty"):
        read_sensors(write(tmp_path / "b.edf", b""))
    chest = write(tmp_path / "chest.wav", wave(band_counts(1000)))
    with pytest.raises(InputError, match=r"belly.wav: there is no such file"):
        read_sensors(chest, more=[tmp_path / "belly.wav"])
    with pytest.raises(UnknownFormat, match=r"is a folder; give the file of the other band"):
        read_sensors(chest, more=[tmp_path])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipes_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "a.edf")
    with pytest.raises(UnknownFormat, match=r"a.edf: is a named pipe"):
        read_sensors(tmp_path / "a.edf")


def test_loops_of_links_are_refused(tmp_path):
    (tmp_path / "a.edf").symlink_to(tmp_path / "b.edf")
    (tmp_path / "b.edf").symlink_to(tmp_path / "a.edf")
    with pytest.raises(InputError, match=r"a.edf: cannot be reached"):
        read_sensors(tmp_path / "a.edf")


def test_unknown_content_is_said_to_be_what_it_is(tmp_path):
    with pytest.raises(UnknownFormat, match=r"is named like an EDF or BDF file and holds text"):
        read_sensors(write(tmp_path / "a.edf", "hello there\n"))
    with pytest.raises(UnknownFormat, match=r"holds bytes of an unknown kind; runtall reads"):
        read_sensors(write(tmp_path / "a.bin", b"\0\1\2\3" * 30))
    with pytest.raises(UnknownFormat, match=r"has no columns named 'x'"):
        read_sensors(write(tmp_path / "a.txt", "hello there\n"), columns={"x": "chest"})


def test_more_files_beside_a_table_are_refused(tmp_path):
    path = write(tmp_path / "a.csv", SENSORS["bands"])
    for content in (SENSORS["bands"], SENSORS["edf"]):
        with pytest.raises(InputError, match=r"stands alone"):
            read_here(write(path, content), more=[path])


def test_a_child_reads_what_this_process_would(tmp_path, no_child_left):
    folder = shirt(tmp_path / "shirt")
    here, there = read_here(folder), load_sensors(folder)
    assert here.streams.identical(there.streams)
    assert here.notices == there.notices
    assert there.sha256 == digest_of(folder)


def test_no_reader_runs_in_this_process(tmp_path, no_child_left):
    path = write(tmp_path / "a.csv", table("time,chest", T, ["x"] * len(T)))
    with pytest.raises(MalformedFile, match=r"a.csv: line 2 holds 'x'"):
        load_sensors(path)


def test_nothing_but_beats_is_no_recording(tmp_path):
    path = write(tmp_path / "a.csv", table("time,rr", T, T + 1))
    assert not is_sensor_source(path)
    with pytest.raises(MissingStream, match=r"^a.csv: holds no breathing band"):
        read_here(path, {"rr": "interval"})


# --- digests ------------------------------------------------------------------------------------


def test_a_digest_is_of_the_content(tmp_path):
    import hashlib

    one = write(tmp_path / "one.wav", b"abc")
    assert digest_of(one) == hashlib.sha256(b"abc").hexdigest()
    two = write(tmp_path / "two.wav", b"abd")
    assert digest_of(one, [two]) == digest_of(two, [one]) != digest_of(one)


def test_a_digest_of_a_folder_changes_with_its_files(tmp_path):
    folder, other = shirt(tmp_path / "a"), shirt(tmp_path / "b")
    assert digest_of(folder) == digest_of(other)
    write(other / "step.csv", "time [s],step\n1,1\n")
    assert digest_of(folder) != digest_of(other)


# --- between processes --------------------------------------------------------------------------


def example() -> RawSensors:
    values = np.array([1.0, np.nan, 3.0])
    channels = (RawChannel("chest", values, "mL", "Thorax", "mL", "file"),)
    streams = (
        RawStream("breathing", np.arange(3.0), channels, 25.0),
        RawStream("vendor", np.empty(0), (), 0.0, "step"),
    )
    return RawSensors("edf", streams, "2026-05-01T09:30:00Z", (Session("run", 0.0, 2.0),),
                      {"device": "X"}, (Notice("a", "b"),))  # fmt: skip


def test_what_is_packed_comes_out_the_same():
    fields, arrays = packed(example())
    found = unpacked(Message("done", dict(fields), dict(arrays)), "a")
    assert repr(found) == repr(example())


@pytest.mark.parametrize(
    ("key", "value"),
    [("time 0", np.array([0.0, 2.0, 1.0])), ("time 0", np.array([0.0, 1.0, np.inf])),
     ("time 0", np.arange(4.0)), ("values 0", np.zeros((2, 3))), ("values 0", np.zeros((1, 2)))],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused(key, value):
    fields, arrays = packed(example())
    message = Message("done", dict(fields), dict(arrays) | {key: value})
    with pytest.raises(MalformedFile, match=r"^a: .*does not fit together"):
        unpacked(message, "a")


@pytest.mark.parametrize(
    "change", [{"streams": []}, {"streams": [{"node": "lung"}]}, {"start": None}]
)
def test_fields_that_do_not_fit_are_refused(change):
    fields, arrays = packed(example())
    fields = dict(fields) | change
    if "start" in change:
        del fields["start"]
    with pytest.raises(MalformedFile):
        unpacked(Message("done", fields, dict(arrays)), "a")


def test_only_known_tasks_are_served():
    with WorkerProcess() as worker, pytest.raises(Exception, match=r"sensor_tasks"):
        worker.ask("sensor_tasks", {}, "a")
