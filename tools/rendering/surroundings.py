"""Rooms and treadmills as textured boxes (runner frame, m, belt at y = 0)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from rendering.camera import Camera

Array = NDArray[np.float64]
FLOOR_Y = -0.17


@dataclass
class Piece:
    """A mesh with either a plain colour (RGB 0-255) or a texture image."""

    mesh: pv.PolyData
    colour: tuple[int, int, int] | None = None
    image: NDArray[np.uint8] | None = None
    ambient: float = 0.16


def box(low: tuple[float, float, float], high: tuple[float, float, float]) -> pv.PolyData:
    """Axis-aligned box from two corners (m)."""
    return pv.Box((low[0], high[0], low[1], high[1], low[2], high[2]), quads=True)


def _quad(corner: Array, across: Array, up: Array, tile_m: float) -> pv.PolyData:
    """Rectangle whose texture repeats every ``tile_m``; split up for even lighting."""
    points = np.array([corner, corner + across, corner + across + up, corner + up], float)
    mesh = pv.PolyData(points, faces=[4, 0, 1, 2, 3])
    u, v = np.linalg.norm(across) / tile_m, np.linalg.norm(up) / tile_m
    mesh.active_texture_coordinates = np.array([[0, 0], [u, 0], [u, v], [0, v]], np.float32)
    return mesh


def _noise(rng: np.random.Generator, size: int, cells: int) -> Array:
    coarse = rng.standard_normal((cells, cells))
    index = np.arange(size) * cells // size
    return coarse[np.ix_(index, index)]


def texture(
    rng: np.random.Generator, kind: str, colour: Array, size: int = 256
) -> NDArray[np.uint8]:
    """Image of a wall or floor material around an RGB colour."""
    base = np.ones((size, size)) + 0.025 * _noise(rng, size, 16) + 0.015 * _noise(rng, size, 64)
    row, column = np.mgrid[:size, :size]
    if kind == "brick":
        course = row * 8 // size
        shifted = (column + (course % 2) * size // 8) % size
        brick = shifted * 4 // size
        base *= 1 + 0.07 * rng.standard_normal((8, 4))[course, brick]
        base[((row * 8) % size < 10) | ((shifted * 4) % size < 8)] = 0.78
    elif kind == "planks":
        plank = row * 6 // size
        base *= 1 + 0.08 * rng.standard_normal(6)[plank] + 0.03 * np.sin(column / 9.0 + plank)
        base[(row * 6) % size < 6] *= 0.8
    elif kind == "tiles":
        base[((row * 2) % size < 6) | ((column * 2) % size < 6)] *= 0.75
    elif kind == "stripes":
        base[(column * 8 // size) % 2 == 0] *= 0.93
    base += 0.012 * rng.standard_normal(base.shape)
    return np.clip(base[..., None] * colour, 0, 255).astype(np.uint8)


def belt_image(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Dark belt with a rough grain and a seam."""
    grain = 34 + 7 * rng.standard_normal((512, 64)) + 4 * _noise(rng, 512, 64)[:, :64]
    grain[:8] = 62
    return np.repeat(np.clip(grain, 0, 255)[..., None], 3, -1).astype(np.uint8)


def room(rng: np.random.Generator, camera: Camera) -> list[Piece]:
    """Floor, far wall and side walls around the runner, with things in them."""
    heading = np.deg2rad(90 * np.round(camera.azimuth_deg / 90))
    away = -np.array([np.cos(heading), 0, np.sin(heading)])
    side = np.cross(away, [0, 1, 0])
    depth, wide, high = rng.uniform(1.8, 3.8), rng.uniform(3.2, 4.5), rng.uniform(2.9, 3.6)
    tint = 110 + 125 * rng.random() * np.ones(3) + rng.uniform(-25, 25, 3)
    kind = rng.choice(["plain", "brick", "tiles", "stripes", "planks"])
    wall = texture(rng, str(kind), np.clip(tint, 60, 250))
    floor = texture(
        rng, str(rng.choice(["planks", "tiles", "plain"])),
        np.clip(rng.uniform(70, 190) + rng.uniform(-25, 25, 3), 40, 230),
    )  # fmt: skip
    up = np.array([0, high, 0])
    base = np.array([0, FLOOR_Y, 0])
    corner = base + depth * away - wide * side
    pieces = [
        Piece(_quad(base - 9 * side - 9 * away, 18 * side, 18 * away, 1.6), image=floor),
        Piece(_quad(corner, 2 * wide * side, up, 1.4), image=wall),
        Piece(_quad(corner, -9 * away, up, 1.4), image=wall),
        Piece(_quad(corner + 2 * wide * side, -9 * away, up, 1.4), image=wall),
        Piece(
            _quad(corner + up, 2 * wide * side, -9 * away, 2.0),
            colour=(215, 215, 210),
            ambient=0.75,
        ),
    ]
    return pieces + _things(rng, away, side, depth)


