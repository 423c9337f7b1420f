"""What the text formats of motion files share: exact numbers, safe names, and their checks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from runtall.errors import UsageError

Array = npt.NDArray[np.float64]


def numbers(values: Array, missing: str) -> list[str]:
    """Shortest text of each number that reads back as the same double.

    Parameters
    ----------
    values
        Shape ``(n,)``.
    missing
        What stands where there is no finite number.
    """
    return [repr(v) if math.isfinite(v) else missing for v in values.tolist()]


def rate(time_s: Array) -> float:
    """Mean rate in Hz; 1 where a single frame has none."""
    if len(time_s) < 2:
        return 1.0
    # Nine digits: what binary fractions of a second add to the rate is not meant.
    return float(f"{(len(time_s) - 1) / (time_s[-1] - time_s[0]):.9g}")


def file_name(path: Path) -> str:
    """Name of the file as a header may hold it: on one line, in one cell."""
    return "".join(c if c.isprintable() else "_" for c in path.name)


def check_names(path: Path, names: Sequence[str], *, spaces: bool = False) -> None:
    """Refuse names that a table cannot tell apart or would tear.

    Raises
    ------
    runtall.errors.UsageError
        When a name is empty, stands twice, or holds white space (``spaces`` lets plain ones
        pass) or characters that do not print.
    """
    seen: set[str] = set()
    for name in names:
        if not name.strip() or name in seen:
            raise UsageError(
                f"{path}: the name {name!r} is empty or stands twice; give each its own"
            )
        if not name.isprintable() or (not spaces and " " in name):
            raise UsageError(
                f"{path}: the name {name!r} would tear the table; write it without spaces"
            )
        seen.add(name)


def check_clock(path: Path, time_s: Array, values: Array, inner: tuple[int, ...]) -> None:
    """Refuse values that do not belong to the times and names.

    Parameters
    ----------
    path
        File to write, for the message.
    time_s
        Shape ``(time,)``.
    values
        Shape ``(time, *inner)``.
    inner
        Count of names and, for points, of axes.

    Raises
    ------
    runtall.errors.UsageError
        When there is no frame or no name, the time does not rise, or the shape is another.
    """
    if time_s.ndim != 1 or not len(time_s) or not inner[0]:
        raise UsageError(f"{path}: there is nothing to write; give at least one frame and one name")
    if not np.isfinite(time_s).all() or (np.diff(time_s) <= 0).any():
        raise UsageError(f"{path}: the time does not rise from frame to frame; sort the frames")
    if values.shape != (len(time_s), *inner):
        raise UsageError(
            f"{path}: values of shape {values.shape} do not fit {len(time_s)} frames of {inner}; "
            "give one value for each"
        )
