"""From the keypoints of one clip to strides, view and positions in the runner's frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.error_model import ViewError, view_errors, view_kind
from runtall.kinematics.events import EventOffsets, find_gait
from runtall.kinematics.frame import (
    Level,
    known_roll,
    metres_per_px,
    roll_mark,
    segment_share,
    to_runner,
    yaw_mark,
)
from runtall.kinematics.gait import Gait
from runtall.kinematics.identity import right_way_round
from runtall.kinematics.passes import background_path
from runtall.kinematics.passing import how_to_pass, settle
from runtall.kinematics.phase import Rhythm
from runtall.kinematics.points2d import Points2D, from_pose, without_outliers
from runtall.kinematics.quality import jitter, quality
from runtall.kinematics.recognise import (
    require_flight,
    require_person,
    require_running,
    require_strides,
)
from runtall.kinematics.rhythm import find_rhythm, smoothed
from runtall.kinematics.settled import Settled, Way
from runtall.kinematics.view import Seen, camera_moves, find_view
from runtall.motion.recording import View

if TYPE_CHECKING:
    import xarray as xr

_MAX_INFLATION = 4.0


@dataclass(frozen=True, slots=True)
class ClipMotion:
    """One clip, understood.

    Attributes
    ----------
    points
        Smoothed keypoints in the picture; NaN where a passing runner was not measured.
    raw
        Keypoints before smoothing, of a passing runner as `runtall.kinematics.passing.settle`
        brings them to one place.
    seen
        View, facing, whether the runner passes.
    gait
        Strides and contacts.
    position
        Positions in the runner's frame, m; see `runtall.kinematics.frame.to_runner`.
    level
        Camera roll that was undone, of a passing runner already in ``raw``.
    scale
        m per px.
    covariates
        What the geometry of this clip adds to the correction of a measurement, by name.
    errors
        Learned errors for this kind of view.
    noise
        Jitter of each keypoint over the usual one of the rendered runners, at least 1.
    quality
        Items of capture quality, 0 to 1.
    fps
        Frames analysed per second.
    moving_camera
        Whether the background travels through the picture.
    way
        How the runner goes through the world.
    speed_m_s
        Across the picture, of a runner who passes; None where it does not show.
    known_roll
        Of the camera in ``raw``, told or measured by the camera, or undone there; None where the
        runner alone shows it.
    """

    points: Points2D
    raw: Points2D
    seen: Seen
    gait: Gait
    position: xr.DataArray
    level: Level
    scale: float
    covariates: dict[str, float]
    errors: ViewError
    noise: dict[str, float]
    quality: dict[str, float]
    fps: float
    moving_camera: bool = False
    way: Way = field(default_factory=Way)
    speed_m_s: float | None = None
    known_roll: Level | None = None


def understand(
    pose: xr.Dataset,
    *,
    view: View | None = None,
    height_m: float,
    sex: str = "unspecified",
    estimator: str = "blazepose",
    errors: Mapping[str, ViewError] | None = None,
) -> ClipMotion:
    """Clean, recognise, find the rhythm, level and scale one clip.

    Parameters
    ----------
    pose
        Pose stream as `runtall.motion.recording.Recording` describes it.
    view
        What the user said about the view.
    height_m, sex
        Of the runner, for the scale.
    estimator
        Whose learned errors apply.
    errors
        Learned errors by kind of view, in place of the estimator's own.

    Returns
    -------
    ClipMotion

    Raises
    ------
    runtall.errors.NotARun
        When it shows no runner.
    runtall.errors.TooShort
        When it shows under two strides.
    """
    found = from_pose(pose)
    require_person(found, background_path(pose, found))
    clean = without_outliers(found)
    settled = settle(clean, pose, view)
    raw, rhythm, seen = _recognised(settled, view)
    points = smoothed(raw, rhythm)
    learned = (errors or view_errors(estimator))[view_kind(seen)]
    gait = find_gait(points, rhythm, seen, EventOffsets(**learned.events))
    require_flight(points, rhythm, gait, seen)
    if settled.way.passes:
        require_strides(gait, how_to_pass(seen.view))
    path = settled.way.level
    known = known_roll(pose) if path is None else Level(0.0, path.sd)
    level, covariates = camera(
        points, gait, seen, learned, known=known if path is None else Level(0.0, 0.0)
    )
    share = segment_share(sex)
    scale = metres_per_px(points, height_m, learned.scale.apply(share, {}))
    speed = settled.way.px_per_s * scale
    return ClipMotion(
        points=settled.in_picture(points),
        raw=settled.whole(raw),
        seen=seen,
        gait=settled.timed(gait),
        position=settled.placed(to_runner(points, seen, level, scale)),
        level=path or level,
        scale=scale,
        covariates=covariates,
        errors=learned,
        noise=_noise(raw, rhythm, learned),
        quality=quality(raw, points, rhythm),
        fps=float(1 / np.median(np.diff(clean.time_s))),
        moving_camera=camera_moves(pose, clean),
        way=settled.way,
        speed_m_s=speed or None,
        known_roll=known,
    )


def _recognised(settled: Settled, told: View | None) -> tuple[Points2D, Rhythm, Seen]:
    """Points with left and right put right, their rhythm, and the view."""
    way = settled.way
    view = told or way.view
    raw = right_way_round(settled.points, find_view(settled.points, view))
    seen = find_view(raw, view)
    if way.overground:
        seen = replace(seen, passing=True)
    raw, rhythm = find_rhythm(raw)
    require_running(raw, rhythm, advice=how_to_pass(seen.view) if way.passes else "")
    return raw, rhythm, seen


def camera(
    points: Points2D,
    gait: Gait,
    seen: Seen,
    errors: ViewError,
    *,
    known: Level | None = None,
) -> tuple[Level, dict[str, float]]:
    """Roll of the camera, and the marks of its yaw that corrections use.

    ``known`` is what is known of the roll otherwise: exact when its ``sd`` is 0, else weighed
    against what the runner shows.

    Returns
    -------
    Level, dict
        Covariates ``roll`` (raw mark less the roll undone) and ``yaw``. From the side they are
        signed by the runner's facing, so that left and right views are mirror images.
    """
    sign = seen.facing or 1.0
    covariates = {"yaw": yaw_mark(points, gait, seen)}
    mark = sign * roll_mark(points, gait, seen)
    roll, sd = errors.level.apply(mark, covariates), errors.level.sd
    if known is not None:
        share = sd**2 / (sd**2 + known.sd**2) if known.sd else 1.0
        roll, sd = roll + share * (sign * known.roll - roll), sd * float(np.sqrt(1 - share))
    return Level(sign * roll, sd), {**covariates, "roll": mark - roll}


def _noise(raw: Points2D, rhythm: Rhythm, errors: ViewError) -> dict[str, float]:
    now = jitter(raw, rhythm)
    return {
        k: float(np.clip(now[k] / errors.jitter[k], 1.0, _MAX_INFLATION))
        for k in now
        if k in errors.jitter
    }
