"""The mean stride of one clip in its picture, with what is known of its errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.frame import Level, body_px
from runtall.kinematics.periodic import HUBER_MAD, Array, basis, fit
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.rhythm import travel
from runtall.kinematics.stride3d.landmarks import LandmarkError
from runtall.motion.recording import View
from runtall.motion.skeleton import default_lengths
from runtall.motion.vocabulary import BODY

PICTURE_HARMONICS: Final = 6
PICTURE_WIDTH: Final = 2 * PICTURE_HARMONICS + 1
_SEEN: Final = 0.5
"""A point seen in less than this share of the frames says nothing of the mean stride."""
_UNSEEN: Final = 1e5
_LEVEL: Final = Level(0.0, float(np.radians(2.0)))
"""How a camera stands of which nothing is known."""
_TOLD_SD: Final = float(np.radians(0.3))
"""A told roll was read from a spirit level or an edge in the picture."""


@dataclass(frozen=True, slots=True)
class ViewStride:
    """Fourier coefficients of every point in the picture, with the noise of each.

    Attributes
    ----------
    view
        From where.
    coefficients
        Shape ``(13, 19, 2)``: 1, cos, sin, cos 2, ... of the phase from left contact; px.
    noise
        Their spread from the scatter of the frames, px; huge where a point was not seen.
    centre, long_side
        Of the picture, px.
    body_px
        Trunk, thigh and shank as the picture shows them, px.
    n_strides
        Whole strides.
    frequency_hz, frequency_sd_hz
        Stride frequency and its scatter.
    roll, roll_sd
        What is known of the camera's roll, rad, clockwise.
    errors
        What the detector is known to get wrong from this view.
    spread
        Shape ``(13, 19, 2)``: of the coefficients, from the noise and the detector's errors, px.
    input
        Number of the input.
    """

    view: View
    coefficients: Array
    noise: Array
    centre: Array
    long_side: float
    body_px: float
    n_strides: int
    frequency_hz: float
    frequency_sd_hz: float
    roll: float
    roll_sd: float
    errors: LandmarkError
    spread: Array
    input: int = 0


def observe(
    motion: ClipMotion, number: int = 0, *, errors: LandmarkError, stature_m: float
) -> ViewStride:
    """Mean stride of a clip in its picture, with travel removed.

    Parameters
    ----------
    motion
        The clip, understood.
    number
        Of the input.
    errors
        Of the detector from this view.
    stature_m
        Of the runner.
    """
    path = in_place(motion.raw, motion.gait.frequency_hz)
    coefficients, noise = picture_stride(motion.gait.phase, path)
    size = body_px(motion.points)
    px = stature_m * size / float(default_lengths(stature_m)[:3].sum())
    known = motion.known_roll
    strides = np.diff(motion.gait.strides(), axis=1)[:, 0]
    rate = 1 / strides if len(strides) else np.array([motion.gait.frequency_hz])
    return ViewStride(
        view=motion.seen.view,
        coefficients=coefficients,
        noise=noise,
        centre=np.array([motion.raw.width, motion.raw.height]) / 2,
        long_side=max(motion.raw.width, motion.raw.height),
        body_px=size,
        n_strides=len(strides),
        frequency_hz=motion.gait.frequency_hz,
        frequency_sd_hz=float(rate.std(ddof=1)) if len(rate) > 1 else 0.0,
        roll=_LEVEL.roll if known is None else known.roll,
        roll_sd=_LEVEL.sd if known is None else max(known.sd, _TOLD_SD),
        errors=errors,
        spread=np.hypot(noise, errors.sd * px),
        input=number,
    )


def in_place(points: Points2D, frequency_hz: float) -> Array:
    """Paths of all of ``BODY`` with the slow travel of the hips taken out, (time, 19, 2), px."""
    slow = travel(points, frequency_hz)
    steady = points.position - slow[:, None] + slow.mean(axis=0)
    order = [points.keypoints.index(name) for name in BODY]
    paths: Array = steady[:, order]
    return paths


def picture_stride(phase: Array, path: Array) -> tuple[Array, Array]:
    """Robust Fourier coefficients and their spread.

    Parameters
    ----------
    phase
        Cycles from left contact, shape ``(time,)``.
    path
        Shape ``(time, point, 2)`` in px, NaN where not seen.

    Returns
    -------
    coefficients, noise
        Each of shape ``(13, point, 2)``.
    """
    flat = path.reshape(len(path), -1)
    coefficients, sd, weights = fit(phase, flat, PICTURE_HARMONICS)
    residual = np.where(weights > 0, flat - basis(phase, PICTURE_HARMONICS) @ coefficients, np.nan)
    clipped = np.clip(residual, -HUBER_MAD * sd, HUBER_MAD * sd)
    frames = np.maximum((weights > 0).sum(axis=0), 1)
    spread = sd * np.sqrt(_repeats(clipped) / frames)
    spread[frames < _SEEN * frames.max()] = _UNSEEN
    noise = np.repeat(spread[None], PICTURE_WIDTH, axis=0)
    noise[1:] *= np.sqrt(2.0)
    shape = (PICTURE_WIDTH, *path.shape[1:])
    return coefficients.reshape(shape), noise.reshape(shape)


def _repeats(residual: Array) -> Array:
    """How many frames say what one independent frame would: (1 + rho) / (1 - rho)."""
    ahead, behind = residual[1:], residual[:-1]
    both = np.isfinite(ahead) & np.isfinite(behind)
    product = np.where(both, ahead * behind, 0.0).sum(axis=0)
    square = np.where(both, behind**2, 0.0).sum(axis=0)
    rho = np.clip(product / np.maximum(square, 1e-12), 0.0, 0.95)
    return np.asarray((1 + rho) / (1 - rho), dtype=float)
