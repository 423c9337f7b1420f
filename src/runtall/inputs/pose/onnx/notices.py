"""Things a user must be told once, such as the licence of some weights."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from typing import Final

Sink = Callable[[str], None]


def to_stderr(text: str) -> None:
    """Write one notice to standard error."""
    sys.stderr.write(f"{text}\n")


class Notices:
    """Says each text once per program.

    Attributes
    ----------
    sink
        Where texts go; a surface may put its own function here.
    """

    def __init__(self, sink: Sink = to_stderr) -> None:
        self.sink = sink
        self._said: set[str] = set()

    def once(self, text: str) -> bool:
        """Say `text` unless it was said; whether it was said now.

        Worker processes stay silent: the program that started them has said it.
        """
        if text in self._said or multiprocessing.parent_process() is not None:
            return False
        self._said.add(text)
        self.sink(text)
        return True


notices: Final = Notices()
"""The one of this program."""
