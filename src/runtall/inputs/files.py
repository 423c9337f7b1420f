"""What a path is, before anything is read from it."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import Final

from runtall.errors import InputError, MalformedFile, UnknownFormat

_PIECE: Final = 1 << 20
_KINDS: Final = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def shown(path: Path) -> str:
    """Name of a path for messages: on one line, without control characters."""
    name = path.name or str(path)
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)
    return clean if len(clean) <= 100 else clean[:60] + "..." + clean[-30:]


def checked_stat(path: Path, *, again: str = "copy it again from the camera") -> os.stat_result:
    """Look at a path without opening it.

    Parameters
    ----------
    path
        To look at.
    again
        What to do about an empty file.

    Returns
    -------
    os.stat_result
        Of a regular file that is not empty, or of a folder.

    Raises
    ------
    runtall.errors.InputError
        When it is absent, unreachable, a loop of links, or empty.
    runtall.errors.UnknownFormat
        When it is a pipe, socket or device.
    """
    name = shown(path)
    try:
        found = path.stat()
    except FileNotFoundError as error:
        raise InputError(f"{name}: there is no such file; check the path") from error
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{name}: cannot be reached ({reason}); check the path") from error
    for is_kind, words in _KINDS:
        if is_kind(found.st_mode):
            raise UnknownFormat(f"{name}: is {words}, not a file; give the file itself")
    if stat.S_ISREG(found.st_mode) and found.st_size == 0:
        raise MalformedFile(f"{name}: is empty (0 bytes); {again}")
    return found


def open_regular(path: Path) -> int:
    """Open a file for reading; the descriptor belongs to the caller.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be read, or is no regular file any more.
    """
    # Without O_NONBLOCK, a pipe put there since the check would block for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{shown(path)}: cannot be read ({reason}); check its permissions"
        ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UnknownFormat(f"{shown(path)}: is not a regular file; give the file itself")
    return descriptor


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be read.
    """
    found = hashlib.sha256()
    with os.fdopen(open_regular(path), "rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def first_bytes(path: Path, count: int = 4096) -> bytes:
    """The beginning of a file.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be read.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        try:
            return file.read(count)
        except OSError as error:
            raise InputError(f"{shown(path)}: cannot be read ({error.strerror})") from error
