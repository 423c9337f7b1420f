"""In what unit a file counts lengths, told by the size of the body."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.errors import InputError, MalformedFile, UsageError
from runtall.inputs.markers.cloud import SIDES, Array, Cloud, level, near
from runtall.inputs.markers.options import OFFERED, UNITS, MarkerOptions
from runtall.literature import number

_LIMBS: Final = (
    ("hip", "knee", "thigh"),
    ("knee", "ankle", "shank"),
    ("shoulder", "elbow", "upper_arm"),
    ("elbow", "wrist", "forearm"),
)
_LEG: Final = 0.53
"""Iliac spine to heel of a straight leg over standing height."""
_SLACK: Final = 1.5
"""By which the estimate of a body may be off before a unit that was said is called wrong."""
_RIGID: Final = 0.2
"""Quantile of a distance that should not change: exchanged sides only make it longer."""
_LONGEST: Final = 0.95
"""Quantile of a distance that changes, for the limb at full length."""


def find_unit(cloud: Cloud, said: str | None, options: MarkerOptions, file: str) -> tuple[str, str]:
    """Unit of lengths, and who says so.

    Parameters
    ----------
    cloud
        Points in the unit of the file.
    said
        What the file says.
    options
        What the user says.
    file
        How to call the file in messages.

    Returns
    -------
    str, str
        One of `UNITS`; ``"given"``, ``"file"`` or ``"detected"``.

    Raises
    ------
    runtall.errors.InputError
        When the body would be no runner's in that unit, or in any.
    """
    size = stature(cloud)
    if options.unit is not None:
        return _checked(options.unit, size, file, given=True), "given"
    if said is not None:
        return _checked(said, size, file, given=False), "file"
    if size is None:
        raise InputError(
            f"{file}: does not say in what unit lengths are, and has too few points to tell; "
            f"give --unit {' or '.join(OFFERED)}"
        )
    fitting = _fitting(size)
    if not fitting:
        raise InputError(
            f"{file}: the body is about {size:.3g} units tall, which is no runner's height in "
            f"{', '.join(OFFERED)}; scale the file to m"
        )
    return fitting[0], "detected"


def stature(cloud: Cloud) -> float | None:
    """Rough standing height, in the unit of the points; None when nothing shows it."""
    found = [
        size
        for start, end, segment in _LIMBS
        for side in SIDES
        if (size := _by_limb(near(cloud, side, start), near(cloud, side, end), segment)) is not None
    ]
    trunk = _by_limb(level(cloud, "hip"), level(cloud, "shoulder"), "trunk")
    found += [trunk] if trunk is not None else []
    found = found or _by_legs(cloud)
    return float(np.median(found)) if found else None


def _by_limb(start: Array | None, end: Array | None, segment: str) -> float | None:
    if start is None or end is None:
        return None
    length = float(np.nanquantile(_distance(start, end), _RIGID)) if _seen(start, end) else np.nan
    return length / share(segment) if np.isfinite(length) and length > 0 else None


def _by_legs(cloud: Cloud) -> list[float]:
    """From hips and feet alone: a leg is longest when it is nearly straight."""
    found = []
    for side in SIDES:
        hip, foot = near(cloud, side, "hip"), near(cloud, side, "heel")
        if hip is not None and foot is not None and _seen(hip, foot):
            length = np.nanquantile(_distance(hip, foot), _LONGEST)
            found.append(float(length) / _LEG)
    return found


def share(segment: str) -> float:
    """Length of a segment over standing height, mean of both sexes."""
    both = [number(f"human.segment_length.{segment}.{sex}") for sex in ("male", "female")]
    return float(np.mean(both))


def _seen(start: Array, end: Array) -> bool:
    return bool(np.isfinite(_distance(start, end)).any())


def _distance(start: Array, end: Array) -> Array:
    found: Array = np.linalg.norm(end - start, axis=1)
    return found


def _fitting(size: float, slack: float = 1.0) -> list[str]:
    low, high = number("limits.stature.low") / slack, number("limits.stature.high") * slack
    return [name for name, metres in UNITS.items() if low <= size * metres <= high]


def _checked(name: str, size: float | None, file: str, *, given: bool) -> str:
    if size is None or name in _fitting(size, _SLACK):
        return name
    better = [name for name in _fitting(size) if name in OFFERED]
    advice = f"give --unit {better[0]}" if better else "scale the file to m"
    tall = size * UNITS[name]
    would = f"the body would be about {tall:{'.0f' if tall > 100 else '.2g'}} m tall"
    if given:
        raise UsageError(f"--unit {name}: in {file} {would}; {advice}")
    raise MalformedFile(f"{file}: says that lengths are in {name}, but {would}; {advice}")
