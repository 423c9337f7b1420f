"""The rhythm of a clip: its stride phase, with left and right repaired on the way."""

from __future__ import annotations

import numpy as np

from runtall.kinematics.periodic import Array, basis, fit, spread
from runtall.kinematics.phase import N_HARMONICS, Rhythm, follow, stride_frequency
from runtall.kinematics.points2d import Points2D, swapped
from runtall.kinematics.smoothing import kernel_smooth

_SEARCH_HZ = (0.4, 2.1)
"""Wider than running, so that walking and exercises show their own rhythm and are recognised."""
_LEAST_CYCLES = 1.2
_SLOWEST_SHORT_HZ = 0.9
"""Of what is searched for in a clip too short to show anything slower."""
LEGS = ("knee", "ankle", "heel", "foot_index")
ARMS = ("elbow", "wrist")
_SWAP_GAIN = 0.6
"""Labels are exchanged when that cuts the distance to the mean stride below this share."""
_SWAP_ROUNDS = 3
_OUTLIER_SD = 6.0
_OUTLIER_TRUNKS = 0.15
SMOOTH_HARMONICS = 6
_DRIFT_CUTOFF_HZ = 2.0
"""What changes slower than this from stride to stride is kept, faster is noise."""
_GAP_STRIDES = 0.5
"""Longest gap of one point that the mean stride may bridge."""


def find_rhythm(points: Points2D) -> tuple[Points2D, Rhythm]:
    """Phase of every frame, and the points with exchanged legs and arms put right.

    Parameters
    ----------
    points
        Cleaned points.

    Returns
    -------
    Points2D, Rhythm
        With ``counts["swaps"]``, the frames in which legs or arms were exchanged.
    """
    relative = signals(points)
    filled = _filled(relative, points)
    frequency, _ = stride_frequency(points.time_s, filled, list(points.spans), _search_hz(points))
    rhythm = follow(points.time_s, relative, list(points.spans), frequency)
    touched = np.zeros(len(points.time_s), dtype=bool)
    for _ in range(_SWAP_ROUNDS):
        changed = False
        for part in (LEGS, ARMS):
            points, frames = _repair(points, rhythm, part)
            changed |= bool(frames.any())
            touched ^= frames
        if not changed:
            break
        rhythm = follow(points.time_s, signals(points), list(points.spans), rhythm.frequency_hz)
    return points.with_position(points.position, swaps=int(touched.sum())), rhythm


def _search_hz(points: Points2D) -> tuple[float, float]:
    # Three harmonics of a rhythm slower than the clip is long would fit whatever happens in it.
    longest_s = max(points.time_s[s.stop - 1] - points.time_s[s.start] for s in points.spans)
    low, high = _SEARCH_HZ
    return float(np.clip(_LEAST_CYCLES / max(longest_s, 1e-3), low, _SLOWEST_SHORT_HZ)), high


def signals(points: Points2D) -> Array:
    """All points against mid-hip in trunk lengths, shape ``(time, 2 keypoint)``."""
    relative = (points.position - points.point("mid_hip")[:, None]) / points.trunk_length()
    return relative.reshape(len(relative), -1)


def _filled(relative: Array, points: Points2D) -> Array:
    filled = relative.copy()
    for column in filled.T:
        seen = np.isfinite(column)
        if seen.any():
            column[~seen] = np.interp(points.time_s[~seen], points.time_s[seen], column[seen])
        else:
            column[:] = 0.0
    return filled


def _repair(
    points: Points2D, rhythm: Rhythm, part: tuple[str, ...]
) -> tuple[Points2D, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    columns = [i for i, k in enumerate(points.keypoints) if k.partition("_")[2] in part]
    hip = points.point("mid_hip")[:, None]
    own = points.position - hip
    other = swapped(points.position, points.keypoints, part) - hip
    flat = own[:, columns].reshape(len(own), -1)
    coefficients, _, _ = fit(rhythm.phase, flat, N_HARMONICS)
    mean = (basis(rhythm.phase, N_HARMONICS) @ coefficients).reshape(len(own), len(columns), 2)
    distance = np.nansum(np.abs(own[:, columns] - mean), axis=(1, 2))
    exchanged = np.nansum(np.abs(other[:, columns] - mean), axis=(1, 2))
    frames = exchanged < _SWAP_GAIN * distance
    position = points.position.copy()
    position[frames] = (other + hip)[frames]
    return points.with_position(position), frames


def smoothed(points: Points2D, rhythm: Rhythm) -> Points2D:
    """Points on the mean stride plus their slow departures from it.

    The mean stride (six harmonics of the phase) keeps the sharp parts of the movement
    without the detector's jitter; the residual is low-passed, so drift and differences
    between strides stay. Short gaps are bridged by the mean stride and counted; longer ones
    stay NaN.

    Returns
    -------
    Points2D
        With ``counts["bridged"]`` and ``counts["outliers"]``.
    """
    slow_hip = travel(points, rhythm.frequency_hz)
    frame = points.position - slow_hip[:, None]
    flat = frame.reshape(len(frame), -1)
    coefficients, _, _ = fit(rhythm.phase, flat, SMOOTH_HARMONICS)
    mean = basis(rhythm.phase, SMOOTH_HARMONICS) @ coefficients
    residual = flat - mean
    limit = np.maximum(_OUTLIER_SD * spread(residual), _OUTLIER_TRUNKS * points.trunk_length())
    wild = np.abs(residual) > limit
    residual[wild] = np.nan
    bridged = ~np.isfinite(residual)
    sigma_s = np.sqrt(np.log(2)) / (2 * np.pi * _DRIFT_CUTOFF_HZ)
    slow = np.zeros_like(residual)
    for span in points.spans:
        slow[span] = kernel_smooth(points.time_s[span], residual[span], sigma_s)
    whole = (mean + slow).reshape(frame.shape) + slow_hip[:, None]
    limit_s = _GAP_STRIDES / rhythm.frequency_hz
    whole[_long_gaps(bridged.reshape(frame.shape).any(axis=2), points, limit_s)] = np.nan
    counts = {"bridged": int(bridged.sum() // 2), "outliers": int(wild.sum() // 2)}
    return points.with_position(whole, **counts)


def travel(points: Points2D, frequency_hz: float) -> Array:
    """Slow path of the hips through the picture, so that a passing runner is periodic too.

    Parameters
    ----------
    points
        Cleaned points.
    frequency_hz
        Stride frequency; what changes within a stride stays with the runner.

    Returns
    -------
    numpy.ndarray
        Shape ``(time, 2)``, px.
    """
    path = points.point("mid_hip")
    slow = np.full_like(path, np.nan)
    for span in points.spans:
        slow[span] = kernel_smooth(points.time_s[span], path[span], 1.0 / frequency_hz, order=1)
    return np.where(np.isfinite(slow), slow, np.nanmean(path, axis=0))


def _long_gaps(
    bridged: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], points: Points2D, limit_s: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    long = np.zeros_like(bridged)
    for span in points.spans:
        time = points.time_s[span]
        for k in range(bridged.shape[1]):
            edges = np.diff(np.concatenate([[0], bridged[span, k].astype(int), [0]]))
            starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
            for a, b in zip(starts, ends, strict=True):
                if time[b - 1] - time[a] > limit_s:
                    long[span.start + a : span.start + b, k] = True
    return long
