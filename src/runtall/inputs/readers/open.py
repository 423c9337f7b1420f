"""Which format a file of motion has, and reading it; no byte of it is parsed in this process."""

from __future__ import annotations

import re
import stat
from collections.abc import Collection
from pathlib import Path
from typing import Final

from runtall.errors import InputError, UnknownFormat
from runtall.inputs.files import checked_stat, first_bytes, shown
from runtall.inputs.limits import MIB
from runtall.inputs.process import Wording, WorkerProcess
from runtall.inputs.readers.angles import check_choice
from runtall.inputs.readers.raw import RawMotion
from runtall.inputs.readers.reader import HEAD_BYTES, Reader, readers
from runtall.inputs.readers.task import MEMORY
from runtall.inputs.readers.text import is_text
from runtall.inputs.readers.transfer import unpacked
from runtall.inputs.video.sniff import container_of

SECONDS: Final = 18.0
"""A bad file is answered within 20 s, clean-up included."""
READ: Final = "runtall reads motion from C3D, TRC, MOT, STO, BVH, CSV and Parquet files"

_AGAIN: Final = "export it again"
_WORDING: Final = Wording(
    reader="the reader",
    working="reading it",
    again=_AGAIN,
    smaller="cut out a few minutes of the run",
    shorter="cut out a few minutes of the run",
    memory_mb=MEMORY // MIB,
)
_OTHERS: Final = (
    (rb"(\x89PNG|\xff\xd8\xff|GIF8|BM.{8}|II\*\0|MM\0\*)", "a picture"),
    (rb"(PK\x03\x04|\x1f\x8b|BZh|\xfd7zXZ|7z\xbc\xaf|Rar!)", "an archive or office document"),
    (rb"%PDF", "a PDF document"),
    (rb"(\x89HDF|CDF)", "a NetCDF or HDF5 file"),
    (rb"MATLAB 5", "a MATLAB file"),
    (rb"\s*<(\?xml|!doctype|html|OpenSim)", "an XML or HTML document"),
)


def is_motion_file(path: str | Path) -> bool:
    """Whether a path is to be read as motion, not as video.

    The content decides. Where it tells nothing (an empty file, a pipe, text without a header),
    the name does, so that the message about it speaks of the right thing.
    """
    path = Path(path)
    named = path.suffix.lower() in _suffixes()
    try:
        found = checked_stat(path)
        if stat.S_ISDIR(found.st_mode):
            return False
        if _recognised(first_bytes(path, HEAD_BYTES)) is not None:
            return True
        return named and not _is_video(path)
    except InputError:
        return named


def read_raw(
    path: str | Path, *, angles: str | None = None, mapped: Collection[str] = ()
) -> RawMotion:
    """Read a file of markers, joint coordinates or force.

    What it is is decided by its content. The bytes are read in a child process with limits of
    memory and time.

    Parameters
    ----------
    path
        Of the file.
    angles
        ``"degrees"`` or ``"radians"``, to settle it where the file says nothing or the wrong
        thing.
    mapped
        Names of markers, as in the file, that the caller gives a meaning. They keep the prefix of
        their subject; of several subjects, the one they belong to is read.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be used (`UnknownFormat`, `MalformedFile`, `MissingStream`, `TooShort`: see
        there).
    runtall.errors.LimitExceeded
        When reading it takes too much memory or time.
    runtall.errors.UsageError
        When ``angles`` is none of the two.
    """
    check_choice(angles)
    path = Path(path)
    reader = reader_of(path)
    fields = {
        "path": str(path.absolute()),
        "reader": reader.name,
        "angles": angles,
        "mapped": sorted(mapped),
    }
    with WorkerProcess(wording=_WORDING) as worker:
        answer = worker.ask("motion", fields, shown(path), SECONDS)
        return unpacked(answer, shown(path))


def reader_of(path: Path) -> Reader:
    """Find the reader of a file by its content.

    Raises
    ------
    runtall.errors.InputError
        When it is absent, unreadable, a folder, empty, or of no format that runtall knows.
    """
    name = shown(path)
    if stat.S_ISDIR(checked_stat(path, again=_AGAIN).st_mode):
        raise UnknownFormat(f"{name}: is a folder; give one file of motion ({_all_suffixes()})")
    head = first_bytes(path, HEAD_BYTES)
    reader = _recognised(head)
    if reader is not None:
        return reader
    claimed = _claimed(path)
    what = _what(path, head)
    if claimed is None:
        raise UnknownFormat(f"{name}: holds {what}; {READ}")
    lacks = f" without {claimed.mark}" if claimed.mark and is_text(head) else ""
    raise UnknownFormat(
        f"{name}: is named like {claimed.title} and holds {what}{lacks}; export it again"
    )


def _recognised(head: bytes) -> Reader | None:
    return next((reader for reader in readers.values() if reader.recognises(head)), None)


def _claimed(path: Path) -> Reader | None:
    suffix = path.suffix.lower()
    return next((reader for reader in readers.values() if suffix in reader.suffixes), None)


def _suffixes() -> list[str]:
    return [suffix for reader in readers.values() for suffix in reader.suffixes]


def _all_suffixes() -> str:
    return ", ".join(_suffixes())


def _is_video(path: Path) -> bool:
    try:
        container_of(path)
    except UnknownFormat:
        return False
    return True


def _what(path: Path, head: bytes) -> str:
    if _is_video(path):
        return "a video"
    for pattern, words in _OTHERS:
        if re.match(pattern, head, re.DOTALL | re.IGNORECASE):
            return words
    return "text" if is_text(head) else "bytes of an unknown kind"
