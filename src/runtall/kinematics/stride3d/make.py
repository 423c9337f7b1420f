"""From understood clips to one mean stride."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.stride3d.fit import Fit, Problem, marked_problem, problem, solve
from runtall.kinematics.stride3d.landmarks import landmark_errors
from runtall.kinematics.stride3d.marked import MarkedStride
from runtall.kinematics.stride3d.marks import contacts_of
from runtall.kinematics.stride3d.observed import ViewStride, observe
from runtall.kinematics.stride3d.shows import event_offsets
from runtall.motion.mean_stride import MeanStride, standing


def from_clips(
    clips: Mapping[int, ClipMotion],
    stature_m: float,
    *,
    sex: str = "unspecified",
    height_known: bool = True,
    incline: float = 0.0,
    estimator: str = "blazepose",
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
    estimator
        Whose learned errors apply.

    Returns
    -------
    MeanStride, Fit, Problem
    """
    views = tuple(
        observe(motion, n, errors=landmark_errors(estimator, motion.seen.view), stature_m=stature_m)
        for n, motion in clips.items()
    )
    asked = problem(views, stature_m, sex=sex, height_known=height_known, incline=incline)
    fitted = solve(asked)
    return mean_stride(fitted, views), fitted, asked


def mean_stride(
    fitted: Fit, views: Sequence[ViewStride], offsets: Mapping[str, float] | None = None
) -> MeanStride:
    """The fit as a mean stride, with its contacts.

    Parameters
    ----------
    fitted
        What was found.
    views
        The clips it was found from.
    offsets
        From the marks of the stride to its events, cycles; the learned ones where None.
    """
    known = event_offsets("blazepose") if offsets is None else offsets
    contact, off = contacts_of(fitted.state.coefficients, fitted.state.lengths, known)
    strides = np.array([max(v.n_strides, 1) for v in views])
    found = MeanStride(
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
        fit=_told(fitted, views),
    )
    return found.later(contact["left"]).grounded()


def _told(fitted: Fit, views: Sequence[ViewStride]) -> dict[str, float]:
    told = {"cost": fitted.cost, "rounds": float(fitted.rounds)}
    for k, view in enumerate(views):
        yaw, pitch, roll = np.degrees(fitted.state.cameras[k, :3])
        told |= {f"{view.view}_{k}_yaw": yaw, f"{view.view}_{k}_pitch": pitch}
        told |= {f"{view.view}_{k}_roll": roll}
        told[f"{view.view}_{k}_distance"] = float(np.exp(fitted.state.cameras[k, 4]))
    return told


def from_markers(
    seen: MarkedStride,
    stature_m: float,
    *,
    frequency_hz: float,
    sex: str = "unspecified",
    height_known: bool = False,
) -> MeanStride:
    """Fit the body to recorded joint centres.

    Parameters
    ----------
    seen
        Mean stride of the joint centres.
    stature_m
        Of the runner, for the parts of the body that were not recorded.
    frequency_hz
        Stride frequency.
    sex, height_known
        As `runtall.kinematics.stride3d.fit.marked_problem` takes them.

    Returns
    -------
    MeanStride
        With contacts half a stride apart; the caller knows better.
    """
    asked = marked_problem(seen, stature_m, sex=sex, height_known=height_known)
    fitted = solve(asked)
    rest = standing(fitted.state.n_harmonics, fitted.state.lengths)
    return replace(
        rest,
        coefficients=fitted.state.coefficients,
        covariance=fitted.covariance,
        frequency_hz=frequency_hz,
        views=("markers",),
        fit={"cost": fitted.cost, "rounds": float(fitted.rounds)},
    )
