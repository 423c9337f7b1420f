"""What a user can say about a motion file that it does not say itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from runtall.errors import UsageError

UNITS: Final = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "cmu": 0.0254 / 0.45}
"""Metres in one of each; skeletons of the CMU library count in parts of which 0.45 are an inch."""
OFFERED: Final = ("m", "cm", "mm", "in")
"""Units that messages offer; the others are found, not asked for."""
AXES: Final = ("+x", "-x", "+y", "-y", "+z", "-z")
ANGLES: Final = ("degrees", "radians")


@dataclass(frozen=True, slots=True)
class MarkerOptions:
    """Given by the user, these win over what the file says and what is found.

    Attributes
    ----------
    unit
        Of lengths: one of `UNITS`.
    up
        Axis of the file that points up: one of `AXES`.
    direction
        Axis of the file that points where the runner goes: one of `AXES`.
    markers
        Name in the file to our name.
    angles
        ``"degrees"`` or ``"radians"``: what joint coordinates are in.

    Raises
    ------
    runtall.errors.UsageError
        When a unit or axis is none of those.
    """

    unit: str | None = None
    up: str | None = None
    direction: str | None = None
    markers: Mapping[str, str] = field(default_factory=dict)
    angles: Literal["degrees", "radians"] | None = None

    def __post_init__(self) -> None:
        _one_of("unit", self.unit, tuple(UNITS))
        _one_of("up", self.up, AXES)
        _one_of("direction", self.direction, AXES)
        _one_of("angles", self.angles, ANGLES)


def _one_of(option: str, value: str | None, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        raise UsageError(f"--{option} {value!r}: is none of {', '.join(known)}")
