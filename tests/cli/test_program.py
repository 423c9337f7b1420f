"""The program as a whole: help, version, pipes, check, doctor, demo."""

import json
import os
import subprocess
import sys
import time

import pytest
from tests.cli.conftest import CLIP, DATA

COMMANDS = ("demo", "check", "analyze", "doctor")


def test_help_is_quick_and_names_every_command(runtall):
    times = []
    for _ in range(3):
        begun = time.monotonic()
        ended = runtall("--help")
        times.append(time.monotonic() - begun)
    assert ended.code == 0
    assert all(command in ended.out for command in COMMANDS)
    assert min(times) < 0.7


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(command, runtall):
    ended = runtall(command, "--help")
    assert ended.code == 0
    assert f"Example: runtall {command}" in ended.out
    assert "--json" in ended.out


def test_every_option_of_the_contract_is_there(runtall):
    text = runtall("analyze", "--help", env={"COLUMNS": "200"}).out
    for option in (
        "--out", "--force", "--height-cm", "--mass-kg", "--sex", "--runner", "--view",
        "--recorded-fps", "--start", "--end", "--roi", "--minute", "--calibration", "--pose",
        "--pose-weights", "--pose-download", "--pose-sha256", "--every-frame", "--anonymous",
        "--no-overlay", "--no-pdf", "--seed", "--workers", "--config", "--json", "--quiet",
        "--verbose",
    ):  # fmt: skip
        assert option in text


def test_version_and_bare_name(runtall):
    assert runtall("--version").out.startswith("runtall 0.")
    assert "Usage: runtall" in runtall().out
    ended = runtall("analyse")
    assert (ended.code, len(ended.lines)) == (2, 1)
    assert "analyse" in ended.err


def test_a_reader_that_goes_away_is_no_fault(runtall):
    process = runtall.start("doctor", "--json")
    process.stdout.close()
    err = process.stderr.read().decode()
    assert process.wait(timeout=60) == 0
    process.stderr.close()
    assert "Traceback" not in err
    assert "Broken" not in err


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_stdout_is_told(unbuffered):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "runtall", "--help"], stdout=full, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered}, check=False,
        )  # fmt: skip
    assert done.returncode == 5
    assert done.stderr.decode().startswith("runtall: output: ")


def test_check_says_what_a_clip_can_show(runtall):
    (runtall.folder / "empty.mp4").touch()
    ended = runtall("check", CLIP, DATA / "walk_left.mp4", "empty.mp4", "--json")
    assert ended.code == 3
    run, walk, empty = json.loads(ended.out)["inputs"]
    assert (run["usable"], run["view"], run["passing"]) == (True, "right", False)
    assert run["fps"] == 30
    assert abs(run["cadence"] - 176.4) < 2
    assert not run["several_people"]
    assert 0.2 < run["light"] < 0.9
    assert 700 < run["person_px"] < 1280
    assert "trunk_lean" in run["shows"]
    needs = {lack["name"]: lack["needs"] for lack in run["cannot_show"]}
    assert needs["arm_crossing_nearest"] == "a clip from the rear or the front"
    assert needs["contact_time"] == "120 frames a second"
    assert any("60 frames a second" in text for text in run["advice"])
    assert not walk["usable"]
    assert "walking" in walk["error"]["message"]
    assert empty["error"]["code"] == "malformed_file"
    assert runtall.left() == ["empty.mp4"]
    told = runtall("check", CLIP)
    assert told.code == 0
    assert "Seen from the right side" in told.out
    assert "Needs a clip from the rear or the front: " in told.out


def test_check_of_nothing_usable_is_an_error(runtall):
    (runtall.folder / "empty.mp4").touch()
    ended = runtall("check", "empty.mp4")
    assert (ended.code, ended.out, len(ended.lines)) == (3, "", 1)


def test_doctor_finds_what_is_needed(runtall):
    ended = runtall("doctor", "--json")
    found = json.loads(ended.out)
    assert (ended.code, found["ok"]) == (0, True)
    names = {c["name"] for c in found["checks"]}
    assert {"Python", "mediapipe", "pose model", "video (H.264)", "PDF (typst)", "cache",
            "cameras", "cores"} <= names  # fmt: skip


def test_doctor_says_how_to_mend(runtall, tmp_path):
    # A package that cannot be imported stands in for the missing system library.
    broken = tmp_path / ".broken"
    broken.mkdir()
    (broken / "cv2.py").write_text(
        "raise ImportError('libGL.so.1: cannot open shared object file: No such file or directory')"
    )
    paths = os.pathsep.join([str(broken), os.environ.get("PYTHONPATH", "")])
    ended = runtall("doctor", "--quiet", env={"PYTHONPATH": paths})
    assert ended.code == 4
    assert "missing   libraries for OpenCV: ImportError: libGL.so.1" in ended.out
    assert "-> sudo apt-get install libgl1 libglib2.0-0" in ended.out


def test_demo_makes_a_report_and_says_what_it_is(runtall):
    begun = time.monotonic()
    ended = runtall("demo")
    assert ended.code == 0, ended.err
    assert time.monotonic() - begun < 60
    assert "computer's drawing, not a person" in ended.out
    (folder,) = runtall.folder.iterdir()
    assert folder.name.startswith("runtall-demo-")
    names = {p.name for p in folder.iterdir()}
    assert {"report.html", "report.pdf", "overlay-1.mp4", "result.json"} <= names
