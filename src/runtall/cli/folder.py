"""Where a result goes; looked at before the long work, so that none of it is in vain."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from runtall.errors import OutputExists, StoreError

# A file's name has 255 bytes; what is written around it needs some, and a letter up to four.
_LONGEST: Final = 40


def default_folder(first: Path) -> Path:
    """``runtall-<input>-<date>`` in the current folder."""
    return Path(f"runtall-{_plain(first.stem or first.resolve().name)}-{today()}")


def free_folder(name: str) -> Path:
    """``<name>-<date>``, with a counter when that is taken."""
    folder, count = Path(f"{name}-{today()}"), 1
    while os.path.lexists(folder):
        count += 1
        folder = Path(f"{name}-{today()}-{count}")
    return folder


def today() -> str:
    """The user's own date."""
    return f"{datetime.now():%Y-%m-%d}"  # noqa: DTZ005 - the clock on the wall


def _plain(name: str) -> str:
    kept = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    return kept.strip("-._")[:_LONGEST] or "clip"


def check_folder(folder: Path, *, force: bool) -> None:
    """Refuse a folder into which the result could not go.

    Raises
    ------
    runtall.errors.OutputExists
        When something is there that may not be replaced.
    runtall.errors.StoreError
        When nothing can be written there.
    """
    if os.path.lexists(folder):
        if not force:
            raise OutputExists(f"{folder}: is there already; choose another --out or add --force")
        if not (folder / "result.json").is_file():
            raise OutputExists(f"{folder}: is not a result folder of runtall; choose another --out")
    parent = folder.absolute().parent
    while not os.path.lexists(parent):
        parent = parent.parent
    try:
        # Rights, full disks and read-only systems are all asked by trying.
        with tempfile.TemporaryDirectory(prefix=".runtall-", dir=parent):
            pass
    except OSError as error:
        raise StoreError(
            f"{folder}: nothing can be written there ({error.strerror}); choose another --out"
        ) from error
