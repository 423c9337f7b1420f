"""When a runner goes past the camera, and which way, seen against what is behind them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.smoothing import kernel_smooth

if TYPE_CHECKING:
    import xarray as xr

Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]

_KNOWN: Final = 0.7
"""Share of the frames in which the background must be followed."""
_LEAST_TRUNKS_PER_S: Final = 1.5
"""Three quarters of a metre a second: nobody on a treadmill drifts as fast, all who run do."""
_SLIDING_TRUNKS_PER_S: Final = 0.2
_MOST_TRUNKS_PER_S: Final = 24.0
"""As fast as a sprinter; what moves faster is another figure."""
_PAUSE_S: Final = 0.3
_LEAST_S: Final = 0.4
_MOST_OF_IT: Final = 0.5
"""Share of the time seen that passes must fill: a single glitch is none."""
_SMOOTHING_S: Final = 0.15


@dataclass(frozen=True, slots=True)
class Pass:
    """One way past the camera: numbers of the frames, and +1 to the right of the picture or -1."""

    frames: Ints
    sign: float


def background_path(pose: xr.Dataset, points: Points2D) -> Array | None:
    """Way of the background through the picture since the start of each span.

    Parameters
    ----------
    pose
        Pose stream; its ``camera_shift`` (``time space``, px from frame to frame) where there.
    points
        Of the same frames.

    Returns
    -------
    numpy.ndarray or None
        Shape ``(time, 2)``, px; None where it was not followed.
    """
    if "camera_shift" not in pose:
        return None
    shift = pose.camera_shift.transpose("time", "space").values.astype(float)
    if np.isfinite(shift[:, 0]).mean() < _KNOWN:
        return None
    path: Array = np.empty_like(shift)
    for span in points.spans:
        path[span] = np.cumsum(np.nan_to_num(shift[span]), axis=0)
    return path


def find_passes(points: Points2D, background: Array | None) -> list[Pass]:
    """Stretches in which the hips travel steadily across what is behind them.

    Parameters
    ----------
    points
        Cleaned points.
    background
        As `background_path` gives it; a camera on a stand is assumed where None.

    Returns
    -------
    list of Pass
        Empty for a runner who stays in place.
    """
    hip = points.point("mid_hip")[:, 0]
    place = hip if background is None else hip - background[:, 0]
    found: list[Pass] = []
    seen_s = 0.0
    for part in _stretches(points, place):
        time = points.time_s[part]
        seen_s += time[-1] - time[0]
        found += _moving(part, time, place[part], points.trunk_length())
    length_s = sum(points.time_s[p.frames[-1]] - points.time_s[p.frames[0]] for p in found)
    return found if length_s > _MOST_OF_IT * seen_s else []


def slides(points: Points2D, background: Array) -> bool:
    """Whether a moving camera shows something behind the runner slide by, but too slowly to tell.

    A camera that goes along with a runner sees far things hardly move.
    """
    hip, trunk = points.point("mid_hip")[:, 0], points.trunk_length()
    speeds = []
    for part in _stretches(points, hip):
        seconds = points.time_s[part[-1]] - points.time_s[part[0]]
        behind, own = (np.ptp(path[part[[0, -1]]]) for path in (background[:, 0], hip))
        if seconds >= _LEAST_S and behind > own:
            speeds.append((behind - own) / seconds / trunk)
    return bool(speeds) and float(np.median(speeds)) > _SLIDING_TRUNKS_PER_S


def _stretches(points: Points2D, place: Array) -> list[Ints]:
    """Frames in which one figure is seen without a pause or a leap."""
    trunk, parts = points.trunk_length(), []
    for span in points.spans:
        seen = np.arange(len(place))[span][np.isfinite(place[span])]
        apart = np.diff(points.time_s[seen])
        leap = np.abs(np.diff(place[seen])) > trunk * (0.5 + _MOST_TRUNKS_PER_S * apart)
        cuts = np.flatnonzero(leap | (apart > _PAUSE_S)) + 1
        parts += [p for p in np.split(seen, cuts) if len(p) > 2]
    return parts


def _moving(part: Ints, time_s: Array, place: Array, trunk: float) -> list[Pass]:
    smooth = kernel_smooth(time_s, place[:, None], _SMOOTHING_S, order=1)[:, 0]
    speed = np.gradient(smooth, time_s) / trunk
    way = np.where(np.abs(speed) > _LEAST_TRUNKS_PER_S, np.sign(speed), 0.0)
    edges = np.concatenate([[0], np.flatnonzero(np.diff(way)) + 1, [len(way)]])
    return [
        Pass(part[a:b], float(way[a]))
        for a, b in pairwise(edges)
        if way[a] and time_s[b - 1] - time_s[a] >= _LEAST_S
    ]
