"""A child process that runs one task at a time, and what its end means."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple

from runtall import errors
from runtall.errors import LimitExceeded, MalformedFile, RuntallError
from runtall.inputs.limits import MEMORY, MIB, SILENCE_SECONDS, START_SECONDS
from runtall.inputs.wire import AnyArray, Message, receive, send

_STDERR_LINES: Final = 40
_GRACE_S: Final = 1.0
# How native code says that memory ran out before it aborts.
_OUT_OF_MEMORY: Final = (
    "bad_alloc",
    "out of memory",
    "cannot allocate memory",
    "malloc",
    "memory allocation of",
)


class Wording(NamedTuple):
    """How messages about one kind of file name what failed and what would help."""

    reader: str = "the decoder"
    working: str = "decoding it"
    again: str = "export it again as MP4 (H.264)"
    smaller: str = "export it again with a smaller picture"
    shorter: str = "cut the clip, or export it again as MP4 (H.264)"
    memory_mb: int = MEMORY // MIB


_VIDEO: Final = Wording()


class Event(NamedTuple):
    """What one child reported; ``message`` is None when it ended."""

    worker: WorkerProcess
    message: Message | None


class WorkerProcess:
    """One child process; a context manager that never leaves the child behind.

    Parameters
    ----------
    events
        Where its messages go; several children may share one queue.
    wording
        Of messages about the file; of a video by default.
    """

    def __init__(self, events: queue.Queue[Event] | None = None, wording: Wording = _VIDEO) -> None:
        self.wording = wording
        self.events: queue.Queue[Event] = queue.Queue() if events is None else events
        self.task: Any = None
        self.last_heard = time.monotonic()
        self.ready = False
        self.warm = False
        self.hung = False
        self._noise: deque[str] = deque(maxlen=_STDERR_LINES)
        self._started = threading.Event()
        self._failure: OSError | None = None
        self._process: subprocess.Popen[bytes] | None = None
        # Linux ends a child with the thread that started it: that thread must live as long.
        self._reader = threading.Thread(target=self._run, daemon=True)
        self._reader.start()
        try:
            self._started.wait()
        except BaseException:
            # Ctrl-C while it starts: it must not stay behind unowned.
            self._started.wait()
            self._end()
            raise
        if self._failure is not None:
            raise RuntallError(
                f"a child process could not be started: {self._failure.strerror}"
            ) from self._failure

    def __enter__(self) -> WorkerProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The running child."""
        if self._process is None:
            raise RuntallError("the child process was never started")
        return self._process

    @property
    def silent_s(self) -> float:
        """Seconds since the child was last heard of, or given something to do."""
        return time.monotonic() - self.last_heard

    @property
    def patience_s(self) -> float:
        """Seconds of silence after which the child is held to hang."""
        return SILENCE_SECONDS if self.warm else START_SECONDS

    def request(
        self,
        kind: str,
        fields: Mapping[str, Any],
        arrays: Mapping[str, AnyArray] | None = None,
    ) -> None:
        """Give the child a task; it works on one at a time."""
        self.last_heard = time.monotonic()
        pipe = self.process.stdin
        if pipe is None:
            return
        try:
            send(pipe, kind, fields, arrays)  # type: ignore[arg-type]
        except (BrokenPipeError, ValueError):
            # It died meanwhile; the reader reports the end.
            return

    def ask(
        self,
        kind: str,
        fields: Mapping[str, Any],
        subject: str,
        seconds: float | None = None,
    ) -> Message:
        """Give a task and wait for its answer.

        Parameters
        ----------
        kind, fields
            The request.
        subject
            The file, for messages.
        seconds
            Limit for the answer; only silence is limited when None.

        Raises
        ------
        runtall.errors.MalformedFile
            When the child crashed, or went silent, on the file.
        runtall.errors.LimitExceeded
            When the child passed its limits of memory or time.
        runtall.errors.RuntallError
            Whatever error the task itself reported.
        """
        self.request(kind, fields)
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            try:
                event = self.events.get(timeout=0.1)
            except queue.Empty:
                self._check_time(subject, end)
                continue
            answer = understood(event, subject)
            if answer is not None:
                return answer

    def _check_time(self, subject: str, end: float | None) -> None:
        if self.silent_s > self.patience_s:
            self.kill()
            raise hangs(subject, self.wording)
        if end is not None and time.monotonic() > end:
            self.kill()
            raise LimitExceeded(
                f"{subject}: reading it took longer than allowed; {self.wording.shorter}"
            )

    def death(self, subject: str) -> RuntallError:
        """The error that the end of the child means for the file it worked on."""
        code = self.process.wait()
        noise = "\n".join(self._noise)
        error: RuntallError
        if -code == getattr(signal, "SIGXCPU", 0):
            error = LimitExceeded(f"{subject}: {self.wording.working} took too much computing time")
        elif any(words in noise.lower() for words in _OUT_OF_MEMORY):
            error = out_of_memory(subject, self.wording)
        else:
            error = MalformedFile(
                f"{subject}: {self.wording.reader} crashed on it ({_ended(code)}); the file is "
                f"probably damaged: {self.wording.again}"
            )
        if noise:
            error.add_note(noise)
        return error

    def kill(self) -> None:
        """End the child at once and wait for its end."""
        self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def close(self) -> None:
        """End the child: an idle one by closing its pipe, a busy one at once."""
        process = self.process
        try:
            if self.task is not None or not self.ready:
                process.kill()
            elif process.stdin is not None:
                with suppress(OSError, ValueError):
                    process.stdin.close()
            process.wait(timeout=_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
        finally:
            self._end()
            self._reader.join(timeout=_GRACE_S)

    def _run(self) -> None:
        try:
            self._process = process = _start()
        except OSError as error:
            self._failure = error
            return
        finally:
            self._started.set()
        noise = threading.Thread(target=self._listen_to_noise, args=(process,), daemon=True)
        noise.start()
        self._listen(process)
        process.wait()
        noise.join(timeout=_GRACE_S)
        for pipe in (process.stdin, process.stdout, process.stderr):
            # What a dead child did not read is lost; closing says so.
            with suppress(OSError, ValueError):
                if pipe is not None:
                    pipe.close()
        self.events.put(Event(self, None))

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        stream = process.stdout
        try:
            while stream is not None and (message := receive(stream)) is not None:  # type: ignore[arg-type]
                self.last_heard = time.monotonic()
                self.ready = True
                self.warm = self.warm or message.kind != "ready"
                self.events.put(Event(self, message))
        except (ValueError, EOFError, KeyError, OSError) as error:
            # Not a message: whatever holds the channel now is not to be trusted.
            self._noise.append(f"{type(error).__name__}: {error}")
            process.kill()

    def _listen_to_noise(self, process: subprocess.Popen[bytes]) -> None:
        if process.stderr is not None:
            for line in process.stderr:
                self._noise.append(line.decode(errors="replace").rstrip()[:500])


def understood(event: Event, subject: str) -> Message | None:
    """The final answer in an event; None for a sign of life.

    Raises
    ------
    runtall.errors.RuntallError
        The error that the event means.
    """
    message = event.message
    if message is None:
        raise event.worker.death(subject)
    if message.kind in ("ready", "beat"):
        return None
    if message.kind == "memory":
        raise out_of_memory(subject, event.worker.wording)
    if message.kind == "error":
        raise _named_error(message.fields)
    if message.kind == "fault":
        fault = RuntallError(f"{subject}: {message.fields['message']}")
        fault.add_note(str(message.fields["trace"]))
        raise fault
    return message


def out_of_memory(subject: str, wording: Wording = _VIDEO) -> LimitExceeded:
    """Error for a file that needs more memory than allowed."""
    return LimitExceeded(
        f"{subject}: reading it needs more than {wording.memory_mb} MB of memory; {wording.smaller}"
    )


def hangs(subject: str, wording: Wording = _VIDEO) -> MalformedFile:
    """Error for a file on which the decoder made no progress."""
    return MalformedFile(
        f"{subject}: {wording.reader} hung on it; the file is probably damaged: {wording.again}"
    )


def _named_error(fields: Mapping[str, Any]) -> RuntallError:
    kind = getattr(errors, str(fields["type"]), RuntallError)
    if not (isinstance(kind, type) and issubclass(kind, RuntallError)):
        kind = RuntallError
    return kind(str(fields["message"]))


def _ended(code: int) -> str:
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _start() -> subprocess.Popen[bytes]:
    # -P keeps the current folder, where a foreign av.py may lie, off the import path.
    return subprocess.Popen(  # noqa: S603 (no shell, no argument from outside)
        [sys.executable, "-P", "-m", "runtall.inputs.worker", str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    env = dict(os.environ)
    root = Path(errors.__file__).parents[1]
    if root.name not in ("site-packages", "dist-packages"):
        # Not installed but found by path: the child must find the same one.
        env["PYTHONPATH"] = os.pathsep.join([str(root), *filter(None, [env.get("PYTHONPATH")])])
    # One arena per thread would cost each child some 100 MB.
    env["MALLOC_ARENA_MAX"] = "1"
    env["PYTHONUTF8"] = "1"
    # A trace of native frames would push out the line that says why it ended.
    env["RUST_BACKTRACE"] = "0"
    return env
