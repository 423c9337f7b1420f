"""A runner who comes towards the camera or goes away from it, brought to one size."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.kinematics.passes import Ints
from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.settled import Settled, Way, chosen, straight, whole_body
from runtall.kinematics.turning import focal_px, sizes, warped

_LEAST_LENGTHS_PER_S: Final = 0.7
"""Trunk and leg lengths: about 0.9 m/s, faster than anybody drifts on a treadmill."""
_NOT_SMALLER: Final = 0.4
"""Of the largest size; the small runner far away says little."""
_LEAST_S: Final = 1.0


def approach(points: Points2D) -> Settled | None:
    """Bring a runner who comes or goes to one place and size.

    At a steady speed the distance changes evenly, and with it one over the size; the place in the
    picture follows the size.

    Returns
    -------
    Settled or None
        None for a runner who stays at one distance.
    """
    size = sizes(points)
    pieces = [p for span in points.spans if (p := _usable(points, size, span)) is not None]
    if not pieces:
        return None
    lines = [straight(points.time_s[p], 1 / size[p])[0] for p in pieces]
    away = float(np.median([line[0] for line in lines])) * focal_px(points)
    if abs(away) < _LEAST_LENGTHS_PER_S:
        return None
    used = chosen(points, pieces)
    scale = np.concatenate(
        [1 / np.polyval(n, points.time_s[p]) for n, p in zip(lines, pieces, strict=True)]
    )
    homography = _same_size(used, scale)
    way = Way(view="front" if away < 0 else "rear", overground=True, passes=len(pieces))
    settled = used.with_position(warped(used.position, homography))
    return Settled(settled, np.concatenate(pieces), homography, points.time_s, way)


def _usable(points: Points2D, size: Array, span: slice) -> Ints | None:
    frames = np.arange(len(size))[span]
    good = whole_body(points)[span]
    if good.sum() < 5:
        return None
    near = np.flatnonzero(good & (size[span] > _NOT_SMALLER * np.nanmax(size[span][good])))
    piece = frames[near[0] : near[-1] + 1]
    return piece if points.time_s[piece[-1]] - points.time_s[piece[0]] > _LEAST_S else None


def _same_size(points: Points2D, scale: Array) -> Array:
    """Homographies to the median size, with the hips where they are on the median."""
    hip, usual = points.point("mid_hip"), float(np.median(scale))
    matrix = np.tile(np.eye(3), (len(scale), 1, 1))
    grown = usual / scale
    for axis in (0, 1):
        path, place = np.empty_like(scale), np.nanmedian(hip[:, axis])
        for span in points.spans:
            line, _ = straight(scale[span], hip[span, axis])
            path[span] = np.polyval(line, scale[span])
        matrix[:, axis, axis] = grown
        matrix[:, axis, 2] = place - grown * path
    return matrix
