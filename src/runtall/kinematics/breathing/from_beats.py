"""Breathing rate from the beats of the heart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from runtall.kinematics.intervals import N_DRAWS, interval, stride_draws
from runtall.literature import number
from runtall.motion.measurement import Measurement

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

METHOD: Final = "beats"
_NAME: Final = "breathing_rate"
_UNIT: Final = "1/min"
_WINDOW_S: Final = 30.0
"""Three of the slowest breaths, fifteen of a run."""
_HOP_S: Final = 15.0
_RATE_HZ: Final = 4.0
"""Of the even clock: above twice the quickest breathing."""
_PAD: Final = 8
_THERE: Final = 0.9
"""Share of a window that beats must cover."""
_AROUND: Final = 11
"""Beats whose middle one is the usual interval."""
_SPREAD: Final = 91
"""Beats whose scatter makes the threshold."""
_NO_BEAT_S: Final = 0.05
"""Keeps thresholds above nothing where a device wrote zeros."""
_LOBE: Final = 2.0
"""Half width of a line of a Hann window, in its bins."""
_USE: Final = 0.95
"""Share of half the heart rate up to which a line can be told."""
_OF_MEAN: Final = float(np.sqrt(np.pi / 2))
"""Standard deviation of a normal error whose mean size is 1."""
_SEED: Final = 0


def rate_from_beats(beats: xr.Dataset, start_s: float, end_s: float) -> Measurement:
    """Breathing rate from the intervals between beats, as breathing quickens and slows the heart.

    Windows of half a minute on an even clock: the strongest line between the slowest and the
    quickest breathing. Breathing quicker than half the heart rate cannot be seen, and shows as a
    slower one; beats say nothing about chest or belly. At rest, slow waves of the blood pressure
    near six a minute may be taken for the breath. The interval holds the published error beside
    the scatter between windows.

    Parameters
    ----------
    beats
        ``interval`` (``time``) in s, the one that ends at its time; NaN where missing.
    start_s, end_s
        Of the part of the recording.

    Returns
    -------
    Measurement
        ``breathing_rate`` in 1/min by ``"beats"``; unmeasured with its reason where too many
        beats are corrected or no line stands out.
    """
    time = np.asarray(beats["time"].values, dtype=np.float64)
    held = np.asarray(beats["interval"].values, dtype=np.float64)
    here = np.isfinite(held) & (time - held >= start_s) & (time <= end_s)
    time, held = time[here], held[here]
    if len(time) < _AROUND or time[-1] - time[0] < _WINDOW_S:
        return _unmeasured(f"needs {_WINDOW_S:.0f} s of beats of the heart at least")
    return _of_windows(time, held, artefacts(held), _starts(time))


def artefacts(interval_s: Array) -> Mask:
    """Beats that were missed, found too often, or came out of turn.

    An interval is one where it lies far from the middle of those around it, or where it is left
    by a jump as large as the one that led to it, the other way. Far is what the scatter of the
    differences allows, but at least a tenth and at most a quarter of the usual interval: a steady
    breath scatters little, and where no beat is right, all scatter.

    Parameters
    ----------
    interval_s
        Shape ``(beat,)``, s.
    """
    from scipy.ndimage import median_filter

    usual = np.maximum(median_filter(interval_s, _AROUND, mode="nearest"), _NO_BEAT_S)
    away = interval_s - usual
    step = np.diff(interval_s, prepend=interval_s[:1])
    jumps = step / _threshold(step, usual)
    back = np.concatenate([jumps[1:], [0.0]])
    turned = (np.minimum(np.abs(jumps), np.abs(back)) > 1) & (jumps * back < 0)
    impossible = (interval_s < number("watchfile.interval.shortest")) | (
        interval_s > number("watchfile.interval.longest")
    )
    found: Mask = (np.abs(away) > _threshold(away, usual)) | turned | impossible
    return found


def _threshold(values: Array, usual: Array) -> Array:
    """Quartile deviation of the sizes around each value, times what is usual, within bounds."""
    from scipy.ndimage import percentile_filter

    size = np.abs(values)
    high, low = (percentile_filter(size, q, size=_SPREAD, mode="nearest") for q in (75, 25))
    spread = number("beats.artefact.spread") * (high - low) / 2
    least, most = number("beats.artefact.least"), number("beats.artefact.jump")
    found: Array = np.clip(spread, least * usual, most * usual)
    return found


def _starts(time_s: Array) -> Array:
    return np.arange(time_s[0], time_s[-1] - _WINDOW_S + 1e-6, _HOP_S)


class _Line(NamedTuple):
    """Rate of the strongest line of a window, 1/min, and how much of the variation it holds.

    Of the variation that is not spread evenly over the band: 0 for noise, 1 for a pure line.
    """

    rate: float
    share: float


def _of_windows(time: Array, held: Array, wrong: Mask, starts: Array) -> Measurement:
    whole, sound = 0, []
    for start in starts:
        here = (time > start) & (time <= start + _WINDOW_S)
        if held[here].sum() < _THERE * _WINDOW_S:
            continue
        whole += 1
        if 100.0 * wrong[here].mean() <= number("beats.artefact.most"):
            sound.append(_line(time[here & ~wrong], held[here & ~wrong]))
    share = 100.0 * float(wrong.mean())
    if 2 * len(sound) < max(len(starts), 1):
        return _unmeasured(_unsound(whole, len(starts), share))
    clear = [line.rate for line in sound if line.share >= number("beats.rate.clear")]
    if 2 * len(clear) < len(sound):
        return _unmeasured("no one rhythm stands out in the beats of the heart")
    return _measured(np.array(clear))


def _unsound(whole: int, windows: int, share: float) -> str:
    if 2 * whole < windows:
        return "beats of the heart are missing in most of the time"
    return (
        f"{share:.0f} % of the beats of the heart would have to be corrected, more than "
        f"{number('beats.artefact.most'):.0f} % in most half minutes; a chest strap that is moist "
        "and tight gives better ones"
    )


def _line(time: Array, held: Array) -> _Line:
    """The strongest line between slowest breathing and half the heart rate."""
    from scipy.signal import detrend

    clock = np.arange(time[0], time[-1], 1 / _RATE_HZ)
    swing = detrend(np.interp(clock, time, held)) * np.hanning(len(clock))
    size = _PAD * len(clock)
    power = np.abs(np.fft.rfft(swing, size)) ** 2
    frequency = np.fft.rfftfreq(size, 1 / _RATE_HZ)
    high = min(number("breathing.rate.high"), _USE / (2 * float(np.median(held))))
    band = (frequency >= number("breathing.rate.low")) & (frequency <= high)
    inner = np.flatnonzero(band[1:-1]) + 1
    peaks = inner[(power[inner] >= power[inner - 1]) & (power[inner] > power[inner + 1])]
    if not len(peaks):
        return _Line(np.nan, 0.0)
    top = frequency[peaks[power[peaks].argmax()]]
    near = band & (np.abs(frequency - top) <= _LOBE * _RATE_HZ / len(clock))
    by_chance = near.sum() / band.sum()
    share = float(power[near].sum() / power[band].sum())
    return _Line(60.0 * float(top), (share - by_chance) / (1.0 - by_chance))


def _measured(rates: Array) -> Measurement:
    rng = np.random.default_rng(_SEED)
    value = float(rates.mean())
    error = _OF_MEAN * number("beats.rate.error") / 100.0 * value
    low, high = interval(stride_draws(rates, rng) + error * rng.standard_normal(N_DRAWS))
    return Measurement(
        _NAME, None, value, _UNIT, max(low, 0.0), high, method=METHOD, grade="A",
        sources=("prigent2021", "lipponen2019"),
    )  # fmt: skip


def _unmeasured(reason: str) -> Measurement:
    return Measurement(_NAME, None, None, _UNIT, status="unmeasured", reason=reason, method=METHOD)
