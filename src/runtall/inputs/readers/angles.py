"""Whether the angles of a file are degrees or radians, and what to do when it says wrongly."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

import numpy as np

from runtall.errors import MalformedFile, UsageError
from runtall.inputs.readers.raw import Array
from runtall.inputs.readers.reader import Source
from runtall.motion.recording import Notice

ANGLES: Final = ("degrees", "radians")
"""What the option ``--angles`` takes."""

_LARGEST_RAD: Final = 2 * math.pi
"""A joint turns by less than one round."""
_LARGEST_STEADY_DEG: Final = 3.2
"""A runner whose every joint stays within this many degrees of zero stands still."""
_MOVING_RAD: Final = 0.3
"""Some joint of a runner moves by more than this."""
_FEW: Final = 3
"""Fewer angles than this settle nothing."""

# Sliding coordinates are lengths: pelvis_tx, knee_ty_r, Abs_t1.
_LENGTH: Final = re.compile(r"(^|_)t[xyz123](_|$)|trans", re.IGNORECASE)


def is_length(coordinate: str) -> bool:
    """Whether a coordinate of that name is a length and not an angle."""
    return bool(_LENGTH.search(coordinate))


def check_choice(angles: str | None) -> None:
    """Check what the user said of the angles.

    Raises
    ------
    runtall.errors.UsageError
        When it is none of `ANGLES`.
    """
    if angles is not None and angles not in ANGLES:
        raise UsageError(
            f"--angles {angles!r} is neither 'degrees' nor 'radians'; give one of them"
        )


def in_degrees(
    angles: Mapping[str, Array], said: bool | None, source: Source
) -> tuple[bool, tuple[Notice, ...]]:
    """Decide whether angles are in degrees.

    Parameters
    ----------
    angles
        By name, as the file holds them.
    said
        What the file says; None when it says nothing.
    source
        For the choice of the user, which settles it, and for messages.

    Returns
    -------
    bool, tuple
        Whether they are degrees, and a notice where that was found from the values.

    Raises
    ------
    runtall.errors.MalformedFile
        When the values contradict what the file says.
    """
    if source.angles is not None:
        return source.angles == "degrees", ()
    found = _by_values(angles)
    if said is None:
        return found is not False, _told(found) if angles else ()
    if found is not None and found != said:
        raise MalformedFile(_contradiction(source, said, angles))
    return said, ()


def _by_values(angles: Mapping[str, Array]) -> bool | None:
    """True for degrees, False for radians, None when the values fit both."""
    largest = np.asarray([_largest(values) for values in angles.values()])
    # A pelvis that turns round and round may pass one round; several joints may not.
    if np.count_nonzero(largest > _LARGEST_RAD) >= min(_FEW, max(1, len(largest) - 1)):
        return True
    moving = any(_range(values) > _MOVING_RAD for values in angles.values())
    enough = len(largest) >= _FEW and moving
    return False if enough and largest.max() <= _LARGEST_STEADY_DEG else None


def _largest(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _range(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(np.ptp(finite)) if finite.size else 0.0


def _contradiction(source: Source, said: bool, angles: Mapping[str, Array]) -> str:
    name = max(angles, key=lambda key: _largest(angles[key]))
    unit, other = ("degrees", "radians") if said else ("radians", "degrees")
    return (
        f"{source.name}: says that its angles are {unit}, and the values are those of {other} "
        f"({name} reaches {_largest(angles[name]):.4g}); give --angles degrees or --angles radians "
        "to settle it"
    )


def _told(found: bool | None) -> tuple[Notice, ...]:
    silent = "it does not say whether its angles are degrees or radians"
    if found is None:
        text = f"{silent} and the values fit both: degrees are assumed; --angles settles it"
        return (Notice("angles_assumed", text),)
    unit = "degrees" if found else "radians"
    return (Notice("angles_detected", f"{silent}; the values are {unit}"),)
