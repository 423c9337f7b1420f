"""Mass, centre and inertia of every segment of one runner's body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.places import joint_centre, place, scaled
from runtall.dynamics.size import BodySize
from runtall.literature.anatomy import Slice, radii, segment, slices, trunk

Array = npt.NDArray[np.float64]

_LIMBS: Final = ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")
_TRUNK: Final = ("lumbar", "lower_thorax", "mid_thorax", "upper_thorax")
_HEEL_BACK, _CENTRE_DROP = 0.25, 0.15
"""Of the foot's length: heel behind the ankle, centre below it (own estimate, in no load above)."""
_JOINT: Final = dict(zip(_TRUNK, ("l5s1", "t12l1", "t8t9", "t4t5"), strict=True))


@dataclass(frozen=True, slots=True)
class Inertia:
    """Mass in kg, centre in its body in m, tensor (3, 3) about that centre in kg m2."""

    mass_kg: float
    centre_m: Array
    tensor: Array


def together(parts: list[Inertia]) -> Inertia:
    """One body of several; a negative mass takes away."""
    mass = sum(p.mass_kg for p in parts)
    centre = np.sum([p.mass_kg * p.centre_m for p in parts], axis=0) / mass
    tensor = np.sum([p.tensor + p.mass_kg * _moved(p.centre_m - centre) for p in parts], axis=0)
    return Inertia(mass, centre, tensor)


def _moved(by: Array) -> Array:
    moved: Array = np.dot(by, by) * np.eye(3) - np.outer(by, by)
    return moved


def inertias(size: BodySize) -> dict[str, Inertia]:
    """Every segment by name, sided ones with ``_r`` and ``_l``; together the runner's mass."""
    found = {name: _trunk_part(size, name) for name in _TRUNK}
    found |= _head_and_neck(size)
    for letter in ("r", "l"):
        found |= {f"{n}_{letter}": _mirrored(_girdle(size, n), letter) for n in _GIRDLE}
        found |= {f"{n}_{letter}": _mirrored(_limb(size, n), letter) for n in _LIMBS}
    found["pelvis"] = _pelvis(size)
    return _whole(size, found)


def _whole(size: BodySize, found: dict[str, Inertia]) -> dict[str, Inertia]:
    """In doubt each segment may be heavier or lighter, but not the runner."""
    factor = {name: size.doubt.mass.get(name, 1.0) for name in found}
    total = sum(factor[n] * i.mass_kg for n, i in found.items())
    scale = {n: f * size.mass_kg / total for n, f in factor.items()}
    return {
        n: Inertia(scale[n] * i.mass_kg, i.centre_m, scale[n] * i.tensor) for n, i in found.items()
    }


def _mirrored(weight: Inertia, letter: str) -> Inertia:
    if letter == "r":
        return weight
    over = np.diag([1.0, 1.0, -1.0])
    return Inertia(weight.mass_kg, over @ weight.centre_m, over @ weight.tensor @ over)


def _slice(size: BodySize, part: Slice) -> Inertia:
    """One slice about L5/S1 of the upright body: a thin disc with de Leva's radii."""
    usual, own = segment(part.part, "male")[0], segment(part.part, size.sex)[0]
    mass = size.mass_kg * part.mass_percent / 100 * own / usual
    forward, sideways, long, length = radii(part.part, size.sex)
    tall = size.forward
    # De Leva's part is a stack of such discs: what its length adds to the radii is not theirs.
    stack = length**2 / 12
    front, flank = (forward * length) ** 2 - stack, (sideways * length) ** 2 - stack
    # A flat thing turns about its normal with no more than the sum of both others.
    squares = np.array([front, min((long * length) ** 2, front + flank), flank])
    squares *= np.array([size.across * tall, size.across * tall, tall**2])
    thin = (size.up * part.height / 1000) ** 2 / 12
    squares = squares + np.array([thin, 0.0, thin])
    squares[1] = min(squares[1], squares[0] + squares[2])
    x, y = part.centre
    centre = scaled(size, np.array([x, y, 0.0])) + np.array([size.doubt.forward_m, 0.0, 0.0])
    return Inertia(mass, centre, mass * np.diag(squares))


_GIRDLE: Final = ("scapula", "clavicle")


