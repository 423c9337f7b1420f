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


def speckled(
    rng: np.random.Generator, colour: tuple[int, int, int], contrast: float, size: int = 512
) -> NDArray[np.uint8]:
    """Rough material with detail at all sizes, such as grass, gravel or leaves."""
    base = 1 + contrast * sum(_noise(rng, size, cells) for cells in (8, 32, 128, 512)) / 2
    tint = 1 + 0.3 * contrast * np.stack([_noise(rng, size, 64) for _ in range(3)], -1)
    return np.clip(base[..., None] * tint * np.array(colour), 0, 255).astype(np.uint8)


def outdoors(rng: np.random.Generator, camera: Camera) -> list[Piece]:
    """Path along x through grass, with a fence, trees and houses behind it."""
    behind = -np.sign(camera.position()[2])
    grass = tuple(int(c) for c in (rng.uniform(60, 85), rng.uniform(82, 105), rng.uniform(38, 58)))
    ground = _quad(
        np.array([-45.0, -0.03, -45.0]), np.array([0, 0, 90.0]), np.array([90.0, 0, 0]), 5.0
    )
    pieces = [Piece(ground, image=speckled(rng, grass, 0.16), ambient=0.3)]
    pieces += _path(rng)
    fence = behind * rng.uniform(2.4, 4.0)
    if rng.random() < 0.6:
        pieces += _fence(rng, fence)
    pieces += _trees(rng, behind)
    for x in np.arange(-36, 36, 12) + rng.uniform(-2, 2, 6):
        pieces.append(_house(rng, x, behind * rng.uniform(17, 24)))
    return pieces


def _path(rng: np.random.Generator) -> list[Piece]:
    """Asphalt, gravel or a red track, with lines along it."""
    colour = [(88, 90, 94), (142, 130, 110), (132, 72, 60)][rng.integers(3)]
    half = rng.uniform(1.0, 1.8)
    strip = _quad(
        np.array([-45.0, 0.0, -half]), np.array([0, 0, 2 * half]), np.array([90.0, 0, 0]), 2.5
    )
    pieces = [Piece(strip, image=speckled(rng, colour, 0.12), ambient=0.3)]
    for z in (-half + 0.12, half - 0.12):
        line = box((-45, 0.001, z - 0.03), (45, 0.002, z + 0.03))
        pieces.append(Piece(line, colour=(225, 225, 220), ambient=0.4))
    return pieces


def _fence(rng: np.random.Generator, z: float) -> list[Piece]:
    high, tone = rng.uniform(0.9, 1.3), tuple(int(c) for c in rng.integers(60, 200, 3))
    pieces = []
    for x in np.arange(-30, 30, rng.uniform(1.6, 2.6)):
        post = box((x - 0.05, -0.03, z - 0.05), (x + 0.05, high, z + 0.05))
        pieces.append(Piece(post, colour=tone))
    rails = [
        box((-30, y - 0.05, z - 0.02), (30, y + 0.05, z + 0.02)) for y in (0.45 * high, 0.85 * high)
    ]
    return pieces + [Piece(rail, colour=tone) for rail in rails]


def _trees(rng: np.random.Generator, behind: float, count: int = 22) -> list[Piece]:
    pieces = []
    for x in rng.uniform(-28, 28, count):
        z, thick, high = behind * rng.uniform(5, 15), rng.uniform(0.1, 0.3), rng.uniform(1.6, 3.2)
        trunk = pv.Cylinder(
            center=(x, high / 2, z), direction=(0, 1, 0), radius=thick, height=high, resolution=12
        ).extract_surface(algorithm="dataset_surface")
        bark = tuple(int(c) for c in rng.uniform(0.7, 1.2) * np.array([92, 72, 54]))
        pieces.append(Piece(trunk, colour=bark))
        leaf = tuple(int(c) for c in rng.uniform(0.6, 1.3) * np.array([54, 84, 44]))
        crown = pv.Sphere(
            radius=rng.uniform(0.9, 1.9), center=(x, high + 0.9, z),
            theta_resolution=14, phi_resolution=14,
        ).texture_map_to_sphere()  # fmt: skip
        pieces.append(Piece(crown, image=speckled(rng, leaf, 0.3, 256), ambient=0.35))
    return pieces


def _house(rng: np.random.Generator, x: float, z: float) -> Piece:
    """Front of a house with rows of windows."""
    wide, high = rng.uniform(6, 10), rng.uniform(4, 9)
    image = texture(rng, "brick", np.clip(rng.uniform(95, 165) + rng.uniform(-22, 22, 3), 55, 200))
    image[90:190, 70:190] = (58, 66, 80)
    corner, across, up = (x - wide / 2, -0.03, z), (wide, 0, 0), (0, high, 0)
    front = _quad(np.array(corner), np.array(across), np.array(up), 2.4)
    return Piece(front, image=image, ambient=0.4)
