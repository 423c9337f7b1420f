"""C3D: marker positions and events as motion-capture programs read them."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from runtall.errors import UsageError
from runtall.motion.files import text
from runtall.motion.files.text import Array
from runtall.units import factor

INITIAL_CONTACT: Final = "Foot Strike"
TOE_OFF: Final = "Foot Off"
"""Labels that other programs look for."""

Event = tuple[str, str, float]
"""Side (``"left"``, ``"right"`` or ``""``), label, and time in s."""

# The format counts frames in 16 bits, letters of a name in 7 and events in 8.
_MOST_FRAMES: Final = 65535
_LONGEST_NAME: Final = 127
_MOST_EVENTS: Final = 255
_BLOCK: Final = 512


def write_c3d(
    path: Path,
    labels: Sequence[str],
    time_s: Array,
    position_m: Array,
    *,
    events: Sequence[Event] = (),
    rate_hz: float | None = None,
) -> None:
    """Write marker positions and events, in mm with y up.

    The format has no times, only a rate and the number of the first frame: the first time is
    rounded to a whole frame. It holds 32-bit numbers.

    Parameters
    ----------
    path
        File to write, named ``.c3d``.
    labels
        Names of the markers.
    time_s
        Shape ``(time,)``, evenly rising from 0 or later.
    position_m
        Shape ``(time, marker, 3)`` in m; x forward, y up, z to the right. A marker with a
        coordinate that is not finite is marked as missing by residual -1.
    events
        In s on the same clock.
    rate_hz
        Frames per second; the mean rate of ``time_s`` when None.

    Raises
    ------
    runtall.errors.UsageError
        When names, times and positions do not fit each other or the format.
    OSError
        When the file cannot be written whole.
    """
    time, position = np.asarray(time_s, dtype=float), np.asarray(position_m, dtype=float)
    _check(path, labels, time, position)
    rate = rate_hz or text.rate(time)
    file = _points(labels, position, rate, first=_first(path, time, rate))
    _check_events(path, events)
    for side, label, at in events:
        # Minutes stand apart, so that 32 bits keep the seconds fine.
        file.add_event(divmod(at, 60.0), context=side.capitalize() or "General", label=label)
    _save(file, path)
    _check_size(path, 16 * len(time) * len(labels))


def _check(path: Path, labels: Sequence[str], time: Array, position: Array) -> None:
    text.check_names(path, labels, spaces=True)
    text.check_clock(path, time, position, (len(labels), 3))
    if path.suffix != ".c3d" or not path.name.isprintable():
        raise UsageError(f"{path}: a C3D file has a plain name that ends with .c3d; choose one")
    for label in labels:
        if label != label.strip() or len(label.encode()) > _LONGEST_NAME:
            raise UsageError(
                f"{path}: {label!r} starts or ends with a space or has over {_LONGEST_NAME} "
                "letters, which a C3D file cannot hold; rename it"
            )


def _first(path: Path, time: Array, rate: float) -> int:
    """Number of the first frame, counted from 0 s."""
    first = round(float(time[0]) * rate)
    if first < 0 or first + len(time) > _MOST_FRAMES:
        raise UsageError(
            f"{path}: a C3D file counts frames from 0 s to {_MOST_FRAMES}; write a shorter part"
        )
    # Half a frame off somewhere: the rate alone would not bring these times back.
    if np.abs((time - time[0]) * rate - np.arange(len(time))).max() > 0.5:
        raise UsageError(f"{path}: a C3D file has even steps of time; resample the frames first")
    return first


def _check_events(path: Path, events: Sequence[Event]) -> None:
    if len(events) > _MOST_EVENTS:
        raise UsageError(f"{path}: a C3D file holds {_MOST_EVENTS} events at most; write fewer")
    for side, label, time in events:
        if side not in ("left", "right", "") or not np.isfinite(time) or time < 0:
            raise UsageError(f"{path}: event {label!r} has no side or time that C3D can hold")


def _save(file: Any, path: Path) -> None:  # noqa: ANN401 - ezc3d has no types
    # ezc3d tells no cause when it cannot open a file; this does.
    path.touch()
    # By descriptor: it takes no name of a folder that is not UTF-8.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        file.write(f"/dev/fd/{folder}/{path.name}")
    finally:
        os.close(folder)


def _check_size(path: Path, data: int) -> None:
    # A full disk stops ezc3d without a word.
    with path.open("rb") as file:
        start = int.from_bytes(file.read(18)[16:], "little")
    if path.stat().st_size < max(start - 1, 0) * _BLOCK + data:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def _points(labels: Sequence[str], position: Array, rate: float, *, first: int) -> Any:  # noqa: ANN401 - ezc3d has no types
    import ezc3d

    file = ezc3d.c3d()
    about = file["parameters"]["POINT"]
    about["LABELS"]["value"] = list(labels)
    about["UNITS"]["value"] = ["mm"]
    about["RATE"]["value"] = [rate]
    file.add_parameter("POINT", "X_SCREEN", "+X")
    file.add_parameter("POINT", "Y_SCREEN", "+Y")
    file["header"]["points"]["first_frame"] = first
    missing = ~np.isfinite(position).all(axis=2)
    values = np.ones((4, len(labels), len(position)))
    values[:3] = np.where(missing[..., None], np.nan, position * factor("m", "mm")).transpose(
        2, 1, 0
    )
    file["data"]["points"] = values
    file["data"]["meta_points"]["residuals"] = -missing.T[None].astype(float)
    return file
