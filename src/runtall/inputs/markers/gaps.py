"""Moments in which a marker was not seen, or was seen where it cannot have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.inputs.markers.cloud import Array, Cloud
from runtall.literature import number
from runtall.motion.recording import Notice

Mask = npt.NDArray[np.bool_]

_ACCELERATION: Final = 600.0
"""m/s^2; a marker on the foot reaches some 300 when it lands."""
_NOISE_M: Final = 0.02
_ALONE: Final = 1.6
"""A jump there and back shows twice as strong in its own frame as in the ones beside it; a jump
that stays shows alike in two."""
_AROUND: Final = 4
"""Frames with values that a curve needs."""
_MISSING: Final = 0.02
"""Share of the frames that may be missing without a word."""
_LISTED: Final = 5


@dataclass(frozen=True, slots=True)
class Mended:
    """What was done: values filled and values taken out, both counted by point and frame."""

    filled: int
    spikes: int


def mend(cloud: Cloud, time_s: Array) -> tuple[Cloud, Mended]:
    """Take out single frames that jump, and fill short gaps.

    Parameters
    ----------
    cloud
        Points in m.
    time_s
        (time,)

    Returns
    -------
    dict, Mended
        The points; NaN where a gap is too long to fill.
    """
    clean: Cloud = {}
    filled = spikes = 0
    for name, path in cloud.items():
        whole = np.where(np.isfinite(path).all(axis=1, keepdims=True), path, np.nan)
        jumps = find_spikes(whole, time_s)
        whole[jumps] = np.nan
        clean[name], count = fill(whole, time_s)
        filled, spikes = filled + count, spikes + int(jumps.sum())
    return clean, Mended(filled, spikes)


def find_spikes(path: Array, time_s: Array) -> Mask:
    """Frames (time,) in which a point jumps away and is back in the next."""
    jump = np.zeros(len(path))
    if len(path) < 3:
        return np.zeros(len(path), np.bool_)
    before, here, after = path[:-2], path[1:-1], path[2:]
    jump[1:-1] = np.nan_to_num(np.linalg.norm(here - (before + after) / 2, axis=1))
    step = float(np.median(np.diff(time_s)))
    beside = np.maximum(np.r_[0.0, jump[:-1]], np.r_[jump[1:], 0.0])
    found: Mask = (jump > _ACCELERATION * step**2 / 2 + _NOISE_M) & (jump > _ALONE * beside)
    return found


def fill(path: Array, time_s: Array) -> tuple[Array, int]:
    """Fill gaps between seen values that are short enough.

    Returns
    -------
    numpy.ndarray, int
        The path, and how many frames were filled.
    """
    seen = np.isfinite(path).all(axis=1)
    short = _short(seen, time_s)
    if not short.any() or seen.sum() < _AROUND:
        return path, 0
    from scipy.interpolate import CubicSpline

    filled = path.copy()
    filled[short] = CubicSpline(time_s[seen], path[seen])(time_s[short])
    return filled, int(short.sum())


def _short(seen: Mask, time_s: Array) -> Mask:
    """Frames of gaps (time,) that have values on both sides and last no longer than allowed."""
    edges = np.flatnonzero(seen)
    inside = np.zeros(len(seen), np.bool_)
    longest = number("markers.gap.longest")
    for gap in np.flatnonzero(np.diff(edges) > 1):
        start, end = edges[gap], edges[gap + 1]
        # A gap as long as allowed must not fail by the last digit of its times.
        if time_s[end] - time_s[start] <= longest * 1.001:
            inside[start + 1 : end] = True
    return inside


def told(cloud: Cloud, mended: Mended) -> list[Notice]:
    """What a person should know of gaps that stayed, and of values taken out."""
    notices = []
    if mended.spikes:
        text = f"{mended.spikes} values jumped for a single frame and were taken out"
        notices.append(Notice("spikes", text))
    missing = {n: float(np.isnan(p[:, 0]).mean()) for n, p in cloud.items()}
    long = sorted((n for n, s in missing.items() if s > _MISSING), key=lambda n: -missing[n])
    if long:
        names = ", ".join(f"{n} {100 * missing[n]:.0f} %" for n in long[:_LISTED])
        more = f" and {len(long) - _LISTED} more" if len(long) > _LISTED else ""
        text = f"not seen for longer than can be filled: {names} of the frames{more}"
        notices.append(Notice("gaps", text))
    return notices
