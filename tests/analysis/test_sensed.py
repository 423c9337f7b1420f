"""Bands, trunk sensors and watches through the whole analysis."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from runtall.analysis.run import analyze
from runtall.analysis.sensed_measures import joined
from runtall.errors import InputError
from runtall.kinematics.sensed import SENSED
from runtall.motion.measurement import NOT_SEEN, Measurement
from runtall.motion.recording import Recording
from runtall.testing.bands import Breather, made_bands

SECONDS = 240.0
STEP_HZ = 2.7


def recording(streams, kind="breathing", name="made.csv"):
    tree = xr.DataTree.from_dict(streams)
    return Recording(Path(name), kind, "0" * 64, tree)


def bands(**changes):
    return made_bands(Breather(seconds=SECONDS, **changes), seed=4)


@pytest.fixture(scope="module")
def shirt(recordings):
    from runtall.analysis.loading import load

    return load(recordings / "breathing" / "009hexoskin")


@pytest.fixture(scope="module")
def found(shirt):
    return analyze([shirt])


def test_bands_alone_give_a_whole_result():
    made = bands(breaths_per_min=32.0, step_hz=STEP_HZ, step_size=0.5)
    result = analyze([recording({"breathing": made.bands})])
    assert len(result.breathing) == 1
    rate = result.measurement("breathing_rate")
    assert rate.low <= made.rate() <= rate.high
    assert result.stride is None
    assert {x.reason for x in result.loads} == {NOT_SEEN}
    assert result.measurement("trunk_lean").reason == NOT_SEEN
    assert result.inputs[0].kind == "breathing"


def test_every_measurement_of_a_sensor_is_described(found):
    from runtall.kinematics.metric import metrics

    told = {m.name: m.unit for m in found.measurements}
    sensed = {name: unit for name, unit in told.items() if name in SENSED}
    assert {name: SENSED[name].unit for name in sensed} == sensed
    other = {"thoracic_curve", "shoulder_elevation", "ear_shoulder_height_drift",
             "trunk_lean_drift", "head_forward_drift"}  # fmt: skip
    assert set(told) - set(SENSED) - set(metrics) <= other


def test_a_shirt_tells_what_was_done_when(found):
    (number, segments), *_ = found.sensor_segments
    assert number == 0
    runs = [s for s in segments if s.activity == "run"]
    seconds = sum(s.duration_s for s in runs)
    assert seconds == pytest.approx(65, abs=15), "the shirt's own cadence is above 140 for 65 s"
    assert 990 <= runs[0].start_s <= 1020
    assert [s.start_s for s in segments] == sorted(s.start_s for s in segments)


def test_the_share_of_counts_is_never_judged_by_itself(found):
    share = found.measurement("rib_cage_share")
    assert share.measured
    assert (share.flag, share.usual) == ("unknown", None)


def test_the_same_shirt_twice_gives_the_same_numbers(shirt, found):
    again = analyze([shirt])
    assert again.measurements == found.measurements


def test_a_clock_that_starts_elsewhere_gives_the_same_numbers(shirt, found):
    moved = {}
    for node in shirt.streams.subtree:
        data = node.to_dataset(inherit=False)
        if "time" in data:
            moved[node.path] = data.assign_coords(time=data.time + 3600.0)
    later = analyze([replace(shirt, streams=xr.DataTree.from_dict(moved))])
    for one, other in zip(found.measurements, later.measurements, strict=True):
        assert one.measured == other.measured, one.name
        if one.measured:
            assert other.value == pytest.approx(one.value, rel=1e-3, abs=0.05), one.name


def _measure(name, value, half, **more):
    return Measurement(name, None, value, "steps/min", value - half, value + half, **more)


def test_film_goes_first_and_a_difference_is_said():
    film, watch = _measure("cadence", 170.0, 1.0), _measure("cadence", 160.0, 1.0, inputs=(1,))
    measurements, warnings = joined([film], [watch])
    assert measurements == [film]
    assert [(w.code, w.input) for w in warnings] == [("sources_differ", 1)]
    assert joined([film], [_measure("cadence", 169.5, 1.0)]) == ([film], [])


def test_a_sensor_fills_what_film_lacks():
    lacking = Measurement("cadence", None, None, "steps/min", status="unmeasured", reason="dark")
    watch = _measure("cadence", 160.0, 1.0)
    assert joined([lacking], [watch]) == ([watch], [])


def test_an_error_names_the_file():
    time = np.arange(0.0, 1.0, 1 / 16)
    short = xr.Dataset({"chest": ("time", np.sin(time))}, {"time": time},
                       {"rate_hz": 16.0, "unit": "", "calibrated": 0})  # fmt: skip
    with pytest.raises(InputError, match=r"made\.csv: "):
        analyze([recording({"breathing": short})])
