"""Points that were found once, kept by content of the clip, model and options."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from runtall.inputs.wire import AnyArray

_FORMAT: Final = 1
"""Raised when the meaning of what is kept changes."""
_DAMAGED: Final = (
    OSError, ValueError, KeyError, IndexError, EOFError, MemoryError, NotImplementedError,
    zipfile.BadZipFile, zlib.error, struct.error,
)  # fmt: skip


def default_cache() -> Path:
    """Folder of the cache: ``RUNTALL_CACHE``, or the user's own cache folder."""
    if given := os.environ.get("RUNTALL_CACHE"):
        return Path(given)
    from platformdirs import user_cache_path

    return user_cache_path("runtall", appauthor=False)


class PointCache:
    """Arrays by name in one folder; never the reason that an analysis fails.

    Parameters
    ----------
    root
        Folder of all caches.
    sha256
        Of the clip.
    identity
        Everything else that the content depends on.
    """

    def __init__(self, root: Path, sha256: str, identity: Mapping[str, Any]) -> None:
        text = json.dumps([_FORMAT, identity], sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.folder = root / "pose" / f"{sha256[:16]}-{digest[:16]}"

    def load(
        self, name: str, shapes: Mapping[str, tuple[int | None, ...]]
    ) -> dict[str, AnyArray] | None:
        """Arrays that were kept under a name.

        Parameters
        ----------
        name
            As given to `save`.
        shapes
            Names and shapes to expect; None for any length.

        Returns
        -------
        dict or None
            None when there are none, or when they are damaged.
        """
        try:
            # Opened here, because numpy leaves a file open that it finds damaged.
            with (self.folder / f"{name}.npz").open("rb") as file:
                kept = np.load(file, allow_pickle=False)
                arrays = {key: kept[key] for key in shapes}
        except _DAMAGED:
            return None
        fits = all(_fits(arrays[key].shape, shape) for key, shape in shapes.items())
        return arrays if fits else None

    def save(self, name: str, arrays: Mapping[str, AnyArray]) -> None:
        """Keep arrays; a full or read-only disk is no error."""
        try:
            # Points of a body are health data: for their owner only.
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(prefix=".", dir=self.folder)
        except OSError:
            return
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, allow_pickle=False, **dict(arrays))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.folder / f"{name}.npz")
        except OSError:
            return
        finally:
            Path(temporary).unlink(missing_ok=True)


def _fits(shape: tuple[int, ...], expected: tuple[int | None, ...]) -> bool:
    return len(shape) == len(expected) and all(
        e is None or e == n for n, e in zip(shape, expected, strict=True)
    )
