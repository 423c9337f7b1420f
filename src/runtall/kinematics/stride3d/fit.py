"""The most probable stride, body and cameras for one clip or several, with their covariance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.stride3d.camera import PARAMETERS
from runtall.kinematics.stride3d.marked import MARKER_HARMONICS, MarkedStride, marked_rows
from runtall.kinematics.stride3d.observed import ViewStride
from runtall.kinematics.stride3d.prior import Prior, prior_of
from runtall.kinematics.stride3d.stance import Contact, balance_rows, contacts, stance_rows
from runtall.kinematics.stride3d.terms import (
    N_CAMERA,
    Rows,
    State,
    state_of,
    view_rows,
)
from runtall.motion.skeleton import default_lengths

Array = npt.NDArray[np.float64]

_CAMERA_SD: Final = {
    "yaw": np.radians(8.0), "pitch": np.radians(4.0), "roll": np.radians(2.0),
    "log_scale": 0.3, "log_distance": 0.3, "across": 200.0, "down": 200.0, "lag": 0.03,
}  # fmt: skip
_DISTANCE_M: Final = 4.5
_FOCAL: Final = 1.0
_FOCAL_SD: Final = 0.4
"""Focal length over the long side: 0.78 for a phone's main lens, more when zoomed or cropped."""
_ROUNDS: Final = 30
_ENOUGH: Final = 1e-4
_CONTACT_SHARE: Final = 0.35
_STANCE_ROUNDS: Final = 2
_BLURRED: Final = (16.0, 4.0)
"""Factors of the clips' spreads in the first descents: what is usual then leads the way, so that
no start, however odd, ends beside the best fit."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Result of the fit.

    Attributes
    ----------
    state
        Unknowns.
    covariance
        Of the coefficients and lengths.
    camera_sd
        Shape ``(view, 8)``.
    cost
        Sum of squared weighted residuals, prior included.
    rounds
        Steps taken.
    converged
        Whether the last step changed nothing that matters.
    """

    state: State
    covariance: Array
    camera_sd: Array
    cost: float
    rounds: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """What is fitted: the clips or the markers, what is usual, and the ground.

    ``resting`` is None where nothing is known of the feet yet.
    """

    views: tuple[ViewStride, ...]
    stature: float
    prior: Prior
    camera_mean: Array
    camera_sd: Array
    incline: float = 0.0
    resting: tuple[Contact, ...] | None = None
    marked: MarkedStride | None = None


def problem(
    views: tuple[ViewStride, ...],
    stature_m: float,
    *,
    sex: str = "unspecified",
    height_known: bool = True,
    incline: float = 0.0,
) -> Problem:
    """Set a fit up.

    Parameters
    ----------
    views
        Mean strides of clips of one runner.
    stature_m
        Of the runner.
    sex
        For the usual proportions.
    height_known
        Whether the stature was given.
    incline
        Slope of the ground, rise over run.
    """
    lengths = default_lengths(stature_m, sex)
    mean = np.array([_camera_start(view, stature_m, lengths) for view in views])
    sd = np.array([[_CAMERA_SD[name] for name in PARAMETERS] for _ in views])
    sd[:, PARAMETERS.index("roll")] = [view.roll_sd for view in views]
    sd[:, PARAMETERS.index("lag")] = [view.errors.lag_sd for view in views]
    prior = prior_of(lengths, height_known=height_known)
    return Problem(views, stature_m, prior, mean, sd, incline)


def marked_problem(
    seen: MarkedStride, stature_m: float, *, sex: str = "unspecified", height_known: bool = True
) -> Problem:
    """Set the fit to recorded joint centres up; the arguments are those of `problem`."""
    lengths = default_lengths(stature_m, sex)
    prior = prior_of(lengths, height_known=height_known, n_harmonics=MARKER_HARMONICS)
    none = np.zeros((0, N_CAMERA))
    return Problem((), stature_m, prior, none, none, marked=seen)


def _camera_start(view: ViewStride, stature: float, lengths: Array) -> Array:
    hips = view.coefficients[0, [11, 12]].mean(axis=0)
    scale = view.body_px / float(lengths[:3].sum())
    return np.array(
        [0.0, 0.0, view.roll, np.log(scale), np.log(_DISTANCE_M), *hips, view.errors.lag]
    )


