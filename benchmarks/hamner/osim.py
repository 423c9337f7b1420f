"""Bodies of an OpenSim model file built anew in MuJoCo, and the file without its legs.

Reads the form that OpenSim wrote before 4.0, where every body holds the joint to its parent.
Muscles, markers and shapes are left out. Gravity points along -y, as in the file.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import mujoco
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

GRAVITY = -9.80665
LEGS = tuple(
    f"{name}_{side}" for side in "rl" for name in ("femur", "tibia", "talus", "calcn", "toes")
)


@dataclass(frozen=True, slots=True)
class Freedom:
    """One coordinate: a hinge or a slide along an axis of the frame it starts from."""

    name: str
    hinge: bool
    axis: Array


def bodies(osim: Path) -> dict[str, ET.Element]:
    """Bodies of the file by name, parents first."""
    found = ET.parse(osim).getroot().findall("./Model/BodySet/objects/Body")
    return {body.attrib["name"]: body for body in found}


def build(osim: Path, *, without: Sequence[str] = LEGS, rounded: bool = False) -> mujoco.MjModel:
    """MuJoCo model of the same bodies and coordinates.

    Parameters
    ----------
    osim
        The model file.
    without
        Bodies that are left out, each with all that hangs on it.
    rounded
        Places of joints and inertias to six figures: what OpenSim 4 keeps of a file of this form.

    Raises
    ------
    ValueError
        When a joint is of a form that is not read here, e.g. the coupled knee of a leg.
    """
    spec = mujoco.MjSpec()
    spec.compiler.degree = False
    spec.option.gravity = (0.0, GRAVITY, 0.0)
    spec.option.disableflags = int(
        mujoco.mjtDisableBit.mjDSBL_CONTACT | mujoco.mjtDisableBit.mjDSBL_CONSTRAINT
    )
    at = {"ground": spec.worldbody}
    for name, body in bodies(osim).items():
        joint = body.find("./Joint/CustomJoint")
        if joint is None or name in without:
            continue
        _plain(joint, name)
        kept = _six if rounded else np.asarray
        parent, place = at[_text(joint, "parent_body")], kept(_numbers(joint, "location_in_parent"))
        at[name] = parent.add_body(
            name=name, pos=place, explicitinertial=True,
            mass=float(_text(body, "mass")), ipos=_numbers(body, "mass_center"),
            fullinertia=kept(_inertia(body)),
        )  # fmt: skip
        for freedom in _freedoms(joint, name):
            kind = mujoco.mjtJoint.mjJNT_HINGE if freedom.hinge else mujoco.mjtJoint.mjJNT_SLIDE
            at[name].add_joint(name=freedom.name, type=kind, axis=freedom.axis)
    return spec.compile()


def without_legs(osim: Path, out: Path) -> Path:
    """Write the same file without legs, muscles and markers."""
    tree = ET.parse(osim)
    model = tree.getroot().find("./Model")
    assert model is not None
    for kind in ("ForceSet", "MarkerSet"):
        things = model.find(f"{kind}/objects")
        if things is not None:
            things.clear()
    objects = model.find("BodySet/objects")
    assert objects is not None
    for body in list(objects):
        if body.attrib["name"] in LEGS:
            objects.remove(body)
    tree.write(out)
    return out


def coordinates(model: mujoco.MjModel) -> tuple[str, ...]:
    """Names of the coordinates in the order of MuJoCo's positions, one each."""
    return tuple(model.joint(k).name for k in range(model.njnt))


def inverse(model: mujoco.MjModel, q: Array, qd: Array, qdd: Array) -> Array:
    """Force of every coordinate, ``(frame, coordinate)``, N and N m."""
    data = mujoco.MjData(model)
    found = np.empty_like(q)
    position, velocity, acceleration = data.qpos, data.qvel, data.qacc
    for k in range(len(q)):
        position[:], velocity[:], acceleration[:] = q[k], qd[k], qdd[k]
        mujoco.mj_inverse(model, data)
        found[k] = data.qfrc_inverse
    return found


def recursion(model: mujoco.MjModel, q: Array, qd: Array, qdd: Array) -> Array:
    """The same without the mass matrix, which `inverse` factors and this answer does not need."""
    data = mujoco.MjData(model)
    found = np.empty_like(q)
    position, velocity, acceleration = data.qpos, data.qvel, data.qacc
    for k in range(len(q)):
        position[:], velocity[:], acceleration[:] = q[k], qd[k], qdd[k]
        mujoco.mj_kinematics(model, data)
        mujoco.mj_comPos(model, data)
        mujoco.mj_comVel(model, data)
        mujoco.mj_rne(model, data, 1, found[k])
    return found


def _inertia(body: ET.Element) -> Array:
    keys = ("xx", "yy", "zz", "xy", "xz", "yz")
    return np.array([float(_text(body, f"inertia_{key}")) for key in keys])


def _six(numbers: Array) -> Array:
    return np.array([float(f"{n:.6g}") for n in numbers])


def _plain(joint: ET.Element, name: str) -> None:
    """Refuse frames that are turned, or that do not lie in the origin of their body."""
    for key in ("orientation_in_parent", "location", "orientation"):
        if np.any(_numbers(joint, key)):
            raise ValueError(f"{name}: {key} is not zero; this form of a joint is not read")


def _freedoms(joint: ET.Element, name: str) -> Iterator[Freedom]:
    """Slides first: translations are counted in the frame of the parent, before any turn."""
    axes = {a.attrib["name"]: a for a in joint.findall("./SpatialTransform/TransformAxis")}
    for kind in ("translation", "rotation"):
        for k in (1, 2, 3):
            axis = axes[f"{kind}{k}"]
            coordinate = (axis.findtext("coordinates") or "").strip()
            if _free(axis, name, coordinate):
                direction = _numbers(axis, "axis")
                unit = direction / np.linalg.norm(direction)
                yield Freedom(coordinate, kind == "rotation", unit)


def _free(axis: ET.Element, name: str, coordinate: str) -> bool:
    """Whether an axis is a coordinate itself; it may otherwise only stand still at zero."""
    line, still = axis.find("function/LinearFunction"), axis.find("function/Constant")
    if coordinate and line is not None and list(_numbers(line, "coefficients")) == [1.0, 0.0]:
        return True
    if coordinate or still is None or float(_text(still, "value")):
        raise ValueError(f"{name}: {axis.attrib['name']} follows a function that is not read")
    return False


def _text(element: ET.Element, key: str) -> str:
    found = element.findtext(key)
    if found is None:
        raise ValueError(f"{element.attrib.get('name')}: there is no {key}")
    return found.strip()


def _numbers(element: ET.Element, key: str) -> Array:
    return np.array([float(n) for n in _text(element, key).split()])
