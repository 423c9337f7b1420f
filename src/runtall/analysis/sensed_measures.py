"""Measurements of body-worn sensors beside those of film and markers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from runtall.analysis.result import Warn
from runtall.analysis.sensed import Sensed
from runtall.findings.thresholds import flag, limits
from runtall.kinematics.breathing.changes import change_measurements
from runtall.kinematics.breathing.from_beats import rate_from_beats
from runtall.kinematics.watch.measures import watch_measures
from runtall.kinematics.worn.trunk import trunk_measures
from runtall.motion.breathing import Breathing
from runtall.motion.measurement import NOT_SEEN, Measurement
from runtall.motion.recording import Recording

CALIBRATED: Final = "calibrated bands"
_BREATHING: Final = (
    ("breathing_rate", "1/min"), ("rib_cage_share", "%"), ("breathing_phase_angle", "deg"),
    ("labored_breathing_index", "1"), ("strides_per_breath", "1"), ("step_breath_coupling", "%"),
)  # fmt: skip
_NO_RUN: Final = "no run is in the recording of the bands; what was measured is told by activity"
_WITHIN: Final = ("rib_cage_share",)
"""Judged only where the bands are calibrated: their counts compare within one wearing."""


def sensed_measurements(
    sensed: Sensed, recordings: Sequence[Recording], seed: int
) -> list[Measurement]:
    """Everything that sensors measure, the best source of each first, flags set."""
    found: list[Measurement] = []
    for breathing in sensed.breathing:
        found += _numbered(_of_run(breathing), breathing.input)
        found += _numbered(change_measurements(breathing), breathing.input)
    for n, worn in sensed.worn.items():
        imu = recordings[n].streams.children["imu"].to_dataset(inherit=False)
        found += _numbered(trunk_measures(imu, worn, seed=seed), n)
    found += _from_beats(sensed, recordings)
    for watch in sensed.watches:
        found += _numbered(watch_measures(watch, seed=seed), watch.input)
    return _best(found)


def _of_run(breathing: Breathing) -> list[Measurement]:
    run = breathing.during("run")
    if run is not None:
        named = {name for name, _ in _BREATHING}
        return [m for m in run.measurements if m.name in named]
    return [
        Measurement(name, None, None, unit, status="unmeasured", reason=_NO_RUN)
        for name, unit in _BREATHING
    ]


def _from_beats(sensed: Sensed, recordings: Sequence[Recording]) -> list[Measurement]:
    """Breathing rate in the longest run from the beats of the heart, where there are some."""
    found: list[Measurement] = []
    for n, segments in sensed.segments:
        runs = [s for s in segments if s.activity == "run"]
        if not runs or "beats" not in recordings[n].streams.children:
            continue
        longest = max(runs, key=lambda s: s.duration_s)
        beats = recordings[n].streams.children["beats"].to_dataset(inherit=False)
        rate = rate_from_beats(beats, longest.start_s, longest.end_s)
        found += _numbered([rate], n)
    return found


def _numbered(measurements: Iterable[Measurement], n: int) -> list[Measurement]:
    return [_flagged(replace(m, inputs=(n,)) if m.measured else m) for m in measurements]


def _flagged(m: Measurement) -> Measurement:
    if not m.measured or (m.name in _WITHIN and m.method != CALIBRATED):
        return m
    assert m.low is not None
    assert m.high is not None
    return replace(m, flag=flag(m.name, m.low, m.high), usual=limits(m.name).usual)


def _best(measurements: Iterable[Measurement]) -> list[Measurement]:
    """One of each name and side: the first that has a value, else the first."""
    found: dict[tuple[str, str | None], Measurement] = {}
    for m in measurements:
        known = found.get((m.name, m.side))
        if known is None or (m.measured and not known.measured):
            found[m.name, m.side] = m
    return list(found.values())


def joined(
    seen: Sequence[Measurement], sensed: Sequence[Measurement]
) -> tuple[list[Measurement], list[Warn]]:
    """Film and markers first, sensors where these have no value; a warning where they differ."""
    by_key = {(m.name, m.side): m for m in seen}
    warnings = []
    for m in sensed:
        known = by_key.get((m.name, m.side))
        if known is None or (not known.measured and (m.measured or known.reason == NOT_SEEN)):
            by_key[m.name, m.side] = m
        elif m.measured and known.measured and _apart(m, known):
            warnings.append(_differ(known, m))
    return list(by_key.values()), warnings


def _apart(a: Measurement, b: Measurement) -> bool:
    assert a.low is not None
    assert a.high is not None
    assert b.low is not None
    assert b.high is not None
    return a.low > b.high or b.low > a.high


def _differ(known: Measurement, other: Measurement) -> Warn:
    name = known.name.replace("_", " ")
    return Warn(
        "sources_differ",
        f"{name}: {known.value:.4g} {known.unit} by the recordings of the movement and "
        f"{other.value:.4g} {other.unit} by a sensor, further apart than their intervals; the "
        "first is reported",
        other.inputs[0] if other.inputs else None,
    )
