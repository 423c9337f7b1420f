"""Gait phase of a periodic motion, without events: a Fourier fit that follows the rhythm.

The stride frequency comes from a grid of harmonic fits, a first phase from demodulating the
fundamental, and the final one from alternating a robust Fourier fit of all signals with a
smoothed Gauss-Newton step of the phase of every frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from runtall.kinematics.periodic import Array, basis, basis_slope, fit
from runtall.kinematics.smoothing import kernel_smooth

Complex = np.ndarray[tuple[int, ...], np.dtype[np.complex128]]

N_HARMONICS = 4
_ROUNDS = 8
_INFORMATION = 0.3
"""Share of the information that neighbouring frames really add: their errors are alike."""
_RHYTHM_SD = 0.25 * 0.02
"""Spread of the change of stride frequency from frame to frame, as a share of it."""
_GRID = 240
_PIECE_S = 6.0
"""One frequency holds for this long; over minutes a runner's rhythm wanders by whole strides."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Phase of every frame.

    Attributes
    ----------
    phase
        In cycles, shape ``(time,)``; rises by 1 per stride within a span. Its zero is common
        to all spans and arbitrary.
    frequency_hz
        Mean stride frequency.
    explained
        Share of the variance of the signals that one rhythm explains, 0-1.
    """

    phase: Array
    frequency_hz: float
    explained: float


def stride_frequency(
    time_s: Array, signals: Array, spans: list[slice], band_hz: tuple[float, float]
) -> tuple[float, float]:
    """Frequency in the band whose three harmonics explain the signals best.

    Parameters
    ----------
    time_s
        Shape ``(time,)``.
    signals
        Shape ``(time, d)``, no NaN.
    spans
        Contiguous pieces; each few seconds of them are fitted for themselves.
    band_hz
        Lowest and highest stride frequency.

    Returns
    -------
    frequency_hz, explained
        The frequency and the share of variance explained, 0-1.
    """
    grid = np.geomspace(*band_hz, _GRID)
    parts = pieces(time_s, spans)
    total = sum(_variance(signals[s]) for s in parts)
    left = np.array([sum(_residual(time_s[s], signals[s], f) for s in parts) for f in grid])
    best = int(np.argmin(left))
    return _vertex(grid, left, best), float(1 - left[best] / max(total, np.finfo(float).tiny))


def pieces(time_s: Array, spans: list[slice]) -> list[slice]:
    """Spans cut into parts short enough for one frequency."""
    parts = []
    for span in spans:
        count = max(1, round((time_s[span][-1] - time_s[span][0]) / _PIECE_S))
        edges = np.linspace(span.start or 0, span.stop or len(time_s), count + 1).astype(int)
        parts += [slice(int(a), int(b)) for a, b in pairwise(edges)]
    return parts


def _variance(signals: Array) -> float:
    return float(((signals - signals.mean(axis=0)) ** 2).sum())


def _residual(time_s: Array, signals: Array, frequency_hz: float) -> float:
    columns = basis(time_s * frequency_hz, 3)
    if len(columns) <= columns.shape[1]:
        return _variance(signals)
    orthonormal = np.linalg.qr(columns)[0]
    return float((signals**2).sum() - ((orthonormal.T @ signals) ** 2).sum())


def _vertex(grid: Array, left: Array, best: int) -> float:
    # Least residual between grid points: the vertex of the parabola through three of them.
    if best in (0, len(grid) - 1):
        return float(grid[best])
    a, b, c = left[best - 1 : best + 2]
    bend = a - 2 * b + c
    shift = 0.5 * (a - c) / bend if bend > 0 else 0.0
    return float(np.interp(best + shift, np.arange(len(grid)), grid))


def follow(time_s: Array, signals: Array, spans: list[slice], frequency_hz: float) -> Rhythm:
    """Phase of every frame near a known stride frequency.

    Parameters
    ----------
    time_s
        Shape ``(time,)``.
    signals
        Shape ``(time, d)``; NaN where missing.
    spans
        Contiguous pieces in time; the phase is smooth within each.
    frequency_hz
        Stride frequency to start from.

    Returns
    -------
    Rhythm
    """
    filled = np.where(np.isfinite(signals), signals, np.nanmean(signals, axis=0))
    phase = _demodulated(time_s, filled, spans, frequency_hz)
    for _ in range(_ROUNDS):
        coefficients, sd, weights = fit(phase, signals, N_HARMONICS)
        for span in spans:
            phase[span] = _step(
                time_s[span], phase[span], signals[span], (coefficients, sd, weights[span])
            )
    coefficients, _, _ = fit(phase, signals, N_HARMONICS)
    residual = filled - basis(phase, N_HARMONICS) @ coefficients
    explained = 1 - (residual**2).sum() / max(_variance(filled), np.finfo(float).tiny)
    return Rhythm(phase, _mean_frequency(time_s, phase, spans), float(explained))


def _mean_frequency(time_s: Array, phase: Array, spans: list[slice]) -> float:
    cycles = sum(phase[s][-1] - phase[s][0] for s in spans)
    seconds = sum(time_s[s][-1] - time_s[s][0] for s in spans)
    return float(cycles / seconds)


def _demodulated(time_s: Array, signals: Array, spans: list[slice], frequency_hz: float) -> Array:
    # All signals are turned by the fundamental of the longest piece and summed, which leaves
    # a slow phasor whose angle is the lead or lag of the stride behind a metronome.
    longest = max(pieces(time_s, spans), key=lambda s: s.stop - s.start)
    coefficients, _, _ = fit(time_s[longest] * frequency_hz, signals[longest], 1, rounds=1)
    template = coefficients[1] - 1j * coefficients[2]
    centred = signals - coefficients[0]
    phasor = (centred @ template.conj()) * np.exp(-2j * np.pi * frequency_hz * time_s)
    phase = np.empty(len(time_s))
    for span in spans:
        smooth = _smoothed(time_s[span], phasor[span], 0.5 / frequency_hz)
        lead = np.unwrap(np.angle(smooth)) / (2 * np.pi)
        phase[span] = frequency_hz * time_s[span] + lead
    return phase


def _smoothed(time_s: Array, phasor: Complex, width_s: float) -> Complex:
    parts = np.stack([phasor.real, phasor.imag], axis=1)
    smooth = kernel_smooth(time_s, parts, 0.7 * width_s)
    return np.asarray(smooth[:, 0] + 1j * smooth[:, 1])


def _step(time_s: Array, phase: Array, signals: Array, model: tuple[Array, Array, Array]) -> Array:
    from scipy.linalg import solveh_banded

    coefficients, sd, weights = model
    n = len(phase)
    if n < 4:
        return phase
    seen = np.isfinite(signals)
    residual = np.where(seen, signals - basis(phase, N_HARMONICS) @ coefficients, 0.0)
    slope = basis_slope(phase, N_HARMONICS) @ coefficients
    precision = _INFORMATION * weights / sd**2
    information = (precision * slope**2).sum(axis=1)
    pull = (precision * slope * residual).sum(axis=1)
    interval = float(np.median(np.diff(time_s)))
    rate = (phase[-1] - phase[0]) / max(time_s[-1] - time_s[0], interval)
    stiffness = 1.0 / (_RHYTHM_SD * rate * interval) ** 2
    bands = stiffness * _second_difference_bands(n)
    bands[2] += information
    right = pull - stiffness * _second_difference_gradient(phase)
    stepped: Array = phase + solveh_banded(bands, right)
    return stepped


def _second_difference_bands(n: int) -> Array:
    # Upper form of D'D for the second difference D, as scipy's banded solver takes it.
    main = np.full(n, 6.0)
    main[[0, -1]], main[[1, -2]] = 1.0, 5.0
    first = np.full(n, -4.0)
    first[[1, -1]] = -2.0
    bands = np.zeros((3, n))
    bands[0, 2:], bands[1, 1:], bands[2] = 1.0, first[1:], main
    return bands


def _second_difference_gradient(phase: Array) -> Array:
    bend = np.diff(phase, 2)
    gradient = np.zeros(len(phase))
    gradient[:-2] += bend
    gradient[1:-1] -= 2 * bend
    gradient[2:] += bend
    return gradient
