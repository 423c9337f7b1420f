"""Bodies and joints of an OpenSim model, read off the compiled body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import Body
from runtall.dynamics.osim.tree import leaf, named, several
from runtall.literature.anatomy import SEGMENTS, SPINE

if TYPE_CHECKING:
    import mujoco

Array = npt.NDArray[np.float64]

_JOINT: Final = {
    "pelvis": "ground_pelvis", **dict(zip(SEGMENTS[1:], SPINE, strict=True)),
    "clavicle": "sternoclavicular", "scapula": "acromioclavicular", "upper_arm": "glenohumeral",
    "forearm": "elbow", "hand": "wrist", "thigh": "hip", "shank": "knee", "foot": "ankle",
}  # fmt: skip
"""Joint at the origin of each body."""
_SLIDER_M: Final = 5.0
_SLIDER: Final = np.pi
"""Ends of the sliders that OpenSim shows; nothing stops there."""
_QUARTER: Final = 1e-9
_OPACITY: Final = 0.4
_THIN_M: Final = 0.005
"""Least radius of what is shown of a body."""


@dataclass(frozen=True, slots=True)
class Freedom:
    """One degree of freedom that the model keeps: name, slide or hinge, axis in the body."""

    name: str
    kind: Literal["slide", "hinge"]
    axis: Array


def kept(body: Body) -> dict[str, tuple[Freedom, ...]]:
    """Degrees of freedom by body, in the order in which they turn.

    The slides of the spine stay at zero and are left out: OpenSim has its own way to the force
    through a joint.
    """
    import mujoco

    model, found = body.model, {name: list[Freedom]() for name in body_names(body.model)}
    for name, k in body.dof.items():
        owner = body_names(model)[model.jnt_bodyid[k] - 1]
        slides = model.jnt_type[k] == mujoco.mjtJoint.mjJNT_SLIDE
        if slides and owner != "pelvis":
            continue
        found[owner].append(Freedom(name, "slide" if slides else "hinge", model.jnt_axis[k]))
    return {owner: tuple(ways) for owner, ways in found.items()}


def body_names(model: mujoco.MjModel) -> tuple[str, ...]:
    """Names of the bodies, from the pelvis on; the world is none."""
    return tuple(model.body(k).name for k in range(1, model.nbody))


def add_bodies(model: Element, body: Body) -> dict[str, Element]:
    """Write the bodies with mass, mass centre and inertia; gives each by name."""
    found, into = {}, several(model, "BodySet")
    for k, name in enumerate(body_names(body.model), start=1):
        found[name] = own = named(into, "Body", name)
        _add_shape(own, body.model, k)
        several(own, "WrapObjectSet")
        leaf(own, "mass", body.model.body_mass[k])
        leaf(own, "mass_center", body.model.body_ipos[k])
        leaf(own, "inertia", _inertia(body.model, k))
    return found


def _add_shape(body: Element, model: mujoco.MjModel, k: int) -> None:
    """What is seen of a body: the even ellipsoid of its mass, mass centre and inertia."""
    name = f"{body.get('name')}_mass"
    frame = named(SubElement(body, "components"), "PhysicalOffsetFrame", name)
    shape = named(SubElement(frame, "attached_geometry"), "Ellipsoid", f"{name}_shape")
    leaf(shape, "socket_frame", "..")
    leaf(named(shape, "Appearance", "appearance"), "opacity", _OPACITY)
    around = model.body_inertia[k]
    squares = 2.5 * (around.sum() - 2 * around) / model.body_mass[k]
    leaf(shape, "radii", np.sqrt(np.maximum(squares, _THIN_M**2)))
    leaf(frame, "socket_parent", "..")
    leaf(frame, "translation", model.body_ipos[k])
    leaf(frame, "orientation", xyz_angles(turn_of(model.body_iquat[k])))


def _inertia(model: mujoco.MjModel, k: int) -> Array:
    """Tensor about the mass centre in the axes of the body: xx, yy, zz, xy, xz, yz."""
    axes = turn_of(model.body_iquat[k])
    tensor = axes @ np.diag(model.body_inertia[k]) @ axes.T
    return np.concatenate([np.diag(tensor), tensor[[0, 0, 1], [1, 2, 2]]])


def turn_of(quaternion: Array) -> Array:
    """Turn ``(3, 3)`` of a quaternion of MuJoCo."""
    import mujoco

    turn = np.empty(9)
    mujoco.mju_quat2Mat(turn, quaternion)
    return turn.reshape(3, 3)


def xyz_angles(turn: Array) -> Array:
    """Angles about x, the new y and the newest z, rad."""
    second = np.arcsin(np.clip(turn[0, 2], -1.0, 1.0))
    # After a quarter turn about y, x and z are one: all is x then.
    if np.hypot(turn[0, 0], turn[0, 1]) < _QUARTER:
        return np.array([np.arctan2(turn[2, 1], turn[1, 1]), second, 0.0])
    first = np.arctan2(-turn[1, 2], turn[2, 2])
    return np.array([first, second, np.arctan2(-turn[0, 1], turn[0, 0])])


def add_joints(model: Element, body: Body) -> None:
    """Write every joint with its coordinates, axes and place."""
    into, names = several(model, "JointSet"), body_names(body.model)
    standing = {"pelvis_ty": _hip_height(body)}
    for name, ways in kept(body).items():
        k = names.index(name) + 1
        parent = body.model.body_parentid[k]
        above = f"/bodyset/{names[parent - 1]}" if parent else "/ground"
        joint = named(into, "CustomJoint" if ways else "WeldJoint", joint_name(name))
        leaf(joint, "socket_parent_frame", f"{joint_name(name)}_centre")
        leaf(joint, "socket_child_frame", f"/bodyset/{name}")
        if ways:
            _add_coordinates(joint, ways, standing)
        _add_centre(joint, f"{joint_name(name)}_centre", above, body.model.body_pos[k])
        if ways:
            _add_transform(joint, ways)


def joint_name(body: str) -> str:
    """Name of the joint at the origin of a body, with the same side."""
    for letter in ("_r", "_l"):
        if body.endswith(letter):
            return _JOINT[body.removesuffix(letter)] + letter
    return _JOINT[body]


def _hip_height(body: Body) -> float:
    """Height of the hips that puts the middle of both feet on the floor."""
    lengths = body.size.lengths
    foot = body_names(body.model).index("foot_r") + 1
    return float(lengths["thigh"] + lengths["shank"] - body.model.body_ipos[foot][1])


def _add_coordinates(joint: Element, ways: Sequence[Freedom], rest: Mapping[str, float]) -> None:
    into = SubElement(joint, "coordinates")
    for way in ways:
        own = named(into, "Coordinate", way.name)
        end = _SLIDER_M if way.kind == "slide" else _SLIDER
        leaf(own, "default_value", rest.get(way.name, 0.0))
        leaf(own, "default_speed_value", 0.0)
        leaf(own, "range", [-end, end])
        leaf(own, "clamped", False)
        leaf(own, "locked", False)


def _add_centre(joint: Element, name: str, above: str, at: Array) -> None:
    frame = named(SubElement(joint, "frames"), "PhysicalOffsetFrame", name)
    leaf(frame, "socket_parent", above)
    leaf(frame, "translation", at)
    leaf(frame, "orientation", np.zeros(3))


def _add_transform(joint: Element, ways: Sequence[Freedom]) -> None:
    into = SubElement(joint, "SpatialTransform")
    turns = [w for w in ways if w.kind == "hinge"]
    moves = [w for w in ways if w.kind == "slide"]
    for kind, some in (("rotation", turns), ("translation", moves)):
        for k, axis in enumerate(_axes([w.axis for w in some])):
            own = named(into, "TransformAxis", f"{kind}{k + 1}")
            leaf(own, "coordinates", some[k].name if k < len(some) else "")
            leaf(own, "axis", axis)
            _add_function(own, moving=k < len(some))


def _add_function(axis: Element, *, moving: bool) -> None:
    if moving:
        leaf(named(axis, "LinearFunction", "function"), "coefficients", [1.0, 0.0])
    else:
        leaf(named(axis, "Constant", "function"), "value", 0.0)


def _axes(own: Sequence[Array]) -> list[Array]:
    """Three axes that begin with those of a joint; what is added stays at zero."""
    axes = list(own)
    for spare in np.eye(3):
        if len(axes) < 3 and all(abs(spare @ a) < 0.5 for a in axes):
            axes.append(spare)
    return axes
