"""The axis about which two segments turn, found from how their markers move.

For files that track thigh, shank and foot by clusters and have no marker on knee or ankle.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.inputs.markers.anatomy import anatomy
from runtall.inputs.markers.cloud import Array, Cloud
from runtall.literature import number

_FEWEST: Final = 3
"""Markers that fix a segment."""
_FRAMES: Final = 30
_TURNING: Final = 0.1
"""The second smallest singular value against the largest: below, the segments do not turn
against each other, and there is no centre to find."""


def hinge_centre(
    cloud: Cloud, side: str, ends: tuple[Array, Array], segments: tuple[str, str]
) -> Array | None:
    """Centre of a joint that bends about one axis.

    Parameters
    ----------
    cloud
        Points in m.
    side
        ``"left"`` or ``"right"``.
    ends
        (time, 3) each: the joint centre at the other end of the upper segment, and the heel.
    segments
        Names of the upper and the lower segment.

    Returns
    -------
    numpy.ndarray or None
        (time, 3): of the axis that both segments share (ehrig2007), the point nearest to the
        line between ``ends``; None where too few markers or too little movement show it.
    """
    above, below = (_markers(cloud, side, segment) for segment in segments)
    if above.shape[1] < _FEWEST or below.shape[1] < _FEWEST:
        return None
    known = [np.isfinite(p).all(axis=tuple(range(1, p.ndim))) for p in (above, below, *ends)]
    seen = np.all(known, axis=0)
    if seen.sum() < _FRAMES:
        return None
    turn, origin = pose(above[seen])
    held = [_held(turn, origin, end[seen]) for end in ends]
    place = _axis_point([(turn, origin), pose(below[seen])], held)
    low, high = number("limits.limb.low"), number("limits.limb.high")
    if place is None or not low < np.linalg.norm(place - held[0]) < high:
        return None
    centre = np.full(ends[0].shape, np.nan)
    centre[seen] = turn @ place + origin
    return centre


def _markers(cloud: Cloud, side: str, segment: str) -> Array:
    points = anatomy().points
    paths = [
        path
        for name, path in cloud.items()
        if name.startswith(side) and points[name].segment == segment
        and points[name].kind != "centre"
    ]  # fmt: skip
    return np.stack(paths, axis=1) if paths else np.empty((len(next(iter(cloud.values()))), 0, 3))


def pose(points: Array) -> tuple[Array, Array]:
    """Rotation (time, 3, 3) and origin (time, 3) of a rigid body that fits its markers best.

    Parameters
    ----------
    points
        (time, marker, 3) in m, all seen.
    """
    origin = points.mean(axis=1)
    local = points - origin[:, None]
    shape = local[0]
    for _ in range(3):
        turn = _rotation(shape, local)
        shape = np.einsum("tij,tmi->tmj", turn, local).mean(axis=0)
    return turn, origin


def _rotation(shape: Array, local: Array) -> Array:
    """Rotations (time, 3, 3) that turn a shape (marker, 3) onto points (time, marker, 3)."""
    u, _, vt = np.linalg.svd(np.einsum("tmi,mj->tij", local, shape))
    handed = np.sign(np.linalg.det(u @ vt))
    u[:, :, 2] *= handed[:, None]
    found: Array = u @ vt
    return found


def _held(turn: Array, origin: Array, path: Array) -> Array:
    """Place (3,) in a segment of a point that moves with it."""
    local = np.einsum("tij,ti->tj", turn, path - origin)
    found: Array = np.median(local, axis=0)
    return found


def _axis_point(frames: list[tuple[Array, Array]], held: list[Array]) -> Array | None:
    """Point (3,) in the upper segment, on the shared axis, nearest to the line of two others."""
    (turn_a, origin_a), (turn_b, origin_b) = frames
    matrix = np.concatenate([turn_a, -turn_b], axis=2).reshape(-1, 6)
    u, size, vt = np.linalg.svd(matrix, full_matrices=False)
    length = np.linalg.norm(vt[5, :3])
    if size[4] < _TURNING * size[0] or length < _TURNING:
        return None
    # The last direction slides along the axis: it is left to the choice below.
    weights = (u.T @ (origin_b - origin_a).ravel())[:5] / size[:5]
    point, axis = (weights @ vt[:5])[:3], vt[5, :3] / length
    found: Array = point + _meeting(point, axis, *held) * axis
    return found


def _meeting(point: Array, axis: Array, start: Array, end: Array) -> float:
    """How far along an axis from a point the line between two others comes nearest, m."""
    line = (end - start) / np.linalg.norm(end - start)
    across = line - (line @ axis) * axis
    size = float(across @ across)
    way = start - point
    if size < _TURNING:
        return float(way @ axis)
    off = way - (way @ axis) * axis
    return float((way - (off @ across) / size * line) @ axis)
