"""Runners who pass a camera overground: it stands still, or turns in its place to follow."""

from __future__ import annotations

import time as wall
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rendering import ground
from rendering.camera import AZIMUTH, Camera
from rendering.clip import Request, animate, film, prepare, write_joints, write_truth
from rendering.gait import GRID_HZ
from rendering.paint import paint
from rendering.pose import Pose
from rendering.scene import OpenScene
from rendering.surroundings import outdoors

Array = NDArray[np.float64]
LAG_S, LOOSE_S, AIM_SD_DEG = 0.12, 0.25, 1.2  # how a hand follows a runner


def requests(
    out: Path, seeds: list[int], passes: int, seconds: float, variety: float
) -> list[tuple[Request, bool]]:
    """Clips and whether the camera follows: every second runner is followed.

    Each next pass goes back the other way, so that the camera sees the other side.
    """
    made = []
    for turn, seed in enumerate(seeds):
        follows = turn % 2 == 1
        for k in range(passes):
            view = ("left", "right")[k % 2]
            name = f"p{seed}_{view}_{'pan' if follows else 'stand'}{k + 1}.mp4"
            request = Request(
                out / name, seed, view, seconds, 30, (1280, 720), clip_seed=k + 1,
                keep_joints=True, variety=variety, crf=26,
            )  # fmt: skip
            made.append((request, follows))
    return made


def standing_camera(rng: np.random.Generator, request: Request) -> Camera:
    """Phone held level beside a path."""
    yaw = float(np.clip(rng.normal(0, 3), -6, 6))
    distance, height = float(rng.uniform(6.0, 8.0)), float(rng.uniform(1.1, 1.6))
    aim = float(np.rad2deg(np.arctan2(0.95 - height, distance)))
    return Camera(
        distance, height, yaw, aim + float(rng.normal(0, 0.7)), float(rng.normal(0, 0.9)),
        AZIMUTH[request.view] + yaw, float(rng.uniform(0.78, 0.95)) * request.size[0],
        *request.size,
    )  # fmt: skip


def following(camera: Camera, x: Array, rng: np.random.Generator) -> list[Camera]:
    """The camera turned after a runner at ``x`` (m) along the path, late and loosely."""
    right, _, ahead = replace(camera, pitch_deg=0.0, roll_deg=0.0).axes()
    rel = np.stack([x, 0 * x, 0 * x], -1) - camera.position() * [1, 0, 1]
    aim = np.rad2deg(np.arctan2(rel @ right, rel @ ahead))
    late = np.interp(np.arange(len(x)) - LAG_S * GRID_HZ, np.arange(len(x)), aim)
    pan = ground.smooth(late, LOOSE_S) + _wander(rng, len(x), AIM_SD_DEG)
    pitch = camera.pitch_deg + _wander(rng, len(x), 0.4 * AIM_SD_DEG)
    return [
        replace(camera, pan_deg=float(p), pitch_deg=float(t))
        for p, t in zip(pan, pitch, strict=True)
    ]


def _wander(rng: np.random.Generator, n: int, sd: float) -> Array:
    """Slow random unsteadiness of a given SD."""
    wave = ground.smooth(rng.standard_normal(n), 0.3)
    return sd * wave / wave.std()


def render_pass(request: Request, *, follows: bool) -> float:
    """Render one pass with its truth; returns seconds taken."""
    start = wall.perf_counter()
    runner, look, clock, rng = prepare(request)
    motion, pose, j = animate(runner, clock, rng)
    speed = ground.belt_speed(runner.model, clock, j)
    x = speed * (clock.time - clock.time.mean())
    travel = np.stack([x, 0 * x, 0 * x], -1)
    place = np.random.default_rng([17, request.runner])
    camera = standing_camera(np.random.default_rng([19, request.runner]), request)
    cameras = following(camera, x, rng) if follows else [camera] * len(x)
    scene = OpenScene(
        runner.body, paint(runner.body, look, np.random.default_rng(request.runner)), cameras,
        GRID_HZ, outdoors(place, camera), seed=request.runner,
    )  # fmt: skip
    film(request, runner.body, Pose(pose.rotation, pose.heads + travel[:, None]), scene, rng)
    scene.close()
    more: dict[str, object] = {
        "ground": "overground", "speed_m_s": round(speed, 3), "camera_follows": follows,
    }  # fmt: skip
    write_truth(request, runner, look, clock, motion, j, camera, more)
    moved = {name: points + travel for name, points in j.items()}
    _write_path(request, moved, cameras, clock.phase - runner.model.left_strike)
    return wall.perf_counter() - start


def _write_path(request: Request, j: dict[str, Array], cameras: list[Camera], phase: Array) -> None:
    """Joints along the path, with the camera's turn in each frame."""
    shown = cameras[:: GRID_HZ // request.fps]

    def project(xyz: Array) -> Array:
        return np.stack([c.project(points) for c, points in zip(shown, xyz, strict=True)])

    write_joints(
        request, j, project, phase,
        pan_deg=np.array([c.pan_deg for c in shown]),
        pitch_deg=np.array([c.pitch_deg for c in shown]),
    )  # fmt: skip
