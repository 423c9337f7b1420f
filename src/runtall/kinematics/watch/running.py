"""Running, walking and standing in a watch file, from speed and cadence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.errors import NotARun
from runtall.kinematics.watch.series import Array, Mask, Seconds, Sport
from runtall.literature import number
from runtall.motion.recording import Notice
from runtall.motion.segments import ACTIVITIES, Activity, Segment

Ints = npt.NDArray[np.int64]

_HALF_S: Final = 5
"""Speed and cadence are judged by their median over 11 s: a single wild record changes nothing."""
_SHORTEST_S: Final = 10
"""Seconds that a change of gait lasts at least; a shorter one goes with what was before it."""
_NO_SPORT: Final = ("", "generic", "unknown", "other", "all", "training", "transition", "none")
_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """What was done when.

    ``doing`` has an index into ``ACTIVITIES`` for each second, -1 in pauses and other sports.
    ``seconds`` are those given without the speeds that no runner reaches.
    """

    seconds: Seconds
    doing: Ints
    segments: tuple[Segment, ...]
    notices: tuple[Notice, ...]

    @property
    def run(self) -> Mask:
        """Seconds of running."""
        found: Mask = self.doing == ACTIVITIES.index("run")
        return found


def find_running(seconds: Seconds) -> Running:
    """Tell running, walking and standing apart, within the running sessions of a file.

    A second is running where the cadence is at least that of the change from walk to run
    (chase2023: about nine of ten right), or where it is a slow runner's and the speed is past
    that of the change. Without cadence the speed alone decides. A quick second without steps is
    neither: a lost sensor or a ride.

    Parameters
    ----------
    seconds
        From `seconds_of`.

    Raises
    ------
    NotARun
        When the sessions are of other sports, or nobody runs in them.
    """
    during, told = _sessions(seconds)
    calm, jumps = _without_jumps(seconds)
    use = seconds.there & during
    doing = np.where(use, _settled(_gait(calm), use), -1)
    found = Running(calm, doing, _segments(calm, doing), (*told, *jumps))
    _require(found)
    return found


def _sessions(seconds: Seconds) -> tuple[Mask, tuple[Notice, ...]]:
    """Seconds in sessions that are runs, or of no named sport."""
    everything = np.ones(len(seconds.time_s), dtype=bool)
    if not seconds.sports:
        return everything, ()
    runs = [s for s in seconds.sports if "run" in s.sport.lower()]
    rest = [s for s in seconds.sports if s not in runs]
    unnamed = [s for s in rest if s.sport.lower() in _NO_SPORT]
    used = runs or unnamed
    if not used:
        raise NotARun(f"no run in it: the watch recorded {_names(rest)}; give the file of a run")
    if len(used) == len(seconds.sports):
        # The edges of sessions are rounded; nothing is to be cut off a file with one sport.
        return everything, ()
    left = [s for s in seconds.sports if s not in used]
    code, words = "other_sports", f"only the run is used; {_names(left)} in the same file is not"
    return _within(seconds.time_s, used), (Notice(code, words),)


def _names(sports: list[Sport]) -> str:
    return " and ".join(dict.fromkeys(s.sport.replace("_", " ") or "nothing named" for s in sports))


def _within(time_s: Array, sports: list[Sport]) -> Mask:
    inside = [(time_s >= s.start_s) & (time_s < s.end_s) for s in sports]
    mask: Mask = np.any(inside, axis=0)
    return mask


def _without_jumps(seconds: Seconds) -> tuple[Seconds, tuple[Notice, ...]]:
    """Speeds that no runner reaches are of the satellites, not of the runner."""
    fastest = number("human.run.fastest")
    fields, wild = dict(seconds.fields), np.zeros(len(seconds.time_s), dtype=bool)
    for name in ("speed", "enhanced_speed"):
        if name in fields:
            over = fields[name] > fastest
            wild |= over
            fields[name] = np.where(over, np.nan, fields[name])
    if "distance" in fields:
        over = np.append(False, np.abs(np.diff(fields["distance"])) > fastest)
        wild |= over
        fields["distance"] = _rejoined(fields["distance"], over)
    if not wild.any():
        return seconds, ()
    words = (f"{wild.sum()} s with a speed above {fastest:g} m/s, as when the satellites are lost, "
             "are left out of speed and distance")  # fmt: skip
    return replace(seconds, fields=fields), (Notice("speed_jumps", words),)


def _rejoined(distance: Array, jumped: Mask) -> Array:
    """Distance without the metres that were jumped."""
    gained = np.append(0.0, np.diff(distance))
    rejoined: Array = distance - np.cumsum(np.where(jumped, np.nan_to_num(gained), 0.0))
    return rejoined


def _gait(seconds: Seconds) -> Ints:
    """Index into ``ACTIVITIES`` of each second by itself."""
    cadence, speed = rolling_median(seconds.cadence), rolling_median(seconds.speed)
    with np.errstate(invalid="ignore"):
        quick = speed >= number("gait.run.speed")
        moving = speed >= number("gait.still.speed")
        stepping = cadence >= number("gait.still.cadence")
        run = cadence >= number("gait.run.cadence")
        run |= quick & (cadence >= number("gait.run.slowest_cadence"))
    no_cadence = ~np.isfinite(cadence)
    run |= no_cadence & quick
    walk = ~run & (stepping | (moving & ~quick))
    other = ~run & ~walk & (quick | (no_cadence & ~np.isfinite(speed)))
    names: list[Activity] = ["run", "walk", "other"]
    picked = [ACTIVITIES.index(name) for name in names]
    chosen = np.select([run, walk, other], picked, ACTIVITIES.index("rest"))
    return chosen.astype(np.int64)


def rolling_median(values: Array, half: int = _HALF_S) -> Array:
    """Median over ``2 half + 1`` values around each, of those that are there; NaN where none is."""
    padded = np.pad(values, half, constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    some = np.isfinite(around).any(axis=1)
    found = np.full(len(values), np.nan)
    found[some] = np.nanmedian(around[some], axis=1)
    return found


def _settled(doing: Ints, use: Mask) -> Ints:
    """Short changes go with what was before them."""
    settled = doing.copy()
    before = -1
    for start, stop in _pieces(np.where(use, doing, -1)):
        if not use[start]:
            before = -1
            continue
        if stop - start < _SHORTEST_S and before >= 0:
            settled[start:stop] = before
        before = int(settled[start])
    return settled


def _pieces(
    doing: Ints,
) -> list[tuple[int, int]]:
    """First index and the one past the last of each unbroken stretch of one activity."""
    if not len(doing):
        return []
    edges = np.flatnonzero(np.diff(doing)) + 1
    bounds = [0, *edges.tolist(), len(doing)]
    return list(pairwise(bounds))


def _segments(seconds: Seconds, doing: Ints) -> tuple[Segment, ...]:
    found = []
    for start, stop in _pieces(doing):
        if doing[start] < 0:
            continue
        steps = seconds.cadence[start:stop]
        steps = steps[np.isfinite(steps) & (steps > 0)]
        cadence = float(steps.mean()) if len(steps) else None
        first = float(seconds.time_s[start])
        activity = ACTIVITIES[doing[start]]
        found.append(Segment(activity, first, first + stop - start, cadence, "watch"))
    return tuple(found)


def _require(found: Running) -> None:
    least, ran_s = number("gait.run.least"), float(found.run.sum())
    if ran_s < least:
        did = [f"{(found.doing == k).sum():.0f} s of {words}" for k, words in
               enumerate(("standing", "walking", "running", "something else"))
               if (found.doing == k).any()]  # fmt: skip
        told = ", ".join(did) or "nothing but pauses"
        raise NotARun(f"no run in it: {told}; at least {least:g} s of running are needed")
    speed = found.seconds.speed[found.run]
    speed = speed[np.isfinite(speed)]
    mean = float(speed.mean()) if len(speed) else 0.0
    if ran_s >= number("human.run.held_for") * _SECONDS and mean > number("human.run.held"):
        raise NotARun(
            f"{mean:.1f} m/s for {ran_s / _SECONDS:.0f} min is faster than anyone runs; "
            "give the file of a run"
        )
