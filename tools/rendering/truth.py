"""Exact measurements from joint centres (runner frame, m), named as runtall names them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rendering.gait import Timeline, stance
from rendering.stride import StrideModel

Array = NDArray[np.float64]
Joints = dict[str, Array]
Values = dict[str, tuple[float, str]]


def _deg(forward: Array, up: Array) -> Array:
    return np.rad2deg(np.arctan2(forward, up))


def _windows(clock: Timeline, per_stride: float) -> list[NDArray[np.bool_]]:
    """Whole strides (or steps) within the clip."""
    count = np.floor(clock.phase * per_stride - np.ceil(clock.phase[0] * per_stride))
    whole = np.unique(count[(count >= 0)])
    full = [count == k for k in whole]
    return [w for w in full if np.ptp(clock.phase[w]) > 0.95 / per_stride] or [
        np.ones(len(count), bool)
    ]


def _range(signal: Array, clock: Timeline, per_stride: float = 1.0) -> float:
    return float(np.mean([np.ptp(signal[w]) for w in _windows(clock, per_stride)]))


def _slope(signal: Array, clock: Timeline) -> float:
    return float(np.polyfit(clock.time, signal, 1)[0] * 600)


def _middle(j: Joints, name: str) -> Array:
    return 0.5 * (j[f"left_{name}"] + j[f"right_{name}"])


def posture(j: Joints, clock: Timeline) -> Values:
    """Measurements that need no steps."""
    s, h, e = (_middle(j, n) for n in ("shoulder", "hip", "ear"))
    trunk = s - h
    length = np.linalg.norm(trunk, axis=1)
    axis = trunk / length[:, None]
    lean = _deg(trunk[:, 0], trunk[:, 1])
    head = _deg((e - s)[:, 0], (e - s)[:, 1])
    out: Values = {
        "trunk_lean": (lean.mean(), "deg"),
        "head_forward": (head.mean(), "deg"),
        "trunk_side_lean": (_deg(trunk[:, 2], trunk[:, 1]).mean(), "deg"),
    }
    heights = []
    for side in ("left", "right"):
        rise = np.einsum("ij,ij->i", j[f"{side}_ear"] - j[f"{side}_shoulder"], axis)
        heights.append(rise)
        out[f"ear_shoulder_height:{side}"] = (100 * (rise / length).mean(), "% trunk length")
        out[f"ear_shoulder_height_cm:{side}"] = (100 * rise.mean(), "cm")
        out[f"elbow_angle:{side}"] = (_elbow(j, side).mean(), "deg")
    rise = np.mean(heights, 0)
    out["ear_shoulder_height"] = (100 * (rise / length).mean(), "% trunk length")
    out["ear_shoulder_height_cm"] = (100 * rise.mean(), "cm")
    out["ear_shoulder_height_drift"] = (
        _slope(100 * rise / length, clock),
        "% trunk length per 10 min",
    )
    out["trunk_lean_drift"] = (_slope(lean, clock), "deg per 10 min")
    out["head_forward_drift"] = (_slope(head, clock), "deg per 10 min")
    out["trunk_length"] = (1000 * length.mean(), "mm")
    breadth = np.linalg.norm(j["left_shoulder"] - j["right_shoulder"], axis=1)
    out["shoulder_breadth"] = (1000 * breadth.mean(), "mm")
    return out


def _elbow(j: Joints, side: str) -> Array:
    upper = j[f"{side}_shoulder"] - j[f"{side}_elbow"]
    fore = j[f"{side}_wrist"] - j[f"{side}_elbow"]
    dot = np.einsum("ij,ij->i", upper, fore)
    return np.rad2deg(np.arccos(dot / np.linalg.norm(upper, axis=1) / np.linalg.norm(fore, axis=1)))


def midline_distance(j: Joints, side: str) -> Array:
    """Wrist's distance from the midline in shoulder breadths, own side positive."""
    line = j["right_shoulder"] - j["left_shoulder"]
    breadth = np.linalg.norm(line, axis=1)
    flat = line * [1, 0, 1]
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    offset = np.einsum("ij,ij->i", j[f"{side}_wrist"] - _middle(j, "shoulder"), flat)
    return (1 if side == "right" else -1) * offset / breadth


