"""Tasks spread over child processes; the order of finishing changes no result."""

from __future__ import annotations

import os
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from runtall.errors import RuntallError
from runtall.inputs.process import Event, WorkerProcess, hangs, understood
from runtall.inputs.wire import AnyArray, Message

_POLL_S: Final = 0.2
_TALK_S: Final = 0.5
"""Between two words of progress; a person is told something every 2 s at least."""
_TRIES: Final = 2
"""A child that was killed from outside did nothing wrong: its task is tried once more."""


@dataclass(slots=True)
class Job:
    """One task: a number to know it by, the request, and how many frames it works through."""

    number: int
    kind: str
    fields: Mapping[str, Any]
    arrays: Mapping[str, AnyArray] = field(default_factory=dict)
    frames: int = 0
    done: int = 0
    tries: int = 0


Talk = Callable[[int], None]
"""Called now and then with the number of frames done."""


class Pool:
    """Up to ``size`` child processes, started when there is work for them.

    Parameters
    ----------
    size
        Most children at a time; the number of CPUs when None.
    subject
        Name of the clip, for messages.
    """

    def __init__(self, size: int | None, subject: str) -> None:
        self.size = max(1, size or usable_cpus())
        self.subject = subject
        self.restarts = 0
        self._events: queue.Queue[Event] = queue.Queue()
        self._workers: list[WorkerProcess] = []

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Of the children that run now."""
        return tuple(worker.process.pid for worker in self._workers)

    def run(self, jobs: Sequence[Job], talk: Talk | None = None) -> Iterator[tuple[Job, Message]]:
        """Give jobs out and yield the answers as they come.

        Raises
        ------
        runtall.errors.RuntallError
            What a job reported, or what the end or silence of its child means when it happens
            twice. All children that are still busy are then ended.
        """
        waiting, running = deque(jobs), 0
        finished = 0
        last_talk = 0.0
        try:
            while waiting or running:
                running += self._hand_out(waiting)
                if talk is not None and time.monotonic() - last_talk >= _TALK_S:
                    last_talk = time.monotonic()
                    talk(finished + self._under_way())
                answer = self._next_answer(waiting)
                if answer is None:
                    continue
                job, message = answer
                running -= 1
                if message is not None:
                    finished += job.frames
                    yield job, message
        finally:
            self._drop_busy()

    def close(self) -> None:
        """End all children."""
        while self._workers:
            self._workers.pop().close()

    def _hand_out(self, waiting: deque[Job]) -> int:
        given = 0
        while waiting and (worker := self._idle()) is not None:
            job = waiting.popleft()
            job.tries += 1
            job.done = 0
            worker.task = job
            worker.request(job.kind, job.fields, job.arrays)
            given += 1
        return given

    def _idle(self) -> WorkerProcess | None:
        for worker in self._workers:
            if worker.task is None:
                return worker
        if len(self._workers) >= self.size:
            return None
        worker = WorkerProcess(self._events)
        self._workers.append(worker)
        return worker

    def _under_way(self) -> int:
        tasks = [worker.task for worker in self._workers if worker.task is not None]
        return sum(min(max(task.done, 0), task.frames) for task in tasks)

    def _next_answer(self, waiting: deque[Job]) -> tuple[Job, Message | None] | None:
        """A job and its answer; the answer is None when the job goes back to the waiting."""
        self._end_the_silent()
        try:
            event = self._events.get(timeout=_POLL_S)
        except queue.Empty:
            return None
        worker = event.worker
        if worker not in self._workers:
            return None
        job = worker.task
        if event.message is None:
            self._workers.remove(worker)
            return None if job is None else (self._retried(job, worker, waiting), None)
        if event.message.kind == "beat" and job is not None:
            job.done = int(event.message.fields["done"])
        answer = understood(event, self.subject)
        if answer is None or job is None:
            return None
        worker.task = None
        return job, answer

    def _retried(self, job: Job, worker: WorkerProcess, waiting: deque[Job]) -> Job:
        error = hangs(self.subject) if worker.hung else worker.death(self.subject)
        if job.tries >= _TRIES or error.exit_code == RuntallError.exit_code:
            raise error
        self.restarts += 1
        waiting.appendleft(job)
        return job

    def _end_the_silent(self) -> None:
        for worker in self._workers:
            if worker.task is not None and worker.silent_s > worker.patience_s:
                worker.hung = True
                worker.kill()

    def _drop_busy(self) -> None:
        busy = [worker for worker in self._workers if worker.task is not None]
        for worker in busy:
            worker.kill()
        for worker in busy:
            self._workers.remove(worker)
            worker.close()


def usable_cpus() -> int:
    """Number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
