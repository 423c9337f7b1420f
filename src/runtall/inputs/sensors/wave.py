"""Series of whole numbers from WAV files, which is how Hexoskin writes its channels."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from runtall.errors import LimitExceeded, MalformedFile, TooShort
from runtall.inputs.files import open_regular, shown
from runtall.inputs.limits import MIB
from runtall.inputs.readers.raw import Array
from runtall.motion.recording import Notice

LARGEST: Final = 64 * MIB
"""Bytes of one file: three days of a band at 128 Hz."""

_PCM: Final = 1
_EXTENSIBLE: Final = 0xFFFE
_FORMAT: Final = struct.Struct("<HHIIHH")
_CHUNK: Final = struct.Struct("<4sI")
_WIDTHS: Final = (2, 3, 4)
"""Bytes of a sample, signed; one byte would be unsigned sound."""
_MOST_CHUNKS: Final = 1000


@dataclass(frozen=True, slots=True)
class Wave:
    """One series.

    Attributes
    ----------
    rate_hz
        As the header says.
    values
        (time,), counts.
    notices
        About data that was cut off.
    """

    rate_hz: int
    values: Array
    notices: tuple[Notice, ...] = ()


def is_wave(head: bytes) -> bool:
    """Whether a file that begins so is a WAV file."""
    return head[:4] == b"RIFF" and head[8:12] == b"WAVE"


def read_wave(path: Path) -> Wave:
    """Read a WAV file of one series of whole numbers.

    Raises
    ------
    runtall.errors.MalformedFile
        When it is none, or holds sound, several channels or no whole numbers.
    runtall.errors.TooShort
        When it holds no sample.
    runtall.errors.LimitExceeded
        When it is too large.
    """
    name = shown(path)
    with os.fdopen(open_regular(path), "rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise LimitExceeded(f"{name}: is larger than {LARGEST // MIB} MB, above the limit; cut it")
    if not is_wave(content):
        raise MalformedFile(f"{name}: is named like a WAV file and is none; export it again")
    found, start, declared = _chunks(content, name)
    rate, width = _checked(found, name)
    samples = (min(declared, len(content) - start)) // width
    if not samples:
        raise TooShort(f"{name}: holds no sample; export it again")
    notices = _cut(declared, len(content) - start, width, rate, name)
    return Wave(rate, _numbers(content[start : start + samples * width], width), notices)


def _chunks(content: bytes, name: str) -> tuple[bytes, int, int]:
    """What describes the samples, where they begin, and how many bytes of them are declared."""
    at, found = 12, b""
    for _ in range(_MOST_CHUNKS):
        if at + _CHUNK.size > len(content):
            break
        kind, size = _CHUNK.unpack_from(content, at)
        at += _CHUNK.size
        if kind == b"data" and found:
            return found, at, size
        if kind == b"fmt ":
            found = content[at : at + size]
        # Chunks begin at even places.
        at += size + size % 2
    raise MalformedFile(f"{name}: has no samples where its header says; export it again")


def _checked(found: bytes, name: str) -> tuple[int, int]:
    """Samples in a second and bytes of each."""
    if len(found) < _FORMAT.size:
        raise MalformedFile(f"{name}: its header is cut off; export it again")
    kind, channels, rate, _, _, bits = _FORMAT.unpack_from(found)
    if kind == _EXTENSIBLE and len(found) >= 26:
        (kind,) = struct.unpack_from("<H", found, 24)
    if kind != _PCM or bits % 8 or bits // 8 not in _WIDTHS:
        raise MalformedFile(
            f"{name}: holds samples of kind {kind} with {bits} bits; runtall reads whole numbers "
            "of 16, 24 or 32 bits: export it again"
        )
    if channels != 1:
        raise MalformedFile(f"{name}: holds {channels} channels; give one file for each band")
    if not rate:
        raise MalformedFile(f"{name}: says that it has 0 samples a second; export it again")
    return rate, bits // 8


def _numbers(samples: bytes, width: int) -> Array:
    if width == 3:
        signs = np.frombuffer(samples, np.uint8).reshape(-1, 3)
        whole = np.zeros((len(signs), 4), np.uint8)
        whole[:, 1:] = signs
        return (whole.view("<i4")[:, 0] >> 8).astype(np.float64)
    return np.frombuffer(samples, f"<i{width}").astype(np.float64)


def _cut(declared: int, found: int, width: int, rate: int, name: str) -> tuple[Notice, ...]:
    if declared <= found and declared % width == 0:
        return ()
    seconds = min(declared, found) // width / rate
    text = (
        f"{name} is cut off: its header says {declared} bytes of samples and it holds {found}; "
        f"the first {seconds:.6g} s are used"
    )
    return (Notice("samples_missing", text),)
