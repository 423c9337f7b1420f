"""What follows from the fields of a watch: cadence in steps, distance, speed, grade, pauses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.inputs.limits import MAX_FRAMES
from runtall.inputs.sensors.fields import counts_steps, fields, is_on_foot, sport_is_said
from runtall.inputs.sensors.raw import RawChannel, Session
from runtall.inputs.sensors.watch.rows import Array
from runtall.literature import number
from runtall.motion.recording import Notice

Channels = tuple[RawChannel, ...]
Notices = tuple[Notice, ...]
Span = tuple[float, float]
Mask = npt.NDArray[np.bool_]

_DERIVED: Final = "derived"
_LAST_S: Final = 1.0
"""How long the last record holds."""
_SILENCE_S: Final = 60.0
"""Watches that save memory leave out some ten seconds, not a minute."""
_GRID_S: Final = 1.0
_GRID_M: Final = 1.0
_PER_MINUTE: Final = 60.0


def moved(time_s: Array, channels: Channels, paused: Mask) -> tuple[Channels, Notices]:
    """Add distance, speed and grade where the file has none of its own.

    Distance is the sum of the great-circle steps between the places, without those in a pause.
    Speed is the slope of the distance (the file's own, if any) over ``watchfile.slope.time``, grade
    that of altitude over ``watchfile.slope.distance`` of way, not where the watch set its altitude
    anew. The channels made here have the source ``"derived"``.

    Parameters
    ----------
    time_s
        Strictly increasing, s.
    channels
        In SI, named.
    paused
        Shape ``(time,)``.
    """
    by_name = {channel.name: channel.values for channel in channels}
    made: list[RawChannel] = []
    if "distance" not in by_name and {"latitude", "longitude"} <= set(by_name):
        by_name["distance"] = _way(by_name["latitude"], by_name["longitude"], paused)
        made.append(_made("distance", by_name["distance"], "m", "position"))
    way = by_name.get("distance")
    if way is not None and "speed" not in by_name:
        speed = _slope(time_s, way, number("watchfile.slope.time"), _GRID_S)
        made.append(_made("speed", np.maximum(speed, 0.0), "m/s", "distance"))
    if way is not None and "altitude" in by_name and "grade" not in by_name:
        altitude = _without_jumps(time_s, by_name["altitude"])
        grade = _slope(way, altitude, number("watchfile.slope.distance"), _GRID_M)
        made.append(_made("grade", _runnable(grade), "1", "altitude over distance"))
    made = [channel for channel in made if np.isfinite(channel.values).any()]
    names = ", ".join(channel.name for channel in made)
    text = f"the file does not hold {names}: made from its place, altitude and time"
    return (*channels, *made), ((Notice("fields_derived", text),) if made else ())


def stepped(
    time_s: Array, channels: Channels, sessions: Sequence[Session]
) -> tuple[Channels, Notices]:
    """Add ``cadence``: steps of both feet, Hz (people read steps/min), in the sports on foot.

    Watches write the cadence of a run as that of one leg: strides/min, in FIT with the rest in
    ``fractional_cadence``. So ``cadence = 2 (file_cadence + fractional_cadence)``. Where the unit
    of the file counts steps, or the usual value is above what one leg does
    (``watchfile.cadence.one_leg``), it is that of both and is not doubled. A sport that is not said
    counts as one on foot; a notice says so. The file's own columns stay as they are.
    """
    own = next((channel for channel in channels if channel.name == "file_cadence"), None)
    if own is None:
        return channels, ()
    foot, unsaid = _on_foot(time_s, sessions)
    rest = next((c.values for c in channels if c.name == "fractional_cadence"), None)
    values = own.values + (0.0 if rest is None else np.nan_to_num(rest))
    values = np.where(foot, values, np.nan)
    if not np.isfinite(values).any():
        return channels, ()
    both, said = _counts_both(values, own.file_unit)
    label = own.label if rest is None else f"{own.label} + fractional_cadence"
    cadence = _made("cadence", values * (1.0 if both else 2.0), "Hz", label)
    text = "the file does not say which sport it is: its cadence is taken as that of a runner"
    return (cadence, *channels), (*said, *((Notice("sport_unknown", text),) if unsaid else ()))


def paused_rows(time_s: Array, pauses: Sequence[Span]) -> Mask:
    """Whether the timer stood for most of the time until the next record.

    So the last record before a pause without records is true, and every record within a pause:
    what lies between it and the next one is no part of the run.
    """
    until = np.append(time_s[1:], time_s[-1] + _LAST_S)
    if not pauses:
        return np.zeros(len(time_s), bool)
    starts, ends = np.array(sorted(pauses)).T
    ends = np.maximum.accumulate(ends)
    starts = np.maximum(starts, np.concatenate([[-np.inf], ends[:-1]]))
    edges = np.stack([starts, np.maximum(starts, ends)], axis=1)
    stood = np.concatenate([[0.0], np.cumsum(np.diff(edges, axis=1))])
    passed = np.stack([stood[:-1], stood[1:]], axis=1).ravel()
    stands = np.interp(until, edges.ravel(), passed) - np.interp(time_s, edges.ravel(), passed)
    paused: Mask = stands > (until - time_s) / 2
    return paused


def pausing(time_s: Array, pauses: Sequence[Span], paused: Mask) -> tuple[Channels, Notices]:
    """Channel ``paused`` (0 or 1, see `paused_rows`), and notices about pauses and silences."""
    silent = np.diff(time_s)[~paused[:-1]]
    silent = silent[silent > _SILENCE_S]
    text = (
        f"it holds no record for {silent.sum():.0f} s, in {len(silent)} silences of more than a "
        "minute that are no pause"
    )
    notices = (Notice("silences", text),) if silent.size else ()
    spans = [(s, e) for s, e in pauses if e > s and e > time_s[0] and s < time_s[-1]]
    if not spans:
        return (), notices
    length = sum(min(e, float(time_s[-1])) - max(s, 0.0) for s, e in spans)
    count = f"{len(spans)} times" if len(spans) > 1 else "once"
    text = f"its timer was stopped {count}, {length:.0f} s in all; that time is no part of the run"
    channel = _made("paused", paused.astype(float), "1", "timer")
    return (channel,), (Notice("paused", text), *notices)


def _made(name: str, values: Array, unit: str, label: str) -> RawChannel:
    return RawChannel(name, values, unit, label, "", _DERIVED)


def _on_foot(time_s: Array, sessions: Sequence[Session]) -> tuple[Mask, bool]:
    """Which records are of a sport on foot, and whether for some of them none is said."""
    foot = np.zeros(len(time_s), bool)
    unsaid = np.ones(len(time_s), bool)
    for session in sessions:
        inside = (time_s >= session.start_s) & (time_s <= session.end_s)
        if sport_is_said(session.sport):
            foot[inside] |= is_on_foot(session.sport)
            unsaid[inside] = False
    # A watch writes a last record after the end of its session.
    if sessions and not unsaid.all():
        return foot, False
    return foot | unsaid, bool(unsaid.any())


def _counts_both(values: Array, file_unit: str) -> tuple[bool, Notices]:
    if counts_steps(file_unit):
        return True, ()
    turning = values[np.isfinite(values) & (values > 0)]
    usual = float(np.median(turning)) if turning.size else 0.0
    if usual <= number("watchfile.cadence.one_leg") / _PER_MINUTE:
        return False, ()
    text = (
        f"its cadence is mostly about {usual * _PER_MINUTE:.0f}/min, more than one leg does: "
        "it is taken as that of both"
    )
    return True, (Notice("cadence_of_both", text),)


def _way(latitude: Array, longitude: Array, paused: Mask) -> Array:
    """Way along the places, m, by the haversine formula; a place that is missing adds none."""
    seen = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude))
    phi, lam = np.radians(latitude[seen]), np.radians(longitude[seen])
    half = np.sin(np.diff(phi) / 2) ** 2
    half += np.cos(phi[1:]) * np.cos(phi[:-1]) * np.sin(np.diff(lam) / 2) ** 2
    steps = 2 * number("earth.radius") * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    steps[paused[seen[:-1]]] = 0.0
    way = np.full(len(latitude), np.nan)
    way[seen] = np.concatenate([np.zeros(min(1, len(seen))), np.cumsum(steps)])
    return way


def _without_jumps(time_s: Array, altitude: Array) -> Array:
    """Altitude without steps that no one climbs or falls, where the watch set it anew."""
    seen = np.flatnonzero(np.isfinite(altitude))
    steps = np.diff(altitude[seen])
    steps[np.abs(steps) > number("watchfile.climb.fastest") * np.diff(time_s[seen])] = 0.0
    level = np.full(len(altitude), np.nan)
    level[seen] = np.concatenate([altitude[seen][:1], steps]).cumsum()
    return level


def _runnable(grade: Array) -> Array:
    field = fields()["grade"]
    return np.where((grade >= field.low) & (grade <= field.high), grade, np.nan)


def _slope(along: Array, values: Array, window: float, grid: float) -> Array:
    """Slope of values over ``along``, by least squares in a window about each record.

    NaN where a hole longer than the window lies within reach, and where there is too little.
    """
    slope = np.full(len(along), np.nan)
    rows = np.flatnonzero(np.isfinite(along) & np.isfinite(values))
    rows = rows[np.diff(np.maximum.accumulate(along[rows]), prepend=-np.inf) > 0]
    if len(rows) < 2 or not window < along[rows[-1]] - along[rows[0]] < MAX_FRAMES * grid:
        return slope
    even = np.arange(along[rows[0]], along[rows[-1]] + grid, grid)
    reach = round(window / 2 / grid)
    padded = np.pad(
        np.interp(even, along[rows], values[rows]), reach, "reflect", reflect_type="odd"
    )
    weight = np.arange(-reach, reach + 1) * grid
    found = np.correlate(padded, weight / (weight @ weight), "valid")
    there = np.isfinite(along)
    slope[there] = np.interp(along[there], even, found)
    slope[_by_hole(along, along[rows], window)] = np.nan
    return slope


def _by_hole(along: Array, known: Array, window: float) -> Mask:
    holes = np.flatnonzero(np.diff(known) > window)
    near = np.zeros(len(along), bool)
    for hole in holes:
        start, end = known[hole] - window / 2, known[hole + 1] + window / 2
        near |= (along > start) & (along < end)
    return near
