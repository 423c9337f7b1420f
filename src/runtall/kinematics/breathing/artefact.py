"""What the steps shake into the breathing bands, found and taken out.

Each step shakes the bands at the frequency of the steps, of the stride (half of it) and of their
multiples. Along the phase of the stride these are steady waves, so each is followed by its slowly
changing amplitude and taken away: a notch that moves with the cadence and shifts nothing in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing.bands import Bands
from runtall.kinematics.breathing.soundness import runs, wider
from runtall.literature import number
from runtall.motion.segments import Steps

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_HARMONICS: Final = 6
"""Of the stride, up to three times the frequency of the steps."""
_FOLLOW_S: Final = 3.0
"""Of the Gaussian over which the waves of the steps are followed: at the distance from which the
breath is spared (0.15 Hz) it takes 2 % of it, and it follows cadence by 0.06 Hz."""
_LOCK_S: Final = 1.0
"""Likewise for the phase of the steps alone, far from any breath."""
_WINDOW_S: Final = 8.0
_HOP_S: Final = 2.0
_STANDS_OUT: Final = 10.0
"""Power of a line against the median about it. Noise alone reaches that in 1 of 1,000 bins."""
_LASTING: Final = 5
"""Windows over which the frequency must last, and across which it is bridged."""
_CHANGE: Final = 0.1
"""Most that the frequency changes across such a bridge, as a share."""
_OWN: Final = 0.35
"""Share of the movement up to which a line at twice the breath is the breath's own second wave:
of half cosines with 30 to 50 % breathing in and pauses of up to 30 % it is at most 0.34."""
_FAST: Final = 1.6
"""Longest interval of steps in step durations across which their phase is followed one by one."""


@dataclass(frozen=True, slots=True)
class StepWaves:
    """Frequency (Hz) and phase (cycles) of the steps at each sample; NaN where there are none."""

    frequency_hz: Array
    phase: Array

    @property
    def any(self) -> bool:
        """Whether there are steps anywhere."""
        return bool(np.isfinite(self.frequency_hz).any())


def step_waves(bands: Bands, steps: Steps | None) -> StepWaves:
    """Steps as they were found elsewhere, or as the bands themselves show them."""
    if steps is None or not told(steps):
        return _locked(bands, seen_frequency(bands))
    frequency = steps.at(bands.time_s)
    if len(steps.time_s) < 2:
        return _locked(bands, frequency)
    return StepWaves(frequency, _counted(bands.time_s, frequency, steps.time_s))


def told(steps: Steps | None) -> bool:
    """Whether steps are known from elsewhere."""
    return steps is not None and bool(np.isfinite(steps.frequency_hz).any())


def seen_frequency(bands: Bands) -> Array:
    """Step frequency in Hz at each sample from lines in the spectra of the bands."""
    low, high = number("breathing.steps.low"), number("breathing.steps.high")
    frequency, middle, power = spectra(bands, _WINDOW_S, _HOP_S)
    # Squared frequencies level the fall of the spectrum, so that its low end is no line.
    level = power * frequency**2
    inside = (frequency >= low) & (frequency <= high)
    peak = np.zeros(level.shape, dtype=bool)
    peak[:, 1:-1] = (level[:, 1:-1] > level[:, :-2]) & (level[:, 1:-1] >= level[:, 2:])
    part = np.where(peak, level, 0.0)[:, inside]
    best = np.argmax(part, axis=1)
    usual = np.median(level[:, inside], axis=1)
    clear = part[np.arange(len(part)), best] > _STANDS_OUT * usual
    found = np.where(clear, frequency[inside][best], np.nan)
    lasting = _lasting(found)
    nearest = np.searchsorted(middle, bands.time_s - _HOP_S / 2).clip(0, len(middle) - 1)
    at: Array = lasting[nearest]
    return at


def _lasting(found: Array) -> Array:
    """Only what most of the windows about it agree with, and short bridges between such."""
    from numpy.lib.stride_tricks import sliding_window_view

    around = sliding_window_view(np.pad(found, _LASTING // 2, constant_values=np.nan), _LASTING)
    agree = np.abs(around - found[:, None]) < 1.0 / _WINDOW_S
    kept = np.where(agree.sum(axis=1) > _LASTING // 2, found, np.nan)
    for a, b in runs(np.isnan(kept)):
        short = a > 0 and b < len(kept) and b - a <= _LASTING
        if short and abs(kept[b] / kept[a - 1] - 1.0) < _CHANGE:
            kept[a:b] = np.linspace(kept[a - 1], kept[b], b - a + 2)[1:-1]
    return kept


def spectra(bands: Bands, window_s: float, hop_s: float) -> tuple[Array, Array, Array]:
    """Power of all bands together through the recording, each by its own scale.

    Returns
    -------
    numpy.ndarray, numpy.ndarray, numpy.ndarray
        Frequencies (Hz); middles of the windows (s); power ``(window, frequency)``.
    """
    from numpy.lib.stride_tricks import sliding_window_view
    from scipy.signal.windows import hann

    size, hop = round(window_s * bands.rate_hz), round(hop_s * bands.rate_hz)
    size = min(size, len(bands.time_s))
    taper = hann(size, sym=False)
    total: Array = np.zeros((1, 1))
    for values in bands.moved:
        scaled = np.nan_to_num(values) / (scale(values) or 1.0)
        pieces = sliding_window_view(scaled, size)[::hop]
        total = total + np.abs(np.fft.rfft(pieces * taper, n=2 * size, axis=1)) ** 2
    middle = bands.time_s[(np.arange(len(total)) * hop + size // 2).clip(0, len(bands.time_s) - 1)]
    return np.fft.rfftfreq(2 * size, 1.0 / bands.rate_hz), middle, total


def scale(values: Array) -> float:
    """Usual size of what is sound: the median of its distance from zero."""
    known = np.abs(values[np.isfinite(values)])
    return float(np.median(known)) if len(known) else 0.0


def _counted(time_s: Array, frequency: Array, step_s: Array) -> Array:
    """Phase that grows by one from step to step, and evenly where steps were missed."""
    between = np.diff(step_s)
    expected = np.nan_to_num(np.interp(step_s[:-1] + between / 2, time_s, frequency))
    turns = np.maximum(np.round(between * expected), 1.0)
    late = between * expected > _FAST
    turns[late] = np.round((between * expected)[late])
    count = np.concatenate(([0.0], np.cumsum(turns)))
    phase = np.interp(time_s, step_s, count, left=np.nan, right=np.nan)
    return np.where(np.isfinite(frequency), phase, np.nan)


def _locked(bands: Bands, frequency: Array) -> StepWaves:
    """Phase from the frequency alone, drawn onto the wave at the steps in the bands themselves."""
    rough = np.cumsum(np.nan_to_num(frequency)) / bands.rate_hz
    known = np.isfinite(frequency)
    if not known.any():
        return StepWaves(frequency, np.full_like(rough, np.nan))
    total = np.zeros(len(rough), dtype=complex)
    for values in bands.moved:
        wave = _followed(values, known, rough, _LOCK_S * bands.rate_hz)
        total += wave * np.abs(wave) / (scale(values) or 1.0) ** 2
    turn = np.unwrap(np.angle(total)) / (2.0 * np.pi)
    return StepWaves(frequency, np.where(known, rough + turn, np.nan))


def _followed(values: Array, known: Mask, phase: Array, width: float) -> npt.NDArray[np.complex128]:
    """Slowly changing complex amplitude of the wave ``exp(2 pi i phase)`` in one band."""
    from scipy.ndimage import gaussian_filter1d

    used = known & np.isfinite(values) & np.isfinite(phase)
    turned = np.where(used, np.nan_to_num(values), 0.0) * np.exp(
        -2j * np.pi * np.where(used, phase, 0.0)
    )
    weight = gaussian_filter1d(used.astype(np.float64), width, mode="constant")
    real = gaussian_filter1d(turned.real, width, mode="constant")
    imaginary = gaussian_filter1d(turned.imag, width, mode="constant")
    found: npt.NDArray[np.complex128] = (real + 1j * imaginary) / np.maximum(weight, 1e-6)
    return found


def own_multiples_spared(bands: Bands, waves: StepWaves, breath_hz: Array) -> StepWaves:
    """Steps seen in the bands alone, less what is but twice the breath itself.

    A line whose half is the breath may be the second wave of a breath that is no pure sine. Such
    waves are small; a line that makes up more of the movement comes from steps.
    """
    near = np.abs(breath_hz - waves.frequency_hz / 2.0) <= number("breathing.notch.clear")
    if not near.any():
        return waves
    own = near & (_line_share(bands, waves) < _OWN)
    return StepWaves(np.where(own, np.nan, waves.frequency_hz), waves.phase)


def _line_share(bands: Bands, waves: StepWaves) -> Array:
    """Size of the wave at the steps as a share of all movement nearby, both as root mean square."""
    line, everything = np.zeros((2, len(waves.phase)))
    width = _FOLLOW_S * bands.rate_hz
    for values in bands.moved:
        size = scale(values) or 1.0
        known = np.isfinite(values)
        line += (
            2.0
            * np.abs(_followed(values, np.isfinite(waves.phase), waves.phase, width)) ** 2
            / size**2
        )
        power = _followed(values**2, known, np.zeros_like(values), width)
        everything += np.real(power) / size**2
    share: Array = np.sqrt(line / np.maximum(everything, np.finfo(float).tiny))
    return share


def at_the_steps(waves: StepWaves, breath_hz: Array, rate_hz: float) -> Mask:
    """Where the breath lies at the frequency of stride or step, so that no filter parts them.

    Only where that lasts as long as the waves of the steps are followed, and with as many seconds
    on either side.
    """
    clear, length = number("breathing.notch.clear"), round(2.0 * _FOLLOW_S * rate_hz)
    near = np.any([np.abs(breath_hz - k * waves.frequency_hz) <= clear for k in (0.5, 1.0)], axis=0)
    for begin, end in runs(near):
        if end - begin < length:
            near[begin:end] = False
    return wider(near, length)


def without_steps(bands: Bands, waves: StepWaves, breath_hz: Array) -> Array:
    """Bands ``(band, time)`` without the waves of the steps, except where the breath is.

    A wave is taken out only where its frequency is further from the breath's than
    ``breathing.notch.clear``. Where breaths keep a fixed ratio to the strides, a harmonic of the
    breath lies on the stride; it goes with the artefact, which no filter can tell from it.

    Parameters
    ----------
    bands
        What is to be cleaned.
    waves
        Frequency and phase of the steps.
    breath_hz
        Shape ``(time,)``, breathing frequency.
    """
    if not waves.any:
        return bands.moved.copy()
    return np.stack([_cleaned(values, waves, breath_hz, bands.rate_hz) for values in bands.moved])


def _cleaned(values: Array, waves: StepWaves, breath_hz: Array, rate_hz: float) -> Array:
    from scipy.ndimage import gaussian_filter1d

    left = values.copy()
    for k in _order():
        frequency = k * waves.frequency_hz / 2.0
        there = np.isfinite(frequency) & (frequency < rate_hz / 2.0)
        clear = there & (np.abs(breath_hz - frequency) > number("breathing.notch.clear"))
        if clear.any():
            phase = k * waves.phase / 2.0
            wave = _followed(left, there, phase, _FOLLOW_S * rate_hz)
            turning = np.exp(2j * np.pi * np.where(there, np.nan_to_num(phase), 0.0))
            share = gaussian_filter1d(clear.astype(np.float64), _LOCK_S * rate_hz) * there
            left = left - share * 2.0 * np.real(wave * turning)
    return left


def _order() -> tuple[int, ...]:
    """Harmonics of the stride, those of the step first: they are the largest."""
    even = tuple(range(2, _HARMONICS + 1, 2))
    return even + tuple(range(1, _HARMONICS + 1, 2))