def _loose(size: BodySize, name: str) -> Inertia:
    """Scapula or clavicle of the right side about L5/S1 of the upright body."""
    row: dict[str, Any] = trunk()["girdle"][name]
    mass = size.mass_kg * row["mass_percent"] / 100
    radius = size.forward * row["radius"] / 1000
    return Inertia(mass, scaled(size, np.array(row["centre"], float)), mass * radius**2 * np.eye(3))


def _girdle(size: BodySize, name: str) -> Inertia:
    joint = {"scapula": "acromioclavicular", "clavicle": "sternoclavicular"}[name]
    own = _loose(size, name)
    return Inertia(own.mass_kg, own.centre_m - joint_centre(size, joint), own.tensor)


def _trunk_part(size: BodySize, name: str) -> Inertia:
    whole = together([_slice(size, s) for s in slices() if s.body == name])
    if name == "upper_thorax":
        whole = _without_girdle(size, whole)
    return Inertia(whole.mass_kg, whole.centre_m - joint_centre(size, _JOINT[name]), whole.tensor)


def _without_girdle(size: BodySize, whole: Inertia) -> Inertia:
    """Clavicles and scapulae taken out of the slices: mass and centre of all stay.

    The tensor shrinks with the mass alone: a slice is narrower than the bones beside it lie apart,
    so that theirs cannot be taken out of its own.
    """
    loose = [_loose(size, n) for n in _GIRDLE]
    out = together([side for own in loose for side in (own, _mirrored(own, "l"))])
    mass = whole.mass_kg - out.mass_kg
    centre = (whole.mass_kg * whole.centre_m - out.mass_kg * out.centre_m) / mass
    return Inertia(mass, centre, whole.tensor * mass / whole.mass_kg)


def _head_and_neck(size: BodySize) -> dict[str, Inertia]:
    mass = size.mass_kg * segment("head_neck", size.sex)[0]
    rows: dict[str, Any] = trunk()["head"]
    neck_mass, head_mass = (mass * rows[n]["share"] for n in ("neck", "head"))
    radius = size.forward * rows["neck"]["radius"] / 1000
    neck_centre = place(size, "neck", np.array(rows["neck"]["centre"], float))
    head_centre = place(size, "head", np.array(rows["head"]["centre"], float))
    apart = np.linalg.norm(
        np.subtract(rows["head"]["centre"], rows["neck"]["centre"]) * size.forward / 1000
    )
    forward, sideways, long, length = radii("head_neck", size.sex)
    whole = (np.array([forward, long, sideways]) * length * size.forward) ** 2
    # The radii are of both together: what neck and distance account for is not the head's.
    reduced = rows["neck"]["share"] * rows["head"]["share"] * apart**2
    own = whole - np.array([reduced, 0.0, reduced]) - rows["neck"]["share"] * radius**2
    own /= rows["head"]["share"]
    return {
        "neck": Inertia(neck_mass, neck_centre, neck_mass * radius**2 * np.eye(3)),
        "head": Inertia(head_mass, head_centre, head_mass * np.diag(own)),
    }


def _pelvis(size: BodySize) -> Inertia:
    """What is left of the trunk below L5/S1."""
    lower = [s.mass_percent / 100 * segment(s.part, size.sex)[0] / segment(s.part, "male")[0]
             for s in slices()]  # fmt: skip
    mass = size.mass_kg * (segment("trunk", size.sex)[0] - sum(lower))
    forward, sideways, long, length = radii("lower", size.sex)
    squares = (np.array([forward, long, sideways]) * length * size.forward) ** 2
    centre = place(size, "pelvis", np.array(trunk()["pelvis"]["centre"], float))
    return Inertia(mass, centre, mass * np.diag(squares))


def _limb(size: BodySize, name: str) -> Inertia:
    """A limb segment that hangs straight down from its joint; the foot points forward."""
    share, centre = segment(name, size.sex)
    forward, sideways, long, _ = radii(name, size.sex)
    length, mass = size.lengths[name], size.mass_kg * share
    squares = (np.array([forward, long, sideways]) * length) ** 2
    if name != "foot":
        return Inertia(mass, np.array([0.0, -centre * length, 0.0]), mass * np.diag(squares))
    squares = (np.array([forward, long, sideways]) * length) ** 2
    # From the heel, which lies behind the ankle and below it.
    back, drop = _HEEL_BACK * length, _CENTRE_DROP * length
    return Inertia(mass, np.array([centre * length - back, -drop, 0.0]), mass * np.diag(squares))
