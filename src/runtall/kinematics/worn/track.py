"""Step frequency through a recording, and how the trunk moves at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.worn.felt import WINDOW_S, Array, Felt, Mask
from runtall.literature import number

HOP_S: Final = 1.0
_RATE_HZ: Final = 25.0
"""Windows are looked at no finer than about twice this: nothing above 10 Hz is left in them."""
_PAD: Final = 4
"""Spectra are padded so many times, for lines between the bins."""
_SLOW_HZ: Final = 0.4
"""Slower movement is a change of posture; the slowest stride takes 2 s."""
_ENOUGH: Final = 0.6
"""An octave higher is taken where it repeats so well beside the best: at half the right period a
movement turns against itself, so its score falls far below."""
_SEEN: Final = 0.9
"""Share of a window that must be there."""
_CHUNK: Final = 1024
"""Windows looked at together: some megabytes."""
_NOTHING: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Track:
    """Windows of the recording, each with how the trunk moves in it.

    Attributes
    ----------
    time_s
        Shape ``(window,)``, their middles.
    frequency_hz
        Steps per second that fit best, whether there is gait or not; NaN in gaps.
    repeats
        Share of the vertical movement that comes again after a step or after a stride.
    lowest
        Usual lowest vertical force of a step, 1 in standing.
    moving
        Movement of the trunk in the usual second of the window, root mean square of the specific
        force less its mean, g.
    flights_hz
        How often a second the vertical force falls below half of what walking leaves.
    """

    time_s: Array
    frequency_hz: Array
    repeats: Array
    lowest: Array
    moving: Array
    flights_hz: Array

    @property
    def periodic(self) -> Mask:
        """Windows in which more than half of the movement comes again."""
        found: Mask = np.isfinite(self.frequency_hz) & (
            self.repeats >= number("worn.repeats.least")
        )
        return found


def track(felt: Felt) -> Track:
    """Step frequency and kind of movement in windows of 5 s, every second.

    The strongest line of the vertical velocity is a step, a stride or half a step. Which of them
    is told by autocorrelation: a step repeats in the vertical, two steps repeat in all three
    axes, as the sway from side to side comes back.

    Parameters
    ----------
    felt
        What the sensor feels.
    """
    every = max(1, round(felt.rate_hz / (2 * _RATE_HZ)))
    rate = felt.rate_hz / every
    length = round(WINDOW_S * rate)
    known = felt.known[::every]
    starts = np.arange(0, len(known) - length + 1, max(1, round(HOP_S * rate)))
    moved = np.ascontiguousarray(np.column_stack([felt.vertical, felt.smooth])[::every].T)
    parts = [
        _windows(moved, starts[k : k + _CHUNK], length, rate) for k in range(0, len(starts), _CHUNK)
    ]
    frequency, repeats, lowest, moving = (np.concatenate(part) for part in zip(*parts, strict=True))
    flights = _count(_falls(moved[0]), starts, length) / WINDOW_S
    gone = _count(known, starts, length) < _SEEN * length
    for values in (frequency, repeats, lowest, moving, flights):
        values[gone] = np.nan
    middle = felt.time_s[::every][starts] + (length - 1) / (2 * rate)
    return Track(middle, frequency, repeats, lowest, moving, flights)


def _falls(vertical: Array) -> Mask:
    """Samples at which the vertical force falls half-way between walking and flight."""
    low = vertical < number("worn.walk.lowest") / 2
    found: Mask = low & ~np.concatenate([[True], low[:-1]])
    return found


def _count(here: Mask, starts: npt.NDArray[np.int64], length: int) -> Array:
    """How many of the samples of each window are True."""
    total = np.concatenate([[0.0], np.cumsum(here)])
    found: Array = total[starts + length] - total[starts]
    return found


def _windows(
    moved: Array, starts: npt.NDArray[np.int64], length: int, rate: float
) -> tuple[Array, Array, Array, Array]:
    """Frequency, repeats, lowest vertical and movement of windows, of ``(axis, time)``."""
    from scipy.fft import next_fast_len, rfft

    cut = moved[:, starts[:, None] + np.arange(length)[None, :]]
    swing = cut - cut.mean(axis=2, keepdims=True)
    size = next_fast_len(2 * length, real=True)
    spectrum = rfft(swing, size)
    power = spectrum.real**2 + spectrum.imag**2
    frequency = np.fft.rfftfreq(size, 1 / rate)
    line = _strongest(swing[0], rate)
    up = _repeating(_quick(power[0], frequency), size, length)
    whole = _repeating(_quick(power[1:].sum(axis=0), frequency), size, length)
    found, repeats = _octave(line, up, whole, rate)
    return found, repeats, _lowest(cut[0], found, rate), _moving(cut[1:])


def _moving(force: Array) -> Array:
    """Movement in the middle one of the seconds of each window: one jerk is no end of rest."""
    seconds = int(WINDOW_S)
    length = force.shape[2] // seconds
    each = force[..., : length * seconds].reshape(3, -1, seconds, length)
    found: Array = np.median(np.sqrt(each.var(axis=3).sum(axis=0)), axis=1)
    return found


def _strongest(vertical: Array, rate: float) -> Array:
    """Strongest line of the vertical velocity of each window, between the bins."""
    from scipy.fft import next_fast_len, rfft

    low, high = number("worn.steps.low"), number("worn.steps.high")
    length = vertical.shape[1]
    size = next_fast_len(_PAD * length, real=True)
    spectrum = np.abs(rfft(vertical * np.hanning(length), size))
    frequency = np.fft.rfftfreq(size, 1 / rate)
    first, last = np.searchsorted(frequency, [low, high])
    speed = spectrum[:, :last] / np.maximum(frequency[:last], _SLOW_HZ)
    top = _summit(spectrum, first + speed[:, first:].argmax(axis=1))
    rows = np.arange(len(top))
    before, here, after = (
        np.log(np.maximum(spectrum[rows, top + k], _NOTHING)) for k in (-1, 0, 1)
    )
    bend = before - 2 * here + after
    part = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, 1.0), 0.0)
    found: Array = (top + np.clip(part, -0.5, 0.5)) * frequency[1]
    return found


def _summit(spectrum: Array, top: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Nearest maximum of the force itself: the velocity leans its lines to slower ones."""
    near = top[:, None] + np.arange(-_PAD, _PAD + 1)[None, :]
    near = np.clip(near, 1, spectrum.shape[1] - 2)
    best = np.take_along_axis(spectrum, near, axis=1).argmax(axis=1)
    found: npt.NDArray[np.int64] = near[np.arange(len(top)), best]
    return found


