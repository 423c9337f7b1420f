"""The program as a person starts it, and one analysis that many tests look at."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest

CLIP = Path(str(files("runtall") / "demo" / "run_side.mp4"))
DATA = Path(__file__).parents[1] / "data"
PERSON = ["--height-cm", "165.4", "--mass-kg", "59.5", "--sex", "female"]


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def lines(self):
        return self.err.splitlines()


def _hears_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Program:
    """Starts runtall in its own folder with its own cache and home."""

    def __init__(self, folder, home):
        self.folder = folder
        self.env = {
            **os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home / "state"),
            "XDG_CACHE_HOME": str(home / "cache"), "RUNTALL_CACHE": str(home / "points"),
            "TMPDIR": str(home / "tmp"), "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb",
        }  # fmt: skip
        self.env.pop("DISPLAY", None)
        self.home = home
        (home / "tmp").mkdir(exist_ok=True)

    def start(self, *arguments, **extra):
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "runtall", *map(os.fspath, arguments)],
            cwd=self.folder, env={**self.env, **extra.pop("env", {})}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            # Under nohup or in the background this process itself may ignore Ctrl-C.
            preexec_fn=_hears_ctrl_c, **extra,  # noqa: PLW1509
        )  # fmt: skip

    def __call__(self, *arguments, **extra):
        out, err = (process := self.start(*arguments, **extra)).communicate(timeout=120)
        return Ended(process.returncode, out.decode(), err.decode())

    def left(self):
        """What lies in the folder and in the folder of temporary files."""
        return sorted(p.name for f in (self.folder, self.home / "tmp") for p in f.iterdir())


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """One home for all: points that were found once are kept."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def runtall(tmp_path, home):
    return Program(tmp_path, home)


@pytest.fixture(scope="session")
def done(tmp_path_factory, home):
    """An analysis of five seconds, with all its files but overlay and PDF."""
    folder = tmp_path_factory.mktemp("done")
    program = Program(folder, home)
    ended = program(
        "analyze", CLIP, "--end", "5", "--no-overlay", "--no-pdf", *PERSON,
        "--minute", "12", "--view", "right", "--seed", "3", "--out", "result", "--json",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    return folder / "result", ended


@pytest.fixture(scope="session")
def result(done):
    return json.loads((done[0] / "result.json").read_text("utf-8"))
