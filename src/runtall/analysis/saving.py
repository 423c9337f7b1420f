"""Write a result folder, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from runtall.errors import OutputExists, StoreError
from runtall.registry import Registry

if TYPE_CHECKING:
    from runtall.analysis.result import Analysis

Writer = Callable[["Analysis", Path], None]
"""Writes its file or files of one analysis into a folder that exists."""

# Named, not imported: the files of a result folder are plug-ins of the layer above.
writers: Registry[Writer] = Registry(
    "file of a result folder", "runtall.report.files", "runtall.files"
)


def save_folder(analysis: Analysis, folder: Path, *, force: bool, only: Sequence[str]) -> Path:
    """Fill a temporary folder beside ``folder``, sync it, then rename it into place."""
    if folder.exists() and not force:
        raise OutputExists(f"{folder}: is there already; choose another --out or add --force")
    names = list(only) or list(writers)
    chosen = [writers[name] for name in names]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    except OSError as error:
        raise StoreError(f"{folder}: cannot be created: {error.strerror}") from error
    try:
        for write in chosen:
            write(analysis, part)
        _sync(part)
        _replace(part, folder)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return folder


def _sync(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _replace(part: Path, folder: Path) -> None:
    part.chmod(0o755)
    if not folder.exists():
        part.rename(folder)
        return
    if not (folder / "result.json").is_file():
        raise OutputExists(f"{folder}: is not a result folder of runtall; it is left as it is")
    # The old result stays until the new one is whole; a rename cannot replace a full folder.
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
    folder.rename(old / "result")
    try:
        part.rename(folder)
    except OSError:
        (old / "result").rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
