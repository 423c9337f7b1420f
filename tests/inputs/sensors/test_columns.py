"""What names of columns mean."""

from __future__ import annotations

import doctest
import importlib

import pytest

from runtall.errors import InputError
from runtall.inputs.readers.headings import heading_of
from runtall.inputs.sensors.columns import meaning_of, meanings

KNOWN = {
    "chest": ("Chest", "thoracic", "RIP Thorax", "THOR RES", "Effort THO", "rib_cage", "ribs",
              "respiration_thoracic", "Chest volume"),
    "belly": ("belly", "ABDO RES", "Abdomen", "Effort ABD", "respiration_abdominal", "diaphragm"),
    "band": ("respiration", "Resp", "breathing", "RIP", "Respiratory Effort", "breathing_band"),
    "time": ("time", "Time", "timestamp", "Elapsed Time", "unix_time", "t", "datetime",
             "seconds_elapsed", "time_ms", "timestamp_us", "Time Stamp", "epoch"),
    "acceleration_x": ("acc_x", "AccX", "accel.x", "Acceleration x", "accelerometer_x", "ax",
                       "x_acc", "X Accelerometer"),
    "angular_velocity_z": ("gyro_z", "GyrZ", "gyroscope z", "gz", "wz", "angular_velocity_z",
                           "rotation_rate_z", "AngularRateZ"),
    "interval": ("RR", "rr_interval", "R-R interval", "IBI"),
    "heart_rate": ("heart_rate", "HR", "HeartRate"),
    "": ("chest_x", "belly_y", "ECG", "EMG chest", "Flow", "Snore", "SpO2", "nasal flow",
         "respiration_phase", "linear_acceleration_x", "note", "C7_x", "x", "tidal_volume",
         "breathing_rate_quality", "Chest temperature", "chest_acc_x"),
}  # fmt: skip


@pytest.mark.parametrize(("word", "name"), [(w, n) for w, names in KNOWN.items() for n in names])
def test_names(word, name):
    found = meanings([heading_of(name)], {})
    assert found.get(0, "") == word


def test_the_first_of_two_with_one_meaning_is_taken():
    headings = [heading_of(name) for name in ("time", "chest", "thorax", "timestamp")]
    assert meanings(headings, {}) == {0: "time", 1: "chest"}


def test_what_the_user_says_goes_first():
    headings = [heading_of(name) for name in ("time", "chest", "thorax")]
    assert meanings(headings, {"thorax": "chest"}) == {0: "time", 2: "chest"}
    with pytest.raises(InputError, match=r"^a.csv: 'time' cannot be 'lunch'"):
        meanings(headings, {"time": "lunch"}, "a.csv")


def test_units_stay_out_of_names():
    assert meaning_of(heading_of("acc_x (g)").name) == "acceleration_x"
    assert meaning_of(heading_of("chest [mL]").name) == "chest"


@pytest.mark.parametrize("name", ["bands", "column_units", "columns", "stamps"])
def test_examples_in_docstrings(name):
    module = importlib.import_module(f"runtall.inputs.sensors.{name}")
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
