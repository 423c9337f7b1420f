"""Keypoints of one clip as plain arrays, cleaned of what cannot be true."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.periodic import Array
from runtall.motion.vocabulary import BODY, mirrored

if TYPE_CHECKING:
    import xarray as xr

_SPAN_GAP_S = 0.6
"""A longer pause between frames starts a new span: about one stride."""
_OUTSIDE = 0.02
"""A point further outside the picture than this share of its size is a guess."""
_JUMP_TRUNKS_PER_S = 30.0
"""Relative to the hips no joint moves faster: 15 m/s at half a metre of trunk, twice a sprinter's
foot. An engineering limit against single-frame jumps, not a measure."""


@dataclass(frozen=True, slots=True)
class Points2D:
    """Keypoints of one clip in the picture.

    Attributes
    ----------
    time_s
        Shape ``(time,)``, rising.
    position
        Shape ``(time, keypoint, 2)`` in px of the upright picture, x right, y down; NaN where
        not seen.
    keypoints
        Names along the second axis.
    width, height
        Of the picture, px.
    spans
        Contiguous pieces in time.
    counts
        How many points or frames each repair touched.
    """

    time_s: Array
    position: Array
    keypoints: tuple[str, ...]
    width: float
    height: float
    spans: tuple[slice, ...]
    counts: dict[str, int] = field(default_factory=dict)

    def point(self, name: str) -> Array:
        """Path of one point, shape ``(time, 2)``; ``mid_<name>`` is a midpoint."""
        if name.startswith("mid_"):
            part = name.removeprefix("mid_")
            return (self.point(f"left_{part}") + self.point(f"right_{part}")) / 2
        return self.position[:, self.keypoints.index(name)]

    def trunk_length(self) -> float:
        """Median distance from mid-hip to mid-shoulder, px."""
        line = self.point("mid_shoulder") - self.point("mid_hip")
        return float(np.nanmedian(np.hypot(*line.T)))

    def with_position(self, position: Array, **counts: int) -> Points2D:
        """The same clip with other positions; counts are added to those kept."""
        return replace(self, position=position, counts={**self.counts, **counts})


def from_pose(pose: xr.Dataset) -> Points2D:
    """Points of a pose stream that the analysis works on.

    Parameters
    ----------
    pose
        As `runtall.motion.recording.Recording` describes the node ``pose``.
    """
    names = tuple(k for k in BODY if k in pose.keypoint.values)
    array = pose.position.sel(keypoint=list(names)).transpose("time", "keypoint", "space")
    time_s = pose.time.values.astype(float)
    return Points2D(
        time_s=time_s,
        position=array.values.astype(float),
        keypoints=names,
        width=float(pose.attrs["width"]),
        height=float(pose.attrs["height"]),
        spans=split(time_s),
    )


def split(time_s: Array) -> tuple[slice, ...]:
    """Contiguous pieces of a time axis."""
    cuts = np.flatnonzero(np.diff(time_s) > _SPAN_GAP_S) + 1
    edges = [0, *cuts.tolist(), len(time_s)]
    return tuple(slice(a, b) for a, b in pairwise(edges) if b > a)


def without_outliers(points: Points2D) -> Points2D:
    """Points outside the picture and single-frame jumps set to NaN, and counted."""
    position = points.position.copy()
    seen = np.isfinite(position).all(axis=2)
    size = np.array([points.width, points.height])
    outside = seen & ((position < -_OUTSIDE * size) | (position > (1 + _OUTSIDE) * size)).any(
        axis=2
    )
    position[outside] = np.nan
    jumped = np.zeros_like(seen)
    for span in points.spans:
        jumped[span] = _jumps(position[span], points.time_s[span], points.trunk_length())
    position[jumped] = np.nan
    return points.with_position(position, outside=int(outside.sum()), jumps=int(jumped.sum()))


def _jumps(
    position: Array, time_s: Array, trunk: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    jumped = np.zeros(position.shape[:2], dtype=bool)
    if len(position) < 3:
        return jumped
    step = np.hypot(*np.moveaxis(np.diff(position, axis=0), 2, 0))
    limit = _JUMP_TRUNKS_PER_S * trunk * np.diff(time_s)[:, None]
    fast = step > np.maximum(limit, 0.2 * trunk)
    jumped[1:-1] = fast[:-1] & fast[1:]
    return jumped


def swapped(position: Array, keypoints: tuple[str, ...], which: tuple[str, ...]) -> Array:
    """Positions with left and right exchanged for the named parts.

    Parameters
    ----------
    position
        Shape ``(time, keypoint, 2)``.
    keypoints
        Names along the second axis.
    which
        Parts without side, e.g. ``("knee", "ankle")``.
    """
    order = list(range(len(keypoints)))
    for i, name in enumerate(keypoints):
        if name.partition("_")[2] in which and mirrored(name) in keypoints:
            order[i] = keypoints.index(mirrored(name))
    return position[:, order]
