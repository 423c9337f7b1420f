"""The main command on a real clip: what it writes, says and refuses."""

import json
import os
import re
import signal
import time
import tomllib
from pathlib import Path

import pytest
from tests.cli.conftest import CLIP, PERSON
from tests.inputs.conftest import children

NUMBERS = ("name", "side", "value", "low", "high", "n_strides", "status")


def numbers(result):
    return [[m[k] for k in NUMBERS] for m in result["measurements"]]


def test_json_is_the_file_and_nothing_else(done, result):
    folder, ended = done
    assert ended.out == (folder / "result.json").read_text("utf-8")
    assert result["seed"] == 3
    assert result["runner"] == {
        "height_cm": 165.4, "mass_kg": 59.5, "sex": "female", "assumed": [],
    }  # fmt: skip
    assert result["inputs"][0]["view"] == "right"


def test_folder_holds_what_was_asked(done):
    names = {p.name for p in done[0].iterdir()}
    assert {"result.json", "report.html", "config.toml", "metrics.csv", "motion.nc"} <= names
    assert not {"report.pdf", "overlay-1.mp4"} & names


def test_config_gives_the_same_numbers(done, result, runtall):
    config = done[0] / "config.toml"
    told = tomllib.loads(config.read_text("utf-8"))["inputs"][0]
    assert (told["end_s"], told["minute"], told["view"]) == (5.0, 12.0, "right")
    ended = runtall("analyze", "--config", config, "--out", "again", "--json")
    assert ended.code == 0, ended.err
    again = json.loads(ended.out)
    assert numbers(again) == numbers(result)
    assert again["findings"] == result["findings"]


def test_text_says_where_the_report_is_what_stands_out_and_what_is_missing(done, result, runtall):
    ended = runtall("analyze", "--config", done[0] / "config.toml", "--out", "again")
    lines = ended.out.splitlines()
    assert lines[0] == "Report: again/report.html"
    found = [line for line in lines if re.match(r"  \d\. ", line)]
    assert len(found) == len(result["findings"]) >= 1
    for line, finding in zip(found, result["findings"], strict=True):
        assert finding["title"] in line
        assert f"({finding['strength']})" in line
        assert "90 % interval" in line
    assert "side lean" in next(line for line in lines if line.startswith("Not measured"))
    assert any("filmed at 30 frames a second" in line for line in ended.lines)


def test_quiet_says_only_where(done, runtall):
    ended = runtall("analyze", "--config", done[0] / "config.toml", "--out", "again", "--quiet")
    assert ended.out == "Report: again/report.html\n"
    assert ended.err == ""


def test_config_refuses_another_clip_and_other_numbers(done, runtall):
    config = (done[0] / "config.toml").read_text("utf-8")
    other = runtall.folder / "other.mp4"
    other.write_bytes((Path(__file__).parents[1] / "data" / "walk_left.mp4").read_bytes())
    changed = re.sub(r'path = ".*"', f'path = "{other}"', config)
    (runtall.folder / "config.toml").write_text(changed, "utf-8")
    ended = runtall("analyze", "--config", "config.toml", "--out", "again")
    assert (ended.code, len(ended.lines)) == (3, 1)
    assert "other.mp4: its content is not that of the first analysis" in ended.err
    ended = runtall("analyze", CLIP, "--config", "config.toml")
    assert ended.code == 2
    assert "INPUT and --config" in ended.err
    ended = runtall("analyze", "--config", "config.toml", "--seed", "4")
    assert ended.code == 2
    assert "--seed and --config" in ended.err


def test_an_existing_folder_is_left_alone(done, runtall):
    before = {p.name: p.stat().st_mtime_ns for p in done[0].iterdir()}
    ended = runtall("analyze", CLIP, "--out", done[0])
    assert (ended.code, len(ended.lines)) == (5, 1)
    assert "is there already" in ended.err
    assert {p.name: p.stat().st_mtime_ns for p in done[0].iterdir()} == before
    (runtall.folder / "mine").mkdir()
    (runtall.folder / "mine" / "thesis.txt").write_text("years of work")
    ended = runtall("analyze", CLIP, "--out", "mine", "--force")
    assert ended.code == 5
    assert "is not a result folder" in ended.err
    assert (runtall.folder / "mine" / "thesis.txt").read_text() == "years of work"


