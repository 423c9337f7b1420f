"""Parts of the fit: each gives weighted residuals and their derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from runtall.kinematics.periodic import basis
from runtall.kinematics.stride3d import camera
from runtall.kinematics.stride3d.observed import PICTURE_HARMONICS, ViewStride
from runtall.motion.mean_stride import fourier
from runtall.motion.skeleton import COORDINATES, LENGTHS, Posed, pose

Array = npt.NDArray[np.float64]

PHASES: Final = 40
GRID: Final = np.arange(PHASES) / PHASES
N_CAMERA: Final = len(camera.PARAMETERS)
TO_SERIES: Final = basis(GRID, PICTURE_HARMONICS).T * np.where(
    np.arange(2 * PICTURE_HARMONICS + 1) == 0, 1.0, 2.0
)[:, None] / PHASES  # fmt: skip
"""From values on the grid to Fourier coefficients, (13, phase): exact on even phases."""


class Rows(NamedTuple):
    """Weighted residuals (m,), and their derivatives (m, k) by the unknowns listed (k,)."""

    residual: Array
    jacobian: Array
    columns: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class State:
    """All unknowns: ``coefficients`` (34, 2 H + 1), ``lengths`` (15,), ``cameras`` (view, 8)."""

    coefficients: Array
    lengths: Array
    cameras: Array

    @property
    def n_body(self) -> int:
        """Number of unknowns before the cameras."""
        return self.coefficients.size + len(self.lengths)

    @property
    def n_harmonics(self) -> int:
        """Of the coordinates."""
        return (self.coefficients.shape[1] - 1) // 2

    def vector(self) -> Array:
        """Unknowns in one row."""
        return np.concatenate([self.coefficients.ravel(), self.lengths, self.cameras.ravel()])


def state_of(vector: Array, n_body: int) -> State:
    """The opposite of `State.vector`; ``n_body`` unknowns come before the cameras."""
    split = n_body - len(LENGTHS)
    return State(
        vector[:split].reshape(len(COORDINATES), -1),
        vector[split:n_body],
        vector[n_body:].reshape(-1, N_CAMERA),
    )


def posed(state: State, lag: float = 0.0) -> tuple[Posed, Array]:
    """The body at the phases of the grid, and the Fourier columns there."""
    columns = fourier(GRID + lag, state.n_harmonics)
    return pose(columns @ state.coefficients.T, state.lengths), columns


def view_rows(view: ViewStride, number: int, state: State, stature: float) -> Rows:
    """Where the clip shows the points, against where the body would put them.

    Parameters
    ----------
    view
        The clip's mean stride.
    number
        Its place among the cameras.
    state
        Unknowns.
    stature
        Of the runner, m: the detector's errors are shares of it.
    """
    parameters = state.cameras[number]
    body, columns = posed(state, parameters[-1])
    seen = camera.project(body.position, camera.AZIMUTH[view.view], view.centre, parameters)
    px = stature * np.exp(parameters[3])
    error, by_lag = view.errors.mean_at(parameters[-1])
    model = np.einsum("an,npc->apc", TO_SERIES, seen.px) + error * px
    slopes = _by_unknown(seen, body, columns, phase_speed(state, parameters[-1]))
    slopes[..., state.n_body + 3] += error * px
    slopes[..., -1] += by_lag * px
    # The body has no more harmonics than its coordinates; what is above says nothing of it.
    width = state.coefficients.shape[1]
    spread = view.spread[:width]
    residual = (view.coefficients - model)[:width] / spread
    jacobian = -slopes[:width] / spread[..., None]
    own = state.n_body + N_CAMERA * number + np.arange(N_CAMERA)
    columns_ = np.concatenate([np.arange(state.n_body), own])
    return Rows(residual.ravel(), jacobian.reshape(residual.size, -1), columns_)


def picture_slopes(view: ViewStride, number: int, state: State) -> Array:
    """Derivatives of a clip's coefficients by those of the coordinates, (9, 19, 2, 34, 9)."""
    parameters = state.cameras[number]
    body, columns = posed(state, parameters[-1])
    seen = camera.project(body.position, camera.AZIMUTH[view.view], view.centre, parameters)
    width = state.coefficients.shape[1]
    speed = phase_speed(state, parameters[-1])
    slopes = _by_unknown(seen, body, columns, speed)[:width, ..., : state.coefficients.size]
    return slopes.reshape(*slopes.shape[:3], len(COORDINATES), width)


def phase_speed(state: State, lag: float = 0.0) -> Array:
    """Derivative of the coordinates by phase on the grid, shape ``(n, 34)``, per cycle."""
    speed: Array = fourier(GRID + lag, state.n_harmonics, 1) @ state.coefficients.T
    return speed


def series_by_coefficient(by_q: Array, columns: Array) -> Array:
    """Fourier coefficients of points by those of the coordinates.

    Parameters
    ----------
    by_q
        Derivatives of the points on the grid, shape ``(n, point, axis, 34)``.
    columns
        Fourier columns there, shape ``(n, 2 H + 1)``.

    Returns
    -------
    numpy.ndarray
        Shape ``(13, point, axis, 34 (2 H + 1))``.
    """
    waves = TO_SERIES[:, None, :] * columns.T[None]
    flat = waves.reshape(-1, PHASES) @ by_q.reshape(PHASES, -1)
    shape = (len(TO_SERIES), columns.shape[1], *by_q.shape[1:])
    ordered = flat.reshape(shape).transpose(0, 2, 3, 4, 1)
    wide: Array = ordered.reshape(*ordered.shape[:3], -1)
    return wide


def _by_unknown(seen: camera.Seen3D, body: Posed, columns: Array, speed: Array) -> Array:
    # Fourier coefficients of the picture by all unknowns of this view, (13, point, 2, k).
    by_q = seen.by_position @ body.by_coordinate
    by_lag = np.einsum("npck,nk->npc", by_q, speed)
    rest = np.concatenate(
        [seen.by_position @ body.by_length, seen.by_camera, by_lag[..., None]], axis=-1
    )
    other = np.tensordot(TO_SERIES, rest, axes=(1, 0))
    return np.concatenate([series_by_coefficient(by_q, columns), other], axis=-1)
