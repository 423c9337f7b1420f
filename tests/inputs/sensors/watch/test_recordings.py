"""The real watch files: every field with its unit, and what the watch says itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytest import approx
from tests.inputs.sensors.watch.conftest import channel, codes, names, read, said, stream, tables

from runtall.inputs.sensors.fields import fields

GOOD = ("activity-small-fenix2-run.fit", "developer-types-sample.fit", "garmin-fenix-5-run.fit")
WITHOUT_UNIT = {"unknown_88", "activity_type"}


@pytest.fixture
def folder(recordings: Path) -> Path:
    return recordings / "fit"


@pytest.mark.parametrize("name", GOOD)
def test_every_field_has_its_unit(folder, name):
    raw = read(folder / name)
    for each in stream(raw).channels:
        assert each.unit or each.name in WITHOUT_UNIT, each.name
        if each.name in fields():
            assert each.unit == fields()[each.name].unit
    assert [session.sport for session in raw.sessions] == ["running"]
    assert raw.start.endswith("Z")


def test_running_dynamics(folder):
    raw = read(folder / GOOD[0])
    assert len(stream(raw).time_s) == 2809
    assert {"vertical_oscillation", "stance_time", "cadence", "heart_rate", "temperature"} <= names(
        raw
    )
    # The summary that the watch wrote: 81 strides/min, 106.2 mm, 252 ms, 9008.22 m in 2832 s.
    # Its means leave out the standing; so do those over the quick half of the run.
    values = tables(raw)
    assert np.nanmax(values["distance"]) == approx(9008.22, abs=2)
    assert np.nanmedian(values["cadence"]) * 60 == approx(2 * 82, abs=2)
    assert np.nanmean(values["vertical_oscillation"]) == approx(0.1062, abs=5e-4)
    assert raw.about["utc_offset"] == "+02:00"


def test_developer_fields(folder):
    raw = read(folder / GOOD[1])
    assert len(stream(raw).time_s) == 3424
    told = {c.label: (c.name, c.unit, c.file_unit, c.source) for c in stream(raw).channels}
    stryd = "developer: Stryd"
    assert told["Form Power"] == ("form_power", "W", "Watts", stryd)
    assert told["Leg Spring Stiffness"] == ("leg_spring_stiffness", "N/m", "KN/m", stryd)
    assert told["Distance"] == ("developer_distance", "m", "Meters", stryd)
    assert told["Speed"] == ("developer_speed", "m/s", "M/S", stryd)
    assert told["speed"][0] == "speed"
    values = tables(raw)
    assert np.nanmax(values["developer_distance"]) == 6814
    assert np.nanmax(values["distance"]) == approx(6753.99)


def test_beats_and_unknown_fields(folder):
    raw = read(folder / GOOD[2])
    assert channel(raw, "unknown_88").values.tolist() == [300.0] * 21
    assert channel(raw, "stance_time_balance").unit == "1"
    beats = stream(raw, "beats")
    # 75 s from the first to the last message, as the activity says itself.
    assert beats.time_s[-1] - beats.time_s[0] == approx(75, abs=2)
    # Once the heart goes evenly, the intervals before a record tell its heart rate.
    for at, heart in zip(stream(raw).time_s, channel(raw, "heart_rate").values, strict=True):
        if at >= 30:
            near = (beats.time_s > at - 8) & (beats.time_s <= at)
            assert 1 / np.median(beats.channels[0].values[near]) == approx(heart, rel=0.06)
    assert "beats_placed" in codes(raw)


def test_step_length_is_that_of_one_step(folder):
    raw = read(folder / GOOD[2])
    values = tables(raw)
    steady = values["speed"] > 2.5
    told = (values["step_length"] * values["cadence"])[steady]
    assert np.nanmedian(told) == approx(np.nanmedian(values["speed"][steady]), rel=0.05)


def test_broken_second_file_is_a_stated_partial_read(folder):
    raw = read(folder / "activity-settings-corruptheader.fit")
    assert len(stream(raw).time_s) == 14
    assert "last 83 of 854 bytes" in said(raw, "chain_damaged")


def test_file_that_ends_early_is_a_stated_partial_read(folder):
    raw = read(folder / "activity-unexpected-eof.fit")
    assert len(stream(raw).time_s) == 14
    assert "14 records are used" in said(raw, "file_damaged")