def swing_angle(j: Joints, side: str) -> Array:
    """Upper arm against the trunk line in the sagittal plane (deg, forward +)."""
    arm = j[f"{side}_elbow"] - j[f"{side}_shoulder"]
    down = _middle(j, "hip") - _middle(j, "shoulder")
    angle = _deg(arm[:, 0], -arm[:, 1]) - _deg(down[:, 0], -down[:, 1])
    return (angle + 180) % 360 - 180


def _yaw(line: Array) -> Array:
    return np.rad2deg(np.unwrap(np.arctan2(line[:, 0], line[:, 2])))


def gait(j: Joints, clock: Timeline, model: StrideModel) -> Values:
    """Measurements that need strides."""
    steps = np.sort(np.concatenate([clock.events["strike_left"], clock.events["strike_right"]]))
    out: Values = {"cadence": (60 / np.mean(np.diff(steps)), "1/min")}
    h = _middle(j, "hip")
    on = {s: stance(model, clock.phase, s) for s in ("left", "right")}
    leans = []
    for side, mask in on.items():
        d = (h - j[f"{side}_ankle"])[mask]
        leans.append(_deg(d[:, 0], d[:, 1]))
    out["leg_lean"] = (float(np.concatenate(leans).mean()), "deg")
    out["vertical_oscillation"] = (1000 * _range(h[:, 1], clock, 2), "mm")
    for side in ("left", "right"):
        out.update(_arm_values(j, clock, side))
        contact = _contact_ms(clock, side)
        if contact is not None:
            out[f"contact_time:{side}"] = (contact, "ms")
    out.update(_between_sides(j, clock, out, on))
    return out


def _arm_values(j: Joints, clock: Timeline, side: str) -> Values:
    u = midline_distance(j, side)
    return {
        f"arm_crossing_nearest:{side}": (float(np.percentile(u, 5)), "shoulder_breadth"),
        f"arm_crossing_fraction:{side}": (100 * float((u < 0).mean()), "%"),
        f"arm_swing_range:{side}": (_range(swing_angle(j, side), clock), "deg"),
    }


def _contact_ms(clock: Timeline, side: str) -> float | None:
    strikes, offs = clock.events[f"strike_{side}"], clock.events[f"off_{side}"]
    spans = [o - strikes[strikes < o][-1] for o in offs if (strikes < o).any()]
    return 1000 * float(np.mean(spans)) if spans else None


def _between_sides(j: Joints, clock: Timeline, out: Values, on: dict[str, Array]) -> Values:
    u = {s: midline_distance(j, s) for s in ("left", "right")}
    hips, shoulders = (j[f"right_{n}"] - j[f"left_{n}"] for n in ("hip", "shoulder"))
    tilt = np.rad2deg(np.arctan2(hips[:, 1], np.hypot(hips[:, 0], hips[:, 2])))  # right side up
    right, left = (out[f"arm_swing_range:{s}"][0] for s in ("right", "left"))
    yaw_s, yaw_h = _yaw(shoulders), _yaw(hips)
    return {
        "pelvic_drop:left": (_peak(-tilt, on["left"]), "deg"),
        "pelvic_drop:right": (_peak(tilt, on["right"]), "deg"),
        "arm_crossing_nearest": (
            min(out[f"arm_crossing_nearest:{s}"][0] for s in u), "shoulder_breadth",
        ),
        "arm_crossing_nearest_pooled": (
            float(np.percentile(np.concatenate(list(u.values())), 5)), "shoulder_breadth",
        ),
        "arm_swing_asymmetry": (200 * (right - left) / (right + left), "%"),
        "thorax_yaw_range": (_range(yaw_s, clock), "deg"),
        "pelvis_yaw_range": (_range(yaw_h, clock), "deg"),
        "thorax_pelvis_yaw_range": (_range(yaw_s - yaw_h, clock), "deg"),
    }  # fmt: skip


def _peak(signal: Array, mask: Array) -> float:
    """Mean over contacts of the largest value within each."""
    edges = np.flatnonzero(np.diff(np.r_[0, mask.astype(int), 0]))
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 10]
    return float(np.mean([signal[a:b].max() for a, b in spans]))


def measure(j: Joints, clock: Timeline, model: StrideModel) -> Values:
    """All measurements that the activity allows, as ``name -> (value, unit)``."""
    out = posture(j, clock)
    if clock.events:
        out.update(gait(j, clock, model))
        out["waist_hinge"] = (out["trunk_lean"][0] - out["leg_lean"][0], "deg")
    return out
