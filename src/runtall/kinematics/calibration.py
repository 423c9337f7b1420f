"""Standing holds: where this runner's shoulders and head are when relaxed and when shrugged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtall.errors import InputError
from runtall.kinematics.frame import Level, to_runner
from runtall.kinematics.metric import metrics
from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import from_pose, without_outliers
from runtall.kinematics.recognise import leg_swing, require_person
from runtall.kinematics.smoothing import kernel_smooth
from runtall.kinematics.view import Seen, find_view
from runtall.motion.measurement import Side
from runtall.motion.recording import View

if TYPE_CHECKING:
    import xarray as xr

_HOLD_SMOOTHING_S = 0.5
_MOVING = 0.2
"""Travel of the ankles against the hips (trunk lengths) above which nobody stands still."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One standing clip.

    Attributes
    ----------
    height
        Ear-to-shoulder height per frame by side, share of trunk length, smoothed.
    head_forward
        Sagittal angle of the head per frame, rad; None from rear and front.
    seen
        View of the clip.
    """

    height: dict[Side, Array]
    head_forward: Array | None
    seen: Seen


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the holds say: ``relaxed`` and ``shrugged`` height by side, and the standing head."""

    relaxed: dict[Side, float]
    shrugged: dict[Side, float]
    head_forward: float | None
    noise: float
    view: View


def read_hold(pose: xr.Dataset, view: View | None = None) -> Hold:
    """Heights and head angle of one standing clip.

    Raises
    ------
    runtall.errors.InputError
        When nobody stands in it.
    """
    found = from_pose(pose)
    require_person(found)
    points = without_outliers(found)
    if leg_swing(points) > _MOVING:
        raise InputError("calibration clip: the person moves; stand still, relaxed, then shrug")
    seen = find_view(points, view)
    position = to_runner(points, seen, Level(0.0, 0.0), 1.0)
    heights: dict[Side, Array] = {}
    for side in ("left", "right"):
        height = metrics["ear_shoulder_height"].function(position, side=side).values
        heights[side] = kernel_smooth(points.time_s, height[:, None], _HOLD_SMOOTHING_S, order=1)[
            :, 0
        ]
    head = metrics["head_forward"].function(position).values if seen.facing else None
    return Hold(heights, head, seen)


def calibrate(holds: list[Hold]) -> Calibration:
    """Relaxed and shrugged height from one or more clips of the same view.

    Parameters
    ----------
    holds
        Clips that together show a relaxed stand and a full shrug, each held for some seconds.

    Raises
    ------
    runtall.errors.InputError
        When no shrug can be told from the relaxed stand.
    """
    relaxed: dict[Side, float] = {}
    shrugged: dict[Side, float] = {}
    sides: tuple[Side, Side] = ("left", "right")
    for side in sides:
        both = np.concatenate([h.height[side] for h in holds])
        relaxed[side] = float(np.nanquantile(both, 0.85))
        shrugged[side] = float(np.nanquantile(both, 0.15))
    noise = float(np.mean([np.nanstd(np.diff(h.height["left"])) for h in holds]))
    if max(relaxed[s] - shrugged[s] for s in sides) < max(6 * noise, 0.01):
        raise InputError(
            "calibration clip: no shrug can be told from the relaxed stand; "
            "stand relaxed for five seconds, then shrug as high as you can for five"
        )
    heads = [h.head_forward for h in holds if h.head_forward is not None]
    standing = float(np.nanmedian(np.concatenate(heads))) if heads else None
    return Calibration(relaxed, shrugged, standing, noise, holds[0].seen.view)
