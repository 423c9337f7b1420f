"""Rest, walk, run and other movement, told by physics."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.worn.felt import Array
from runtall.kinematics.worn.track import Track
from runtall.literature import number
from runtall.motion.segments import Activity, Segment

Codes = npt.NDArray[np.int64]
ORDER: Final[tuple[Activity, ...]] = ("rest", "walk", "run", "other")
_REST, _WALK, _RUN, _OTHER = range(4)
_MINUTE_S: Final = 60.0


def kinds(track: Track) -> Codes:
    """Kind of movement of each window, as a place in `ORDER`.

    Running has a flight: between its steps the vertical force on the trunk falls to nothing.
    Walking never leaves the ground: over a stiff leg the vertical force at mid-stance is
    1 - Froude number, and people change to running at about 0.5. Where the lowest force of the
    steps lies well below 0.5 there is flight, well above there is none; between the two (a loose
    shirt, quick walking, stairs) the cadence decides. An irregular jog, round corners, has its
    flights all the same: where these come nearly as often as the steps of the slowest run, it is
    running. Otherwise, without steps that repeat, it is rest where hardly anything moves, and else
    other.

    Parameters
    ----------
    track
        Windows of the recording.
    """
    border = number("worn.walk.lowest")
    flight = track.lowest < number("worn.run.surely") * border
    between = ~flight & (track.lowest < number("worn.walk.surely") * border)
    cadence = _MINUTE_S * track.frequency_hz
    quick = cadence >= number("gait.run.cadence")
    able = cadence >= number("gait.run.slowest_cadence")
    runs = able & (flight | (between & quick))
    found = np.where(runs, _RUN, np.where(flight, _OTHER, _WALK))
    found = np.where(track.periodic, found, _OTHER)
    often = _MINUTE_S * track.flights_hz
    flies = often >= number("worn.run.flights") * number("gait.run.slowest_cadence")
    found = np.where(flies & (track.flights_hz <= number("worn.steps.high")), _RUN, found)
    return np.where(track.moving < number("worn.rest.most"), _REST, found)


def segments(track: Track, start_s: float, end_s: float) -> tuple[Segment, ...]:
    """Stretches of one kind of movement, one after the other, from ``start_s`` to ``end_s``.

    Stretches too short to be told by themselves belong to what is around them: an interruption to
    what it interrupts, a passage half to what was before and half to what comes after.

    Parameters
    ----------
    track
        Windows of the recording.
    start_s, end_s
        Of the recording.
    """
    codes = kinds(track)
    edges = np.concatenate([[start_s], (track.time_s[1:] + track.time_s[:-1]) / 2, [end_s]])
    change = np.flatnonzero(np.diff(codes)) + 1
    bounds = edges[np.concatenate([[0], change, [len(codes)]])]
    pieces = [
        (int(code), float(a), float(b))
        for code, a, b in zip(codes[np.r_[0, change]], bounds[:-1], bounds[1:], strict=True)
    ]
    pieces = _settled(pieces)
    return tuple(Segment(ORDER[c], a, b, _cadence(track, c, a, b)) for c, a, b in pieces)


Piece = tuple[int, float, float]


def _settled(pieces: list[Piece]) -> list[Piece]:
    """Pieces with the short ones given away, the shortest first."""
    least = number("worn.segment.least")
    while len(pieces) > 1:
        n = min(range(len(pieces)), key=lambda k: pieces[k][2] - pieces[k][1])
        code, start, end = pieces[n]
        if end - start >= least:
            break
        before = pieces[n - 1] if n else None
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        pieces[max(n - 1, 0) : n + 2] = _without(before, (code, start, end), after)
    return pieces


def _without(before: Piece | None, short: Piece, after: Piece | None) -> list[Piece]:
    _, start, end = short
    if before is None:
        assert after is not None
        return [(after[0], start, after[2])]
    if after is None:
        return [(before[0], before[1], end)]
    if before[0] == after[0]:
        return [(before[0], before[1], after[2])]
    middle = (start + end) / 2
    return [(before[0], before[1], middle), (after[0], middle, after[2])]


def _cadence(track: Track, code: int, start_s: float, end_s: float) -> float | None:
    """Mean steps per minute, where the steps repeat."""
    if code not in (_WALK, _RUN):
        return None
    inside = track.periodic & (track.time_s >= start_s) & (track.time_s <= end_s)
    if not inside.any():
        return None
    # Some windows may miss the octave or hold a turn: the middle one is of the usual step.
    return float(_MINUTE_S * np.median(track.frequency_hz[inside]))


def frequency(track: Track, found: tuple[Segment, ...]) -> Array:
    """Step frequency of each window in Hz, NaN where nobody walks or runs."""
    gait = np.zeros(len(track.time_s), dtype=np.bool_)
    for s in found:
        if s.activity in ("walk", "run"):
            gait |= (track.time_s >= s.start_s) & (track.time_s <= s.end_s)
    return np.where(gait & track.periodic, track.frequency_hz, np.nan)
