"""Phase of every frame of a piece of running, from its contacts or from its rhythm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from runtall.kinematics.gait import SIDES, Gait
from runtall.kinematics.markers.contacts import Contacts
from runtall.kinematics.markers.pieces import Piece
from runtall.kinematics.markers.points3d import Points3D, filled
from runtall.kinematics.periodic import Array, spread
from runtall.kinematics.phase import follow
from runtall.motion.measurement import Side

_REGULAR = 0.06
"""Relative scatter of the stride time from which contacts are doubted: runners keep to 1-3 %."""
_FEWEST = 3


def regular(pieces: Sequence[Piece]) -> bool:
    """Whether the contacts come as evenly as those of a runner."""
    change = np.concatenate([np.diff(p.marks_s) / np.median(np.diff(p.marks_s)) for p in pieces])
    if len(change) < _FEWEST:
        return True
    return float(spread((change - 1.0)[:, None])[0]) < _REGULAR


def gait_of(points: Points3D, pieces: Sequence[Piece], contacts: Contacts) -> Gait:
    """Strides and contacts as phases.

    Between the left contacts of a piece the phase is a smooth curve through whole numbers. Where
    the contacts are uneven, the rhythm of all points is followed instead, and the contacts only
    say where it begins.

    Parameters
    ----------
    points
        Frames of the pieces only, one piece after the other.
    pieces
        Strides in a row.
    contacts
        Of the whole recording.
    """
    spans = tuple(_span(points.time_s, p.marks_s) for p in pieces)
    phase = np.empty(len(points.time_s))
    for span, piece in zip(spans, pieces, strict=True):
        phase[span] = _through(piece.marks_s, points.time_s[span])
    strides = np.concatenate([np.diff(p.marks_s) for p in pieces])
    frequency = float(1.0 / strides.mean())
    if not regular(pieces):
        phase = _followed(points, phase, list(spans), frequency)
    events = {
        kind: {s: _event(points.time_s, phase, spans, times[s]) for s in SIDES}
        for kind, times in (("on", contacts.initial_contact), ("off", contacts.toe_off))
    }
    return Gait(
        time_s=points.time_s,
        phase=phase,
        spans=spans,
        frequency_hz=frequency,
        initial_contact=_modulo(events["on"]) | {"left": 0.0},
        toe_off=_modulo(events["off"]),
    )


def frames_of(time_s: Array, piece: Piece) -> slice:
    """Frames of a piece, with one more at each end so that its first and last mark lie inside."""
    first = int(np.searchsorted(time_s, piece.marks_s[0], side="right")) - 1
    last = int(np.searchsorted(time_s, piece.marks_s[-1], side="left")) + 1
    return slice(max(first, 0), min(last, len(time_s)))


def _span(time_s: Array, marks_s: Array) -> slice:
    return frames_of(time_s, Piece(marks_s, 0.0))


def _through(marks_s: Array, time_s: Array) -> Array:
    """Smooth rising curve through whole numbers at the marks."""
    from scipy.interpolate import CubicSpline

    whole = np.arange(len(marks_s), dtype=float)
    straight: Array = np.interp(time_s, marks_s, whole)
    if len(marks_s) > _FEWEST:
        curve = CubicSpline(marks_s, whole)(time_s)
        if (np.diff(curve) > 0).all():
            return np.asarray(curve)
    # The frames just outside go on at the rate of the stride beside them.
    rate = np.diff(whole) / np.diff(marks_s)
    before, after = time_s < marks_s[0], time_s > marks_s[-1]
    straight[before] = rate[0] * (time_s[before] - marks_s[0])
    straight[after] = whole[-1] + rate[-1] * (time_s[after] - marks_s[-1])
    return straight


def _followed(points: Points3D, marks: Array, spans: list[slice], frequency_hz: float) -> Array:
    flat = points.position.reshape(len(points.time_s), -1)
    seen = np.isfinite(flat).mean(axis=0) > 1 / 2
    signals = flat[:, seen] - np.nanmean(flat[:, seen], axis=0)
    rhythm = follow(points.time_s, filled(signals), spans, frequency_hz)
    turn = np.exp(2j * np.pi * (rhythm.phase - marks)).mean()
    return np.asarray(rhythm.phase - np.angle(turn) / (2 * np.pi))


def _event(time_s: Array, phase: Array, spans: Sequence[slice], times: Array) -> float:
    """Typical phase of an event, cycles; the middle one of those inside the spans."""
    found: list[float] = []
    for span in spans:
        own = time_s[span]
        inside = times[(times >= own[0]) & (times <= own[-1])]
        found += np.interp(inside, own, phase[span]).tolist()
    if not found:
        return np.nan
    at = np.array(found)
    middle = np.angle(np.exp(2j * np.pi * at).mean()) / (2 * np.pi)
    around = np.mod(at - middle + 0.5, 1.0) - 0.5
    return float(middle + np.median(around))


def _modulo(events: dict[Side, float]) -> dict[Side, float]:
    return {side: float(np.mod(phase, 1.0)) for side, phase in events.items()}
