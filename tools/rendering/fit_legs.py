"""Fit another runner's legs to a treadmill trial of cluster markers with force (`.c3d`).

Needs ezc3d and scipy, so it runs in the project's environment, not in that of the renderer:

    python tools/rendering/fit_legs.py RBDS001runT35.c3d

writes ``second_legs.json``: pelvis and leg coordinates of `rendering.stride`, as Fourier
coefficients. Hips come from the pelvis markers' distances (Harrington et al. 2007), knees from the
axis about which thigh and shank turn, ankles from the point about which shank and foot turn.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
HARMONICS, SOURCE_HIP_M, SOURCE_TILT_DEG = 6, 0.93, 2.07
OUT = Path(__file__).with_name("second_legs.json")
CLUSTERS = {
    "thigh": tuple(f"Thigh.{e}.{s}" for e in ("Bottom", "Top") for s in ("Lateral", "Medial")),
    "shank": tuple(f"Shank.{e}.{s}" for e in ("Bottom", "Top") for s in ("Lateral", "Medial")),
    "foot": ("Heel.Bottom", "Heel.Lateral", "Heel.Top", "MT1", "MT5"),
}


def read(path: Path) -> tuple[dict[str, Array], Array, float]:
    """Markers ``(time, 3)`` in m (x forward, y up, z right), contact per time and rate (Hz)."""
    import ezc3d
    from scipy.signal import butter, filtfilt

    file = ezc3d.c3d(str(path))
    rate = float(file["parameters"]["POINT"]["RATE"]["value"][0])
    points = file["data"]["points"][:3].transpose(2, 1, 0) / 1000
    smooth = filtfilt(*butter(2, 20 / (rate / 2)), points, axis=0)
    names = file["parameters"]["POINT"]["LABELS"]["value"]
    labels = file["parameters"]["ANALOG"]["LABELS"]["value"]
    per_point = file["data"]["analogs"].shape[2] // len(points)
    force = np.abs(file["data"]["analogs"][0, labels.index("F1Z"), ::per_point])
    on = force > 0.04 * force.max()
    return {n: smooth[:, i] for i, n in enumerate(names)}, on, rate


def rigid(points: Array) -> tuple[Array, Array]:
    """Rotation ``(time, 3, 3)`` and middle ``(time, 3)`` of a cluster, from its mean shape."""
    middle = points.mean(1)
    local = points - middle[:, None]
    shape = local[0]
    for _ in range(5):
        u, _, vt = np.linalg.svd(np.einsum("tki,kj->tij", local, shape))
        u[:, :, 2] *= np.linalg.det(u @ vt)[:, None]
        rotation = u @ vt
        shape = np.einsum("tij,tki->kj", rotation, local) / len(points)
    return rotation, middle


def turning(a: tuple[Array, Array], b: tuple[Array, Array]) -> tuple[Array, Array]:
    """Point (in the lab, per time) and unit axis (likewise) about which two clusters turn."""
    (ra, ta), (rb, tb) = a, b
    system = np.concatenate([np.concatenate([x, -y], 1) for x, y in zip(ra, rb, strict=True)])
    u, size, vt = np.linalg.svd(system, full_matrices=False)
    # Along the axis the point is free: leave that direction out, `leg` moves it where it belongs.
    centre = (vt[:-1].T / size[:-1]) @ (u[:, :-1].T @ (tb - ta).ravel())
    axis = np.einsum("tij,j->ti", ra, vt[-1, :3])
    axis *= np.sign(axis[:, 2].mean())
    axis /= np.linalg.norm(axis, axis=1, keepdims=True)
    point = 0.5 * (ra @ centre[:3] + ta + rb @ centre[3:] + tb)
    return point, axis


def axes(up: Array, right: Array) -> Array:
    """Columns x, y, z per time: y along ``up``, z nearest to ``right``."""
    y = up / np.linalg.norm(up, axis=1, keepdims=True)
    z = right - y * (y * right).sum(1, keepdims=True)
    z /= np.linalg.norm(z, axis=1, keepdims=True)
    return np.stack([np.cross(y, z), y, z], -1)


def zxy(rotation: Array) -> Array:
    """Angles (deg) about z, x and y of body-fixed rotations, ``(time, 3)``."""
    x = np.arcsin(np.clip(rotation[:, 2, 1], -1, 1))
    z = np.arctan2(-rotation[:, 0, 1], rotation[:, 1, 1])
    y = np.arctan2(-rotation[:, 2, 0], rotation[:, 2, 2])
    return np.rad2deg(np.stack([z, x, y], -1))


def pelvis(m: dict[str, Array]) -> tuple[Array, dict[str, Array]]:
    """Pelvis axes with a plausible mean tilt, and hip centres."""
    front, back = (0.5 * (m[f"L.{n}"] + m[f"R.{n}"]) for n in ("ASIS", "PSIS"))
    right, ahead = m["R.ASIS"] - m["L.ASIS"], front - back
    width, depth = (float(np.linalg.norm(v, axis=1).mean()) for v in (right, ahead))
    up = np.cross(right, ahead)
    frame = axes(up, right)
    at = np.array([-0.24 * depth - 0.0099, -0.30 * width - 0.0109, 0.33 * width + 0.0073])
    hips = {s: front + frame @ (at * [1, 1, k]) for s, k in (("R", 1), ("L", -1))}
    tilt = np.deg2rad(SOURCE_TILT_DEG - zxy(frame)[:, 0].mean())
    c, s = np.cos(tilt), np.sin(tilt)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ frame, hips


def leg(m: dict[str, Array], side: str, root: Array, hip: Array) -> dict[str, Array]:
    """Angles (deg) of one leg in the coordinates of `rendering.stride`."""
    sign, x = (1.0, "_r") if side == "R" else (-1.0, "_l")
    part = {
        k: rigid(np.stack([m[f"{side}.{n}"] for n in names], 1)) for k, names in CLUSTERS.items()
    }
    knee, hinge = turning(part["thigh"], part["shank"])
    ankle, _ = turning(part["shank"], part["foot"])
    toe, heel = 0.5 * (m[f"{side}.MT1"] + m[f"{side}.MT5"]), m[f"{side}.Heel.Bottom"]
    ankle = ankle + _beside(ankle, heel, hinge, 0.5)
    knee = knee + _beside(knee, 0.5 * (hip + ankle), hinge, 1.0)
    thigh, shank = axes(hip - knee, hinge), axes(knee - ankle, hinge)
    flex = zxy(np.swapaxes(root, 1, 2) @ thigh)
    bend = zxy(np.swapaxes(thigh, 1, 2) @ shank)[:, 0]
    sole = np.rad2deg(np.arctan2((toe - heel)[:, 1], (toe - heel)[:, 0]))
    lean = np.rad2deg(np.arctan2(shank[:, 1, 0], shank[:, 0, 0]))
    return {
        "hip_flexion" + x: flex[:, 0], "hip_adduction" + x: sign * flex[:, 1],
        "hip_rotation" + x: sign * flex[:, 2], "knee_angle" + x: bend,
        "ankle_angle" + x: (sole - lean + 180) % 360 - 180,
    }  # fmt: skip


def _beside(point: Array, wanted: Array, axis: Array, share: float) -> Array:
    """Shift along an axis by a constant, so that the point lies beside another one."""
    return share * float(((wanted - point) * axis).sum(1).mean()) * axis


def contacts(on: Array, m: dict[str, Array]) -> dict[str, list[tuple[int, int]]]:
    """First and last+1 sample of each contact per side."""
    edges = np.flatnonzero(np.diff(on.astype(int)))
    if on[0]:
        edges = edges[1:]
    out: dict[str, list[tuple[int, int]]] = {"R": [], "L": []}
    for start, stop in zip(edges[::2], edges[1::2], strict=False):
        middle = (start + stop) // 2
        low = min(("R", "L"), key=lambda s: float(m[f"{s}.Heel.Bottom"][middle, 1]))
        out[low].append((start + 1, stop + 1))
    return out


def fourier(signal: Array, strides: list[tuple[int, int]]) -> Array:
    """Mean coefficients over strides."""
    rows = []
    for start, stop in strides:
        angle = 2 * np.pi * np.arange(stop - start)[:, None] / (stop - start)
        k = np.arange(1, HARMONICS + 1)
        waves = np.stack([np.cos(angle * k), np.sin(angle * k)], -1).reshape(len(angle), -1)
        design = np.c_[np.ones(len(angle)), waves]
        rows.append(np.linalg.lstsq(design, signal[start:stop], rcond=None)[0])
    return np.mean(rows, 0)


def coordinates(m: dict[str, Array], rate: float) -> dict[str, Array]:
    """Pelvis and leg coordinates per time, in deg and m of the first runner's size."""
    root, hips = pelvis(m)
    middle = 0.5 * (hips["R"] + hips["L"])
    path = (SOURCE_HIP_M / middle[:, 1].mean()) * (middle - _drift(middle, rate))
    turned = zip(("pelvis_tilt", "pelvis_list", "pelvis_rotation"), zxy(root).T, strict=True)
    moved = zip(("pelvis_tx", "pelvis_ty", "pelvis_tz"), path.T, strict=True)
    legs = leg(m, "R", root, hips["R"]) | leg(m, "L", root, hips["L"])
    return legs | dict(turned) | dict(moved)


