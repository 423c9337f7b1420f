"""Kernel regression over time that leaves out what is missing."""

from __future__ import annotations

import numpy as np

from runtall.kinematics.periodic import Array


def kernel_smooth(time_s: Array, values: Array, sigma_s: float, *, order: int = 0) -> Array:
    """Gaussian kernel regression that leaves out missing values.

    Parameters
    ----------
    time_s
        Shape ``(time,)``.
    values
        Shape ``(time, d)``; NaN where missing.
    sigma_s
        Width of the kernel.
    order
        0 local mean (zero far from any value), 1 local line (no edge bias under a trend).

    Returns
    -------
    numpy.ndarray
        Shape ``(time, d)``.
    """
    reach = (
        int(np.ceil(4 * sigma_s / max(np.median(np.diff(time_s)), 1e-6))) if len(time_s) > 1 else 0
    )
    moments = np.zeros((5, *values.shape))
    seen = np.isfinite(values)
    filled = np.where(seen, values, 0.0)
    for shift in range(-reach, reach + 1):
        here = slice(max(0, -shift), len(time_s) - max(0, shift))
        there = slice(max(0, shift), len(time_s) - max(0, -shift))
        if here.start >= here.stop:
            continue
        apart = time_s[there] - time_s[here]
        weight = np.exp(-0.5 * (apart / sigma_s) ** 2)[:, None] * seen[there]
        away = apart[:, None]
        for k, term in enumerate((weight, weight * away, weight * away**2)):
            moments[k, here] += term
        moments[3, here] += weight * filled[there]
        moments[4, here] += weight * away * filled[there]
    return _local(moments, order)


def _local(moments: Array, order: int) -> Array:
    s0, s1, s2, t0, t1 = moments
    tiny = 1e-9
    mean = np.where(s0 > tiny, t0 / np.maximum(s0, tiny), 0.0)
    if order == 0:
        return mean
    determinant = s0 * s2 - s1**2
    line = (s2 * t0 - s1 * t1) / np.where(determinant > tiny, determinant, 1.0)
    return np.where(determinant > tiny, line, mean)
