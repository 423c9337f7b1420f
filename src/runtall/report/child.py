"""The child process that decodes pictures for the report; see `runtall.report.worker`."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from runtall import errors
from runtall.errors import LimitExceeded, MalformedFile, RuntallError
from runtall.inputs.limits import START_SECONDS
from runtall.inputs.wire import AnyArray, Message, receive, send

_NOISE_BYTES: Final = 4096

OnPart = Callable[[Message], None]


def run(
    kind: str,
    fields: Mapping[str, Any],
    arrays: Mapping[str, AnyArray],
    *,
    subject: str,
    on_part: OnPart,
) -> None:
    """Let a child do one task, handing on each part of its answer as it comes.

    Parameters
    ----------
    kind, fields, arrays
        The task, as `runtall.inputs.wire` sends it.
    subject
        The file, for messages.
    on_part
        Called with each message of kind ``"part"``.

    Raises
    ------
    runtall.errors.MalformedFile
        When the child crashed on the file.
    runtall.errors.LimitExceeded
        When the child fell silent.
    runtall.errors.RuntallError
        What the task itself reported.
    """
    process = _start()
    silence = _Silence(process)
    noise = _Noise(process)
    try:
        _send(process, kind, fields, arrays)
        _listen(process, silence, on_part, subject)
        process.wait(timeout=START_SECONDS)
    except (EOFError, ValueError, KeyError) as error:
        raise _death(process, silence, noise.text(), subject) from error
    finally:
        silence.over()
        process.kill()
        process.wait()
        noise.text()
        for pipe in (process.stdin, process.stdout, process.stderr):
            _close(pipe)


def _start() -> subprocess.Popen[bytes]:
    # -P keeps the current folder, where a foreign av.py may lie, off the import path.
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-m", "runtall.report.worker", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    # The child must find the same runtall, also where it is not installed but found by path.
    root = str(Path(errors.__file__).parents[1])
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "MALLOC_ARENA_MAX": "1",
        "PYTHONUTF8": "1",
    }


def _send(
    process: subprocess.Popen[bytes],
    kind: str,
    fields: Mapping[str, Any],
    arrays: Mapping[str, AnyArray],
) -> None:
    try:
        send(cast("BinaryIO", process.stdin), kind, fields, arrays)
    except BrokenPipeError as error:
        raise EOFError("it ended before its task") from error


def _listen(
    process: subprocess.Popen[bytes], silence: _Silence, on_part: OnPart, subject: str
) -> None:
    stream = cast("BinaryIO", process.stdout)
    while (message := receive(stream)) is not None:
        silence.broken()
        if message.kind == "done":
            return
        if message.kind == "error":
            raise RuntallError(f"{subject}: {message.fields['message']}")
        if message.kind == "part":
            on_part(message)
    raise EOFError("it ended without an answer")


def _death(
    process: subprocess.Popen[bytes], silence: _Silence, noise: str, subject: str
) -> RuntallError:
    error: RuntallError
    if silence.too_long:
        error = LimitExceeded(
            f"{subject}: drawing on it stopped and was given up; try --no-overlay"
        )
    else:
        code = process.wait()
        error = MalformedFile(f"{subject}: drawing on it failed (exit {code}); try --no-overlay")
    if noise:
        error.add_note(noise)
    return error


def _close(pipe: Any) -> None:  # noqa: ANN401 - a pipe of either direction
    try:
        pipe.close()
    except OSError:
        # What was left to send has nobody to go to.
        return


class _Silence:
    """Ends a child from which nothing is heard for too long."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.too_long = False
        self._timer = self._armed()

    def _armed(self) -> threading.Timer:
        timer = threading.Timer(START_SECONDS, self._end)
        timer.daemon = True
        timer.start()
        return timer

    def _end(self) -> None:
        self.too_long = True
        self.process.kill()

    def broken(self) -> None:
        """Something was heard."""
        self._timer.cancel()
        self._timer = self._armed()

    def over(self) -> None:
        """Stop listening."""
        self._timer.cancel()


class _Noise:
    """What a child writes to its error stream, the end of it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._stream = process.stderr
        self._tail = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while self._stream is not None and (data := self._stream.read1(_NOISE_BYTES)):  # type: ignore[attr-defined]
            self._tail = (self._tail + data)[-_NOISE_BYTES:]

    def text(self) -> str:
        """What was written, once the stream has ended."""
        self._thread.join(timeout=1.0)
        return self._tail.decode(errors="replace").strip()