def solve(problem_: Problem, start: Array | None = None) -> Fit:
    """Fit from blurred clips to sharp ones, find where the feet rest, and fit with resting feet.

    Parameters
    ----------
    problem_
        What to fit.
    start
        Unknowns to start from; the usual stride where not given.
    """
    vector = start if start is not None else first_guess(problem_)
    free = replace(problem_, resting=None)
    for factor in _BLURRED if problem_.views else ():
        vector = _descend(_blurred(free, factor), vector).state.vector()
    found = _descend(free, vector)
    if problem_.marked is not None:
        return found
    for _ in range(_STANCE_ROUNDS):
        resting = contacts(found.state, problem_.incline)
        found = _descend(replace(problem_, resting=resting), found.state.vector())
    return found


def _blurred(problem_: Problem, factor: float) -> Problem:
    views = tuple(replace(view, spread=factor * view.spread) for view in problem_.views)
    return replace(problem_, views=views)


def first_guess(problem_: Problem) -> Array:
    """The usual stride seen by cameras where such views are filmed from."""
    return np.concatenate([problem_.prior.mean, problem_.camera_mean.ravel()])


def _descend(problem_: Problem, vector: Array) -> Fit:
    # Levenberg and Marquardt: Gauss-Newton steps, damped while they do not help.
    damping, rounds, still = 1e-3, 0, False
    normal, pull, cost = normal_equations(problem_, vector)
    while not still and rounds < _ROUNDS:
        rounds += 1
        step = _step(normal, pull, damping)
        trial = vector + step
        new = normal_equations(problem_, trial)
        if new[2] > cost * (1 + 1e-9):
            damping = min(damping * 10, 1e6)
            still = damping >= 1e6
        else:
            still = cost - new[2] < _ENOUGH * max(cost, 1.0)
            vector, (normal, pull, cost) = trial, new
            damping = max(damping / 10, 1e-9)
    return _result(problem_, vector, normal, (cost, rounds, still))


def _step(normal: Array, pull: Array, damping: float) -> Array:
    from scipy.linalg import cho_factor, cho_solve

    damped = normal + damping * np.diag(np.diag(normal))
    solved: Array = cho_solve(cho_factor(damped, check_finite=False), pull, check_finite=False)
    return solved


def normal_equations(problem_: Problem, vector: Array) -> tuple[Array, Array, float]:
    """Gauss-Newton matrix (n, n), pull (n,) and cost at given unknowns."""
    state = state_of(vector, len(problem_.prior.mean))
    normal, pull, cost = _usual(problem_, vector)
    rows = [view_rows(v, k, state, problem_.stature) for k, v in enumerate(problem_.views)]
    if problem_.marked is not None:
        rows.append(marked_rows(problem_.marked, state))
    else:
        rows.append(_lens(problem_, state))
    if problem_.resting is not None:
        rows.append(stance_rows(problem_.resting, state, problem_.incline))
        rows.append(balance_rows(state, _CONTACT_SHARE))
    for part in rows:
        normal[np.ix_(part.columns, part.columns)] += part.jacobian.T @ part.jacobian
        pull[part.columns] -= part.jacobian.T @ part.residual
        cost += float(part.residual @ part.residual)
    return normal, pull, cost


def _usual(problem_: Problem, vector: Array) -> tuple[Array, Array, float]:
    n, prior = len(vector), problem_.prior
    n_body = len(prior.mean)
    normal = np.zeros((n, n))
    normal[:n_body, :n_body] = prior.precision
    cameras = np.arange(n_body, n)
    weight = 1 / problem_.camera_sd.ravel() ** 2
    normal[cameras, cameras] = weight
    off = vector - first_guess(problem_)
    pull = -np.concatenate([prior.precision @ off[:n_body], weight * off[n_body:]])
    return normal, pull, float(-off @ pull)


def _lens(problem_: Problem, state: State) -> Rows:
    # Focal length = scale times distance.
    size = np.array([view.long_side for view in problem_.views])
    pair = state.cameras[:, 3] + state.cameras[:, 4]
    residual = (pair - np.log(_FOCAL * size)) / _FOCAL_SD
    jacobian = np.zeros((len(size), 2 * len(size)))
    places = np.arange(len(size))
    jacobian[places, 2 * places] = jacobian[places, 2 * places + 1] = 1 / _FOCAL_SD
    columns = (state.n_body + N_CAMERA * places[:, None] + np.array([3, 4])).ravel()
    return Rows(residual, jacobian, columns)


def _result(problem_: Problem, vector: Array, normal: Array, end: tuple[float, int, bool]) -> Fit:
    n_body = len(problem_.prior.mean)
    inverse = np.linalg.inv(normal)
    camera_sd = np.sqrt(np.diag(inverse)[n_body:]).reshape(-1, N_CAMERA)
    return Fit(state_of(vector, n_body), inverse[:n_body, :n_body], camera_sd, *end)
