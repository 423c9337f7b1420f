"""Muscles of an OpenSim model: the paths of the compiled body, with what a force needs besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import LETTERS, Body
from runtall.dynamics.osim.joints import body_names, turn_of, xyz_angles
from runtall.dynamics.osim.tree import leaf, named, several
from runtall.literature import number
from runtall.literature.anatomy import muscles

if TYPE_CHECKING:
    import mujoco

Array = npt.NDArray[np.float64]

_CYLINDER_M: Final = 0.5
"""Longer than the ribs are high: MuJoCo's cylinders have no ends."""


def upright_lengths(body: Body) -> Array:
    """Length of each muscle's path in the upright body, m, in the order of the tendons."""
    import mujoco

    data = mujoco.MjData(body.model)
    mujoco.mj_fwdPosition(body.model, data)
    return np.array(data.ten_length)


def add_muscles(model: Element, body: Body, bodies: Mapping[str, Element]) -> None:
    """Write every muscle, and the groups that efforts are reported of.

    Parameters
    ----------
    model
        Where to.
    body
        With muscles.
    bodies
        Elements of the bodies by name: round surfaces go there.

    Notes
    -----
    The load model itself knows greatest forces and levers alone. OpenSim's muscle needs lengths of
    fibre and tendon besides: a fixed share of the path of the upright body is fibre, which is then
    at its best length, and the rest is a tendon that does not give.
    """
    into = several(model, "ForceSet")
    share = number("opensim.fibre_share")
    for k, length in enumerate(upright_lengths(body)):
        own = named(into, "Millard2012EquilibriumMuscle", body.muscles[k])
        _add_path(own, body.model, k, bodies)
        leaf(own, "max_isometric_force", body.strength_n[k])
        leaf(own, "optimal_fiber_length", share * length)
        leaf(own, "tendon_slack_length", (1 - share) * length)
        leaf(own, "pennation_angle_at_optimal", 0.0)
        leaf(own, "ignore_tendon_compliance", True)
        leaf(own, "ignore_activation_dynamics", True)
        # What OpenSim would set by itself, with a word about each muscle.
        curve = named(own, "ActiveForceLengthCurve", f"{body.muscles[k]}_ActiveForceLengthCurve")
        leaf(curve, "minimum_value", 0.0)
    _add_groups(model.find("ForceSet"))


def _add_groups(forces: Element | None) -> None:
    if forces is None:
        return
    into, groups = SubElement(forces, "groups"), {m.group for m in muscles()} - {""}
    for group in sorted(groups):
        for letter in LETTERS:
            members = [f"{m.name}_{letter}" for m in muscles() if m.group == group]
            leaf(named(into, "ObjectGroup", f"{group}_{letter}"), "members", " ".join(members))


def _add_path(
    muscle: Element, model: mujoco.MjModel, k: int, bodies: Mapping[str, Element]
) -> None:
    path = named(muscle, "GeometryPath", "geometrypath")
    points, rounds = several(path, "PathPointSet"), several(path, "PathWrapSet")
    names = body_names(model)
    for kind, own in _parts(model, k):
        if kind == "site":
            point = named(points, "PathPoint", model.site(own).name)
            leaf(point, "socket_parent_frame", f"/bodyset/{names[model.site_bodyid[own] - 1]}")
            leaf(point, "location", model.site_pos[own])
        else:
            surface = _surface(model, own, bodies[names[model.geom_bodyid[own] - 1]])
            after = len(points)
            wrap = named(rounds, "PathWrap", f"{surface}_of_{model.tendon(k).name}")
            leaf(wrap, "wrap_object", surface)
            leaf(wrap, "range", f"{after} {after + 1}")


def _parts(model: mujoco.MjModel, k: int) -> Iterator[tuple[str, int]]:
    """What a path goes through: site or round surface, and its number."""
    import mujoco

    start = model.tendon_adr[k]
    for w in range(start, start + model.tendon_num[k]):
        kind = "site" if model.wrap_type[w] == mujoco.mjtWrap.mjWRAP_SITE else "geom"
        yield kind, int(model.wrap_objid[w])


def _surface(model: mujoco.MjModel, geom: int, body: Element) -> str:
    """Write a cylinder once."""
    name = str(model.geom(geom).name)
    into = body.find("WrapObjectSet/objects")
    if into is None or any(o.get("name") == name for o in into):
        return name
    own = named(into, "WrapCylinder", name)
    leaf(own, "xyz_body_rotation", xyz_angles(turn_of(model.geom_quat[geom])))
    leaf(own, "translation", model.geom_pos[geom])
    # A side in OpenSim sends half of the muscles the long way round; the shorter way is ours.
    leaf(own, "quadrant", "all")
    leaf(own, "radius", model.geom_size[geom][0])
    leaf(own, "length", _CYLINDER_M)
    return name
