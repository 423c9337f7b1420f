"""Mean stride of the points of a marker recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from runtall.kinematics.gait import Gait
from runtall.kinematics.markers.pieces import pelvis
from runtall.kinematics.markers.points3d import Points3D, filled
from runtall.kinematics.periodic import HUBER_MAD, Array, basis, spread

_ROUNDS = 6
_ENOUGH = 4000
"""Frames from which the spread of the residuals is known well enough."""
_LEAST = 4
"""Frames of a stride in which a point must be seen."""


@dataclass(frozen=True, slots=True)
class MeanPositions:
    """Points over the mean stride.

    Forward and sideways they are counted from where the pelvis is on average over each stride;
    the height is that over the ground of the laboratory.

    Attributes
    ----------
    phases
        In cycles from left initial contact, shape ``(phase,)``.
    keypoints
        Names of the points.
    mean
        Shape ``(phase, keypoint, 3)`` in m: x forward, y up, z right; NaN where never seen.
    scatter
        Spread between strides about the mean, m, same shape.
    coefficients
        Shape ``(2 n_harmonics + 1, keypoint, 3)``: 1, cos, sin, cos 2, ... of the phase.
    n_strides
        How many whole strides.
    """

    phases: Array
    keypoints: tuple[str, ...]
    mean: Array
    scatter: Array
    coefficients: Array
    n_strides: int


def mean_positions(
    points: Points3D, gait: Gait, phases: Array, n_harmonics: int, names: Sequence[str] = ()
) -> MeanPositions:
    """Robust Fourier fit of every point over whole strides.

    Parameters
    ----------
    points
        In the runner's frame, steady running only.
    gait
        Strides on the same time axis.
    phases
        Where the mean is wanted, in cycles from left initial contact.
    n_harmonics
        Highest multiple of the stride frequency.
    names
        Points that are wanted; all when empty. Those that are not there are left out.
    """
    kept = tuple(n for n in names if n in points.keypoints) or points.keypoints
    columns = [points.keypoints.index(n) for n in kept]
    number = gait.stride_of_frame()
    inside = number >= 0
    centred = _centred(points, number)[inside][:, columns]
    flat = centred.reshape(len(centred), -1)
    coefficients = _robust(gait.phase[inside], flat, n_harmonics)
    shape = (len(kept), 3)
    mean = (basis(phases, n_harmonics) @ coefficients).reshape(len(phases), *shape)
    rows = _by_stride(gait.phase[inside], number[inside], flat, phases)
    scatter = _spread(rows.reshape(len(rows), len(phases), *shape) - mean)
    return MeanPositions(
        phases=phases,
        keypoints=kept,
        mean=mean,
        scatter=scatter,
        coefficients=coefficients.reshape(-1, *shape),
        n_strides=len(rows),
    )


def _robust(phase: Array, flat: Array, n_harmonics: int) -> Array:
    """Huber fit of all columns at once: what lies far off is drawn in, what is missing filled.

    One set of columns for all, so that minutes of many markers take seconds.
    """
    columns = basis(phase, n_harmonics)
    orthonormal, triangle = np.linalg.qr(columns)
    seen = np.isfinite(flat)
    known = seen.any(axis=0)
    pulled = filled(np.where(known, flat, 0.0))
    some = slice(None, None, max(1, len(flat) // _ENOUGH))
    for _ in range(_ROUNDS):
        coefficients = np.linalg.solve(triangle, orthonormal.T @ pulled)
        mean = columns @ coefficients
        apart = np.where(seen, flat - mean, 0.0)
        limit = HUBER_MAD * spread(np.where(seen, apart, np.nan)[some])
        pulled = mean + np.clip(apart, -limit, limit)
    coefficients[:, ~known] = np.nan
    return np.asarray(coefficients)


def _centred(points: Points3D, number: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Array:
    """Positions against the mean place of the pelvis of each stride; the height is kept."""
    middle = pelvis(points)
    position = points.position.copy()
    for k in range(int(number.max()) + 1):
        own = number == k
        place = np.nanmean(middle[own], axis=0) if np.isfinite(middle[own]).any() else np.zeros(3)
        position[own] -= place * np.array([1.0, 0.0, 1.0])
    return position


def _by_stride(
    phase: Array,
    number: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    flat: Array,
    phases: Array,
) -> Array:
    """Every stride at the wanted phases, shape ``(stride, phase, d)``; NaN where not seen."""
    rows = []
    for k in range(int(number.max()) + 1):
        own = number == k
        at, values = np.mod(phase[own], 1.0), flat[own]
        order = np.argsort(at)
        row = np.full((len(phases), flat.shape[1]), np.nan)
        for j, column in enumerate(values[order].T):
            seen = np.isfinite(column)
            if seen.sum() >= _LEAST:
                row[:, j] = np.interp(
                    np.mod(phases, 1.0), at[order][seen], column[seen], period=1.0
                )
        rows.append(row)
    return np.array(rows)


def _spread(apart: Array) -> Array:
    known = np.isfinite(apart)
    count = known.sum(axis=0)
    square = np.where(known, apart, 0.0) ** 2
    spread: Array = np.where(
        count > 1, np.sqrt(square.sum(axis=0) / np.maximum(count - 1, 1)), np.nan
    )
    return spread
