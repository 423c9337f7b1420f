"""Both bands as one volume, to tell by it when breaths begin."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing.soundness import running_median

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_WINDOW_S: Final = 20.0
_HOP_S: Final = 5.0
"""Windows in which a band is judged: of several breaths, even at rest."""
_ABOUT: Final = (0.7, 1.4)
"""Range of frequencies about the breath's, as factors, that counts as breath."""
_RANGE_HZ: Final = (0.08, 3.0)
"""Outside of it there is drift and sensor noise, which do not disturb breaths."""
_NEAR: Final = 12
"""Windows on either side, one minute, whose median is taken."""
_CLEAN: Final = 0.5
"""Power beside the breath, as a share of the breath's: below it bands count alike."""
_BESIDE: Final = 1e-3
"""Weight of a band that is not sound throughout nearby, beside one that is: its level is not known
well enough to take turns with the other within a breath."""
_SOUND: Final = 0.95
_AGAINST: Final = 0.3
"""Size of the sum, as a share of the chest alone, below which the bands move against each other."""


def volume(cleaned: Array, breath_hz: Array, rate_hz: float) -> Array:
    """Both bands together, ``(time,)``, NaN where none is sound.

    Bands that are not calibrated have arbitrary gains, so each is divided by the usual size of its
    own breath over the recording. Then they count alike, unless one of them hardly breathes: each
    has the weight ``1 / (0.5 + other power / power of the breath)``, where the power is that of
    its own movement about a minute. No gain enters. Where one band is not sound, the other stands
    for both. Bands that move so much against each other that hardly anything is left of the sum
    (paradoxical breathing) do not tell the volume together; then the chest alone is taken.
    """
    judged = [_judged(values, breath_hz, rate_hz) for values in cleaned]
    sizes = np.array([size for size, _ in judged])
    known = np.isfinite(cleaned)
    scaled = np.where(known, cleaned, 0.0) / sizes[:, None]
    weight = np.stack([w for _, w in judged]) * known * _steadiness(known, rate_hz)
    total = weight.sum(axis=0)
    together: Array = (weight * scaled).sum(axis=0) / np.where(total > 0.0, total, 1.0)
    both = known.all(axis=0)
    if both.any() and np.std(together[both]) < _AGAINST * np.std(scaled[0][both]):
        together = np.where(known[0], scaled[0], together)
    return np.where(known.any(axis=0), together, np.nan)


def _steadiness(known: Mask, rate_hz: float) -> Array:
    from scipy.ndimage import uniform_filter1d

    share = uniform_filter1d(known.astype(np.float64), round(_WINDOW_S * rate_hz), axis=1)
    return np.where(share >= _SOUND, 1.0, _BESIDE)


def _judged(values: Array, breath_hz: Array, rate_hz: float) -> tuple[float, Array]:
    """Usual size of the breath in one band, and the weight of the band at each sample."""
    place, breath, other = _powers(values, breath_hz, rate_hz)
    seen = breath > 0.0
    if not seen.any():
        return np.inf, np.zeros_like(values)
    size = float(np.sqrt(np.median(breath[seen])))
    ratio = np.where(seen, other / np.where(seen, breath, 1.0), np.nan)
    steady = running_median(ratio, _NEAR, float(np.median(ratio[seen])))
    return size, np.interp(np.arange(len(values)), place, 1.0 / (_CLEAN + steady))


def _powers(values: Array, breath_hz: Array, rate_hz: float) -> tuple[Array, Array, Array]:
    """Middles of windows (samples), power near the breath's frequency, and the rest of it."""
    from numpy.lib.stride_tricks import sliding_window_view
    from scipy.signal.windows import hann

    size = min(round(_WINDOW_S * rate_hz), len(values))
    hop = max(1, round(_HOP_S * rate_hz))
    pieces = sliding_window_view(np.nan_to_num(values), size)[::hop]
    taper = hann(size, sym=False)
    power = np.abs(np.fft.rfft(pieces * taper, axis=1)) ** 2 / float(np.sum(taper) ** 2)
    frequency = np.fft.rfftfreq(size, 1.0 / rate_hz)
    place = np.arange(len(pieces)) * hop + size // 2
    at = breath_hz[np.minimum(place, len(values) - 1)][:, None]
    about = (frequency >= _ABOUT[0] * at) & (frequency <= _ABOUT[1] * at)
    inside = (frequency >= _RANGE_HZ[0]) & (frequency <= _RANGE_HZ[1])
    breath = np.where(about, power, 0.0).sum(axis=1)
    return place.astype(np.float64), breath, np.where(inside & ~about, power, 0.0).sum(axis=1)
