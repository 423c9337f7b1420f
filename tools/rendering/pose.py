"""From joint angles to bone rotations, joint centres and skinned vertices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rendering.body import Body
from rendering.rotations import frame, pitch_deg, rot_axis, rot_x, rot_y, rot_z, yaw_deg

Array = NDArray[np.float64]
Angles = dict[str, Array]
SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
SPINE_SHARE = (0.45, 0.7, 0.9, 1.0, 1.0)
SIDES = (("R", "_r", 1.0), ("L", "_l", -1.0))
ELBOW_AXIS = (0.226, 0.022, 0.974)
JOINTS = {
    "hip": "upperleg01", "knee": "lowerleg01", "ankle": "foot", "toe": "toe2-1",
    "shoulder": "upperarm01", "elbow": "lowerarm01", "wrist": "wrist", "hand": "finger3-1",
}  # fmt: skip


@dataclass(frozen=True)
class Pose:
    """Rotations from rest ``(time, bone, 3, 3)`` and bone heads ``(time, bone, 3)``, m."""

    rotation: Array
    heads: Array


def neutral(body: Body) -> dict[str, Array]:
    """Rotations that take the rest limbs to hanging arms and straight legs."""
    out = {}
    for s, _, sign in SIDES:
        at = {k: body.head(f"{b}.{s}") for k, b in JOINTS.items()}
        upper, fore = at["shoulder"] - at["elbow"], at["elbow"] - at["wrist"]
        hinge = np.cross(upper, fore) if np.cross(upper, fore)[2] > 0 else -np.cross(upper, fore)
        thumb = body.head(f"finger2-1.{s}") - body.head(f"finger5-1.{s}")
        thumb -= fore * np.dot(thumb, fore) / np.dot(fore, fore)
        out[f"arm{s}"] = frame(upper, hinge).T
        out[f"fore{s}"] = frame(fore, hinge).T
        hand = frame(fore, np.cross(thumb, fore)).T
        out[f"twist{s}"] = sign * yaw_deg(hand @ out[f"fore{s}"].T)
        out[f"thigh{s}"] = frame(at["hip"] - at["knee"], [0, 0, 1]).T
        out[f"shank{s}"] = frame(at["knee"] - at["ankle"], [0, 0, 1]).T
    return out


def _get(a: Angles, name: str) -> Array:
    return a.get(name, np.zeros_like(a["pelvis_tilt"]))


def _trunk(a: Angles) -> dict[str, Array]:
    pelvis = rot_z(a["pelvis_tilt"]) @ rot_x(a["pelvis_list"]) @ rot_y(a["pelvis_rotation"])
    pelvis = rot_z(-_get(a, "body_lean")) @ pelvis
    out = {"root": pelvis}
    for bone, share in zip(SPINE, SPINE_SHARE, strict=True):
        bend = rot_z(a["lumbar_extension"] * share) @ rot_x(a["lumbar_bending"] * share)
        out[bone] = pelvis @ rot_z(-_get(a, "waist")) @ bend @ rot_y(a["lumbar_rotation"] * share)
    hunch = _get(a, "hunch")
    out["spine02"] = out["spine02"] @ rot_z(-0.5 * hunch)
    out["spine01"] = out["spine01"] @ rot_z(-hunch)
    return out


def _head(a: Angles, thorax: Array) -> dict[str, Array]:
    """Neck and head: the gaze stays level and ahead while the thorax turns."""
    yaw, pitch = yaw_deg(thorax), pitch_deg(thorax)
    swing = pitch - pitch.mean()
    out = {}
    for bone, turn, share in (("neck01", 0.6, 0.8), ("neck02", 0.4, 1.0), ("neck03", 0.25, 1.0)):
        lean = share * (a["neck"] + 0.6 * swing)
        out[bone] = rot_y(yaw * turn) @ rot_z(-lean)
    out["head"] = (
        rot_y(0.12 * yaw) @ rot_z(-(a["gaze"] + 0.3 * swing)) @ rot_x(_get(a, "head_tilt"))
    )
    return out


def _arm(
    a: Angles, thorax: Array, n: dict[str, Array], side: tuple[str, str, float]
) -> dict[str, Array]:
    s, x, sign = side
    girdle = thorax @ rot_x(-sign * a["elevation" + x]) @ rot_y(sign * _get(a, "protraction" + x))
    lift = rot_z(a["arm_flex" + x]) @ rot_x(sign * a["arm_add" + x])
    half = thorax @ lift @ rot_y(sign * 0.5 * a["arm_rot" + x])
    full = thorax @ lift @ rot_y(sign * a["arm_rot" + x])
    hinge = np.array(ELBOW_AXIS) * [sign, sign, 1]
    fore = full @ rot_axis(hinge, a["elbow_flex" + x])
    turn = sign * (_get(a, "pronation" + x) + n[f"twist{s}"])  # from the elbow's hinge to the hand
    arm, fa = n[f"arm{s}"], n[f"fore{s}"]
    return {
        f"clavicle.{s}": girdle, f"shoulder01.{s}": girdle,
        f"upperarm01.{s}": half @ arm, f"upperarm02.{s}": full @ arm,
        f"lowerarm01.{s}": fore @ rot_y(0.25 * turn) @ fa,
        f"lowerarm02.{s}": fore @ rot_y(0.7 * turn) @ fa,
        f"wrist.{s}": fore @ rot_y(turn) @ fa,
    }  # fmt: skip


def _leg(
    a: Angles, pelvis: Array, n: dict[str, Array], side: tuple[str, str, float]
) -> dict[str, Array]:
    s, x, sign = side
    lift = rot_z(a["hip_flexion" + x]) @ rot_x(sign * a["hip_adduction" + x])
    half = pelvis @ lift @ rot_y(sign * 0.5 * a["hip_rotation" + x])
    thigh = pelvis @ lift @ rot_y(sign * a["hip_rotation" + x])
    shank = thigh @ rot_z(a["knee_angle" + x])
    foot = shank @ rot_z(a["ankle_angle" + x]) @ rot_y(-sign * _get(a, "toe_out"))
    out = {
        f"upperleg01.{s}": half @ n[f"thigh{s}"], f"upperleg02.{s}": thigh @ n[f"thigh{s}"],
        f"lowerleg01.{s}": shank @ n[f"shank{s}"], f"lowerleg02.{s}": shank @ n[f"shank{s}"],
        f"foot.{s}": foot,
    }  # fmt: skip
    toe = foot @ rot_z(_get(a, "toe" + x))
    out.update({f"toe{k}-1.{s}": toe for k in range(1, 6)})
    return out


def bone_rotations(a: Angles, n: dict[str, Array]) -> dict[str, Array]:
    """Absolute rotations from rest, per bone ``(time, 3, 3)``, from angles in deg."""
    out = _trunk(a)
    thorax = out["spine01"]
    out.update(_head(a, thorax))
    for side in SIDES:
        out.update(_arm(a, thorax, n, side))
        out.update(_leg(a, out["root"], n, side))
    return out


def solve(body: Body, a: Angles, n: dict[str, Array]) -> Pose:
    """Forward kinematics with the root bone's head at the origin."""
    absolute = bone_rotations(a, n)
    t = len(a["pelvis_tilt"])
    rotation, heads = np.empty((t, len(body.bones), 3, 3)), np.zeros((t, len(body.bones), 3))
    for i, (bone, p) in enumerate(zip(body.bones, body.parents, strict=True)):
        if p >= 0:
            heads[:, i] = heads[:, p] + rotation[:, p] @ (body.heads[i] - body.heads[p])
        rotation[:, i] = absolute[bone] if bone in absolute else rotation[:, p]
    return Pose(rotation, heads)


