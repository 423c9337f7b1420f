"""How the sensor on the trunk is inclined, and how that changes."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from runtall.kinematics.intervals import stride_draws
from runtall.kinematics.watch.slope import slope_on_time
from runtall.kinematics.worn.felt import Array, Felt
from runtall.kinematics.worn.strides import Strides, stride_means
from runtall.literature import number
from runtall.motion.measurement import LEVEL
from runtall.motion.segments import Segment

STANDING_S: Final = 10.0
"""Standing that serves as upright: sway of the body takes some seconds."""
_BEFORE_S: Final = 5.0
"""Who runs within so short a time was standing."""
_UNITY: Final = 1e-9


class Span(NamedTuple):
    """Value with its 90 % interval."""

    value: float
    low: float
    high: float


def drift(felt: Felt, found: Strides) -> Span | None:
    """Change of the inclination along the run, deg in 10 min; None when the run is too short.

    Means of half minutes, against time, with slow wander allowed for. With axes that are known it
    is the change forward; else the size of the change in any direction, which is never negative.

    Parameters
    ----------
    felt
        What the sensor feels.
    found
        Strides of the run.
    """
    time, angles = _windows(found.middle_s, angles_of(stride_means(felt, found), felt.axes))
    if len(time) < number("drift.windows_min"):
        return None
    per = number("drift.per") * 60.0
    nothing = np.empty((len(time), 0))
    slopes = [slope_on_time(time, column, nothing) for column in angles.T]
    if len(slopes) == 1:
        return Span(*(per * x for x in slopes[0]))
    one, other = slopes
    size = math.hypot(one.value, other.value)
    # Both directions at their ends: at least as wide as the circle that holds 90 %.
    wide = math.hypot(one.high - one.low, other.high - other.low) / 2
    return Span(per * size, per * max(size - wide, 0.0), per * (size + wide))


def angles_of(means: Array, axes: str) -> Array:
    """Inclination of each mean force in deg: forward, or in two directions from the middle one.

    With x forward and y up a trunk that leans forward turns x towards the ground, and what is
    felt along x becomes negative.

    Parameters
    ----------
    means
        Shape ``(stride, 3)``, g.
    axes
        ``"isb"`` or ``"unknown"``.

    Returns
    -------
    numpy.ndarray
        Shape ``(stride, 1)`` or ``(stride, 2)``.
    """
    if axes == "isb":
        forward: Array = np.degrees(np.arctan2(-means[:, 0], means[:, 1]))[:, None]
        return forward
    middle = np.median(means, axis=0)
    return _from(means, middle / np.linalg.norm(middle))


def _from(means: Array, up: Array) -> Array:
    """Angles of vectors from ``up`` in two directions across it, deg."""
    _, _, across = np.linalg.svd(up[None, :])
    along = means @ up
    sides = means @ across[1:].T
    out = np.linalg.norm(sides, axis=1)
    angle = np.degrees(np.arctan2(out, along))
    found: Array = sides / np.maximum(out, _UNITY)[:, None] * angle[:, None]
    return found


def _windows(time_s: Array, values: Array) -> tuple[Array, Array]:
    """Means of windows with enough strides in them."""
    if not len(time_s):
        return np.empty(0), values
    place = ((time_s - time_s[0]) // number("drift.window")).astype(int)
    count = np.bincount(place)
    full = count >= number("drift.strides_min") / 2
    mean = [np.bincount(place, column)[full] / count[full] for column in (time_s, *values.T)]
    return mean[0], np.stack(mean[1:], axis=1)


def change(felt: Felt, run: Strides, upright: Array, rng: np.random.Generator) -> Span:
    """Inclination in the run against that of upright movement before it, deg.

    Parameters
    ----------
    felt
        What the sensor feels.
    run
        Strides of the run.
    upright
        Shape ``(piece, 3)``, mean forces of strides of a walk, or of seconds of standing.
    rng
        Source of randomness.
    """
    means = stride_means(felt, run)
    if felt.axes == "isb":
        angles = [angles_of(part, "isb") for part in (means, upright)]
    else:
        up = upright.mean(axis=0)
        angles = [_from(part, up / np.linalg.norm(up)) for part in (means, upright)]
    differ = angles[0].mean(axis=0) - angles[1].mean(axis=0)
    draws = np.stack([stride_draws(a, rng) - stride_draws(b, rng)
                      for a, b in zip(angles[0].T, angles[1].T, strict=True)], axis=1)  # fmt: skip
    draws = draws + number("worn.lean.error") * rng.standard_normal(draws.shape)
    if len(differ) == 1:
        tail = (1 - LEVEL) / 2
        low, high = np.quantile(draws[:, 0], [tail, 1 - tail])
        return Span(float(differ[0]), float(low), float(high))
    size = float(np.linalg.norm(differ))
    wide = float(np.quantile(np.linalg.norm(draws - differ, axis=1), LEVEL))
    return Span(size, max(size - wide, 0.0), size + wide)


def standing(felt: Felt, segments: tuple[Segment, ...], run: Segment) -> Array:
    """Mean forces of the last seconds of rest that end where the run begins, ``(second, 3)``."""
    rests = [
        s
        for s in segments
        if s.activity == "rest"
        and 0.0 <= run.start_s - s.end_s <= _BEFORE_S
        and s.duration_s >= STANDING_S
    ]
    if not rests:
        return np.empty((0, 3))
    starts = rests[-1].end_s - np.arange(1, int(STANDING_S) + 1)[::-1]
    first = np.searchsorted(felt.time_s, starts)
    length = round(felt.rate_hz)
    return np.stack([felt.smooth[k : k + length].mean(axis=0) for k in first])
