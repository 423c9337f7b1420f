"""When breathing in and breathing out begin.

The volume is the sum of the bands, each by its own usual movement. A breath is a swing of the
volume that is large beside the swings nearby, found on the smoothed volume; when it begins is read
off the less smoothed volume, from the limb that follows.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing.soundness import runs
from runtall.literature import number

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
_COARSE: Final = 2.2
"""Half-amplitude frequency of the smoothing that finds breaths, in breathing frequencies."""
_FINE: Final = 6.0
"""Likewise of the volume that tells when they begin."""
_FINEST_HZ: Final = 3.2
"""Above it there is no breath, only steps and noise."""
_BANK_HZ: Final = (0.25, 3.2, 11)
"""Fixed smoothings between which the one that fits the local rate is taken."""
_HALF: Final = 0.18739
"""Standard deviation in s of the Gaussian that halves 1 Hz."""
_NEAR: Final = 9
"""Swings whose median is the usual swing nearby: four breaths and a half."""
_LEVELS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Heights of a limb at which it is timed."""
_ANGLES: Final = np.arccos(1.0 - 2.0 * np.array(_LEVELS))
_LONGEST: Final = 1.5
"""Slowest breath, in periods of the slowest rate looked for."""


@dataclass(frozen=True, slots=True)
class Onsets:
    """Instants (s) of breaths: begin of breathing in, of breathing out, and the next begin."""

    inspiration_s: Array
    expiration_s: Array
    end_s: Array


def find_onsets(time_s: Array, whole: Array, breath_hz: Array, rate_hz: float) -> Onsets:
    """Breaths in each unbroken stretch of the volume.

    Parameters
    ----------
    time_s
        Shape ``(time,)``.
    whole
        Volume that grows on breathing in, NaN where unknown.
    breath_hz
        Breathing frequency at each sample.
    rate_hz
        Samples a second.
    """
    known = np.isfinite(whole)
    coarse = smoothed(whole, known, _COARSE * breath_hz, rate_hz)
    fine = smoothed(whole, known, _FINE * breath_hz, rate_hz)
    parts = [
        _stretch(time_s[a:b], coarse[a:b], fine[a:b])
        for a, b in runs(_bridged(known, rate_hz))
        if b - a > rate_hz / number("breathing.rate.high")
    ]
    joined = np.concatenate(parts) if parts else np.empty((0, 3))
    longest = _LONGEST / number("breathing.rate.low")
    joined = joined[joined[:, 2] - joined[:, 0] <= longest]
    return Onsets(joined[:, 0], joined[:, 1], joined[:, 2])


def _bridged(known: Mask, rate_hz: float) -> Mask:
    """What is known, and gaps too short to hide a breath."""
    whole = known.copy()
    for begin, end in runs(~known):
        inside = begin > 0 and end < len(known)
        if inside and (end - begin) / rate_hz <= number("breathing.gap.longest"):
            whole[begin:end] = True
    return whole


def smoothed(values: Array, known: Mask, cutoff_hz: Array, rate_hz: float) -> Array:
    """Symmetric smoothing that halves ``cutoff_hz`` at each sample, over what is known."""
    from scipy.ndimage import gaussian_filter1d

    bank = np.geomspace(*_BANK_HZ[:2], _BANK_HZ[2])
    place = np.interp(np.log(np.minimum(cutoff_hz, _FINEST_HZ)), np.log(bank), np.arange(len(bank)))
    filled, weight = np.where(known, values, 0.0), known.astype(np.float64)
    whole = np.zeros_like(values)
    for i, cutoff in enumerate(bank):
        share = np.maximum(1.0 - np.abs(place - i), 0.0)
        if share.any():
            width = _HALF / cutoff * rate_hz
            sums = gaussian_filter1d(filled, width, mode="constant")
            weights = gaussian_filter1d(weight, width, mode="constant")
            whole += share * sums / np.maximum(weights, 1e-6)
    return whole


