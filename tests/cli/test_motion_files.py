"""Motion capture on the command line: what it is, its analysis, its repetition, its refusals."""

import json
import tomllib

import numpy as np
import pytest
from tests.cli.conftest import CLIP

from runtall.cli.motion import Said, incline, marker_map, repeated_fields
from runtall.errors import MalformedFile, UsageError
from runtall.motion.files.trc import write_trc
from runtall.testing.capture import CapturedRunner, Part, capture

RUNNER = CapturedRunner(thorax_yaw=20.0)


FOUR_SECONDS = Part("run", 4.0)


def write(path, part=FOUR_SECONDS, rename=None, unit="mm"):
    node = capture(RUNNER, (part,), rate_hz=120.0).streams["markers"].to_dataset()
    names = [(rename or {}).get(str(n), str(n)) for n in node.keypoint.values]
    write_trc(path, names, node.time.values, node.position.values, unit=unit)
    return path


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A file with a marker that only its owner knows, and what says what it is."""
    folder = tmp_path_factory.mktemp("odd")
    write(folder / "run.trc", rename={"left_elbow": "EllbogenL"})
    (folder / "map.toml").write_text('EllbogenL = "left_elbow"\n')
    return folder


def test_check_says_what_it_is_and_shows(odd, runtall):
    ended = runtall("check", odd / "run.trc", "--json")
    assert ended.code == 0, ended.err
    (entry,) = json.loads(ended.out)["inputs"]
    assert (entry["kind"], entry["format"], entry["usable"]) == ("markers", "trc", True)
    assert (entry["unit"], entry["unit_source"]) == ("mm", "file")
    assert (entry["up"], entry["direction"]) == ("+y", "+x")
    assert entry["unknown"] == ["EllbogenL"]
    assert "c7" in entry["recognised"]
    assert (entry["treadmill"], entry["speed_m_s"], entry["contacts"]) == (True, 3.0, "markers")
    assert entry["cadence"] == pytest.approx(170, abs=0.5)
    assert entry["strides"] == 4
    assert {"trunk_lean", "thorax_yaw_range", "sacrum_c7_lean"} <= set(entry["shows"])


def test_check_in_words(odd, runtall):
    write(runtall.folder / "walk.trc", Part("walk", 8.0))
    ended = runtall("check", "walk.trc", odd / "run.trc")
    assert ended.code == 3
    assert "Motion capture (TRC), 8.0" in ended.out
    assert "Cannot be used: not a run: walking, at 110 steps a minute" in ended.out
    assert "unknown: EllbogenL" in ended.out
    assert "Running on a treadmill, 3.0 m/s, 4 strides, 170 steps a minute" in ended.out
    assert "Unit mm (as the file says), +y up" in ended.out


def test_analyze_and_repeat(odd, runtall):
    ended = runtall(
        "analyze", odd / "run.trc", "--markers", odd / "map.toml", "--unit", "mm", "--up", "+y",
        "--direction", "+x", "--incline", "2.5", "--start", "0.5", "--no-pdf", "--out", "one",
        "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    result = json.loads(ended.out)
    elbow = [m for m in result["measurements"] if m["name"] == "elbow_angle"]
    assert [m["value"] for m in elbow] == pytest.approx([90.0, 90.0], abs=0.5)
    assert result["inputs"][0]["kind"] == "markers"
    config = tomllib.loads((runtall.folder / "one" / "config.toml").read_text("utf-8"))
    assert config["settings"]["incline_percent"] == 2.5
    told = config["inputs"][0]
    assert told["markers"] == {"EllbogenL": "left_elbow"}
    assert (told["unit"], told["up"], told["direction"]) == ("mm", "+y", "+x")
    again = runtall("analyze", "--config", "one/config.toml", "--no-pdf", "--out", "two", "--json")
    assert again.code == 0, again.err
    assert json.loads(again.out)["measurements"] == result["measurements"]
    assert not list((runtall.folder / "one").glob("overlay*"))


def test_what_is_said_about_motion_capture_needs_some(runtall):
    ended = runtall("analyze", CLIP, "--unit", "mm")
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "--unit is about motion capture" in ended.err


def test_options_for_clips_are_refused(odd, runtall):
    ended = runtall("analyze", odd / "run.trc", "--view", "left")
    assert ended.code == 2
    assert "--view is for clips: run.trc is motion capture" in ended.lines[-1]
    assert runtall.left() == []


def test_two_people_in_a_file_are_refused(runtall):
    node = capture(RUNNER, (Part("run", 3.0),)).streams["markers"].to_dataset()
    names = [f"{who}:{n}" for who in ("Ann", "Ben") for n in node.keypoint.values]
    beside = node.position.values + np.array([0.0, 0.0, 1.0])
    twice = np.concatenate([node.position.values, beside], axis=1)
    write_trc(runtall.folder / "two.trc", names, node.time.values, twice)
    ended = runtall("analyze", "two.trc")
    assert (ended.code, ended.out) == (3, "")
    assert "two.trc: holds 2 subjects ('Ann', 'Ben'); export one of them" in ended.lines[-1]
    assert runtall.left() == ["two.trc"]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", UsageError),
        ("a = 3\n", UsageError),
        ("markers = 3\n", UsageError),
        ("[[", MalformedFile),
    ],
)
def test_a_map_that_is_none_is_refused(content, error, tmp_path):
    (tmp_path / "map.toml").write_text(content or "# nothing\n")
    with pytest.raises(error, match=r"map\.toml"):
        marker_map([str(tmp_path / "map.toml")])


def test_a_map_may_be_a_table_and_pairs(tmp_path):
    (tmp_path / "map.toml").write_text('[markers]\n"L 1" = "c7"\n')
    found = marker_map([str(tmp_path / "map.toml"), "A=B = t8 "])
    assert found == {"L 1": "c7", "A=B": "t8"}


@pytest.mark.parametrize("field", [{"up": "y"}, {"direction": "north"}])
def test_axes_that_are_none_are_refused(field):
    with pytest.raises(UsageError, match=next(iter(field))):
        Said(**field).fields()


@pytest.mark.parametrize(
    ("row", "name"),
    [({"unit": "ell"}, "unit"), ({"angles": 3}, "angles"), ({"markers": {"a": 1}}, "markers")],
)
def test_a_config_that_makes_no_sense_is_refused(row, name):
    with pytest.raises(UsageError, match=rf"config\.toml: {name}"):
        repeated_fields(row, "config.toml")


@pytest.mark.parametrize("percent", [-60.0, 100.0, float("nan")])
def test_an_incline_that_nobody_runs_is_refused(percent):
    with pytest.raises(UsageError, match="--incline"):
        incline(percent)
