"""Keep hands and forearms out of the trunk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rendering.body import Body, vertex_normals
from rendering.pose import Angles, Pose, solve

Array = NDArray[np.float64]
MARGIN_M = 0.012
TRUNK_SAMPLES, HAND_SAMPLES = 500, 26


def _rows(weight: Array, count: int) -> NDArray[np.int64]:
    rows = np.flatnonzero(weight > 0.6)
    return rows[np.linspace(0, len(rows) - 1, min(count, len(rows))).astype(int)]


def _parts(body: Body) -> dict[str, NDArray[np.int64]]:
    trunk = body.group("root", "pelvis", "spine", "breast", "upperleg01")
    out = {"trunk": _rows(trunk, TRUNK_SAMPLES)}
    for s in "LR":
        fore = sum(
            body.group(f"{b}.{s}") for b in ("lowerarm02", "wrist", "metacarpal2", "metacarpal3")
        )
        fingers = [b for b in body.bones if b.startswith("finger") and b.endswith(s)]
        out[s] = _rows(fore + body.group(*fingers), HAND_SAMPLES)
    return out


def _carry(body: Body, pose: Pose, rows: NDArray[np.int64], normals: Array) -> tuple[Array, Array]:
    """Skinned points and normals ``(time, row, 3)`` by full blending."""
    weights = body.weights[rows].astype(np.float32)
    turn = pose.rotation.astype(np.float32)
    shift = (pose.heads - np.einsum("tbij,bj->tbi", pose.rotation, body.heads)).astype(np.float32)
    t, b = turn.shape[:2]
    blended = np.matmul(weights, turn.reshape(t, b, 9)).reshape(t, len(rows), 3, 3)
    points = np.einsum("tvij,vj->tvi", blended, body.vertices[rows].astype(np.float32))
    points += np.matmul(weights, shift)
    return points, np.einsum("tvij,vj->tvi", blended, normals[rows].astype(np.float32))


def clearance(body: Body, pose: Pose) -> dict[str, tuple[Array, Array]]:
    """Signed gap (m) between each hand and the trunk, and how far in front it is (m).

    Negative gaps are inside. Sampled points: good to about 1 cm.
    """
    parts, normals = _parts(body), vertex_normals(body.vertices, body.triangles)
    trunk, outward = _carry(body, pose, parts["trunk"], normals)
    middle = trunk[..., 0].mean(1)
    out = {}
    for s in "LR":
        hand, _ = _carry(body, pose, parts[s], normals)
        square = (trunk**2).sum(-1)[:, None] - 2 * np.matmul(hand, np.swapaxes(trunk, 1, 2))
        near = square.argmin(-1)
        base = np.take_along_axis(trunk, near[..., None], 1)
        side = np.take_along_axis(outward, near[..., None], 1)
        gap = ((hand - base) * side).sum(-1)
        distance = np.linalg.norm(hand - base, axis=-1)
        signed = np.where(gap < 0, np.maximum(gap, -distance), distance)
        out[s] = (signed.min(1), hand[..., 0].mean(1) - middle)
    return out


def clear_trunk(
    body: Body, a: Angles, n: dict[str, Array], rounds: int = 10
) -> tuple[float, float]:
    """Push hands out of the trunk by changing arm angles, in place.

    In front of the trunk the arm flexes at the shoulder; beside it, it turns out and abducts.

    Returns
    -------
    tuple of float
        Deepest penetration before and after (cm).
    """
    step = slice(None, None, 2)
    before = 0.0
    for k_round in range(rounds):
        gaps = clearance(body, solve(body, {k: v[step] for k, v in a.items()}, n))
        before = before if k_round else _depth_cm(gaps)
        if min(float(gap.min()) for gap, _ in gaps.values()) > 0.5 * MARGIN_M:
            break
        for s, x in (("L", "_l"), ("R", "_r")):
            gap, ahead = gaps[s]
            lack = _spread(np.clip(MARGIN_M - gap, 0, 0.12)) * 100
            front = np.clip((ahead - 0.04) / 0.08, 0, 1)
            grid = np.arange(len(a["pelvis_tilt"]))
            wide = lambda y, g=grid: np.interp(g, g[step], y)  # noqa: E731
            a["arm_flex" + x] = a["arm_flex" + x] + wide(1.2 * lack * front)
            a["arm_add" + x] = a["arm_add" + x] - wide(0.6 * lack * (1 - 0.6 * front))
            a["arm_rot" + x] = a["arm_rot" + x] - wide(1.5 * lack * (1 - front))
    after = _depth_cm(clearance(body, solve(body, {k: v[step] for k, v in a.items()}, n)))
    return before, after


def _depth_cm(gaps: dict[str, tuple[Array, Array]]) -> float:
    return round(max(0.0, -100 * min(float(g.min()) for g, _ in gaps.values())), 1)


def _spread(lack: Array, width: int = 5) -> Array:
    """Running maximum, then a smooth hat: early enough and without jumps."""
    padded = np.pad(lack, width, mode="edge")
    top = np.lib.stride_tricks.sliding_window_view(padded, 2 * width + 1).max(-1)
    kernel = np.hanning(2 * width + 3)[1:-1]
    return np.convolve(np.pad(top, width, mode="edge"), kernel / kernel.sum(), "valid")