def test_force_replaces_a_result(done, runtall):
    out = runtall.folder / "old"
    out.mkdir()
    (out / "result.json").write_text("{}")
    (out / "stale.txt").write_text("")
    ended = runtall("analyze", "--config", done[0] / "config.toml", "--out", "old", "--force")
    assert ended.code == 0, ended.err
    assert not (out / "stale.txt").exists()
    assert json.loads((out / "result.json").read_text("utf-8"))["schema"] == "runtall.result/1"
    assert runtall.left() == ["old"]


@pytest.mark.parametrize(
    "name", ["a\nb.mp4", "-x.mp4", "é 跑 \u202e.mp4", "'\"`$(id).mp4", "[red]<b>&.mp4"]
)
def test_names_may_hold_anything(name, runtall):
    (runtall.folder / name).write_bytes(b"no video at all")
    ended = runtall("analyze", "--", name)
    assert (ended.code, len(ended.lines)) == (3, 1)
    assert "is a text file" in ended.err
    assert ended.out == ""
    assert "\u202e" not in ended.err
    assert runtall.left() == [name]


def test_a_hostile_name_reaches_the_result_whole(done, runtall):
    name = "-a\n'\"<b>é.mp4"
    (runtall.folder / name).write_bytes(CLIP.read_bytes())
    ended = runtall(
        "analyze", "--end", "5", "--no-overlay", "--no-pdf", *PERSON, "--json", "--", name
    )
    assert ended.code == 0, ended.err
    (folder,) = runtall.folder.glob("runtall-*")
    assert re.fullmatch(r"runtall-a_+b_é-\d{4}-\d\d-\d\d", folder.name)
    assert json.loads(ended.out)["inputs"][0]["path"] == name
    assert "<b>é" not in (folder / "report.html").read_text("utf-8")


def test_the_first_bad_input_of_several_is_named_before_the_work(runtall):
    (runtall.folder / "side.mp4").write_bytes(CLIP.read_bytes())
    (runtall.folder / "rear.mp4").write_bytes(b"nothing")
    ended = runtall("analyze", "side.mp4", "rear.mp4")
    assert ended.code == 3
    assert ended.lines[-1].startswith("runtall: rear.mp4: is a text file")
    assert runtall.left() == ["rear.mp4", "side.mp4"]


def test_the_same_clip_twice_is_refused(runtall):
    for name in ("one.mp4", "two.mp4"):
        (runtall.folder / name).write_bytes(CLIP.read_bytes())
    ended = runtall("analyze", "one.mp4", "two.mp4")
    assert ended.code == 2
    assert "two.mp4: is the same recording as one.mp4" in ended.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_cancel_leaves_nothing(number, runtall, tmp_path):
    # An empty cache: there is work to do.
    process = runtall.start("analyze", CLIP, env={"RUNTALL_CACHE": str(tmp_path / ".points")})
    try:
        deadline = time.monotonic() + 30
        while not (found := children(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert found
        time.sleep(0.5)
        begun = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert time.monotonic() - begun < 3
    assert process.returncode == 130
    assert out == b""
    assert err.decode().splitlines()[-1] == "runtall: cancelled; nothing was written"
    assert [name for name in runtall.left() if name != ".points"] == []
    assert not any(Path(f"/proc/{child}").exists() for child in found)


def test_a_fault_writes_a_report_without_names(done, runtall, tmp_path):
    plugin = tmp_path / ".plug"
    info = plugin / "broken-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[runtall.files]\nbroken = broken_writer\n")
    (plugin / "broken_writer.py").write_text(
        "from runtall.analysis.saving import writers\n"
        "def write(analysis, folder):\n"
        "    raise ZeroDivisionError(f'{analysis.recordings[0].path} of Jane')\n"
        "writers.register('zz.txt', write)\n"
    )
    (tmp_path / "jane-doe.mp4").write_bytes(CLIP.read_bytes())
    paths = os.pathsep.join([str(plugin), os.environ.get("PYTHONPATH", "")])
    ended = runtall(
        "analyze", "jane-doe.mp4", "--end", "5", "--no-overlay", "--no-pdf", *PERSON, "--json",
        env={"PYTHONPATH": paths},
    )  # fmt: skip
    assert (ended.code, ended.out) == (70, "")
    error = json.loads(ended.lines[-1])["error"]
    assert error["code"] == "fault"
    report = Path(re.search(r"report (\S+)$", error["message"])[1])
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "mediapipe 0.10.21" in text
    assert "jane-doe" not in text
    assert "165.4" not in text
    assert runtall.left() == [".plug", "jane-doe.mp4"]
