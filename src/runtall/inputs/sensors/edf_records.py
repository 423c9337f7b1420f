"""Samples and record times of EDF and BDF files, read piece by piece."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.errors import LimitExceeded, MalformedFile, TooShort
from runtall.inputs.files import open_regular
from runtall.inputs.limits import MAX_FRAMES, MIB
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.text import MAX_VALUES
from runtall.inputs.sensors.edf_header import Header, Signal
from runtall.motion.recording import Notice

_PIECE: Final = 8 * MIB
_ONSET: Final = re.compile(rb"([+-]\d{1,12}(\.\d{1,9})?)(\x15[^\x14]*)?\x14\x14")
_WORDS: Final = re.compile(rb"\x14[^\x14\x00\x15]+\x14")

Bytes = npt.NDArray[np.uint8]


def record_count(header: Header, size: int, name: str) -> tuple[int, tuple[Notice, ...]]:
    """Whole records that a file of ``size`` bytes holds, and what its header says otherwise.

    Raises
    ------
    runtall.errors.TooShort
        When there is none.
    runtall.errors.LimitExceeded
        When there are too many.
    """
    found, rest = divmod(max(0, size - header.size), header.record)
    if not found:
        raise TooShort(f"{name}: holds no whole record after its header; copy it again")
    if found > MAX_FRAMES:
        raise LimitExceeded(f"{name}: holds {found} records, above the limit; cut it")
    if header.records is not None and found > header.records > 0:
        text = f"it holds {found} records where its header says {header.records}; all are used"
        return found, (Notice("records_extra", text),)
    said = f" of {header.records}" if header.records is not None else ""
    if rest or found != (header.records or found):
        text = (
            f"it is cut off after {found}{said} records: {found * header.record_s:.6g} s are used"
        )
        return found, (Notice("records_missing", text),)
    return found, ()


def read_signals(
    path: Path, header: Header, records: int, signals: Sequence[Signal]
) -> list[Bytes]:
    """Bytes of some signals, (record, byte) each.

    Raises
    ------
    runtall.errors.LimitExceeded
        When they are too many.
    """
    spans = [slice(s.first, s.first + s.samples * header.width) for s in signals]
    if sum(span.stop - span.start for span in spans) * records > MAX_VALUES * header.width:
        raise LimitExceeded(f"{path.name}: holds too many samples; cut out an hour of the run")
    found = [np.empty((records, span.stop - span.start), np.uint8) for span in spans]
    rows = max(1, _PIECE // header.record)
    with os.fdopen(open_regular(path), "rb") as file:
        file.seek(header.size)
        for start in range(0, records, rows):
            count = min(rows, records - start)
            piece = file.read(count * header.record)
            if len(piece) < count * header.record:
                raise MalformedFile(f"{path.name}: became shorter while it was read; try again")
            table = np.frombuffer(piece, np.uint8).reshape(count, header.record)
            for laid, span in zip(found, spans, strict=True):
                laid[start : start + count] = table[:, span]
    return found


def numbers(samples: Bytes, header: Header, signal: Signal) -> Array:
    """(time,) physical values, or counts where the header gives no scale."""
    if header.width == 2:
        counts = np.ascontiguousarray(samples).view("<i2").ravel().astype(np.float64)
    else:
        whole = np.zeros((samples.size // 3, 4), np.uint8)
        whole[:, 1:] = samples.reshape(-1, 3)
        counts = (whole.view("<i4")[:, 0] >> 8).astype(np.float64)
    return counts if np.isnan(signal.scale) else counts * signal.scale + signal.offset


def record_times(header: Header, records: int, annotations: Bytes | None, name: str) -> Array:
    """Time at which each record begins, s from the first.

    Raises
    ------
    runtall.errors.MalformedFile
        When records need not follow one another and do not tell their time.
    """
    even = np.arange(records) * header.record_s
    if not header.broken:
        return even
    if annotations is None:
        raise MalformedFile(
            f"{name}: says that it has gaps, and not when its records begin; export it again"
        )
    found = np.array([_onset(row.tobytes()) for row in annotations])
    told = np.isfinite(found)
    if not told.any():
        raise MalformedFile(f"{name}: its records do not tell when they begin; export it again")
    begins: Array = found - found[np.argmax(told)]
    return begins


def count_of_words(annotations: Bytes) -> int:
    """Annotations with a text."""
    return len(_WORDS.findall(annotations.tobytes()))


def _onset(words: bytes) -> float:
    match = _ONSET.match(words)
    return float(match[1]) if match else float("nan")
