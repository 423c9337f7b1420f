"""Everything of the body in a few postures: paths of muscles from MuJoCo, bones for orientation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from runtall.dynamics.body import Body, build
from runtall.dynamics.inverse import CONTACTS
from runtall.dynamics.places import place
from runtall.dynamics.size import body_size
from runtall.literature.anatomy import SPINE, muscles, trunk

Array = NDArray[np.float64]

LEVELS = {"l5s1": "L5/S1", "t12l1": "T12/L1", "t8t9": "T8/T9", "t4t5": "T4/T5", "c7t1": "C7/T1",
          "c0c1": "C0/C1"}  # fmt: skip
KINDS = {
    "erector_spinae_thoracic": "back", "erector_spinae_lumbar": "back", "neck_extensors": "neck",
    "shoulder_elevators": "lift", "scapular_retractors": "blade", "serratus_anterior": "front",
    "pectorals": "front", "obliques": "turn",
}  # fmt: skip
"""Colour of each group; what is reported of no group is quiet."""
BACK = {"MF_T12", "MF_T8", "MF_T4", "MF_C7"}
# Rings of the rib cage for the eye only, mm: body, height, centre, half depth, half breadth.
RINGS = [
    ("upper_thorax", 448, 26, 40, 62), ("upper_thorax", 425, 22, 58, 84),
    ("upper_thorax", 400, 18, 72, 104), ("mid_thorax", 372, 15, 84, 120),
    ("mid_thorax", 342, 14, 93, 132), ("mid_thorax", 310, 16, 99, 140),
    ("lower_thorax", 278, 20, 102, 144), ("lower_thorax", 245, 24, 101, 144),
    ("lower_thorax", 212, 28, 96, 138),
]  # fmt: skip
PELVIS = [
    [-62, -20, 34], [-20, 34, 70], [30, 28, 112], [88, -22, 122], [100, -72, 96],
    [78, -150, 84], [40, -176, 62], [-20, -120, 70], [-62, -70, 30], [-62, -20, 34],
]  # fmt: skip
SCAPULA = [[-47, 440, 76], [-68, 420, 80], [-84, 312, 92], [0, 372, 150], [18, 401, 160],
           [-22, 426, 112], [-47, 440, 76]]  # fmt: skip
SPINE_OF_BLADE = [[-68, 420, 80], [-40, 433, 118], [0, 441, 150], [27, 435, 161]]
HEAD = (38.0, 640.0, 88.0, 112.0, 74.0)
"""Forward, up, and half length, height and breadth of the head."""


def postures(body: Body) -> dict[str, Array]:
    """Coordinates of each posture."""

    def posed(**angles: float) -> Array:
        q = np.zeros(body.model.nv)
        for name, degrees in angles.items():
            q[body.dof[name]] = np.radians(degrees)
        return q

    both = {f"{n}_{s}": a for s in "rl" for n, a in (
        ("clavicle_elevation", 10.0), ("clavicle_protraction", -3.1), ("scapula_upward", 2.6),
        ("scapula_internal", -4.3))}  # fmt: skip
    share = trunk()["share"]
    turned = {f"{j}_rotation": 25.0 * share[j]["rotation"] for j in SPINE[:4]}
    bent = {f"{j}_extension": -25.0 * share[j]["extension"] for j in SPINE[:4]}
    swing = {"arm_flex_r": 35.0, "arm_flex_l": -45.0, "elbow_flex_r": 90.0, "elbow_flex_l": 90.0}
    return {
        "Upright": posed(),
        "Shoulders lifted 10°": posed(**both),
        "Chest turned 25°": posed(**turned),
        "Trunk bent 25°": posed(**bent),
        "Arms in swing": posed(**swing),
    }


def scene() -> dict[str, Any]:
    """Points of everything in every posture, mm from the hips: x forward, y up, z right."""
    body = build(body_size(70.0, 1.75, "male"))
    data = mujoco.MjData(body.model)
    poses = postures(body)
    parts: dict[str, list[list[list[int]]]] = {}
    for q in poses.values():
        data.qpos[:] = q
        mujoco.mj_kinematics(body.model, data)
        mujoco.mj_comPos(body.model, data)
        mujoco.mj_tendon(body.model, data)
        for name, points in drawn(body, data):
            parts.setdefault(name, []).append(np.rint(1000 * points).astype(int).tolist())
    about = {f"{m.name}_{s}": m for m in muscles() for s in "rl"}
    return {
        "postures": list(poses),
        "muscles": [
            {
                "name": name, "title": m.title, "area": m.pcsa_cm2,
                "group": m.group.replace("_", " "), "kind": kind(m.name, m.group),
                "side": "right" if name.endswith("_r") else "left",
                "paths": parts[f"muscle:{name}"],
            }
            for name, m in about.items()
        ],
        "bones": [
            {"kind": name.split(":")[1], "name": name.split(":")[2], "paths": paths}
            for name, paths in parts.items() if name.startswith("bone:")
        ],
    }  # fmt: skip


def kind(name: str, group: str) -> str:
    """Colour of a muscle."""
    return KINDS.get(group, "back" if name in BACK else "rest")


def drawn(body: Body, data: mujoco.MjData) -> Iterator[tuple[str, Array]]:
    """Every line of one posture, m."""
    for k, name in enumerate(body.muscles):
        start, count = data.ten_wrapadr[k], data.ten_wrapnum[k]
        yield f"muscle:{name}", path(data, start, count)
    yield from bones(body, data)


def path(data: mujoco.MjData, start: int, count: int) -> Array:
    """Points that a tendon goes through, with the arc where it lies on a surface."""
    points = data.wrap_xpos.reshape(-1, 3)[start : start + count]
    on = data.wrap_obj.reshape(-1)[start : start + count]
    whole = [points[0]]
    for k in range(1, count):
        if on[k] >= 0 and on[k] == on[k - 1]:
            whole.extend(arc(data, int(on[k]), points[k - 1], points[k]))
        whole.append(points[k])
    return np.array(whole)


def arc(data: mujoco.MjData, geom: int, first: Array, last: Array) -> Array:
    """Points between two on a cylinder, the shorter way round it."""
    axes, centre = data.geom_xmat[geom].reshape(3, 3), data.geom_xpos[geom]
    a, b = ((p - centre) @ axes for p in (first, last))
    start, turn = np.arctan2(a[1], a[0]), np.arctan2(b[1], b[0]) - np.arctan2(a[1], a[0])
    turn = (turn + np.pi) % (2 * np.pi) - np.pi
    share = np.linspace(0, 1, 6)[1:-1]
    angle, radius = start + share * turn, np.hypot(a[0], a[1])
    local = np.stack(
        [radius * np.cos(angle), radius * np.sin(angle), a[2] + share * (b[2] - a[2])], 1
    )
    return centre + local @ axes.T


def bones(body: Body, data: mujoco.MjData) -> Iterator[tuple[str, Array]]:
    """Bones, joints and contacts."""

    def at(name: str, points: Any) -> Array:
        own = mujoco.mj_name2id(body.model, mujoco.mjtObj.mjOBJ_BODY, name)
        left, base = name.endswith("_l"), name.removesuffix("_r").removesuffix("_l")
        local = np.array([place(body.size, base, np.array(p, dtype=float)) for p in points])
        local *= np.array([1.0, 1.0, -1.0 if left else 1.0])
        return data.xpos[own] + local @ data.xmat[own].reshape(3, 3).T

    joint = {j: data.xpos[mujoco.mj_name2id(body.model, mujoco.mjtObj.mjOBJ_BODY, b)]
             for j, b in zip(SPINE, ("lumbar", "lower_thorax", "mid_thorax", "upper_thorax", "neck",
                                     "head"), strict=True)}  # fmt: skip
    yield "bone:spine:spine", smooth(np.array([joint[j] for j in SPINE]))
    for level, told in LEVELS.items():
        yield f"bone:joint:{told}", joint[level][None]
    for side in (1, -1):
        yield "bone:flat:pelvis" + str(side), at("pelvis", [[x, y, side * z] for x, y, z in PELVIS])
    for k, (name, *ring) in enumerate(RINGS):
        yield f"bone:ring:{k}", at(name, ellipse(*ring))
    for k in range(3):
        yield f"bone:head:{k}", at("head", oval(k))
    for s in "rl":
        own = ("clavicle", "scapula", "upper_arm", "forearm", "hand", "thigh", "shank", "foot")
        kind_ = mujoco.mjtObj.mjOBJ_BODY
        ends = [mujoco.mj_name2id(body.model, kind_, f"{n}_{s}") for n in own]
        point = data.xpos[ends]
        yield f"bone:bar:clavicle {s}", point[:2]
        yield f"bone:flat:scapula {s}", at(f"scapula_{s}", SCAPULA)
        yield f"bone:bar:spine of scapula {s}", at(f"scapula_{s}", SPINE_OF_BLADE)
        yield f"bone:bar:arm {s}", point[2:5]
        yield f"bone:leg:leg {s}", point[5:8]
    for name in CONTACTS:
        site = mujoco.mj_name2id(body.model, mujoco.mjtObj.mjOBJ_SITE, f"contact_{name}")
        yield f"bone:contact:{name}", data.site_xpos[site][None]


def ellipse(height: float, forward: float, deep: float, broad: float) -> list[list[float]]:
    """Ring of the rib cage."""
    turn = np.linspace(0, 2 * np.pi, 25)
    return [[forward + deep * np.cos(t), height - 14 * np.cos(t), broad * np.sin(t)] for t in turn]


def oval(k: int) -> list[list[float]]:
    """Outline of the head from the side, from behind and from above."""
    x, y, long, high, broad = HEAD
    turn = np.linspace(0, 2 * np.pi, 29)
    c, s = np.cos(turn), np.sin(turn)
    rings = ([x + long * c, y + high * s, 0 * c], [x + 0 * c, y + high * s, broad * c],
             [x + long * c, y + 0 * c, broad * s])  # fmt: skip
    return np.array(rings[k]).T.tolist()


def smooth(points: Array) -> Array:
    """A round line through points (Catmull and Rom)."""
    whole = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    out = []
    for a, b, c, d in zip(whole, whole[1:], whole[2:], whole[3:], strict=False):
        t = np.linspace(0, 1, 6, endpoint=False)[:, None]
        out.extend(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                          + (3 * b - a - 3 * c + d) * t**3))  # fmt: skip
    return np.array([*out, points[-1]])
