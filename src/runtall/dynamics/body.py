"""The upper body as a MuJoCo model: rigid segments, joints, muscles as tendons.

Bodies and axes follow ISB (x forward, y up, z right) through and through: gravity points along -y.
Each joint of the spine has hinges z (extension +), x (right bend +), y (left turn +) and three
slides that stay at zero; what it takes to hold these is the force through the joint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.masses import Inertia, inertias
from runtall.dynamics.places import joint_centre, place
from runtall.dynamics.shoulders import TURNS
from runtall.dynamics.size import BodySize
from runtall.literature import number
from runtall.literature.anatomy import SEGMENTS, SPINE, muscles, surfaces, trunk

if TYPE_CHECKING:
    import mujoco

Array = npt.NDArray[np.float64]
Axis = tuple[float, float, float]

GRAVITY: Final = 9.80665
SLIDES: Final = ("tx", "ty", "tz")
_X, _Y, _Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
_PELVIS: Final = (
    ("pelvis_tx", "slide", _X), ("pelvis_ty", "slide", _Y), ("pelvis_tz", "slide", _Z),
    ("pelvis_tilt", "hinge", _Z), ("pelvis_list", "hinge", _X), ("pelvis_rotation", "hinge", _Y),
)  # fmt: skip
GIRDLE: Final = (
    "clavicle_protraction", "clavicle_elevation", "scapula_upward", "scapula_internal",
    "scapula_tilt",
)  # fmt: skip
"""Turns of clavicle and scapula in their order, without the side."""
ARM: Final = ("arm_flex", "arm_add", "arm_rot")
LEG: Final = ("hip_flexion", "hip_adduction", "hip_rotation")
LETTERS: Final = ("r", "l")
_UPRIGHT: Final = (0.5**0.5, 0.5**0.5, 0.0, 0.0)
"""Turn that sets a cylinder's own axis, z, along y."""
_LONG_M: Final = 0.3
"""Half the length at which a surface would be drawn; for paths it has no end."""


@dataclass(frozen=True, slots=True)
class Body:
    """A compiled body.

    Attributes
    ----------
    model
        MuJoCo model without contact, damping, armature or limits.
    size
        What it was built from.
    dof
        Number of each degree of freedom by joint name: ``JOINT_extension``, ``JOINT_tx``, ...
    muscles
        Names in the order of tendons: first right, then left.
    strength_n
        Greatest force of each muscle.
    """

    model: mujoco.MjModel
    size: BodySize
    dof: Mapping[str, int]
    muscles: tuple[str, ...]
    strength_n: Array


def build(size: BodySize, *, with_muscles: bool = True) -> Body:
    """Build and compile one body.

    Parameters
    ----------
    size
        Measures, and how it differs from the usual body.
    with_muscles
        Without them moments are computed faster.
    """
    import mujoco

    spec = specification(size, with_muscles=with_muscles)
    model = spec.compile()
    names = [mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_JOINT, j) for j in range(model.njnt)]
    paths = [f"{m.name}_{s}" for s in LETTERS for m in muscles()] if with_muscles else []
    return Body(
        model=model,
        size=size,
        dof={str(n): k for k, n in enumerate(names)},
        muscles=tuple(paths),
        strength_n=np.array([_strength(size, m) for m in paths]),
    )


def _strength(size: BodySize, name: str) -> float:
    area = next(m.pcsa_cm2 for m in muscles() if m.name == name[:-2])
    usual = number("body.specific_tension.usual")
    return area * usual * size.doubt.tension * size.doubt.strength.get(name, 1.0)


def specification(size: BodySize, *, with_muscles: bool = True) -> mujoco.MjSpec:
    """The body before it is compiled, for drawing and for other formats."""
    import mujoco

    spec = mujoco.MjSpec()
    spec.option.gravity = (0.0, -GRAVITY, 0.0)
    spec.option.disableflags = int(
        mujoco.mjtDisableBit.mjDSBL_CONTACT | mujoco.mjtDisableBit.mjDSBL_CONSTRAINT
    )
    weights = inertias(size)
    bodies = _spine(spec, size, weights)
    for letter in LETTERS:
        bodies |= _arm(bodies["upper_thorax"], size, weights, letter)
        bodies |= _leg(bodies["pelvis"], size, weights, letter)
    if with_muscles:
        for letter in LETTERS:
            _add_contacts(bodies, size, letter)
            _add_surfaces(bodies, size, letter)
            _add_muscles(spec, bodies, size, letter)
    return spec


def _add(parent: mujoco.MjsBody, name: str, offset: Array, weight: Inertia) -> mujoco.MjsBody:
    body = parent.add_body(name=name, pos=offset)
    body.explicitinertial = True
    body.mass = weight.mass_kg
    body.ipos = weight.centre_m
    i = weight.tensor
    body.fullinertia = [i[0, 0], i[1, 1], i[2, 2], i[0, 1], i[0, 2], i[1, 2]]
    return body


def _joint(body: mujoco.MjsBody, name: str, kind: str, axis: Axis) -> None:
    import mujoco

    slide, hinge = mujoco.mjtJoint.mjJNT_SLIDE, mujoco.mjtJoint.mjJNT_HINGE
    body.add_joint(name=name, type=slide if kind == "slide" else hinge, axis=axis)


