"""Breathing bands on one clock of about 16 Hz, and where they are sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import MalformedFile, MissingStream, TooShort
from runtall.kinematics.breathing.soundness import faults
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
NAMES: Final = ("chest", "belly", "band")
_RATE_HZ: Final = 16.0
"""Least rate after thinning: five times the quickest step, so that its harmonics do not fold."""
_LEAST_HZ: Final = 8.0
_LEAST_S: Final = 20.0
"""Twice the slowest breath."""
_TAPS: Final = 8
"""Half length of the anti-alias filter in samples of the thinned clock."""
_EDGE: Final = 0.4
"""Its cut-off as a share of the thinned rate."""
_DRIFT_S: Final = 8.0
"""Of the Gaussian that tells drift from breaths: passes all of a breath of 10 s."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands of one recording on one even clock.

    Attributes
    ----------
    time_s
        Shape ``(time,)``, on the recording's own clock.
    rate_hz
        At least 16 Hz, less than 32 Hz; slower recordings keep their rate.
    raw
        Shape ``(band, time)``: as recorded, growing on breathing in, NaN where missing.
    moved
        Shape ``(band, time)``: without drift, NaN where not sound.
    sound
        Shape ``(band, time)``.
    names
        Of the bands, ``chest`` before ``belly``, or ``band``.
    notices
        What was not sound, with its seconds.
    """

    time_s: Array
    rate_hz: float
    raw: Array
    moved: Array
    sound: Mask
    names: tuple[str, ...]
    notices: tuple[Notice, ...]


def prepare(bands: xr.Dataset) -> Bands:
    """Thin out, find what is not sound, take the drift out.

    All filters are symmetric in time, so nothing moves along the clock.

    Parameters
    ----------
    bands
        ``chest`` and ``belly``, or ``band`` (``time``), at 8 Hz or more. The attribute
        ``inspiration`` says whether the values rise (the default) or fall (``"falls"``) on
        breathing in.

    Raises
    ------
    MissingStream
        When there is none of the three.
    MalformedFile
        When they come at less than 8 Hz.
    TooShort
        When they last less than two slow breaths.
    """
    names = tuple(n for n in NAMES if n in bands)
    if not names:
        raise MissingStream("breathing: no band; it needs chest, belly or band")
    time_s, rate_hz, values = _even(bands, names)
    if str(bands.attrs.get("inspiration", "rises")) == "falls":
        values = -values
    step = max(1, int(rate_hz // _RATE_HZ))
    raw = np.stack([_thinned(v, step) for v in values])
    clock, rate = time_s[::step], rate_hz / step
    found = [faults(v, r, step, rate, n) for v, r, n in zip(values, raw, names, strict=True)]
    sound = np.stack([f.sound for f in found])
    moved = np.stack([_levelled(r, f.sound, f.cuts, rate) for r, f in zip(raw, found, strict=True)])
    notices = tuple(n for f in found for n in f.notices)
    return Bands(clock, rate, raw, moved, sound, names, notices)


def _even(bands: xr.Dataset, names: tuple[str, ...]) -> tuple[Array, float, Array]:
    """Clock, rate in Hz and values ``(band, time)`` on an even clock; NaN in the gaps of it."""
    time = np.asarray(bands["time"].values, dtype=np.float64)
    if len(time) < 2 or time[-1] - time[0] < _LEAST_S:
        raise TooShort(f"breathing: shorter than {_LEAST_S:.0f} s, too short for breaths")
    rate = float(bands.attrs.get("rate_hz", 0.0)) or 1.0 / float(np.median(np.diff(time)))
    if rate < _LEAST_HZ:
        raise MalformedFile(
            f"breathing: {rate:.3g} samples a second; breaths need {_LEAST_HZ:.0f} or more"
        )
    values = np.stack([np.asarray(bands[n].values, dtype=np.float64) for n in names])
    place = np.round((time - time[0]) * rate).astype(np.int64)
    even = np.full((len(names), int(place[-1]) + 1), np.nan)
    even[:, place] = np.where(np.isfinite(values), values, np.nan)
    return time[0] + np.arange(even.shape[1]) / rate, rate, even


def _thinned(values: Array, step: int) -> Array:
    """Every ``step``-th sample after a symmetric anti-alias filter; NaN where missing."""
    from scipy.signal import firwin, upfirdn

    missing = ~np.isfinite(values)
    if step == 1:
        return values.copy()
    filled = bridged(values)
    half = _TAPS * step
    kernel = firwin(2 * half + 1, 2 * _EDGE / step)
    padded = np.pad(filled, half, mode="edge")
    thin: Array = upfirdn(kernel, padded, down=step)[2 * _TAPS :][: -(-len(values) // step)]
    thin[missing[::step]] = np.nan
    return thin


def bridged(values: Array) -> Array:
    """Straight lines across what is missing."""
    known = np.isfinite(values)
    if known.all():
        return values.copy()
    if not known.any():
        return np.zeros_like(values)
    place = np.arange(len(values))
    return np.interp(place, place[known], values[known])


def _levelled(raw: Array, sound: Mask, cuts: npt.NDArray[np.int64], rate_hz: float) -> Array:
    """One band about its slow mean, piece by piece between the jumps; NaN where not sound."""
    level = np.full_like(raw, np.nan)
    for begin, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        part = slice(int(begin), int(end))
        if sound[part].any():
            level[part] = raw[part] - slow_mean(raw[part], sound[part], _DRIFT_S * rate_hz)
    level[~sound] = np.nan
    return level


def slow_mean(values: Array, sound: Mask, width: float) -> Array:
    """Mean over a Gaussian of ``width`` samples of what is sound; symmetric in time."""
    from scipy.ndimage import gaussian_filter1d

    weight = sound.astype(np.float64)
    about = float(np.median(values[sound]))
    sums = gaussian_filter1d(np.where(sound, values - about, 0.0), width, mode="constant")
    weights = gaussian_filter1d(weight, width, mode="constant")
    mean: Array = about + sums / np.maximum(weights, np.finfo(float).tiny)
    return mean
