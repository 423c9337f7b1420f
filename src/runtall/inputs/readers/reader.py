"""What a reader of motion files is, and the registry that finds one by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from runtall.inputs.files import shown
from runtall.inputs.readers.raw import RawMotion
from runtall.registry import Registry

HEAD_BYTES: Final = 1 << 16
"""As much of a file as is looked at to tell its format."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, and what the user said about it.

    Attributes
    ----------
    path
        Of a regular file.
    size
        Bytes.
    head
        The first `HEAD_BYTES` bytes.
    angles
        ``"degrees"`` or ``"radians"`` where the user settled it, whatever the file says.
    mapped
        Names of markers, as in the file, that the user gave a meaning; of several subjects, the
        one they belong to is read.
    """

    path: Path
    size: int
    head: bytes
    angles: str | None = None
    mapped: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Of the file, for messages."""
        return shown(self.path)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one format.

    Attributes
    ----------
    name
        As registered.
    title
        What such a file is called, for messages.
    suffixes
        What names of such files end with; the content decides, this only words messages.
    mark
        What tells such a file, in words for messages; "" for a binary file.
    recognises
        Whether a file that begins with these bytes is one.
    read
        Reads it; runs in a child process. Raises `runtall.errors.InputError` or
        `runtall.errors.LimitExceeded`.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    mark: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Source], RawMotion]


readers: Final[Registry[Reader]] = Registry(
    "reader of motion files", "runtall.inputs.readers.formats", "runtall.readers"
)
"""Readers by name."""
