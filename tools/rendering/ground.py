"""Place a posed body on the belt: stance feet touch it, nothing sinks in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rendering.body import Body
from rendering.gait import GRID_HZ, Angles, Timeline, stance
from rendering.pose import Pose, rigid_points
from rendering.stride import StrideModel

Array = NDArray[np.float64]
SOURCE_HIP_M = 0.93  # pelvis height of the source runner


def smooth(signal: Array, sigma_s: float) -> Array:
    """Gaussian smoothing along time on the motion grid."""
    width = int(4 * sigma_s * GRID_HZ) + 1
    kernel = np.exp(-0.5 * (np.arange(-width, width + 1) / (sigma_s * GRID_HZ)) ** 2)
    padded = np.pad(signal, width, mode="edge")
    return np.convolve(padded, kernel / kernel.sum(), "valid")


def _soles(body: Body) -> dict[str, tuple[Array, Array]]:
    """Points of each sole at rest: those carried by the foot and by the toes."""
    out = {}
    for s, name in (("L", "left"), ("R", "right")):
        toe = body.group("toe") * (np.sign(body.vertices[:, 2]) == (1 if s == "R" else -1))
        foot = body.weights[:, body.index(f"foot.{s}")]
        out[name] = (_lowest(body, foot > 0.6), _lowest(body, toe > 0.6))
    return out


def _lowest(body: Body, rows: NDArray[np.bool_]) -> Array:
    points = body.vertices[rows]
    points = points[points[:, 1] < points[:, 1].min() + 0.004]
    return points[np.linspace(0, len(points) - 1, 60).astype(int)]


def bend_toes(model: StrideModel, phase: Array, a: Angles, rotations: dict[str, Array]) -> None:
    """Keep the toes flat while the heel rises in late stance (angles in deg)."""
    for s, x, side in (("R", "_r", "right"), ("L", "_l", "left")):
        axis = rotations[f"foot.{s}"][:, :, 0]
        down = np.rad2deg(-np.arctan2(axis[:, 1], np.hypot(axis[:, 0], axis[:, 2])))
        on = smooth(stance(model, phase, side).astype(float), 0.03)
        a["toe" + x] = np.clip(0.75 * down, 0, 32) * on


def sole_heights(body: Body, pose: Pose) -> dict[str, Array]:
    """Lowest point of each sole (m) below the root's head, per time."""
    out = {}
    for (name, (foot, toe)), s in zip(_soles(body).items(), ("L", "R"), strict=True):
        at_foot = rigid_points(body, pose, f"foot.{s}", foot)[:, :, 1].min(1)
        at_toe = rigid_points(body, pose, f"toe2-1.{s}", toe)[:, :, 1].min(1)
        out[name] = np.minimum(at_foot, at_toe)
    return out


def place(body: Body, pose: Pose, model: StrideModel, clock: Timeline, a: Angles) -> Pose:
    """Move the whole body so that its stance foot stays on the belt (y = 0)."""
    low = sole_heights(body, pose)
    scale = body.head("upperleg01.R")[1] - body.vertices[:, 1].min()
    scale /= SOURCE_HIP_M
    wave = a["pelvis_ty"] * scale
    on = {s: stance(model, clock.phase, s) for s in low}
    touching = on["left"] | on["right"]
    lowest = np.minimum(
        np.where(on["left"], low["left"], np.inf), np.where(on["right"], low["right"], np.inf)
    )
    need = -np.where(touching, lowest, 0) - wave
    index = np.arange(len(need))
    need = np.interp(index, index[touching], need[touching])
    height = wave + smooth(need, 0.025)
    sunk = np.maximum(0, -(height + np.minimum(low["left"], low["right"])))
    height = height + smooth(sunk, 0.02)
    shift = np.stack([a["pelvis_tx"] * scale, height, a["pelvis_tz"] * scale], -1)
    return Pose(pose.rotation, pose.heads + shift[:, None])


def belt_speed(model: StrideModel, clock: Timeline, joints: dict[str, Array]) -> float:
    """Backward speed (m/s) of the stance foot in mid-stance."""
    speeds = []
    for side, start in (("right", 0.0), ("left", model.left_strike)):
        part = ((clock.phase - start) % 1.0) / model.contact
        middle = (part > 0.25) & (part < 0.65)
        speeds.append(-np.gradient(joints[f"{side}_ankle"][:, 0], 1 / GRID_HZ)[middle])
    return float(np.mean(np.concatenate(speeds)))
