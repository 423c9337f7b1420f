"""The wave of each breath in each band: how far it moves, and which band moves first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing.onsets import Onsets
from runtall.motion.breathing import Breaths

Array = npt.NDArray[np.float64]
Complex = npt.NDArray[np.complex128]
Mask = npt.NDArray[np.bool_]
_HARMONICS: Final = 3
_BINS: Final = 32
"""Of one breath; the fit reaches a quarter of a breath beyond it on either side."""
_BEYOND: Final = 0.25
_SOUND: Final = 0.9
"""Share of the samples of a breath that must be sound."""
_FINE: Final = 128
"""Phases at which the extremes of the fitted wave are looked for."""


@dataclass(frozen=True, slots=True)
class Waves:
    """Of one band over each breath: complex harmonics ``(breath, harmonic)`` and peak to peak."""

    harmonics: Complex
    range: Array


def lag(breaths: Breaths) -> Array:
    """By how much the belly moves before the chest, rad in (-pi, pi], shape ``(breath,)``.

    ``angle(belly_wave * conj(chest_wave))``: positive where the belly is earlier, NaN where a band
    is missing. The waves are cosines ``|w| cos(phase + angle(w))`` along the phase of the breath,
    so what comes earlier has the larger angle.
    """
    found: Array = np.angle(breaths.belly_wave * np.conj(breaths.chest_wave))
    return np.where(np.isfinite(breaths.belly_wave * breaths.chest_wave), found, np.nan)


def fit_waves(time_s: Array, values: Array, onsets: Onsets, rate_hz: float) -> Waves:
    """Wave of each breath by least squares: three harmonics of its phase, a level and a slope.

    The fit rests on a breath and a half, so that neither noise nor a drift of the level counts as
    movement. What happens once and does not come back with the breath is left out.

    Parameters
    ----------
    time_s, values
        One band, cleaned of the steps, NaN where not sound; shape ``(time,)``.
    onsets
        Breaths.
    rate_hz
        Samples a second.
    """
    n = len(onsets.inspiration_s)
    if not n:
        return Waves(np.empty((0, _HARMONICS), complex), np.empty(0))
    means = _binned(time_s, values, _edges(onsets), rate_hz)
    phase = _phase_edges()
    design = _design((phase[1:] + phase[:-1]) / 2.0)
    fitted = means @ np.linalg.pinv(design).T
    cosine, sine = fitted[:, 2 : 2 + _HARMONICS], fitted[:, 2 + _HARMONICS :]
    harmonics = (cosine - 1j * sine) / np.sinc(np.arange(1, _HARMONICS + 1) / _BINS)
    harmonics[~_sound(time_s, values, onsets)] = np.nan
    return Waves(harmonics, peak_to_peak(harmonics))


def peak_to_peak(harmonics: Complex) -> Array:
    """Highest less lowest of the wave that the harmonics make, shape ``(breath,)``."""
    phase = np.arange(_FINE) / _FINE
    turning = np.exp(2j * np.pi * np.arange(1, harmonics.shape[1] + 1)[:, None] * phase)
    wave = np.real(harmonics @ turning)
    found: Array = wave.max(axis=1) - wave.min(axis=1)
    return found


def _phase_edges() -> Array:
    n = round(_BINS * (1.0 + 2.0 * _BEYOND))
    return -_BEYOND + np.arange(n + 1) / _BINS


def _design(phase: Array) -> Array:
    angles = 2.0 * np.pi * np.arange(1, _HARMONICS + 1)[:, None] * phase
    return np.vstack([np.ones_like(phase), phase - 0.5, np.cos(angles), np.sin(angles)]).T


def _edges(onsets: Onsets) -> Array:
    """Times ``(breath, edge)`` of even phases of each breath and its neighbours' ends.

    The phase runs evenly within a breath, and on at the pace of the neighbour where there is one.
    """
    begin, end = onsets.inspiration_s, onsets.end_s
    length = end - begin
    joined = np.isclose(begin[1:], end[:-1])
    before = np.where(np.append(False, joined), np.append(length[0], length[:-1]), length)
    after = np.where(np.append(joined, False), np.append(length[1:], length[-1]), length)
    phase = _phase_edges()
    early, late = np.minimum(phase, 0.0), np.maximum(phase - 1.0, 0.0)
    inside = np.clip(phase, 0.0, 1.0)
    edges: Array = (
        begin[:, None] + length[:, None] * inside + before[:, None] * early + after[:, None] * late
    )
    return edges


def _binned(time_s: Array, values: Array, edges: Array, rate_hz: float) -> Array:
    """Mean of one band between each two edges, each sample standing for its own interval."""
    from runtall.kinematics.breathing.bands import bridged

    half = 0.5 / rate_hz
    total = np.concatenate(([0.0], np.cumsum(bridged(values)))) / rate_hz
    clock = np.append(time_s - half, time_s[-1] + half)
    sums = np.interp(edges, clock, total)
    means: Array = np.diff(sums, axis=1) / np.diff(edges, axis=1)
    return means


def _sound(time_s: Array, values: Array, onsets: Onsets) -> Mask:
    """Whether enough of each breath is sound."""
    return sound_share(time_s, np.isfinite(values), onsets) >= _SOUND


def sound_share(time_s: Array, sound: Mask, onsets: Onsets) -> Array:
    """Share of the samples of each breath that are sound."""
    count = np.concatenate(([0.0], np.cumsum(sound)))
    begin = np.searchsorted(time_s, onsets.inspiration_s)
    end = np.maximum(np.searchsorted(time_s, onsets.end_s), begin + 1)
    share: Array = (count[end] - count[begin]) / (end - begin)
    return share
