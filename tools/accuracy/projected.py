"""Fits to pictures of known joints: measurements, cameras and phases beside the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accuracy.film import Filmed, film
from accuracy.motions import Mover
from judge_stride import Row
from learn_error import circular
from runtall.kinematics.clip import ClipMotion, understand
from runtall.kinematics.stride3d.fit import Fit, Problem, problem, solve
from runtall.kinematics.stride3d.landmarks import assumed
from runtall.kinematics.stride3d.make import mean_stride
from runtall.kinematics.stride3d.measures import stride_measures
from runtall.kinematics.stride3d.observed import observe
from runtall.motion.recording import View

Array = NDArray[np.float64]
VIEWS: dict[str, tuple[tuple[View, ...], ...]] = {
    "side": (("left",), ("right",)),
    "rear": (("rear",),),
    "front": (("front",),),
    "side+rear": (("left", "rear"), ("right", "rear")),
    "side+front": (("left", "front"), ("right", "front")),
}
SEED = 2026


@dataclass(frozen=True, slots=True)
class Camera:
    """How one camera and one phase were found: errors in rad and cycles.

    ``yaw`` of the camera against the runner's way, ``phase`` the scatter of the found phase
    about the true one, ``between`` the error of the lag behind the first clip (NaN for itself).
    """

    kind: str
    views: str
    view: str
    yaw: float
    phase: float
    between: float


@dataclass(frozen=True, slots=True)
class Trial:
    """One mover filmed once from every view of a set, and understood."""

    mover: Mover
    views: str
    clips: tuple[Filmed, ...]
    motions: tuple[ClipMotion, ...]


def trial(mover: Mover, views: str, number: int) -> Trial:
    """Film a mover; every clip shows other strides."""
    rng = np.random.default_rng([SEED, number, *views.encode()])
    chosen = VIEWS[views][number % len(VIEWS[views])]
    order = rng.permutation(len(mover.sequences))
    clips = tuple(
        film(mover.sequences[order[k]], view, mover.stature_m, rng) for k, view in enumerate(chosen)
    )
    motions = tuple(
        understand(c.pose, view=c.view, height_m=mover.stature_m, sex=mover.sex, estimator="none")
        for c in clips
    )
    return Trial(mover, views, clips, motions)


def asked(found: Trial) -> Problem:
    """The fit with the errors of a detector that nobody measured."""
    who = found.mover
    views = tuple(
        observe(m, k, errors=assumed(), stature_m=who.stature_m)
        for k, m in enumerate(found.motions)
    )
    return problem(views, who.stature_m, sex=who.sex)


def judged(found: Trial, number: int) -> tuple[list[Row], list[Camera]]:
    """One fit beside the truth."""
    goal = asked(found)
    fitted = solve(goal)
    stride = mean_stride(fitted, goal.views)
    rows = []
    for (name, side), measure in stride_measures(stride).items():
        truths = [c.strides.truth[name, side] for c in found.clips if (name, side) in c.strides.truth]
        if truths and np.isfinite(measure.value):
            rows.append(
                Row(number, found.mover.name, tuple(c.view for c in found.clips), found.mover.kind,
                    name, side, measure.value, measure.spread, float(np.mean(truths)))
            )  # fmt: skip
    return rows, list(cameras(found, fitted))


def cameras(found: Trial, fitted: Fit) -> Iterator[Camera]:
    """Errors of the cameras and phases of one fit."""
    lags = [_lag(c, m) for c, m in zip(found.clips, found.motions, strict=True)]
    for k, clip in enumerate(found.clips):
        parameters = fitted.state.cameras[k]
        between = parameters[-1] - fitted.state.cameras[0, -1] - (lags[k] - lags[0])
        yield Camera(
            found.mover.kind, found.views, clip.view,
            float(parameters[0] - np.radians(clip.camera.yaw_deg)),
            _scatter(clip, found.motions[k]),
            float(np.mod(between + 0.5, 1.0) - 0.5) if k else np.nan,
        )  # fmt: skip


def _apart(clip: Filmed, motion: ClipMotion) -> Array:
    own = np.interp(motion.gait.time_s, clip.strides.time_s, np.unwrap(clip.strides.phase, period=1))
    return own - motion.gait.phase


def _lag(clip: Filmed, motion: ClipMotion) -> float:
    return circular(list(_apart(clip, motion)))


def _scatter(clip: Filmed, motion: ClipMotion) -> float:
    return float(_apart(clip, motion).std())
