"""Marks of a contact in the height of the points of a foot."""

from __future__ import annotations

import numpy as np

from runtall.kinematics.markers.points3d import (
    Points3D,
    filled,
    lowpass,
    second_difference,
    unbroken,
)
from runtall.kinematics.periodic import Array
from runtall.literature import number

_STRIKE_S = (-0.03, 0.03)
"""Around the frame from which a point of the foot lies still, where its strike is looked for."""
_LOWEST_S = (-0.05, 0.08)
_LEAVE_S = (-0.06, 0.06)
_SHARE = 0.5
"""A peak lower than this share of the highest of its window is none."""
_SHORT_S, _FALLEN = 0.025, 0.5
"""A strike's acceleration has fallen below this share so long before or after its peak."""
_MARGIN = 2
"""Frames around a window: differences need their neighbours."""


def heights(points: Points3D, names: list[str]) -> Array:
    """Filtered heights of points, shape ``(time, point)``; NaN where not seen."""
    height = np.stack([points.point(n)[:, 1] for n in names], axis=1)
    smooth = np.full_like(height, np.nan)
    cutoff = number("events.markers.cutoff")
    for span in unbroken(points):
        smooth[span] = lowpass(filled(height[span]), points.rate_hz, cutoff)
    return np.asarray(np.where(np.isfinite(height), smooth, np.nan))


def strike(points: Points3D, height: Array, frame: int) -> float:
    """First peak of the vertical acceleration around a frame, s; NaN where there is none.

    Parameters
    ----------
    points
        For the clock.
    height
        Of heel and forefoot, from `heights`.
    frame
        First frame in which a point of the foot lies still.
    """
    window = _window(points, frame, _STRIKE_S)
    curves = [second_difference(h, points.rate_hz) for h in height[window].T]
    return _first(points, window, _peaks(curves))


def short(points: Points3D, height: Array, time_s: float) -> bool:
    """Whether the acceleration at a strike is as short as one, and not that of a smoothed file.

    Parameters
    ----------
    points
        For the clock.
    height
        Of heel and forefoot, from `heights`.
    time_s
        Of the strike.
    """
    frame = int(np.searchsorted(points.time_s, time_s))
    reach = max(round(_SHORT_S * points.rate_hz), 1)
    if not reach < frame < len(height) - reach - 1:
        return True
    part = height[frame - reach - 1 : frame + reach + 2]
    bends = np.stack([second_difference(h, points.rate_hz)[1:-1] for h in part.T])
    top = bends[np.argmax(np.nan_to_num(bends[:, reach], nan=-np.inf))]
    return bool(min(top[0], top[-1]) < _FALLEN * top[reach])


def lowest(points: Points3D, height: Array, frame: int) -> float:
    """When the point that is lowest first stops to sink, s; NaN where none does."""
    window = _window(points, frame, _LOWEST_S)
    found = []
    for curve in height[window].T:
        if len(curve) > 2 and np.isfinite(curve).all():
            low = np.flatnonzero((curve[1:-1] <= curve[:-2]) & (curve[1:-1] < curve[2:])) + 1
            found += [_vertex(-curve, int(k)) for k in low[:1]]
    return _first(points, window, found)


def leave(points: Points3D, height: Array, frame: int, *, jerk: bool) -> float:
    """First peak of vertical jerk or acceleration around a frame, s; NaN where there is none.

    Parameters
    ----------
    points
        For the clock.
    height
        Of the forefoot, from `heights`.
    frame
        First frame in which no point of the foot lies still.
    jerk
        Whether the jerk is looked at, else the acceleration: a foot that lifts pushes off until
        it leaves.
    """
    window = _window(points, frame, _LEAVE_S)
    part = height[window][:, np.isfinite(height[window]).all(axis=0)]
    if not part.size:
        return np.nan
    bend = second_difference(part.mean(axis=1), points.rate_hz)
    shift = 0.5 if jerk else 0.0
    return _first(points, window, [shift + p for p in _peaks([np.diff(bend) if jerk else bend])])


def _window(points: Points3D, frame: int, around_s: tuple[float, float]) -> slice:
    span = next(s for s in unbroken(points) if s.start <= frame <= s.stop)
    low, high = (round(frame + s * points.rate_hz) for s in around_s)
    return slice(max(low - _MARGIN, span.start), min(high + _MARGIN + 1, span.stop))


def _peaks(curves: list[Array]) -> list[float]:
    """Places of the first high peak of each curve, in frames from its start."""
    whole = [c for c in curves if len(c) > 2 and np.isfinite(c).all()]
    highest = max((float(c.max()) for c in whole), default=0.0)
    found = []
    for curve in whole:
        top = np.flatnonzero((curve[1:-1] >= curve[:-2]) & (curve[1:-1] > curve[2:])) + 1
        high = top[curve[top] >= _SHARE * highest]
        found += [_vertex(curve, int(k)) for k in high[:1]]
    return found


def _vertex(curve: Array, k: int) -> float:
    a, b, c = curve[k - 1 : k + 2]
    bend = a - 2 * b + c
    return k + (0.5 * (a - c) / bend if bend < 0 else 0.0)


def _first(points: Points3D, window: slice, places: list[float]) -> float:
    # At the rim it is the flank of a peak outside, as that of a foot that slows down in the air.
    rim = _MARGIN - 0.5
    inside = [p for p in places if rim <= p <= window.stop - window.start - 1 - rim]
    return moment(points, window.start + min(inside)) if inside else np.nan


def moment(points: Points3D, frame: float) -> float:
    """Time of a frame, between frames too, s."""
    return float(np.interp(frame, np.arange(len(points.time_s)), points.time_s))
