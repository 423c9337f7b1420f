"""The mean stride of a body whose joint centres were recorded in 3-D."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.periodic import fit
from runtall.kinematics.stride3d.observed import PICTURE_HARMONICS
from runtall.kinematics.stride3d.terms import TO_SERIES, Rows, State, posed, series_by_coefficient
from runtall.literature import number
from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]

MARKER_HARMONICS: Final = PICTURE_HARMONICS
"""As many as the series on the grid holds."""
_LOCKED: Final = 0.25
"""Share of a joint centre's error that changes through the stride, as skin slides."""
_FALL: Final = 2.0
"""Power by which that share falls with the harmonic: skin slides slowly, as the limb turns."""
_UNSEEN: Final = 1e6
_FRAMES: Final = 12_000
"""More say nothing new of the mean: a minute at 200 Hz."""


@dataclass(frozen=True, slots=True)
class MarkedStride:
    """Fourier coefficients of the joint centres about the hips' mean place.

    Attributes
    ----------
    coefficients
        Shape ``(13, 19, 3)``: 1, cos, sin, ... of the phase from left contact; m.
    spread
        Their uncertainty, m; huge where a point was not recorded.
    """

    coefficients: Array
    spread: Array


def harmonic_of(n: int) -> Array:
    """Harmonic of each of ``n`` coefficients 1, cos, sin, cos 2, ..."""
    return np.asarray(np.ceil(np.arange(n) / 2))


def marked(phase: Array, path: Array) -> MarkedStride:
    """Mean stride of recorded joint centres.

    Parameters
    ----------
    phase
        Cycles from left contact, shape ``(time,)``.
    path
        Shape ``(time, 19, 3)`` in m, x forward, y up, z right, travel removed; NaN where missing.
    """
    step = max(1, len(path) // _FRAMES)
    phase, path = phase[::step], path[::step]
    flat = path.reshape(len(path), -1)
    coefficients, sd, weights = fit(phase, flat, MARKER_HARMONICS)
    frames = (weights > 0).sum(axis=0)
    error = number("markers.joint_centre.error")
    slides = _LOCKED * error / np.maximum(harmonic_of(len(coefficients)), 1) ** _FALL
    spread = np.sqrt(2 * sd**2 / np.maximum(frames, 1) + slides[:, None] ** 2)
    spread[0] = error
    spread[:, frames < len(path) / 2] = _UNSEEN
    shape = (len(coefficients), *path.shape[1:])
    found = coefficients.reshape(shape)
    hips = found[0, [BODY.index("left_hip"), BODY.index("right_hip")]].mean(axis=0)
    found[0] -= hips
    return MarkedStride(found, spread.reshape(shape))


def marked_rows(seen: MarkedStride, state: State) -> Rows:
    """Where the joint centres were recorded, against where the body would put them."""
    body, columns = posed(state)
    weight = 1 / seen.spread
    residual = (seen.coefficients - np.einsum("an,npc->apc", TO_SERIES, body.position)) * weight
    by_coefficient = series_by_coefficient(body.by_coordinate, columns)
    by_length = np.tensordot(TO_SERIES, body.by_length, axes=(1, 0))
    slopes = np.concatenate([by_coefficient, by_length], axis=-1)
    jacobian = -(slopes * weight[..., None]).reshape(residual.size, -1)
    return Rows(residual.ravel(), jacobian, np.arange(state.n_body))
