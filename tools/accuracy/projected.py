"""Fits to pictures of known joints: measurements, cameras and phases beside the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from accuracy.film import Filmed, film
from accuracy.motions import Mover
from accuracy.waves import Wave, wave_errors
from judge_stride import Row
from learn_error import circular
from runtall.errors import NotARun
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


@dataclass(slots=True)
class Projected:
    """Everything that came of the trials; ``rows`` by set of views.

    ``refused`` counts trials in which a clip was not taken for a run, ``exchanged`` those in which
    left and right of a side clip were.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    cameras: list[Camera] = field(default_factory=list)
    waves: list[Wave] = field(default_factory=list)
    trials: int = 0
    refused: int = 0
    exchanged: int = 0


def project(movers: Sequence[Mover]) -> Projected:
    """Film and fit every mover from every set of views."""
    found = Projected()
    for views in VIEWS:
        for number, mover in enumerate(movers):
            found.trials += 1
            try:
                own = trial(mover, views, number)
            except NotARun:
                found.refused += 1
                continue
            found.exchanged += any("identity" in m.points.counts for m in own.motions)
            judge(own, number, found)
        print(views, flush=True)
    return found


def judge(own: Trial, number: int, found: Projected) -> None:
    """Fit one trial and put it beside the truth."""
    goal = asked(own)
    fitted = solve(goal)
    stride = mean_stride(fitted, goal.views)
    kind, views = own.mover.kind, tuple(c.view for c in own.clips)
    for (name, side), measure in stride_measures(stride).items():
        known = [c.strides.truth.get((name, side), np.nan) for c in own.clips]
        truth = float(np.mean(known))
        if np.isfinite(truth):
            row = Row(number, own.mover.name, views, kind, name, side, measure.value,
                      measure.spread, truth)  # fmt: skip
            found.rows.setdefault(own.views, []).append(row)
    found.cameras += cameras(own, fitted)
    if len(views) > 1:
        truths = [(c.strides.phase, c.strides.joints) for c in own.clips]
        errors = wave_errors(stride, truths, contacts_known=kind != "captured")
        found.waves.append(Wave(kind, own.views, errors))


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
    own = np.interp(
        motion.gait.time_s, clip.strides.time_s, np.unwrap(clip.strides.phase, period=1)
    )
    return own - motion.gait.phase


def _lag(clip: Filmed, motion: ClipMotion) -> float:
    return circular(list(_apart(clip, motion)))


def _scatter(clip: Filmed, motion: ClipMotion) -> float:
    return float(_apart(clip, motion).std())
