"""Clocks of several recordings brought onto that of the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.kinematics.cadence_lag import CadenceTrack, Lag, find_lag
from runtall.kinematics.watch.series import seconds_of
from runtall.literature import number
from runtall.motion.segments import Steps
from runtall.motion.watch import Alignment

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["CadenceTrack", "align", "track_of_steps", "track_of_watch"]

_STEPS_A_MINUTE: Final = 60.0
_ONE_RUN_S: Final = 6 * 3600.0
"""Recordings whose clocks are further apart are not of one run."""
_HOUR_S: Final = 3600.0
_ZONE_S: Final = 900.0
"""Time zones differ by whole quarters of an hour."""
_FAR: Final = 3.0
"""Standard errors from which two ways of placing a recording disagree."""
_CHAINED: Final = "through recording {}"


def track_of_steps(steps: Steps) -> CadenceTrack | None:
    """Cadence through a recording of a trunk sensor; None where no steps were found."""
    if not np.isfinite(steps.frequency_hz).any():
        return None
    return CadenceTrack(steps.track_s, steps.frequency_hz * _STEPS_A_MINUTE)


def track_of_watch(watch: xr.Dataset) -> CadenceTrack | None:
    """Cadence through a watch file, NaN where it has none; None where it never has any."""
    if not watch.sizes.get("time", 0) or "cadence" not in watch:
        return None
    seconds = seconds_of(watch[["cadence"]])
    cadence = seconds.clean("cadence")
    return CadenceTrack(seconds.time_s, cadence) if np.isfinite(cadence).any() else None


def align(
    tracks: Sequence[CadenceTrack | None], starts: Sequence[str], told: Mapping[int, float]
) -> tuple[Alignment, ...]:
    """Place every recording after the first on the clock of the first.

    What the user told is believed. Else the cadence of both, where it changes enough to fit in one
    place only: it is of the feet themselves, and finds clocks that are seconds or time zones off.
    Else the time of day in both files, with the usual error of clocks. Else it is not placed.

    Parameters
    ----------
    tracks
        Cadence through each recording, None where it has none.
    starts
        Time of day at which each starts (ISO 8601), ``""`` where the file does not say.
    told
        Seconds to add to the time of a recording to have it on the clock of the first.

    Returns
    -------
    tuple of Alignment
        One for each recording after the first.
    """
    placed: dict[int, Alignment] = {0: Alignment(0, 0.0, 0.0, "told")}
    for n in range(1, len(tracks)):
        placed[n] = _place(n, tracks, starts, told, placed)
    return tuple(placed[n] for n in range(1, len(tracks)))


def _place(
    n: int,
    tracks: Sequence[CadenceTrack | None],
    starts: Sequence[str],
    told: Mapping[int, float],
    placed: Mapping[int, Alignment],
) -> Alignment:
    if n in told:
        given = Alignment(n, told[n] - told.get(0, 0.0), None, "told")
        return _checked(given, _by_cadence(n, tracks, placed))
    clock, cadence = _by_clock(n, starts), _by_cadence(n, tracks, placed)
    if cadence.offset_s is None:
        return _clock_alone(clock, cadence)
    return cadence if clock.offset_s is None else _both(clock, cadence)


def _by_clock(n: int, starts: Sequence[str]) -> Alignment:
    first, own = _when(starts[0]), _when(starts[n])
    if first is None or own is None:
        return Alignment(n, None, None, "", "a file does not tell the time of day")
    apart = (own - first).total_seconds()
    if abs(apart) > _ONE_RUN_S:
        hours = abs(apart) / _HOUR_S
        return Alignment(n, None, None, "", f"the clocks of the files are {hours:.0f} h apart")
    return Alignment(n, apart, number("clock.error"), "clock")


def _when(text: str) -> datetime | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    # A time without a zone cannot be set against one that has it.
    return when if when.tzinfo is not None else None


def _by_cadence(
    n: int, tracks: Sequence[CadenceTrack | None], placed: Mapping[int, Alignment]
) -> Alignment:
    """By the cadence of the first recording that has one and is placed itself."""
    own, reason = tracks[n], "it shows no cadence"
    if own is None:
        return Alignment(n, None, None, "", reason)
    reason = "no other recording shows a cadence"
    for other, where in placed.items():
        track = tracks[other]
        if track is None or where.offset_s is None:
            continue
        lag = find_lag(track, own)
        if not isinstance(lag, str):
            return _through(n, other, where, lag)
        reason = lag
    return Alignment(n, None, None, "", reason)


def _through(n: int, other: int, where: Alignment, lag: Lag) -> Alignment:
    assert where.offset_s is not None
    spread = np.hypot(np.hypot(lag.sd_s, number("clock.cadence_delay")), where.sd_s or 0.0)
    reason = _CHAINED.format(other) if other else ""
    return Alignment(n, where.offset_s + lag.offset_s, float(spread), "cadence", reason)


def _clock_alone(clock: Alignment, cadence: Alignment) -> Alignment:
    if clock.offset_s is None:
        return replace(clock, reason=f"{clock.reason}, and by cadence: {cadence.reason}")
    return replace(clock, reason=f"not checked by cadence: {cadence.reason}")


def _both(clock: Alignment, cadence: Alignment) -> Alignment:
    """Cadence, with what the clocks say beside it."""
    assert clock.offset_s is not None
    assert cadence.offset_s is not None
    off = clock.offset_s - cadence.offset_s
    spread = float(np.hypot(clock.sd_s or 0.0, cadence.sd_s or 0.0))
    if abs(off) <= _FAR * spread:
        return replace(cadence, reason=_joined(cadence, "the clocks of the files agree with it"))
    whole = round(off / _ZONE_S)
    zone = whole != 0 and abs(off - whole * _ZONE_S) <= _FAR * spread
    why = ", as if set for another time zone" if zone else ""
    words = f"the clocks of the files are {abs(off):.0f} s off{why}; the cadence is believed"
    return replace(cadence, reason=_joined(cadence, words))


def _checked(given: Alignment, cadence: Alignment) -> Alignment:
    if cadence.offset_s is None or given.offset_s is None:
        return given
    off = given.offset_s - cadence.offset_s
    if abs(off) <= max(_FAR * (cadence.sd_s or 0.0), number("clock.error")):
        return replace(given, reason="the cadence of both agrees with it")
    return replace(given, reason=f"by the cadence of both it would be {cadence.offset_s:+.0f} s")


def _joined(alignment: Alignment, words: str) -> str:
    return "; ".join(part for part in (alignment.reason, words) if part)
