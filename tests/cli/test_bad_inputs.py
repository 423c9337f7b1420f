"""Whatever the bytes: one line that names the file, the right exit code, nothing left."""

import json
import os
import shutil
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image
from tests.cli.conftest import CLIP, DATA
from tests.inputs.conftest import children


def film(path, size=(64, 48), frames=30):
    with av.open(str(path), "w") as clip:
        stream = clip.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(frames):
            picture = np.full((size[1], size[0], 3), 4 * number % 256, np.uint8)
            clip.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        clip.mux(stream.encode(None))


def sound(path):
    with av.open(str(path), "w") as clip:
        stream = clip.add_stream("aac", rate=44100)
        for start in range(0, 20480, 1024):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 44100, start
            clip.mux(stream.encode(frame))
        clip.mux(stream.encode(None))


def without_index(path):
    # Cut off before the index, as by a full card.
    film(path, (320, 240), 60)
    path.write_bytes(path.read_bytes()[:-2000])


MAKE = {
    "empty.mp4": (Path.touch, 3, "is empty"),
    "truncated.mp4": (without_index, 3, ""),
    "random.mp4": (lambda p: p.write_bytes(np.random.default_rng(0).bytes(20_000)), 3, "no video"),
    "sound.mp4": (sound, 3, "holds sound and no video"),
    "picture.png": (lambda p: Image.new("RGB", (64, 64)).save(p), 3, "is a picture"),
    "one.mp4": (lambda p: film(p, frames=1), 3, "holds 1 frame"),
    "eight_k.mp4": (lambda p: film(p, (7680, 4320), 1), 6, "above the limit"),
    "nobody.mp4": (film, 3, "nobody is seen"),
    "list.mp4": (lambda p: p.write_text("#EXTM3U\nhttp://127.0.0.1/a.ts\n"), 3, "play list"),
    "folder.mp4": (Path.mkdir, 3, "is a folder"),
    "pipe.mp4": (os.mkfifo, 3, "is a named pipe"),
    "loop.mp4": (lambda p: p.symlink_to(p.name), 3, "cannot be reached"),
    "dangling.mp4": (lambda p: p.symlink_to("gone"), 3, "no such file"),
    "walk.mp4": (lambda p: shutil.copy(DATA / "walk_left.mp4", p), 3, "walking"),
    "stand.mp4": (lambda p: shutil.copy(DATA / "stand_left.mp4", p), 3, "stands"),
}


@pytest.mark.parametrize("name", MAKE)
def test_bad_input_gives_one_line_and_leaves_nothing(name, runtall):
    make, code, words = MAKE[name]
    make(runtall.folder / name)
    before = set(children())
    # How far it is would be said too when the machine is slow.
    ended = runtall("analyze", name, "--quiet")
    assert (ended.code, ended.out) == (code, "")
    (line,) = ended.lines
    assert line.startswith(f"runtall: {name}: ")
    assert words in line
    assert runtall.left() == [name]
    assert set(children()) <= before


def test_error_as_json(runtall):
    (runtall.folder / "empty.mp4").touch()
    ended = runtall("analyze", "empty.mp4", "--json")
    assert (ended.code, ended.out) == (3, "")
    error = json.loads(ended.err)["error"]
    assert error == {
        "code": "malformed_file", "exit_code": 3,
        "message": "empty.mp4: is empty (0 bytes); copy it again from the camera",
    }  # fmt: skip


REFUSED = {
    "--height-cm 20": "--height-cm 20 is not between 50 and 260 cm",
    "--height-cm nan": "--height-cm nan",
    "--mass-kg 301": "--mass-kg 301 is not between 20 and 300 kg",
    "--minute -1": "--minute -1",
    "--start -2": "--start -2",
    "--start 5 --end 5": "--end 5 is not after --start 5",
    "--roi 1,2,3": "--roi '1,2,3'",
    "--roi 0,0,0,1": "--roi 0,0,0,1 is no box",
    "--recorded-fps 0": "--recorded-fps 0",
    "--view left --view right": "--view was given twice for 1 clip",
    "--view above": "above",
    "--sex other": "other",
    "--anonymous mask": "mask",
    "--pose gazelle": "unknown pose estimator 'gazelle'",
    "--pose-download": "--pose-download",
    "--workers 0": "--workers",
    "--seed -1": "--seed",
    "--nonsense": "--nonsense",
}


@pytest.mark.parametrize("options", REFUSED)
def test_wrong_use_is_refused_by_name(options, runtall):
    ended = runtall("analyze", CLIP, *options.split())
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.lines
    assert line.startswith("runtall: ")
    assert REFUSED[options] in line
    assert runtall.left() == []


def test_an_estimator_without_its_weights_is_missing(runtall):
    ended = runtall("analyze", CLIP, "--pose", "rtmpose")
    assert (ended.code, ended.out) == (4, "")
    assert "--pose-weights" in ended.lines[0] or "weights" in ended.lines[0]
    assert runtall.left() == []


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("height_cm = 1.78", 2, "runner.toml: height_cm 1.78 is not between 50 and 260 cm"),
        ("height_cm = '178'", 2, "height_cm = '178' is no number"),
        ("size = 3", 2, "unknown field 'size'"),
        ("sex = 'x'", 2, "sex 'x' is none of"),
        ("height_cm = ", 3, "is not TOML"),
        ("a" * 2_000_000, 3, "larger than 1 MB"),
    ],
)
def test_runner_file_is_checked(text, code, words, runtall):
    (runtall.folder / "runner.toml").write_text(text)
    ended = runtall("analyze", CLIP, "--runner", "runner.toml")
    assert ended.code == code
    assert words in ended.err


@pytest.mark.parametrize(
    "text",
    [
        "", "inputs = 3", "[[inputs]]", "[[inputs]]\npath = 3", "[[inputs]]\npath='a'\nview='up'",
        "[[inputs]]\npath='a'\nminute=-1", "[[inputs]]\npath='a'\nroi=[1,2]",
        "[[inputs]]\npath='a'\nodd=1", "[settings]\nseed='a'\n[[inputs]]\npath='a'",
        "[settings]\nanonymous='x'\n[[inputs]]\npath='a'", "settings=3\n[[inputs]]\npath='a'",
    ],
)  # fmt: skip
def test_config_file_is_checked(text, runtall):
    (runtall.folder / "config.toml").write_text(text)
    ended = runtall("analyze", "--config", "config.toml", "--out", "again")
    assert ended.code in (2, 3)
    assert ended.lines[0].startswith("runtall: config.toml: ")
    assert len(ended.lines) == 1


def test_output_where_nothing_can_be_written(runtall):
    (runtall.folder / "file").touch()
    ended = runtall("analyze", CLIP, "--out", "file/result")
    assert (ended.code, len(ended.lines)) == (5, 1)
    assert "nothing can be written there" in ended.err
    assert runtall.left() == ["file"]