def _oriented(mesh: pv.PolyData, away: Array, side: Array, at: Array) -> pv.PolyData:
    """Turn a mesh built along (side, up, away) into the room."""
    turn = np.stack([side, [0, 1, 0], away], -1)
    mesh.points = mesh.points @ turn.T + at
    return mesh


def _things(rng: np.random.Generator, away: Array, side: Array, depth: float) -> list[Piece]:
    colour = lambda: tuple(int(c) for c in rng.integers(30, 240, 3))  # noqa: E731
    out = []
    for _ in range(rng.integers(1, 5)):
        w, h = rng.uniform(0.3, 1.1, 2)
        at = (
            (depth - 0.03) * away
            + rng.uniform(-2.4, 2.4) * side
            + np.array([0, rng.uniform(0.6, 2.2), 0])
        )
        edge = colour()
        out.append(
            Piece(_oriented(box((-w / 2, 0, 0), (w / 2, h, 0.02)), away, side, at), colour=edge)
        )
        inner = box((-w / 2 + 0.05, 0.05, -0.01), (w / 2 - 0.05, h - 0.05, 0.02))
        out.append(Piece(_oriented(inner, away, side, at), colour=colour()))
    for _ in range(rng.integers(1, 4)):
        w, h, d = rng.uniform(0.25, 0.8), rng.uniform(0.3, 1.4), rng.uniform(0.25, 0.5)
        place = rng.choice([-1, 1]) * rng.uniform(1.0, 2.6)
        at = rng.uniform(1.0, depth - 0.4) * away + place * side + np.array([0, FLOOR_Y, 0])
        if rng.random() < 0.35:
            mesh = pv.Cylinder(
                center=(0, h / 2, 0), direction=(0, 1, 0), radius=w / 3, height=h, resolution=16
            ).extract_surface(algorithm="dataset_surface")
        else:
            mesh = box((-w / 2, 0, -d / 2), (w / 2, h, d / 2))
        out.append(Piece(_oriented(mesh, away, side, at), colour=colour()))
    return out


def treadmill(rng: np.random.Generator, view: str) -> tuple[list[Piece], Piece]:
    """Treadmill parts and its belt (texture x runs along the belt)."""
    half, dark = rng.uniform(0.24, 0.3), int(rng.integers(25, 60))
    front, back = 0.95, -1.0
    frame_colour = (dark, dark, dark + 5)
    light = tuple(int(v) for v in np.clip(rng.integers(70, 190) + rng.integers(-10, 10, 3), 0, 255))
    pieces = [
        Piece(
            box((back, FLOOR_Y, -half - 0.1), (front + 0.15, -0.03, half + 0.1)),
            colour=frame_colour,
        ),
        Piece(box((back, -0.03, half), (front, 0.012, half + 0.1)), colour=light),
        Piece(box((back, -0.03, -half - 0.1), (front, 0.012, -half)), colour=light),
        Piece(
            box((front, -0.03, -half - 0.1), (front + 0.2, 0.05, half + 0.1)), colour=frame_colour
        ),
    ]
    if view != "front" and rng.random() < 0.85:
        pieces += _console(rng, half, front, frame_colour)
    belt = pv.PolyData(
        np.array(
            [[back, 0, -half], [front, 0, -half], [front, 0, half], [back, 0, half]], np.float32
        ),
        faces=[4, 0, 1, 2, 3],
    )
    return pieces, Piece(belt, image=belt_image(rng))


def _console(
    rng: np.random.Generator, half: float, front: float, colour: tuple[int, int, int]
) -> list[Piece]:
    top, x = rng.uniform(0.95, 1.15), front + rng.uniform(-0.1, 0.1)
    posts = [
        Piece(box((x, FLOOR_Y, z - 0.03), (x + 0.08, top, z + 0.03)), colour=colour)
        for z in (-half - 0.07, half + 0.07)
    ]
    panel = Piece(
        box((x - 0.06, top - 0.02, -half - 0.1), (x + 0.12, top + 0.13, half + 0.1)), colour=colour
    )
    if rng.random() < 0.4:
        reach = rng.uniform(0.15, 0.35)
        for z in (-half - 0.07, half + 0.07):
            rail = box((x - reach, top - 0.12, z - 0.02), (x, top - 0.08, z + 0.02))
            posts.append(Piece(rail, colour=(150, 150, 155)))
    return [*posts, panel]
