"""How far it is: bars with the time left in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from runtall.cli.screen import Screen, visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Told = Callable[[int, int, str], None]
"""Called with how much is done, of how much, and what is under way."""

_EVERY_S: Final = 2.0


class Board(Protocol):
    """Shows progress."""

    def begin(self, name: str) -> Told:
        """Start a piece of work; its steps go to what this gives."""

    def end(self) -> None:
        """The piece is done."""


@contextmanager
def board(screen: Screen) -> Iterator[Board]:
    """A board that suits where stderr goes; it is gone when the block ends."""
    if screen.quiet:
        yield _Silent()
    elif sys.stderr.isatty():
        with _bars() as bars:
            yield _Bars(bars)
    else:
        lines = _Lines(screen)
        try:
            yield lines
        finally:
            lines.end()


class _Silent:
    def begin(self, name: str) -> Told:
        return lambda done, total, what: None

    def end(self) -> None:
        return


def _bars() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        SpinnerColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    # A file's name may hold what looks like markup.
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}", markup=False),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def begin(self, name: str) -> Told:
        self.end()
        shown = visible(name)
        task = self._task = self._bars.add_task(shown, total=None, left="")

        def told(done: int, total: int, what: str) -> None:
            text = f"{shown}: {what}"
            self._bars.update(task, completed=done, total=total, description=text, left="left")

        return told

    def end(self) -> None:
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None


class _Lines:
    """A line when a piece of work takes a while; more, and its time, when wanted."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self._state = ""

    def begin(self, name: str) -> Told:
        self.end()
        self._over, self._state = threading.Event(), ""
        begun = time.monotonic()
        # Late, so that what fails at once says one thing only.
        self._thread = threading.Thread(
            target=self._talk, args=(name, begun, self._over), daemon=True
        )
        self._thread.start()

        def told(done: int, total: int, what: str) -> None:
            gone = time.monotonic() - begun
            left = gone * (total - done) / done if 0 < done < total else 0.0
            self._state = f"{what}, {done} of {total}" + (f", {left:.0f} s left" if left else "")

        return told

    def _talk(self, name: str, begun: float, over: threading.Event) -> None:
        first = True
        while not over.wait(_EVERY_S):
            if first or self._screen.verbose:
                state = f": {self._state}" if self._state else " ..."
                self._screen.note(f"{name}{state}")
            first = False
        self._screen.detail(f"{name}: {time.monotonic() - begun:.1f} s")

    def end(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
