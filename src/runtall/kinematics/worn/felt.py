"""What a sensor on the trunk feels: specific force, where up is, and the force along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import MissingStream, TooShort

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

STANDARD_GRAVITY: Final = 9.80665
"""m/s²; only turns m/s² into the g that people read. The gravity felt is measured."""
WINDOW_S: Final = 5.0
"""Window in which one kind of movement is told: at least five steps of a slow walk."""
_UP_S: Final = 4.0
"""The mean of the specific force over so long is gravity: two slow strides, five quick ones."""
_CUTOFF_HZ: Final = 10.0
"""Keeps the rise and fall of the trunk, five harmonics of a walk, and damps the ringing of a shirt
after the impact."""
_PLENTY_HZ: Final = 100.0
"""Ten times the cut-off: more samples make an hour slow and no step clearer."""
_ORDER: Final = 4
_BRIDGED_S: Final = 0.1
"""Gaps so short are bridged: a fifth of a step at most."""
_SLOWEST_HZ: Final = 25.0
"""Below, steps are not told from their echoes in the sampling."""


@dataclass(frozen=True, slots=True)
class Felt:
    """Specific force of the trunk on an even clock.

    Attributes
    ----------
    time_s
        Shape ``(time,)``, s from the start of the recording.
    rate_hz
        Samples per second here, 100 to 200 of a sensor that takes more.
    smooth
        Shape ``(time, 3)``, specific force in g along the sensor's axes, gaps bridged, without
        what is quicker than 10 Hz, not shifted in time.
    up
        Shape ``(time, 3)``, unit vector against gravity in the sensor's axes, slowly changing.
    vertical
        Shape ``(time,)``, ``smooth`` along ``up``, in what the sensor feels at rest: 1 in
        standing, 0 in free fall.
    known
        Shape ``(time,)``, False in gaps that were too long to bridge.
    axes
        ``"isb"`` (x forward, y up, z right) or ``"unknown"``.
    every
        How many samples of the sensor each of these is the mean of.
    """

    time_s: Array
    rate_hz: float
    smooth: Array
    up: Array
    vertical: Array
    known: Mask
    axes: str
    every: int = 1


def thinned(values: Array, every: int) -> Array:
    """Means of so many samples after each other, along the first axis.

    Parameters
    ----------
    values
        Shape ``(time, ...)``.
    every
        How many make one; those left over at the end are left out.
    """
    if every == 1:
        return values
    count = len(values) // every
    found: Array = values[: count * every].reshape(count, every, *values.shape[1:]).mean(axis=1)
    return found


def felt(imu: xr.Dataset) -> Felt:
    """Specific force as the sensor feels it, whichever way it is worn.

    Over whole strides the trunk neither gains nor loses speed, so the mean of what an
    accelerometer feels is gravity. Its direction says where up is, its size how the sensor is
    scaled. A sensor on a shirt feels the shirt as well.

    Parameters
    ----------
    imu
        ``acceleration`` (``time space``) in m/s² on an even clock, NaN in gaps; attrs ``axes``.

    Raises
    ------
    runtall.errors.MissingStream
        Without acceleration along three axes.
    runtall.errors.TooShort
        When too little of it is there, or it is sampled too seldom.
    """
    from scipy.ndimage import uniform_filter1d

    if "acceleration" not in imu or imu["acceleration"].shape[1:] != (3,):
        raise MissingStream(
            "the trunk sensor has no acceleration along three axes; export all three"
        )
    time = np.asarray(imu["time"].values, dtype=np.float64)
    sampled = _rate(time)
    every = max(1, int(sampled / _PLENTY_HZ))
    rate, time = sampled / every, thinned(time, every)
    told = np.asarray(imu["acceleration"].values, dtype=np.float64) / STANDARD_GRAVITY
    whole, known = _bridged(thinned(told, every), rate)
    smooth = _smooth(whole, rate)
    mean = uniform_filter1d(smooth, max(1, round(_UP_S * rate)), axis=0, mode="nearest")
    size = np.linalg.norm(mean, axis=1, keepdims=True)
    up = mean / np.maximum(size, np.finfo(float).tiny)
    vertical = np.einsum("ij,ij->i", smooth, up) / max(float(np.median(size[known])), 1e-9)
    axes = str(imu.attrs.get("axes", "unknown"))
    return Felt(time, rate, smooth, up, vertical, known, axes, every)


def _rate(time_s: Array) -> float:
    if len(time_s) < 2 or time_s[-1] - time_s[0] < 2 * WINDOW_S:
        raise TooShort(
            f"the trunk sensor recorded less than {2 * WINDOW_S:.0f} s; record a minute of the run"
        )
    rate = float(1.0 / np.median(np.diff(time_s)))
    if rate < _SLOWEST_HZ * (1 - 1e-3):
        raise TooShort(
            f"the trunk sensor was sampled {rate:.3g} times a second; steps need "
            f"{_SLOWEST_HZ:.0f} at least"
        )
    return rate


def _bridged(values: Array, rate: float) -> tuple[Array, Mask]:
    """Straight lines through gaps, and which samples lie outside the long ones."""
    from scipy.ndimage import binary_opening

    seen = np.isfinite(values).all(axis=1)
    if seen.sum() < 2 * WINDOW_S * rate:
        raise TooShort(
            f"the trunk sensor holds less than {2 * WINDOW_S:.0f} s of acceleration; was it on?"
        )
    if seen.all():
        return values, seen
    place = np.arange(len(values))
    filled = np.stack([np.interp(place, place[seen], v[seen]) for v in values.T], axis=1)
    missing = np.concatenate([[False], ~seen, [False]])
    long = binary_opening(missing, np.ones(int(_BRIDGED_S * rate) + 1))[1:-1]
    return filled, ~long


def _smooth(values: Array, rate: float) -> Array:
    from scipy.signal import butter, sosfiltfilt

    sections = butter(_ORDER, min(_CUTOFF_HZ, 0.45 * rate), fs=rate, output="sos")
    found: Array = sosfiltfilt(sections, values, axis=0)
    return found
