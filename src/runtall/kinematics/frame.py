"""From the picture to the runner's own frame: level, scaled, x forward, y up, z right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.gait import SIDES, Gait
from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.view import Seen
from runtall.literature import number

if TYPE_CHECKING:
    import xarray as xr

_STRAIGHT = 0.9
"""Quantile of a leg segment's length in the picture at which it is seen unforeshortened."""
_FLAT_FOOT = (0.05, 0.2)
"""Cycles after contact in which the whole foot is on the ground."""
_SENSOR_DEG = 0.5
"""How well a camera's gravity sensor is set square to its picture, at best."""


@dataclass(frozen=True, slots=True)
class Level:
    """How the camera was held.

    ``roll`` in rad, positive when the picture has to be turned clockwise to stand upright
    (the true vertical leans to the left of the picture); ``sd`` is its uncertainty.
    """

    roll: float
    sd: float


def known_roll(pose: xr.Dataset) -> Level | None:
    """Roll that the user told (exact), or else the camera's own gravity sensor; see `Level`."""
    told = pose.attrs.get("told_roll_deg")
    if told is not None:
        return Level(float(np.radians(told)), 0.0)
    measured = pose.attrs.get("gravity_roll_deg")
    if measured is None:
        return None
    sd = max(float(pose.attrs["gravity_roll_sd_deg"]), _SENSOR_DEG)
    return Level(float(np.radians(measured)), float(np.radians(sd)))


def metres_per_px(points: Points2D, height_m: float, fraction: float) -> float:
    """Scale at the body from the runner's height.

    Parameters
    ----------
    points
        Smoothed points.
    height_m
        Stature.
    fraction
        Trunk, thigh and shank together as a share of stature, as this view shows them.
    """
    return fraction * height_m / body_px(points)


def body_px(points: Points2D) -> float:
    """Trunk, thigh and shank, each as long as the picture shows it unforeshortened, px."""
    legs = []
    for upper, lower in (("hip", "knee"), ("knee", "ankle")):
        sides = [
            np.nanquantile(
                np.hypot(*(points.point(f"{s}_{upper}") - points.point(f"{s}_{lower}")).T),
                _STRAIGHT,
            )
            for s in SIDES
        ]
        legs.append(np.mean(sides))
    return points.trunk_length() + float(sum(legs))


def segment_share(sex: str) -> float:
    """Trunk, thigh and shank over stature (de Leva 1996); the mean of both sexes if unknown."""
    sexes = ("male", "female") if sex == "unspecified" else (sex,)
    parts = ("trunk", "thigh", "shank")
    return float(np.mean([sum(_share(p, s) for p in parts) for s in sexes]))


def _share(part: str, sex: str) -> float:
    return number(f"human.segment_length.{part}.{sex}")


def roll_mark(points: Points2D, gait: Gait, seen: Seen) -> float:
    """Raw estimate of the camera's roll, rad; see `Level` for the sign.

    From the rear or front, the mean place of the body is above the mean place of its feet
    on the ground, since no sideways force lasts. From the side, the foot that lies flat
    travels along the ground, which is taken to be level.
    """
    if seen.facing:
        return _roll_from_ground(points, gait, seen)
    hip, feet = points.point("mid_hip"), []
    body = (hip + points.point("mid_shoulder")) / 2
    lean = []
    for side in SIDES:
        stance = gait.stance(side)
        feet.append(np.nanmean(points.point(f"{side}_ankle")[stance], axis=0))
        lean.append(np.nanmean(body[stance], axis=0))
    across, up = np.mean(lean, axis=0) - np.mean(feet, axis=0)
    return float(np.arctan2(-across, -up))


def yaw_mark(points: Points2D, gait: Gait, seen: Seen) -> float:
    """How far off square the camera stood, as a dimensionless mark.

    From the side, the signed breadth of the shoulders: positive when the camera sees some of
    the back. From rear and front, the sideways travel of the feet while they carry the
    runner, over trunk length: their path is straight back, so it points where the camera
    does not.
    """
    if seen.facing:
        return seen.breadth
    moved = []
    for side in SIDES:
        path = points.point(f"{side}_ankle")[:, 0]
        since, share = gait.since_contact(side), gait.contact_share(side)
        early, late = since < share / 3, (since > 2 * share / 3) & (since < share)
        moved.append(np.nanmean(path[late]) - np.nanmean(path[early]))
    return float(np.mean(moved) / points.trunk_length())


def _roll_from_ground(points: Points2D, gait: Gait, seen: Seen) -> float:
    slopes = []
    for side in SIDES:
        since = gait.since_contact(side)
        flat = (since > _FLAT_FOOT[0]) & (since < _FLAT_FOOT[1])
        foot = (points.point(f"{side}_heel") + points.point(f"{side}_foot_index")) / 2
        path = foot[flat]
        seen_here = np.isfinite(path).all(axis=1)
        if seen_here.sum() < 4:
            continue
        # The path is long and nearly level, so the error is all in the height.
        slopes.append(np.polyfit(path[seen_here, 0], path[seen_here, 1], 1)[0])
    return float(-np.arctan(np.mean(slopes))) if slopes else 0.0


def to_runner(points: Points2D, seen: Seen, level: Level, scale: float) -> xr.DataArray:
    """Positions in the runner's frame, with the two axes that the view shows.

    Parameters
    ----------
    points
        Smoothed points.
    seen
        View and facing.
    level
        Camera roll to undo.
    scale
        m per px.

    Returns
    -------
    xarray.DataArray
        Dims ``time keypoint space`` in m; ``space`` is ``x y`` (x forward) from the side,
        ``y z`` (z to the runner's right) from rear and front; y is up.
    """
    import xarray as xr

    cos, sin = np.cos(level.roll), np.sin(level.roll)
    right = cos * points.position[..., 0] - sin * points.position[..., 1]
    down = sin * points.position[..., 0] + cos * points.position[..., 1]
    if seen.facing:
        axes, columns = ["x", "y"], [seen.facing * right, -down]
    else:
        outward = 1.0 if seen.view == "rear" else -1.0
        axes, columns = ["y", "z"], [-down, outward * right]
    array: Array = np.stack(columns, axis=-1) * scale
    return xr.DataArray(
        array,
        dims=("time", "keypoint", "space"),
        coords={"time": points.time_s, "keypoint": list(points.keypoints), "space": axes},
        attrs={"units": "m"},
    )
