"""What a reader of sensor files is, and the registry that finds one by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from runtall.inputs.files import shown
from runtall.inputs.sensors.raw import RawSensors
from runtall.registry import Registry

HEAD_BYTES: Final = 1 << 16
"""As much of a file as is looked at to tell its format."""


@dataclass(frozen=True, slots=True)
class SensorSource:
    """A file or folder to read, and what the user said about it.

    Attributes
    ----------
    path
        Of a regular file, or of a folder.
    size
        Bytes; 0 of a folder.
    head
        The first `HEAD_BYTES` bytes; empty of a folder.
    columns
        Name in the file to what it is (``"chest"``, ``"acceleration_x"``, ``"time"``, ...), where
        the user said so.
    more
        Further files that belong to it: the second band beside the first.
    """

    path: Path
    size: int
    head: bytes
    columns: Mapping[str, str] = field(default_factory=dict)
    more: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """Of the file, for messages."""
        return shown(self.path)


@dataclass(frozen=True, slots=True)
class SensorReader:
    """Reads one format.

    Attributes
    ----------
    name
        As registered.
    title
        What such a file is called, for messages.
    suffixes
        What names of such files end with; the content decides, this only words messages.
    recognises
        Whether a source is one; reads no more than its head, or the names in its folder.
    read
        Reads it; runs in a child process. Raises `runtall.errors.InputError` or
        `runtall.errors.LimitExceeded`.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    recognises: Callable[[SensorSource], bool]
    read: Callable[[SensorSource], RawSensors]


sensor_readers: Final[Registry[SensorReader]] = Registry(
    "reader of sensor files", "runtall.inputs.sensors.formats", "runtall.sensor_readers"
)
"""Readers by name."""
