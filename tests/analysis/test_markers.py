"""Whole analyses of motion capture: made of formulas, and public recordings."""

import json
import re
import tomllib
from importlib.resources import files

import jsonschema
import numpy as np
import pytest
import xarray as xr

from runtall.analysis.extras import drifts
from runtall.analysis.loading import ReadOptions, load
from runtall.analysis.merge import as_measurement, estimates, measure_all
from runtall.analysis.run import analyze
from runtall.analysis.tracks import curves
from runtall.errors import InputError, NotARun, TooShort, UsageError
from runtall.kinematics.clip import understand
from runtall.kinematics.markers.motion import understand_markers
from runtall.kinematics.metric import metrics
from runtall.motion.files.trc import write_trc
from runtall.motion.vocabulary import BODY
from runtall.testing.capture import CapturedRunner, Part, capture, recording
from runtall.testing.synthetic import SyntheticRunner, film

RUNNER = CapturedRunner(thorax_yaw=24.0, pelvis_yaw=8.0)


def filmed(view="left", **changes):
    return understand(film(SyntheticRunner(**changes), view, seconds=12.0), height_m=1.75)


@pytest.fixture(scope="module")
def captured():
    return analyze([capture(RUNNER)])


def test_every_name_is_there_once_and_says_where_it_comes_from(captured):
    keys = [(m.name, m.side) for m in captured.measurements]
    assert len(keys) == len(set(keys))
    for m in captured.measurements:
        assert m.measured or m.reason
        if m.measured:
            assert m.low <= m.value <= m.high
            assert m.method == "markers"
            assert m.inputs == (0,)
    assert captured.measurement("sacrum_c7_lean").value == pytest.approx(11.0, abs=0.1)
    assert captured.measurement("thorax_yaw_range").value == pytest.approx(24.0, abs=0.2)


def test_the_input_is_described_without_a_camera(captured):
    (source,) = captured.inputs
    assert (source.kind, source.view, source.treadmill, source.width) == ("markers", None, True, 0)
    assert source.fps == 200.0
    assert source.speed_m_s == pytest.approx(3.0, abs=0.01)
    assert any("markers recognised" in text for text in source.about)
    assert set(captured.measurement("cadence").inputs) == {0}
    assert captured.tracks == ()
    assert {p.side for p in captured.arm_paths} == {"left", "right"}
    assert not any(w.code == "height_assumed" for w in captured.warnings)


def test_curves_and_stride_rows_are_those_of_the_markers(captured):
    by_name = {(c.name, c.side): c for c in captured.curves}
    assert np.ptp(by_name["thorax_yaw_range", None].mean) == pytest.approx(24.0, abs=0.3)
    assert len(captured.strides) == captured.n_strides == 12
    row = captured.strides[3]
    assert row["right_initial_contact_s"] - row["start_s"] == pytest.approx(0.353, abs=0.005)
    assert row["contact_time_left"] == pytest.approx(240, abs=8)


def combined(motions, name, *, height_known=False):
    found = estimates(motions, measure_all(motions), 0, height_known=height_known)
    return as_measurement((name, None), found[name, None])


def test_markers_outweigh_film_where_both_show_something():
    film_, markers = filmed(lean=12.0), understand_markers(capture(RUNNER))
    both, alone = {0: film_, 1: markers}, {0: film_}
    lean, film_lean = combined(both, "trunk_lean"), combined(alone, "trunk_lean")
    assert (lean.inputs, lean.method) == ((0, 1), "markers")
    assert (film_lean.inputs, film_lean.method) == ((0,), "flat")
    assert abs(lean.value - 8.0) < abs(film_lean.value - 8.0)
    assert lean.high - lean.low < film_lean.high - film_lean.low
    turn = combined(both, "thorax_yaw_range")
    assert (turn.inputs, turn.method) == ((1,), "markers")
    assert {c.input for c in curves(both, measure_all(both))} == {1}


def test_an_unknown_height_widens_lengths_from_film_alone():
    film_, markers = filmed(), understand_markers(capture(RUNNER))
    for motions, wider in (({0: film_}, True), ({0: markers}, False)):
        known, unknown = (
            combined(motions, "vertical_oscillation", height_known=known) for known in (True, False)
        )
        assert (unknown.high - unknown.low > known.high - known.low) == wider