def _stretch(time_s: Array, coarse: Array, fine: Array) -> Array:
    """Breaths of one unbroken stretch, rows of begin, turn and end in s."""
    places = turns(coarse)
    if len(places) < 3:
        return np.empty((0, 3))
    swings = np.abs(np.diff(coarse[places]))
    least = number("breathing.swing.least")
    first = _large(coarse, places, np.full(len(places), least * np.percentile(swings, 90)))
    if len(first) < 3:
        return np.empty((0, 3))
    usual = _usual_swing(coarse, first, places)
    kept = _large(coarse, places, least * usual)
    return _timed(time_s, coarse, fine, kept)


def turns(values: Array) -> Places:
    """Places of the local extremes, highest and lowest in turn."""
    way = np.sign(np.diff(values))
    way = way[np.flatnonzero(way)] if (way == 0).any() else way
    moving = np.flatnonzero(np.diff(values))
    change = np.flatnonzero(np.diff(way)) + 1
    places: Places = moving[change]
    return places


def _usual_swing(values: Array, kept: Places, places: Places) -> Array:
    from scipy.ndimage import median_filter

    swings = np.abs(np.diff(values[kept]))
    usual = median_filter(swings, size=min(_NEAR, len(swings)), mode="nearest")
    middle = (kept[1:] + kept[:-1]) / 2.0
    found: Array = np.interp(places, middle, usual)
    return found


def _large(values: Array, places: Places, least: Array) -> Places:
    """Extremes between which the values swing by at least ``least`` (one per extreme)."""
    kept: list[int] = [int(places[0])]
    up = 0
    for place, enough in zip(places[1:], least[1:], strict=True):
        swing = values[place] - values[kept[-1]]
        further = (up > 0 and swing > 0) or (up < 0 and swing < 0)
        if further:
            kept[-1] = int(place)
        elif abs(swing) >= enough:
            kept.append(int(place))
            up = 1 if swing > 0 else -1
    return np.array(kept, dtype=np.int64)


def _timed(time_s: Array, coarse: Array, fine: Array, kept: Places) -> Array:
    """Begin of every limb, then three in turn for each breath that starts at a lowest volume."""
    if len(kept) < 4:
        return np.empty((0, 3))
    exact = [_extreme(fine, kept, i) for i in range(len(kept))]
    limbs = itertools.pairwise(exact)
    begins = np.array([_begin(time_s[a : b + 1], fine[a : b + 1]) for a, b in limbs])
    lowest = np.flatnonzero(np.diff(coarse[kept]) > 0)
    lowest = lowest[(lowest > 0) & (lowest + 2 < len(begins))]
    return np.stack([begins[lowest], begins[lowest + 1], begins[lowest + 2]], axis=1)


def _extreme(fine: Array, kept: Places, i: int) -> int:
    """Place of the extreme of the less smoothed volume about one of the smoothed."""
    before = (kept[i - 1] + kept[i]) // 2 if i else kept[i]
    after = (kept[i] + kept[i + 1]) // 2 if i + 1 < len(kept) else kept[i]
    other = kept[i + 1] if i + 1 < len(kept) else kept[i - 1]
    part = fine[before : after + 1]
    high = fine[kept[i]] > fine[other]
    return int(before + (np.argmax(part) if high else np.argmin(part)))


def _begin(time_s: Array, limb: Array) -> float:
    """When a limb leaves its first value.

    A breath starts like half a cosine: the angle whose cosine its height is grows evenly with
    time. The line through that, traced back to zero, is the begin; it is never before the extreme.
    Breathing in begins after any pause, so its heights are timed when they are passed for good;
    breathing out begins as soon as the volume falls, however slowly (as in speech), so its heights
    are timed when they are first reached.
    """
    if len(limb) < 2 or limb[-1] == limb[0]:
        return float(time_s[0])
    height = (limb - limb[0]) / (limb[-1] - limb[0])
    inward = limb[-1] > limb[0]
    onward = np.minimum.accumulate(height[::-1])[::-1] if inward else np.maximum.accumulate(height)
    when = np.interp(_LEVELS, onward, time_s)
    slope = float(((_ANGLES - _ANGLES.mean()) * when).mean() / _ANGLES.var())
    begin = float(when.mean() - slope * _ANGLES.mean())
    return float(np.clip(begin, time_s[0], when[0]))
