"""From understood clips to one mean stride."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.gait import SIDES
from runtall.kinematics.stride3d.fit import Fit, Problem, problem, solve
from runtall.kinematics.stride3d.observed import ViewStride, observe
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Side


def from_clips(
    clips: Mapping[int, ClipMotion],
    stature_m: float,
    *,
    sex: str = "unspecified",
    height_known: bool = True,
    incline: float = 0.0,
) -> tuple[MeanStride, Fit, Problem]:
    """Fit one mean stride to clips of one runner.

    Parameters
    ----------
    clips
        By input number.
    stature_m
        Of the runner.
    sex, height_known, incline
        As `runtall.kinematics.stride3d.fit.problem` takes them.

    Returns
    -------
    MeanStride, Fit, Problem
    """
    views = tuple(observe(motion, n) for n, motion in clips.items())
    asked = problem(views, stature_m, sex=sex, height_known=height_known, incline=incline)
    fitted = solve(asked)
    return mean_stride(fitted, views, list(clips.values())), fitted, asked


def mean_stride(
    fitted: Fit, views: Sequence[ViewStride], motions: Sequence[ClipMotion]
) -> MeanStride:
    """The fit as a mean stride; events are those of the clip that shows them best."""
    best = max(range(len(views)), key=lambda k: (views[k].view in SIDES, views[k].n_strides))
    gait, lag = motions[best].gait, float(fitted.state.cameras[best, -1])
    contact: dict[Side, float] = {s: float(gait.initial_contact[s] + lag) % 1.0 for s in SIDES}
    off: dict[Side, float] = {s: float(gait.toe_off[s] + lag) % 1.0 for s in SIDES}
    strides = np.array([max(v.n_strides, 1) for v in views])
    return MeanStride(
        coefficients=fitted.state.coefficients,
        lengths=fitted.state.lengths,
        covariance=fitted.covariance,
        frequency_hz=float(np.average([v.frequency_hz for v in views], weights=strides)),
        frequency_sd_hz=float(np.sqrt(np.mean([v.frequency_sd_hz**2 for v in views]))),
        initial_contact=contact,
        toe_off=off,
        n_strides=int(sum(v.n_strides for v in views)),
        inputs=tuple(v.input for v in views),
        views=tuple(v.view for v in views),
        fit={"cost": fitted.cost, "rounds": float(fitted.rounds)},
    )
