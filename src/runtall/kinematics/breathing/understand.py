"""Everything that breathing bands tell, from the bands to measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing.along import along_run
from runtall.kinematics.breathing.changes import compared
from runtall.kinematics.breathing.coupling import step_breath
from runtall.kinematics.breathing.excerpts import excerpt
from runtall.kinematics.breathing.find import Found, find_breaths
from runtall.kinematics.breathing.loops import drawn, loop
from runtall.kinematics.breathing.measures import Source, measurements, sound
from runtall.kinematics.breathing.through import through
from runtall.literature import number
from runtall.motion.breathing import Breathing, Breaths, SegmentBreathing
from runtall.motion.recording import Notice
from runtall.motion.segments import ACTIVITIES, Activity, Segment, Steps

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
_MINUTE_S = 60.0
_HALF = 50.0
"""Per cent."""


def understand_breathing(
    bands: xr.Dataset,
    steps: Steps | None,
    segments: tuple[Segment, ...],
    *,
    number: int = 0,
    seed: int = 0,
) -> tuple[Breathing, tuple[Notice, ...]]:
    """Breaths of a recording and all measures of them.

    Parameters
    ----------
    bands
        ``chest`` and ``belly``, or ``band`` (``time``); its attrs hold ``unit`` and
        ``calibrated``.
    steps, segments
        Of the same recording, on its clock. Without segments, runs are where the steps shake the
        bands, and all else is ``"other"``.
    number
        Of the recording.
    seed
        Of the intervals.

    Returns
    -------
    Breathing, tuple[Notice, ...]
        What was found, and what a person should know about the bands.

    Raises
    ------
    runtall.errors.InputError
        When the bands cannot be used; see `runtall.kinematics.breathing.find.find_breaths`.
    """
    found = find_breaths(bands, steps)
    if not segments:
        segments, steps = seen_in_bands(found, steps)
    source = Source(number, found.bands, bool(bands.attrs.get("calibrated", 0)))
    rng = np.random.default_rng(seed)
    breathing = _measured(found, steps, segments, source, rng)
    breathing = replace(breathing, unit=str(bands.attrs.get("unit", "")))
    return breathing, (*found.notices, *upside_down(breathing))


def _measured(
    found: Found,
    steps: Steps | None,
    segments: tuple[Segment, ...],
    source: Source,
    rng: np.random.Generator,
) -> Breathing:
    breaths = sound(found.breaths)
    by = {a: _during(breaths, segments, a) for a in ACTIVITIES if _of(segments, a)}
    seen: dict[Activity, Breaths] = {a: b for a, b in by.items() if len(b)}
    none = breaths.chosen(np.zeros(len(breaths), bool))
    shown = drawn(list(seen))
    loops = (loop(found, seen[a], a) for a in shown)
    excerpts = (excerpt(found, seen[a], a) for a in shown)
    return Breathing(
        input=source.number, bands=found.bands, unit="", calibrated=source.calibrated,
        breaths=found.breaths,
        by_activity=tuple(
            SegmentBreathing(a, _of(segments, a), len(b), _quality(found, _of(segments, a)),
                             measurements(a, b, steps, source, rng))
            for a, b in by.items()
        ),
        segments=segments,
        loops=tuple(x for x in loops if x is not None),
        excerpts=tuple(x for x in excerpts if x is not None),
        through=through(breaths, float(found.time_s[-1]), rng),
        step_breath=step_breath(seen["run"], steps, rng) if steps and "run" in seen else None,
        changes=(*compared(seen, rng),
                 *along_run(seen.get("run", none), _of(segments, "run"))),
    )  # fmt: skip


def upside_down(breathing: Breathing) -> tuple[Notice, ...]:
    """A notice where the bands seem to fall on breathing in.

    At rest breathing in is quicker than breathing out in everybody; where it is not, what was
    taken for one is the other.
    """
    rest = breathing.during("rest")
    part = None if rest is None else rest.measurement("inspiratory_fraction")
    if part is None or part.low is None or part.low <= _HALF:
        return ()
    text = (
        f"at rest {part.value:.0f} % of a breath would be breathing in, and in people it is less "
        "than half: the bands seem to be upside down; turn them over by a minus sign before what "
        "their columns are, as in NAME=-chest"
    )
    return (Notice("bands_upside_down", text),)


def _of(segments: tuple[Segment, ...], activity: Activity) -> tuple[Segment, ...]:
    return tuple(s for s in segments if s.activity == activity)


def _during(breaths: Breaths, segments: tuple[Segment, ...], activity: Activity) -> Breaths:
    """Breaths wholly within stretches of one activity, in order."""
    inside = np.zeros(len(breaths), bool)
    for s in _of(segments, activity):
        inside |= (breaths.inspiration_s >= s.start_s) & (breaths.end_s <= s.end_s)
    return breaths.chosen(inside)


def _quality(found: Found, segments: tuple[Segment, ...]) -> float:
    """Share of the stretches in which the bands are sound."""
    inside = np.zeros(len(found.time_s), bool)
    for s in segments:
        inside |= (found.time_s >= s.start_s) & (found.time_s <= s.end_s)
    return float(found.trusted[inside].mean()) if inside.any() else 0.0


def seen_in_bands(found: Found, steps: Steps | None) -> tuple[tuple[Segment, ...], Steps | None]:
    """Runs where the steps shake the bands, ``"other"`` between them.

    Only runs shake them at a frequency that no breath reaches; shorter than ``gait.run.least``
    counts as none. Steps that are known from elsewhere also hold those of walking.
    """
    slowest = 0.0 if steps is None else number("gait.run.cadence") / _MINUTE_S
    shaken = np.isfinite(found.step_hz) & (np.nan_to_num(found.step_hz) >= slowest)
    by = "bands" if steps is None else "trunk sensor"
    segments: list[Segment] = []
    at, end = float(found.time_s[0]), float(found.time_s[-1])
    for run in _runs(found, shaken, by):
        if run.start_s > at:
            segments.append(Segment("other", at, run.start_s, None, by))
        segments.append(run)
        at = run.end_s
    if end > at:
        segments.append(Segment("other", at, end, None, by))
    if steps is None and shaken.any():
        none = np.empty(0)
        steps = Steps(none, np.empty(0, np.int64), False, found.time_s, found.step_hz)
    return tuple(segments), steps


def _runs(found: Found, shaken: npt.NDArray[np.bool_], by: str) -> Iterator[Segment]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], shaken, [False]]).astype(int)))
    for first, after in edges.reshape(-1, 2):
        begin, end = float(found.time_s[first]), float(found.time_s[after - 1])
        if end - begin >= number("gait.run.least"):
            cadence = float(np.mean(found.step_hz[first:after])) * _MINUTE_S
            yield Segment("run", begin, end, cadence, by)
