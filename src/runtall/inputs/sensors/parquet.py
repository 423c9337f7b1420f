"""Names of the columns of a Parquet file, seen without reading it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from runtall.inputs.files import open_regular
from runtall.inputs.limits import MIB

_MAGIC: Final = b"PAR1"
_TAIL: Final = 8
_LARGEST: Final = 4 * MIB
# Thrift's compact form writes a string as its mark, its length (up to 127) and its bytes.
_STRING: Final = re.compile(rb"\x18([\x01-\x7f])", re.DOTALL)
_MOST: Final = 20_000


def column_names(path: Path, size: int) -> list[str]:
    """Names in the footer of a Parquet file; other words of it may be among them.

    This only serves to tell whose file it is: the bytes are looked through for names and nothing
    of them is followed, so that a broken or hostile footer costs nothing. The file is read for
    real in a child process.

    Raises
    ------
    runtall.errors.InputError
        When the file cannot be opened.
    """
    with os.fdopen(open_regular(path), "rb") as file:
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
        length = int.from_bytes(tail[:4], "little")
        if tail[4:] != _MAGIC or not 0 < length <= size - _TAIL:
            return []
        file.seek(size - _TAIL - length)
        footer = file.read(min(length, _LARGEST))
    names: dict[str, None] = {}
    for match in _STRING.finditer(footer):
        word = footer[match.end() : match.end() + match[1][0]]
        try:
            text = word.decode()
        except UnicodeDecodeError:
            continue
        if text.isprintable() and len(names) < _MOST:
            names[text] = None
    return list(names)
