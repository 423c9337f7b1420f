"""The clock of a motion file: what can be mended is mended and said, the rest is refused."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.errors import MalformedFile, TooShort
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.reader import Source
from runtall.motion.recording import Notice

_SLOWEST_STEP_S: Final = 0.5
"""Between two rows; more cannot show a stride, and is mostly a clock in another unit."""
_FASTEST_STEP_S: Final = 2e-5
_LONGEST_ROUNDING_S: Final = 0.05
_GAP: Final = 1.6
"""Steps longer than so many usual ones are gaps; rounded times differ by less."""


def checked(time_s: Array, source: Source) -> tuple[Array, tuple[Notice, ...]]:
    """Check that time runs forward at the pace of a recording.

    Parameters
    ----------
    time_s
        (time,) as the file says, s.
    source
        For messages.

    Returns
    -------
    numpy.ndarray, tuple
        Rising times, and notices about gaps and about times that were mended.

    Raises
    ------
    runtall.errors.TooShort
        When there are fewer than two.
    runtall.errors.MalformedFile
        When time is missing, stands still, goes back, or has an impossible pace.
    """
    if len(time_s) < 2:
        count = "one row" if len(time_s) else "no row"
        raise TooShort(f"{source.name}: holds {count} of values, which is no motion; export more")
    missing = np.flatnonzero(~np.isfinite(time_s))
    if missing.size:
        raise MalformedFile(
            f"{source.name}: row {missing[0] + 1} of its values has no time; export it again"
        )
    time_s, notices = _rising(time_s, source)
    usual = float(np.median(np.diff(time_s)))
    if not _FASTEST_STEP_S <= usual <= _SLOWEST_STEP_S:
        raise MalformedFile(
            f"{source.name}: its rows are {usual:.4g} s apart, which is no recording of a run; "
            "its time must be in seconds"
        )
    return time_s, notices + _gaps(time_s, usual)


def _rising(time_s: Array, source: Source) -> tuple[Array, tuple[Notice, ...]]:
    steps = np.diff(time_s)
    if (steps > 0).all():
        return time_s, ()
    if not (steps >= 0).all():
        row = int(np.flatnonzero(steps < 0)[0])
        raise MalformedFile(
            f"{source.name}: its time goes back from {time_s[row]:.6g} to {time_s[row + 1]:.6g} s "
            f"at row {row + 2}; export one recording without a break"
        )
    even = np.linspace(time_s[0], time_s[-1], len(time_s))
    step = float(max(even[1] - even[0], steps.max()))
    # Times written with few digits repeat; they lie within one step of an even clock.
    if step > 0 and np.abs(time_s - even).max() <= step < _LONGEST_ROUNDING_S:
        text = "some of its times repeat, as if rounded: an even clock is taken instead"
        return even, (Notice("time_evened", text),)
    row = int(np.flatnonzero(steps == 0)[0])
    raise MalformedFile(
        f"{source.name}: its time stands still at {time_s[row]:.6g} s (row {row + 2}); "
        "export it again with more digits"
    )


def _gaps(time_s: Array, usual: float) -> tuple[Notice, ...]:
    steps = np.diff(time_s)
    long = steps[steps > _GAP * usual]
    if not long.size:
        return ()
    missing = int(np.round(long / usual - 1).sum())
    text = f"its time has {long.size} gaps, where {missing} rows are missing"
    return (Notice("time_gaps", text),)
