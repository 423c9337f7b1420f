"""Where a command writes: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any


def visible(text: str) -> str:
    """Text on one line that cannot steer a terminal.

    Control characters, line breaks, broken bytes and marks that turn the direction of
    writing are shown as escapes.
    """
    return "".join(_visible(c) for c in text)


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if character == "\N{NO-BREAK SPACE}":
        return " "
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")


@dataclass(frozen=True, slots=True)
class Screen:
    """What the user wants to see.

    Attributes
    ----------
    json
        Only JSON goes to stdout.
    quiet
        No progress, no warnings, and of the result only where it is.
    verbose
        More of what goes on, on stderr.
    """

    json: bool = False
    quiet: bool = False
    verbose: bool = False

    def say(self, text: str = "", *, always: bool = False) -> None:
        """Write a line of the result."""
        if self.json or (self.quiet and not always):
            return
        sys.stdout.write(f"{visible(text)}\n")

    def note(self, text: str) -> None:
        """Write a line to stderr, unless silence is wanted."""
        if not self.quiet:
            sys.stderr.write(f"runtall: {visible(text)}\n")

    def detail(self, text: str) -> None:
        """Write a line to stderr when more is wanted."""
        if self.verbose:
            self.note(text)

    def data(self, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Write JSON to stdout."""
        self.raw(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")

    def raw(self, text: str) -> None:
        """Write text to stdout as it is, in UTF-8 whatever the terminal speaks."""
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