def rigid_points(body: Body, pose: Pose, bone: str, points: Array) -> Array:
    """Carry rest points ``(point, 3)`` with one bone: ``(time, point, 3)``."""
    i = body.index(bone)
    local = (points - body.heads[i]) @ np.swapaxes(pose.rotation[:, i], -1, -2)
    return local + pose.heads[:, i, None]


def joints(body: Body, pose: Pose) -> dict[str, Array]:
    """Joint centres, ears and marks ``(time, 3)``, m, keyed ``left_shoulder`` and so on."""
    out = {}
    for s, name in (("L", "left"), ("R", "right")):
        for joint, bone in JOINTS.items():
            out[f"{name}_{joint}"] = pose.heads[:, body.index(f"{bone}.{s}")]
        ear = body.vertices[body.ears[name]].mean(0)
        out[f"{name}_ear"] = rigid_points(body, pose, "head", ear[None])[:, 0]
    for name, (bone, point) in body.marks.items():
        out[name] = rigid_points(body, pose, bone, point[None])[:, 0]
    return out


def skin(
    body: Body, pose: Pose, rows: NDArray[np.int64] | slice = slice(None)
) -> NDArray[np.float32]:
    """Linear blend skinning of chosen vertices: ``(time, vertex, 3)``, m."""
    shift = pose.heads - np.einsum("tbij,bj->tbi", pose.rotation, body.heads)
    full = np.concatenate([pose.rotation, shift[..., None]], -1).astype(np.float32)
    weights = body.weights[rows].astype(np.float32)
    rest = np.c_[body.vertices[rows], np.ones(len(weights))].astype(np.float32)
    out = np.empty((len(full), len(weights), 3), np.float32)
    for k, transform in enumerate(full):
        blended = (weights @ transform.reshape(len(transform), 12)).reshape(-1, 3, 4)
        out[k] = np.einsum("vij,vj->vi", blended, rest)
    return out
