"""Instants of the steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.kinematics.worn.felt import Array, Felt
from runtall.motion.segments import Segment

_NEAREST: Final = 0.65
"""Of the usual time of a step: two steps do not come nearer. Limping makes steps of 0.4 and 0.6 of
a stride, which is 0.8 of the usual."""
_LEAST: Final = 0.2
"""Of the usual swing of the vertical velocity: a step swings so much at least."""
_SLOW_HZ: Final = 0.7
"""Slower than this the sum of the force is no velocity but the drift of a sum."""


@dataclass(frozen=True, slots=True)
class Instants:
    """Steps of one segment.

    ``time_s`` are instants, ``usual_s`` is the usual time from one to the next.
    """

    time_s: Array
    usual_s: float


def instants(felt: Felt, segment: Segment) -> Instants:
    """Once a step, the instant at which the force rises through the weight.

    There the trunk falls quickest: the foot has landed some hundredths of a second before and
    begins to slow the fall. The instant is the same for a landing with one peak and with two,
    and smooth enough to be found between the samples.

    Parameters
    ----------
    felt
        What the sensor feels.
    segment
        Of walking or running, with its cadence.
    """
    from scipy.signal import find_peaks

    if segment.cadence is None:
        return Instants(np.empty(0), np.nan)
    first, last = np.searchsorted(felt.time_s, [segment.start_s, segment.end_s])
    falling = -_velocity(felt.vertical[first:last], felt.rate_hz)
    usual = 60.0 / segment.cadence
    apart = max(1, round(_NEAREST * usual * felt.rate_hz))
    swing = _LEAST * 2 * np.sqrt(2) * falling.std()
    top, _ = find_peaks(falling, distance=apart, prominence=swing)
    top = top[(top > 0) & (top < len(falling) - 1)]
    top = top[felt.known[first + top]]
    before, here, after = (falling[top + k] for k in (-1, 0, 1))
    bend = before - 2 * here + after
    part = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, 1.0), 0.0)
    return Instants(felt.time_s[first + top] + part / felt.rate_hz, usual)


def _velocity(vertical: Array, rate: float) -> Array:
    """Swing of the vertical velocity, in g s, without drift and not shifted in time."""
    from scipy.fft import irfft, next_fast_len, rfft

    size = next_fast_len(2 * len(vertical), real=True)
    spectrum = rfft(vertical - vertical.mean(), size)
    frequency = np.fft.rfftfreq(size, 1 / rate)
    quick = frequency > _SLOW_HZ
    summed = np.where(quick, 1.0 / (2 * np.pi * np.where(quick, frequency, 1.0)), 0.0)
    velocity = irfft(-1j * summed * spectrum, size)
    found: Array = velocity[: len(vertical)]
    return found