def test_film_alone_says_what_would_show_a_turn():
    motions = {0: filmed()}
    found = estimates(motions, measure_all(motions), 0)
    assert "motion capture" in found["thorax_yaw_range", None].reason
    assert "side and from behind" in found["thorax_yaw_range", None].reason
    assert ("sacrum_c7_lean", None) not in found


def test_a_finding_of_markers_stands_without_a_picture():
    found = analyze([capture(CapturedRunner(lean=28.0))])
    (first, *_) = found.findings
    assert first.cause == "waist_lean"
    assert (first.input, first.time_s) == (None, None)


def leaning_more(seconds, rise):
    """A runner whose lean grows by so many degrees over the recording."""
    rate, runner = 80.0, CapturedRunner()
    time = np.arange(0, seconds, 1 / rate)
    points = runner.points(time * runner.frequency_hz)
    hip = (points["left_hip"] + points["right_hip"]) / 2
    for name in points:
        if name.partition("_")[2] in ("shoulder", "elbow", "wrist", "ear") or name == "nose":
            points[name][:, 0] += (
                np.tan(np.radians(rise)) * time / seconds * (points[name][:, 1] - hip[:, 1])
            )
    return recording(np.stack([points[n] for n in BODY], axis=1), BODY, rate)


def test_a_drift_comes_from_markers_too(captured):
    given = leaning_more(60.0, 2.0)
    motions = {0: understand_markers(given)}
    by_name = {m.name: m for m in drifts(motions, measure_all(motions), (given,))}
    found = by_name["trunk_lean_drift"]
    assert found.method == "markers"
    assert found.low < 20.0 < found.high
    assert "20 strides" in captured.measurement("trunk_lean_drift").reason


def test_what_cannot_be_analysed_names_its_file():
    for parts, error in (((Part("walk", 8.0),), NotARun), ((Part("run", 1.2),), TooShort)):
        with pytest.raises(error, match=r"made-of-formulas\.c3d"):
            analyze([capture(RUNNER, parts)])
    with pytest.raises(InputError, match="no recording of a run"):
        analyze([])


def test_the_result_folder_of_markers_alone(captured, tmp_path):
    folder = captured.save(tmp_path / "result")
    names = {p.name for p in folder.iterdir()}
    assert {"report.html", "report.pdf", "result.json", "motion.nc", "config.toml"} <= names
    assert not any(n.startswith("overlay") for n in names)
    page = (folder / "report.html").read_text("utf-8")
    for wrong in ("pose model", "unknown view", "camera", "this film", "picture of the clip"):
        assert wrong not in page, wrong
    assert "Motion capture (C3D)" in page
    assert "motion capture" in re.search(r'<p class="meta">(.*?)</p>', page)[1]
    told = json.loads((folder / "result.json").read_text("utf-8"))
    assert told["inputs"][0]["kind"] == "markers"
    assert told["inputs"][0]["view"] is None
    assert told["inputs"][0]["speed_m_s"] == pytest.approx(3.0, abs=0.01)
    schema = json.loads((files("runtall") / "schema" / "result-1.json").read_text("utf-8"))
    jsonschema.validate(told, schema)
    config = tomllib.loads((folder / "config.toml").read_text("utf-8"))
    assert config["settings"]["incline_percent"] == 0.0
    tree = xr.open_datatree(folder / "motion.nc", engine="h5netcdf")
    assert set(tree["recording_1/markers"].position.dims) == {"time", "keypoint", "space"}
    tree.close()


# --- files ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trc(tmp_path_factory):
    path = tmp_path_factory.mktemp("trc") / "run.trc"
    node = capture(RUNNER, (Part("run", 6.0),)).streams["markers"].to_dataset()
    names = [str(n) for n in node.keypoint.values]
    write_trc(path, names, node.time.values, node.position.values, unit="mm")
    return path


def test_a_motion_file_is_read_by_its_content(trc, tmp_path):
    renamed = tmp_path / "run.mp4"
    renamed.write_bytes(trc.read_bytes())
    found = load(renamed, ReadOptions(minute=7.0))
    assert (found.kind, found.minute) == ("markers", 7.0)
    assert len(found.sha256) == 64
    assert combined({0: understand_markers(found)}, "trunk_lean").value == pytest.approx(8, abs=0.2)


