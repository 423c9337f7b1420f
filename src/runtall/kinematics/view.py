"""From where a clip was filmed, and which way the runner goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.points2d import Points2D
from runtall.motion.recording import View

if TYPE_CHECKING:
    import xarray as xr

_ACROSS = 0.45
"""Shoulder breadth over trunk length from which a clip is taken for rear or front. Seen square it
is about 0.7, from the side 0; between 0.3 and 0.45 the camera stood oblique."""
_OBLIQUE = 0.3
_CAMERA_TRUNKS_PER_S = 0.06
"""A camera that moves the background by 3 cm a second at the runner is not on a stand."""
_TRAVEL_HEIGHTS_PER_S = 0.35
"""A runner who crosses the picture faster than this (trunk lengths a second) passes by."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Geometry of one clip.

    Attributes
    ----------
    view
        Side of the runner that the camera sees.
    sure
        False when the camera stood oblique.
    breadth
        Mean signed shoulder and hip breadth over trunk length; positive when the runner's
        right is on the right of the picture.
    facing
        +1 when the runner faces to the right of the picture, -1 left, 0 rear and front.
    passing
        Whether the runner travels through the picture.
    """

    view: View
    sure: bool
    breadth: float
    facing: float
    passing: bool


def find_view(points: Points2D, told: View | None = None) -> Seen:
    """Find the view, or take the one that the user gave.

    Parameters
    ----------
    points
        Cleaned points.
    told
        What the user said, if anything.
    """
    breadth = signed_breadth(points)
    facing = facing_score(points)
    view: View
    if told is not None:
        view = told
    elif abs(breadth) >= _ACROSS or (abs(breadth) > _OBLIQUE and abs(facing) < abs(breadth)):
        view = "rear" if breadth > 0 else "front"
    else:
        view = "right" if facing > 0 else "left"
    side = view in ("left", "right")
    sure = told is not None or (abs(breadth) < _OBLIQUE if side else abs(breadth) >= _ACROSS)
    sign = (1.0 if view == "right" else -1.0) if side else 0.0
    return Seen(view, sure, breadth, sign, _passes(points))


def signed_breadth(points: Points2D) -> float:
    """Mean of (right - left) x of shoulders over trunk length."""
    across = points.point("right_shoulder")[:, 0] - points.point("left_shoulder")[:, 0]
    return float(np.nanmedian(across) / points.trunk_length())


def facing_score(points: Points2D) -> float:
    """Which way feet, knees and face point: positive to the right of the picture.

    In trunk lengths: the mean of toe ahead of heel, of knee ahead of the line from hip to
    ankle, and of nose ahead of the ears.
    """
    trunk = points.trunk_length()
    ahead = [np.nanmedian(points.point("nose")[:, 0] - points.point("mid_ear")[:, 0])]
    for side in ("left", "right"):
        toe = points.point(f"{side}_foot_index")[:, 0] - points.point(f"{side}_heel")[:, 0]
        hip, ankle = points.point(f"{side}_hip")[:, 0], points.point(f"{side}_ankle")[:, 0]
        knee = points.point(f"{side}_knee")[:, 0] - (hip + ankle) / 2
        ahead += [np.nanmedian(toe), np.nanmedian(knee)]
    return float(np.mean(ahead) / trunk)


def camera_moves(pose: xr.Dataset, points: Points2D) -> bool:
    """Whether the background travels through the picture.

    Parameters
    ----------
    pose
        Pose stream; its ``camera_shift`` (``time space``, px from frame to frame) where there.
    points
        The clip's points, for the scale.
    """
    if "camera_shift" not in pose:
        return False
    travelled = []
    for span in points.spans:
        path = np.cumsum(np.nan_to_num(pose.camera_shift.values[span]), axis=0)
        time = points.time_s[span]
        for start in np.arange(time[0], time[-1] - 0.5, 1.0):
            part = path[(time >= start) & (time < start + 1.0)]
            travelled.append(float(np.hypot(*(part[-1] - part[0]))))
    return (
        bool(travelled)
        and float(np.median(travelled)) > _CAMERA_TRUNKS_PER_S * points.trunk_length()
    )


def _passes(points: Points2D) -> bool:
    hip, rates = points.point("mid_hip")[:, 0], []
    for span in points.spans:
        seen = np.isfinite(hip[span])
        if seen.sum() > 5:
            rates.append(np.polyfit(points.time_s[span][seen], hip[span][seen], 1)[0])
    return (
        bool(rates)
        and float(np.median(np.abs(rates))) > _TRAVEL_HEIGHTS_PER_S * points.trunk_length()
    )