def main() -> None:
    """Fit and write."""
    m, on, rate = read(Path(sys.argv[1]))
    spans = contacts(on, m)
    pairs = list(pairwise(start for start, _ in spans["R"]))
    usual = float(np.median([b - a for a, b in pairs]))
    strides = [(a, b) for a, b in pairs if abs((b - a) / usual - 1) < 0.1]
    frames = float(np.mean([b - a for a, b in strides]))
    on_share = float(np.mean([stop - start for s in "RL" for start, stop in spans[s]])) / frames
    left = [(t - a) / (b - a) for a, b in strides for t, _ in spans["L"] if a < t < b]
    mean = {n: fourier(v, strides) for n, v in coordinates(m, rate).items()}
    _flat_soles(mean, on_share, float(np.mean(left)))
    print(f"{len(strides)} strides, {120 * rate / frames:.1f} steps/min, contact {on_share:.3f}")
    content = {
        "source": "regifukuchi/BMC-RIC-running-biomechanics, RBDS001runT35.c3d",
        "licence": "CC BY 4.0", "note": "as mean_stride.json; pelvis and legs only",
        "names": list(mean), "mean": [np.round(r, 4).tolist() for r in mean.values()],
        "contact": round(on_share, 4), "left_strike": round(float(np.mean(left)), 4),
    }  # fmt: skip
    OUT.write_text(json.dumps(content) + "\n")


def _drift(signal: Array, rate: float) -> Array:
    """Slow wander over the belt."""
    from scipy.ndimage import gaussian_filter1d

    return gaussian_filter1d(signal, 1.0 * rate, axis=0) - signal.mean(0) * [0, 1, 0]


def _flat_soles(mean: dict[str, Array], contact: float, strike: float) -> None:
    """Shift each ankle so that the sole is level in mid-stance, in place."""
    for x, start in (("_r", 0.0), ("_l", strike)):
        phase = start + contact * np.linspace(0.3, 0.5, 9)
        angle = 2 * np.pi * phase[:, None] * np.arange(1, HARMONICS + 1)
        waves = np.stack([np.cos(angle), np.sin(angle)], -1).reshape(len(phase), -1)
        design = np.c_[np.ones(len(phase)), waves]
        parts = ("pelvis_tilt", "hip_flexion" + x, "knee_angle" + x, "ankle_angle" + x)
        mean["ankle_angle" + x][0] -= float(np.mean(design @ sum(mean[p] for p in parts)))


if __name__ == "__main__":
    main()