def _spine(spec: mujoco.MjSpec, size: BodySize, weights: Mapping[str, Inertia]) -> dict[str, Any]:
    pelvis = _add(spec.worldbody, "pelvis", np.zeros(3), weights["pelvis"])
    for name, kind, axis in _PELVIS:
        _joint(pelvis, name, kind, axis)
    bodies, below = {"pelvis": pelvis}, "hip"
    for joint, name in zip(SPINE, SEGMENTS[1:], strict=True):
        offset = joint_centre(size, joint) - joint_centre(size, below)
        body = _add(bodies[list(bodies)[-1]], name, offset, weights[name])
        for slide, axis in zip(SLIDES, (_X, _Y, _Z), strict=True):
            _joint(body, f"{joint}_{slide}", "slide", axis)
        for turn, axis in zip(TURNS, (_Z, _X, _Y), strict=True):
            _joint(body, f"{joint}_{turn}", "hinge", axis)
        bodies[name], below = body, joint
    return bodies


def _signed(vector: tuple[float, float, float], letter: str) -> tuple[float, float, float]:
    # The left is the mirror image: turns about x and y change their sense.
    x, y, z = vector
    return vector if letter == "r" else (-x, -y, z)


def _mirrored(point: Array, letter: str) -> Array:
    return point if letter == "r" else point * np.array([1.0, 1.0, -1.0])


def _arm(
    thorax: mujoco.MjsBody,
    size: BodySize,
    weights: Mapping[str, Inertia],
    letter: str,
) -> dict[str, Any]:
    chain = (
        ("clavicle", "t4t5", "sternoclavicular", GIRDLE[:2],
         (_Y, (-1.0, 0.0, 0.0))),
        ("scapula", "sternoclavicular", "acromioclavicular", GIRDLE[2:],
         ((-1.0, 0.0, 0.0), _Y, _Z)),
        ("upper_arm", "acromioclavicular", "glenohumeral", ARM, (_Z, _X, _Y)),
    )  # fmt: skip
    bodies: dict[str, Any] = {}
    parent = thorax
    for name, below, joint, turns, axes in chain:
        offset = joint_centre(size, joint) - joint_centre(size, below)
        own = f"{name}_{letter}"
        body = _add(parent, own, _mirrored(offset, letter), weights[own])
        for turn, axis in zip(turns, axes, strict=True):
            _joint(body, f"{turn}_{letter}", "hinge", _signed(axis, letter))
        bodies[own] = parent = body
    return bodies | _limb(parent, size, weights, ("upper_arm", "forearm", "hand"), letter)


def _leg(
    pelvis: mujoco.MjsBody,
    size: BodySize,
    weights: Mapping[str, Inertia],
    letter: str,
) -> dict[str, Any]:
    own = f"thigh_{letter}"
    offset = np.array([0.0, 0.0, size.lengths["hip_half"]])
    thigh = _add(pelvis, own, _mirrored(offset, letter), weights[own])
    for turn, axis in zip(LEG, (_Z, _X, _Y), strict=True):
        _joint(thigh, f"{turn}_{letter}", "hinge", _signed(axis, letter))
    return {own: thigh} | _limb(thigh, size, weights, ("thigh", "shank", "foot"), letter)


_END_JOINTS: Final = {"forearm": "elbow_flex", "shank": "knee_angle", "foot": "ankle_angle"}


def _limb(
    first: mujoco.MjsBody,
    size: BodySize,
    weights: Mapping[str, Inertia],
    parts: tuple[str, str, str],
    letter: str,
) -> dict[str, Any]:
    bodies: dict[str, Any] = {}
    parent = first
    for above, name in pairwise(parts):
        own = f"{name}_{letter}"
        offset = np.array([0.0, -size.lengths[above], 0.0])
        body = _add(parent, own, offset, weights[own])
        if name in _END_JOINTS:
            _joint(body, f"{_END_JOINTS[name]}_{letter}", "hinge", _Z)
        bodies[own] = parent = body
    return bodies


def _add_contacts(bodies: Mapping[str, Any], size: BodySize, letter: str) -> None:
    """Marks on the scapula where it rests on the ribs."""
    for name in ("root", "inferior"):
        point = place(size, "scapula", np.array(trunk()["contact"][name]["point"], dtype=float))
        bodies[f"scapula_{letter}"].add_site(
            name=f"contact_{name}_{letter}", pos=_mirrored(point, letter)
        )


def _add_surfaces(bodies: Mapping[str, Any], size: BodySize, letter: str) -> None:
    """Round ribs that muscles lie on; they have no mass and touch nothing."""
    import mujoco

    for name, surface in surfaces().items():
        body, own = bodies[surface.body], f"{name}_{letter}"
        centre, side = (
            _mirrored(place(size, surface.body, np.array(at, dtype=float)), letter)
            for at in (surface.centre, surface.side)
        )
        radius = surface.radius * (size.forward + size.across) / 2000
        body.add_geom(
            name=own, type=mujoco.mjtGeom.mjGEOM_CYLINDER, pos=centre, quat=_UPRIGHT,
            size=[radius, _LONG_M, 0], contype=0, conaffinity=0, mass=0,
        )  # fmt: skip
        body.add_site(name=own, pos=side)


def _add_muscles(
    spec: mujoco.MjSpec, bodies: Mapping[str, Any], size: BodySize, letter: str
) -> None:
    for muscle in muscles():
        own = f"{muscle.name}_{letter}"
        shift = size.doubt.path_m.get(own, np.zeros((len(muscle.path), 3)))
        tendon = spec.add_tendon(name=own)
        for k, (name, point) in enumerate(muscle.path):
            if muscle.wrap and k == len(muscle.path) - 1:
                tendon.wrap_geom(f"{muscle.wrap}_{letter}", f"{muscle.wrap}_{letter}")
            body = bodies[name if name in SEGMENTS else f"{name}_{letter}"]
            site = f"{own}_{k}"
            at = _mirrored(place(size, name, np.array(point)) + shift[k], letter)
            body.add_site(name=site, pos=at)
            tendon.wrap_site(site)
