"""How large and how heavy one runner's body is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from runtall.errors import InputError, ModelError
from runtall.literature import number
from runtall.literature.anatomy import sexes, trunk
from runtall.motion.skeleton import LENGTHS, default_lengths

Array = npt.NDArray[np.float64]
Sex = Literal["female", "male", "unspecified"]
_SHAPING: Final = ("trunk", "shoulder_half", "hip_half", "ear_height", "upper_arm", "forearm")
_SHORTEST: Final = 0.5
"""Of the usual length for the height; what is shorter is no adult's."""
_LIMBS: Final = ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Factors and shifts by which one draw of the body differs from the usual one.

    Attributes
    ----------
    mass
        Factor of each body's mass, by body name.
    forward_m
        How much further forward the masses of the trunk lie.
    strength
        Factor of each muscle's area, by muscle name.
    path_m
        Shift of each point of each muscle, by muscle name: (point, 3).
    tension
        Specific tension over the usual one.
    stiffness
        Factor of the passive resistance of the spine.
    neutral
        Extension of the whole trunk at which that resistance is nothing, rad.
    """

    mass: Mapping[str, float] = field(default_factory=dict)
    forward_m: float = 0.0
    strength: Mapping[str, float] = field(default_factory=dict)
    path_m: Mapping[str, Array] = field(default_factory=dict)
    tension: float = 1.0
    stiffness: float = 1.0
    neutral: float = 0.0


@dataclass(frozen=True, slots=True)
class BodySize:
    """Everything that one body is built from.

    Attributes
    ----------
    mass_kg, height_m, sex
        Of the runner.
    forward, up, across
        Scale of the trunk and girdle against the tables, by axis.
    neck
        Scale of neck and head along the neck.
    lengths
        Of limb segments in m by name, and ``hip_half``.
    doubt
        How this draw differs from the usual body.
    """

    mass_kg: float
    height_m: float
    sex: Sex
    forward: float
    up: float
    across: float
    neck: float
    lengths: Mapping[str, float]
    doubt: Doubt = field(default_factory=Doubt)


def body_size(
    mass_kg: float, height_m: float, sex: Sex = "unspecified", lengths: Array | None = None
) -> BodySize:
    """Size of a runner's body.

    Parameters
    ----------
    mass_kg, height_m, sex
        Of the runner.
    lengths
        Measured lengths, shape ``(15,)``, m, as in `runtall.motion.skeleton.LENGTHS`: trunk,
        shoulder breadth, arms and legs are taken from them. Without them the proportions are
        those of the tables.

    Raises
    ------
    runtall.errors.InputError
        When height or mass is no adult runner's.
    runtall.errors.ModelError
        When a measured length is nobody's.
    """
    _require_adult(mass_kg, height_m)
    tall = 1000 * height_m / trunk()["stature_mm"]
    size = BodySize(
        mass_kg=mass_kg,
        height_m=height_m,
        sex=sex,
        forward=tall,
        up=tall,
        across=tall,
        neck=tall,
        lengths=_limbs(height_m, sex, default_lengths(height_m, sex)),
    )
    return size if lengths is None else _measured(size, np.asarray(lengths, dtype=float))


def _measured(size: BodySize, lengths: Array) -> BodySize:
    joint: dict[str, Any] = trunk()["joint"]
    hip, shoulder = np.array(joint["hip"]), np.array(joint["glenohumeral"])
    long, half, high = (lengths[LENGTHS.index(n)] for n in ("trunk", "shoulder_half", "ear_height"))
    back = size.forward * (shoulder - hip)[0] / 1000
    _require_possible(lengths, default_lengths(size.height_m, size.sex))
    scaled = replace(
        size,
        up=float(np.sqrt(long**2 - back**2) / (shoulder - hip)[1] * 1000),
        across=float(1000 * half / shoulder[2]),
        lengths=_limbs(size.height_m, size.sex, lengths),
    )
    return replace(scaled, neck=_neck(scaled, high))


def longer(size: BodySize, factor: float, ear_height_m: float) -> BodySize:
    """The same size with a trunk so many times as long, its ears as high over mid-shoulder."""
    grown = replace(size, up=size.up * factor)
    return replace(grown, neck=_neck(grown, ear_height_m))


def _neck(size: BodySize, ear_height_m: float) -> float:
    """Scale along the neck that puts the ears so far from mid-shoulder."""
    joint: dict[str, Any] = trunk()["joint"]
    shoulder, base, ear = joint["glenohumeral"], joint["c7t1"], trunk()["head"]["ear"]
    ahead = size.forward * (ear[0] - shoulder[0])
    below = size.up * (base[1] - shoulder[1])
    rise = np.sqrt(max((1000 * ear_height_m) ** 2 - ahead**2, 0.0)) - below
    return float(rise / (ear[1] - base[1]))


def _limbs(height_m: float, sex: Sex, lengths: Array) -> dict[str, float]:
    known = dict(zip(LENGTHS, map(float, lengths), strict=True))
    for name in ("hand", "foot"):
        share = np.mean([number(f"human.segment_length.{name}.{s}") for s in sexes(sex)])
        known[name] = height_m * float(share)
    return {name: known[name] for name in (*_LIMBS, "hip_half")}


def _require_possible(lengths: Array, usual: Array) -> None:
    """A fit to a clip that was told wrongly may end in lengths that nobody has."""
    for name in _SHAPING:
        k = LENGTHS.index(name)
        length = float(lengths[k])
        if not length > _SHORTEST * usual[k]:
            raise ModelError(
                f"the mean stride has no possible body ({name.replace('_', ' ')} "
                f"{100 * length:.0f} cm): no loads without one; see the warnings about the views"
            )


def _require_adult(mass_kg: float, height_m: float) -> None:
    for what, value, unit in (("mass", mass_kg, "kg"), ("height", height_m, "m")):
        low, high = number(f"body.{what}.low"), number(f"body.{what}.high")
        if not low <= value <= high:
            raise InputError(
                f"a {what} of {value:g} {unit} is no adult runner's ({low:g} to {high:g} {unit}): "
                "the body model does not hold for it"
            )