def _quick(power: npt.NDArray[Any], frequency: npt.NDArray[Any]) -> Array:
    """Power without changes of posture."""
    return np.where(frequency > _SLOW_HZ, power, 0.0)


def _repeating(power: Array, size: int, length: int) -> Array:
    """Autocorrelation by lag, 1 at none, the shrinking overlap allowed for."""
    from scipy.fft import irfft

    found = irfft(power, size)[:, :length]
    overlap = 1.0 - np.arange(length) / length
    first = np.maximum(found[:, :1], np.finfo(float).tiny)
    return np.asarray(found / first / np.maximum(overlap, 0.2))


def _at(values: Array, lag: Array) -> Array:
    """Rows of ``values`` at their own lags, on a straight line between samples."""
    lag = np.clip(lag, 0, values.shape[1] - 2)
    left = lag.astype(np.int64)
    rows = np.arange(len(lag))
    part = lag - left
    found: Array = values[rows, left] * (1 - part) + values[rows, left + 1] * part
    return found


def _octave(line: Array, up: Array, whole: Array, rate: float) -> tuple[Array, Array]:
    """Frequency of the steps, and the share of the vertical movement that comes again."""
    low, high = number("worn.steps.low"), number("worn.steps.high")
    tried = line * np.array([[0.5], [1.0], [2.0]])
    score = np.stack([_at(up, rate / f) + _at(whole, 2 * rate / f) for f in tried])
    score[(tried < low) | (tried > high)] = -np.inf
    best = score.max(axis=0)
    good = score >= np.where(best > 0, _ENOUGH * best, best)
    # The quickest of those that are good enough: all multiples of a period repeat as well.
    chosen = 2 - good[::-1].argmax(axis=0)
    found = tried[chosen, np.arange(len(line))]
    repeats = np.maximum(_at(up, rate / found), _at(up, 2 * rate / found))
    return found, repeats


def _lowest(vertical: Array, frequency: Array, rate: float) -> Array:
    """Median over the steps of a window of their lowest vertical force."""
    length = vertical.shape[1]
    step = np.minimum(np.arange(length)[None, :] * frequency[:, None] / rate, length).astype(int)
    found = np.full(len(vertical), np.nan)
    steps = step.max(axis=1)
    for n in np.unique(steps):
        rows = np.flatnonzero(steps == n)
        # The last step of a window is cut off.
        each = [np.where(step[rows] == k, vertical[rows], np.inf).min(axis=1) for k in range(n)]
        found[rows] = np.median(each, axis=0) if each else np.nan
    return found
