"""A runner brought to one place and size, and the way back into the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.kinematics.frame import Level
from runtall.kinematics.gait import Gait
from runtall.kinematics.passes import Ints
from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.turning import warped
from runtall.motion.recording import View

if TYPE_CHECKING:
    import xarray as xr

Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

_WHOLE: Final = 0.85
"""Share of the points that must be in the picture."""
_CORE: Final = ("hip", "shoulder", "knee", "ankle")
_ROUNDS: Final = 4
_FAR_OFF: Final = 3.0
_MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True)
class Way:
    """How a runner goes through the world.

    Attributes
    ----------
    view
        Side that a runner on the way shows; None for one who stays in place.
    overground
        Whether they are on the way; None where nothing tells their motion from the camera's.
    level
        Camera roll that was undone: a known one, else that of a path taken to be level; None where
        there is no path across the picture.
    px_per_s
        Speed across the settled picture.
    passes, left_out
        How many were used, and how many go the other way.
    off_deg
        How far from square the used part reaches, degrees.
    turned
        Whether the camera turned with the runner.
    """

    view: View | None = None
    overground: bool | None = False
    level: Level | None = None
    px_per_s: float = 0.0
    passes: int = 0
    left_out: int = 0
    off_deg: float = 0.0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A runner brought to one place.

    Attributes
    ----------
    points
        Of the used frames, as seen by a camera that goes along; a span for every pass.
    frames
        Their numbers among all frames of the clip, shape ``(time,)``.
    homography
        From the picture to ``points``, shape ``(time, 3, 3)``; None where nothing was moved.
    clock
        Time of all frames of the clip, s.
    way
        How the runner goes.
    drift
        What was taken from the positions after the homography, px; None for nothing.
    """

    points: Points2D
    frames: Ints
    homography: Array | None
    clock: Array
    way: Way
    drift: Array | None = None

    def whole(self, points: Points2D) -> Points2D:
        """Used frames on the clip's clock, NaN in between."""
        if self.homography is None:
            return points
        position = self._filled(points.position)
        return replace(points, time_s=self.clock, position=position, spans=self._spans())

    def in_picture(self, points: Points2D) -> Points2D:
        """The same where the clip's own picture shows them."""
        if self.homography is None:
            return points
        position = points.position if self.drift is None else points.position + self.drift
        back = warped(position, np.linalg.inv(self.homography))
        return self.whole(points.with_position(back))

    def placed(self, position: xr.DataArray) -> xr.DataArray:
        """Positions in the runner's frame on the clip's clock, NaN in between."""
        if self.homography is None:
            return position
        return position.reindex(time=self.clock)

    def timed(self, gait: Gait) -> Gait:
        """The gait on the clip's clock; between passes its phase says nothing."""
        if self.homography is None:
            return gait
        phase = np.interp(self.clock, gait.time_s, gait.phase)
        phase[self.frames] = gait.phase
        return replace(gait, time_s=self.clock, phase=phase, spans=self._spans())

    def _filled(self, position: Array) -> Array:
        filled = np.full((len(self.clock), *position.shape[1:]), np.nan)
        filled[self.frames] = position
        return filled

    def _spans(self) -> tuple[slice, ...]:
        ends = [(self.frames[s.start], self.frames[s.stop - 1] + 1) for s in self.points.spans]
        return tuple(slice(int(a), int(b)) for a, b in ends)


def in_place(points: Points2D, *, overground: bool | None) -> Settled:
    """A runner who stays where they are in the picture."""
    frames = np.arange(len(points.time_s))
    return Settled(points, frames, None, points.time_s, Way(overground=overground))


def chosen(points: Points2D, pieces: list[Ints]) -> Points2D:
    """Some frames of a clip, a span for every piece."""
    edges = np.cumsum([0, *(len(p) for p in pieces)])
    spans = tuple(slice(int(a), int(b)) for a, b in pairwise(edges))
    frames = np.concatenate(pieces)
    return replace(
        points, time_s=points.time_s[frames], position=points.position[frames], spans=spans
    )


def whole_body(points: Points2D) -> Mask:
    """Frames in which the whole runner is in the picture, shape ``(time,)``."""
    seen = np.isfinite(points.position).all(axis=2)
    core = [k for k, name in enumerate(points.keypoints) if name.partition("_")[2] in _CORE]
    mask: Mask = (seen.mean(axis=1) >= _WHOLE) & seen[:, core].all(axis=1)
    return mask


def straight(along: Array, values: Array) -> tuple[Array, Mask]:
    """Straight line through most of the values.

    Parameters
    ----------
    along
        Shape ``(n,)``.
    values
        Shape ``(n,)``; NaN where missing.

    Returns
    -------
    line, kept
        Coefficients ``(2,)`` for `numpy.polyval`, and which values it rests on; level where there
        are too few.
    """
    kept = np.isfinite(values) & np.isfinite(along)
    line = np.zeros(2)
    if kept.sum() < 3 or np.ptp(along[kept]) == 0:
        line[1] = float(np.median(values[kept])) if kept.any() else 0.0
        return line, kept
    for _ in range(_ROUNDS):
        line = np.polyfit(along[kept], values[kept], 1)
        off = np.abs(values - np.polyval(line, along))
        limit = _FAR_OFF * _MAD_TO_SD * float(np.median(off[kept]))
        kept = np.isfinite(off) & (off <= max(limit, 1e-9))
    return np.asarray(line, dtype=float), kept
