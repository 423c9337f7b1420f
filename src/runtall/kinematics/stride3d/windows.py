"""How the stride changes through a clip: camera and body held, low harmonics fitted anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.drift import WANDER_TIME_S
from runtall.kinematics.stride3d.fit import Fit
from runtall.kinematics.stride3d.observed import ViewStride, in_place, picture_stride
from runtall.kinematics.stride3d.terms import picture_slopes
from runtall.motion.skeleton import COORDINATES, TRANSLATIONS

Array = npt.NDArray[np.float64]

STRIDES: Final = 30
"""Per window: a mean over fewer is not stable, over more hides the change."""
LOW: Final = 3
"""Coefficients of each coordinate that may change: its mean and its first harmonic."""
_CHANGE_SD: Final = float(np.radians(6.0))
_CHANGE_SD_M: Final = 0.01
_LOCKED_CHANGE: Final = 0.15
"""Share of the detector's own error that changes when the posture does a little."""


@dataclass(frozen=True, slots=True)
class Window:
    """Change of the stride in one piece of a clip against the whole of it.

    Attributes
    ----------
    time_s
        Its middle, on the clip's clock.
    change
        Shape ``(34, 3)``: of the mean, cos and sin of each coordinate, rad and m.
    spread
        Of the same shape.
    """

    time_s: float
    change: Array
    spread: Array


def windows(
    motion: ClipMotion, view: ViewStride, number: int, fitted: Fit, *, strides: int = STRIDES
) -> list[Window]:
    """Windows of one clip; empty where it has fewer than three.

    Parameters
    ----------
    motion
        The clip, understood.
    view
        Its mean stride.
    number
        Its place among the cameras of the fit.
    fitted
        Whole-run fit: its cameras and lengths are held.
    strides
        In each window.
    """
    stride_of = motion.gait.stride_of_frame()
    count = int(stride_of.max() + 1) // strides
    if count < 3:
        return []
    path = in_place(motion.raw, motion.gait.frequency_hz)
    slopes = picture_slopes(view, number, fitted.state)[..., :LOW]
    found = []
    for k in range(count):
        own = (stride_of >= k * strides) & (stride_of < (k + 1) * strides)
        coefficients, noise = picture_stride(motion.gait.phase[own], path[own])
        change, spread = _change(coefficients - view.coefficients, noise, view, slopes)
        found.append(Window(float(motion.gait.time_s[own].mean()), change, spread))
    return found


def _change(moved: Array, noise: Array, view: ViewStride, slopes: Array) -> tuple[Array, Array]:
    # Constant errors of the detector are in the whole and in the part: they drop out.
    width = slopes.shape[0]
    sd = np.hypot(noise, _LOCKED_CHANGE * view.spread)[:width].ravel()
    rows = slopes.reshape(len(sd), -1) / sd[:, None]
    prior = np.repeat(
        [1 / (_CHANGE_SD_M if n in TRANSLATIONS else _CHANGE_SD) ** 2 for n in COORDINATES], LOW
    )
    covariance = np.linalg.inv(rows.T @ rows + np.diag(prior))
    change = covariance @ (rows.T @ (moved[:width].ravel() / sd))
    shape = (len(COORDINATES), LOW)
    return change.reshape(shape), np.sqrt(np.diag(covariance)).reshape(shape)


def slope(
    times_s: Sequence[float], values: Array, spread: Array, wander: float
) -> tuple[float, float]:
    """Straight line through windows and its standard error, per s.

    Parameters
    ----------
    times_s
        Of the windows.
    values, spread
        Of one coefficient in each, shape ``(window,)``.
    wander
        Spread of the runner's slow changes of form that are no drift.

    Returns
    -------
    slope, standard_error
    """
    time = np.asarray(times_s, dtype=float)
    apart = np.abs(time[:, None] - time[None, :])
    covariance = np.diag(spread**2) + wander**2 * np.exp(-apart / WANDER_TIME_S)
    design = np.stack([np.ones_like(time), time - time.mean()], axis=1)
    solved = np.linalg.solve(covariance, design)
    inverse = np.linalg.inv(design.T @ solved)
    return float((inverse @ solved.T @ values)[1]), float(np.sqrt(inverse[1, 1]))