def test_a_part_of_it_is_a_part(trc):
    found = load(trc, ReadOptions(start_s=1.0, end_s=4.5))
    time = found.streams["markers"].time.values
    assert time[0] == pytest.approx(1.0, abs=0.01)
    assert time[-1] == pytest.approx(4.5, abs=0.01)
    told = json.loads(found.streams["markers"].attrs["reading"])
    assert told == {"start_s": 1.0, "end_s": 4.5}
    with pytest.raises(TooShort, match="nothing is left"):
        load(trc, ReadOptions(start_s=900.0))


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"view": "left"}, "--view"),
        ({"calibration": True}, "--calibration"),
        ({"roi": (0.0, 0.0, 1.0, 1.0)}, "--roi"),
        ({"roll_deg": 2.0}, "--roll"),
        ({"recorded_fps": 240.0}, "--recorded-fps"),
    ],
)
def test_what_is_for_pictures_only_is_refused(trc, options, name):
    with pytest.raises(UsageError, match=name):
        load(trc, ReadOptions(**options))


def test_what_the_user_says_wins(trc):
    found = load(trc, ReadOptions(unit="mm", up="+y", direction="+x", ground="treadmill"))
    attrs = found.streams["markers"].attrs
    assert [attrs[f"{k}_source"] for k in ("unit", "up", "direction")] == ["given"] * 3
    assert not understand_markers(found).travelling


# --- public recordings ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def legs(recordings):
    return analyze([load(recordings / "mocap" / "RBDS001runT35.c3d")])


def test_legs_on_a_treadmill(legs):
    assert legs.measurement("cadence").value == pytest.approx(171.2, abs=0.5)
    assert legs.inputs[0].level == "legs"
    # The file's name says 3.5 m/s.
    assert legs.inputs[0].speed_m_s == pytest.approx(3.5, abs=0.05)
    for side in ("left", "right"):
        assert 200 < legs.measurement("contact_time", side).value < 250
    upper = ("trunk_lean", "head_forward", "trunk_side_lean", "thorax_yaw_range")
    sided = ("elbow_angle", "arm_swing_range", "arm_crossing_nearest")
    absent = [legs.measurement(n) for n in upper]
    absent += [legs.measurement(n, s) for n in sided for s in ("left", "right")]
    for m in absent:
        assert not m.measured, m.name
        assert "needs markers at" in m.reason
    assert legs.measurement("pelvis_yaw_range").measured
    assert legs.findings == ()


@pytest.fixture(scope="module")
def whole(recordings):
    return analyze([load(recordings / "mocap" / "hamner_run" / "subject02_running_arms_ik.mot")])


def test_a_whole_runner_with_arms(whole):
    def of(name, side=None):
        return whole.measurement(name, side)

    assert of("cadence").value == pytest.approx(174, abs=2)
    # Hip centres to shoulder centres; lines of the torso or of the pelvis' skin lean 5 to 8.
    assert 0 < of("trunk_lean").value < 8
    for side in ("left", "right"):
        elbow, crossing = of("elbow_angle", side), of("arm_crossing_nearest", side)
        assert elbow.low < 92
        assert elbow.high > 85
        assert crossing.low > 0.3
        assert of("arm_crossing_fraction", side).value == 0.0
    asymmetry = of("arm_swing_asymmetry")
    assert -30 < asymmetry.value < 0
    assert of("thorax_yaw_range").value == pytest.approx(29.7, abs=3.0)
    assert of("pelvis_yaw_range").value == pytest.approx(5.8, abs=1.5)
    assert of("thorax_pelvis_yaw_range").value == pytest.approx(26.0, abs=3.0)
    assert not of("contact_time", "left").measured
    assert not any(f.cause == "arm_crossing" for f in whole.findings)


def test_all_numbers_are_finite(whole):
    for m in whole.measurements:
        if m.measured:
            assert np.isfinite([m.value, m.low, m.high]).all(), m.name
    assert {c.name for c in whole.curves} <= set(metrics)
    for curve in whole.curves:
        assert np.isfinite(curve.mean).all()
