"""Which way is up in a file, and which way the runner goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.errors import InputError, UsageError
from runtall.inputs.markers.cloud import Array, Cloud, known, level
from runtall.inputs.markers.directions import described, nearest, vector
from runtall.inputs.markers.heading import find_heading
from runtall.inputs.markers.options import UNITS, MarkerOptions
from runtall.inputs.markers.size import find_unit
from runtall.motion.recording import Notice

_LEVELS: Final = ("head", "shoulder", "hip", "knee", "ankle", "heel", "toe")
_TILTED: Final = 15.0
"""deg; a runner's body leans less over a whole recording, so more is a tilted file."""
_NO_AXIS: Final = 35.0


@dataclass(frozen=True, slots=True)
class Axes:
    """How to get from a file to the lab frame.

    Attributes
    ----------
    unit, unit_source
        Of lengths in the file, and who says so.
    up, up_source
        Axis of the file that points up.
    direction, direction_source
        Where the runner goes, in axes of the file.
    travelling
        Whether the runner crosses the lab, and does not stay in place.
    forward, upward
        (3,) unit vectors in axes of the file.
    facing
        (3,) where toes and chest point; None when only left and right show it, which takes the
        file to be right-handed.
    """

    unit: str
    unit_source: str
    up: str
    up_source: str
    direction: str
    direction_source: str
    travelling: bool
    forward: Array
    upward: Array
    facing: Array | None

    @property
    def metres(self) -> float:
        """In one unit of the file."""
        return UNITS[self.unit]

    def attrs(self) -> dict[str, int | str]:
        """What a recording says of it."""
        return {
            "unit": self.unit,
            "unit_source": self.unit_source,
            "up": self.up,
            "up_source": self.up_source,
            "direction": self.direction,
            "direction_source": self.direction_source,
            "travelling": int(self.travelling),
        }

    def matrix(self, *, mirrored: bool) -> Array:
        """Rows are the lab's x, y and z in axes of the file, (3, 3)."""
        right = np.cross(self.forward, self.upward)
        return np.stack([self.forward, self.upward, -right if mirrored else right])


def find_axes(
    cloud: Cloud,
    time_s: Array,
    said: tuple[str | None, str | None],
    options: MarkerOptions,
    file: str,
) -> tuple[Axes, list[Notice]]:
    """Unit, vertical and direction of travel of a file.

    Parameters
    ----------
    cloud
        Points in the unit and axes of the file.
    time_s
        (time,)
    said
        Unit and axis that points up, where the file says them.
    options
        What the user says; wins.
    file
        How to call the file in messages.

    Raises
    ------
    runtall.errors.InputError
        When one of them cannot be told, or what is said cannot be.
    """
    unit, unit_source = find_unit(cloud, said[0], options, file)
    up, up_source, notices = find_up(cloud, said[1], options, file)
    upward = vector(up)
    small = {name: UNITS[unit] * path for name, path in cloud.items()}
    heading, more = find_heading(small, time_s, upward, options, file)
    axes = Axes(
        unit=unit,
        unit_source=unit_source,
        up=up,
        up_source=up_source,
        direction=described(heading.forward),
        direction_source=heading.source,
        travelling=heading.travelling,
        forward=heading.forward,
        upward=upward,
        facing=heading.facing,
    )
    return axes, [*notices, *more]


def find_up(
    cloud: Cloud, said: str | None, options: MarkerOptions, file: str
) -> tuple[str, str, list[Notice]]:
    """Axis of the file that points up, and who says so.

    Raises
    ------
    runtall.errors.InputError
        When the user turns the runner over, or nothing shows where up is.
    """
    body = _body(cloud)
    if options.up is not None:
        if body is not None and vector(options.up) @ body < 0.5 * np.linalg.norm(body):
            raise UsageError(
                f"--up {options.up}: the runner of {file} would not stand upright; the body "
                f"points along {nearest(body)[0]}"
            )
        return options.up, "given", []
    if body is None:
        if said is None:
            raise InputError(f"{file}: has too few points to tell which way is up; give --up")
        return said, "file", []
    found, off = nearest(body)
    if said is not None and said != found:
        text = f"it says that {said} points up, but the body stands along {found}, which is taken"
        return found, "detected", [Notice("up_contradicts", text), *_tilted(off, file)]
    return found, "detected" if said is None else "file", _tilted(off, file)


def _body(cloud: Cloud) -> Array | None:
    """Vector from the lowest to the highest level of the body, (3,)."""
    there = {name: path for name in _LEVELS if (path := level(cloud, name)) is not None}
    # A neck alone stands askew.
    levels = list(there.values()) if there.keys() - {"head", "shoulder"} else []
    return known(levels[0] - levels[-1]) if len(levels) > 1 else None


def _tilted(off: float, file: str) -> list[Notice]:
    if off > _NO_AXIS:
        raise InputError(
            f"{file}: no axis points up: the body stands {off:.0f} deg off the nearest one; "
            "turn the file, or give --up"
        )
    if off <= _TILTED:
        return []
    text = f"the body stands {off:.0f} deg off the axis that points up: angles hold that tilt"
    return [Notice("tilted", text)]
