"""Child processes: what their end means, what they cannot do, and that none stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from tests.inputs.conftest import MakeClip, children

from runtall.errors import LimitExceeded, MalformedFile
from runtall.inputs import process
from runtall.inputs.process import WorkerProcess

pytestmark = pytest.mark.usefixtures("no_child_left")


def _request(path: Path) -> dict[str, str]:
    return {"path": str(path), "container": "mov"}


def _stopped(worker: WorkerProcess) -> None:
    """Stop the child, once it has started, so that it can be ended in the middle of a task."""
    worker.events.get(timeout=30)
    os.kill(worker.process.pid, signal.SIGSTOP)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL, signal.SIGILL])
def test_a_crash_is_a_clear_error(make_clip: MakeClip, number: signal.Signals) -> None:
    with WorkerProcess() as worker:
        _stopped(worker)
        worker.request("inspect", _request(make_clip("clip.mp4")))
        os.kill(worker.process.pid, number)
        os.kill(worker.process.pid, signal.SIGCONT)
        with pytest.raises(MalformedFile, match=rf"clip.mp4: the decoder crashed.*{number.name}"):
            worker.ask("inspect", _request(make_clip("clip.mp4")), "clip.mp4")


def test_too_much_computing_is_a_limit(make_clip: MakeClip) -> None:
    with WorkerProcess() as worker:
        _stopped(worker)
        os.kill(worker.process.pid, signal.SIGXCPU)
        os.kill(worker.process.pid, signal.SIGCONT)
        with pytest.raises(LimitExceeded, match="computing time"):
            worker.ask("inspect", _request(make_clip("clip.mp4")), "clip.mp4")


def test_a_hang_is_a_clear_error(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START_SECONDS", 1.0)
    with WorkerProcess() as worker:
        _stopped(worker)
        started = time.monotonic()
        with pytest.raises(MalformedFile, match="hung"):
            worker.ask("inspect", _request(make_clip("clip.mp4")), "clip.mp4")
        assert time.monotonic() - started < 5


def test_an_answer_that_takes_too_long_is_a_limit(make_clip: MakeClip) -> None:
    with WorkerProcess() as worker:
        _stopped(worker)
        with pytest.raises(LimitExceeded, match="longer than allowed"):
            worker.ask("inspect", _request(make_clip("clip.mp4")), "clip.mp4", seconds=0.5)


def _in_child(code: str) -> str:
    """Output of code that runs confined, as a worker does."""
    program = "import os\nfrom runtall.inputs.limits import confine, MIB\n"
    program += "confine(os.getppid(), 512 * MIB)\n" + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    return done.stdout.strip() or done.stderr.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="the network is cut off on Linux only")
def test_a_child_has_no_network() -> None:
    code = """
    import socket
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except PermissionError:
        print("refused")
    """
    assert _in_child(code) == "refused"


def test_a_child_writes_no_file(tmp_path: Path) -> None:
    code = f"""
    try:
        with open({str(tmp_path / "x")!r}, "w") as file:
            file.write("content")
    except OSError:
        print("refused")
    """
    assert _in_child(code) == "refused"


def test_a_child_has_a_limit_of_memory() -> None:
    code = """
    try:
        bytearray(1024 * MIB)
    except MemoryError:
        print("refused")
    """
    assert _in_child(code) == "refused"


def test_a_child_leaves_ctrl_c_to_its_parent() -> None:
    code = """
    import signal, time
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0.1)
    print("still here")
    """
    assert _in_child(code) == "still here"


def test_modules_of_the_current_folder_are_not_run(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    marker = tmp_path / "ran"
    for name in ("av", "json", "numpy", "runtall"):
        (tmp_path / f"{name}.py").write_text(f"open({str(marker)!r}, 'w')")
    path = make_clip("clip.mp4")
    monkeypatch.chdir(tmp_path)
    with WorkerProcess() as worker:
        answer = worker.ask("inspect", _request(path), "clip.mp4")
    assert answer.fields["frames_found"] == 60
    assert not marker.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_child_ends_with_its_parent(number: signal.Signals) -> None:
    # Started in the background of a shell, a program would have Ctrl-C ignored.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from runtall.inputs.process import WorkerProcess; import time\n"
    code += "w = WorkerProcess(); w.events.get(); print(w.process.pid, flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(number)
        parent.wait(timeout=10)
    end = time.monotonic() + 3
    while Path(f"/proc/{child}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()


def test_a_child_is_reaped_when_the_parent_gives_up(make_clip: MakeClip) -> None:
    before = set(children())
    with pytest.raises(KeyboardInterrupt), WorkerProcess() as worker:
        _stopped(worker)
        worker.request("inspect", _request(make_clip("clip.mp4")))
        raise KeyboardInterrupt
    assert set(children()) <= before
