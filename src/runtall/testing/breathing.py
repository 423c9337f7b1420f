"""Made-up breathing, clearly marked as such, for reports and their tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.breathing import (
    LOOP_POINTS,
    Breathing,
    BreathingChange,
    BreathingExcerpt,
    BreathingLoop,
    BreathingThrough,
    Breaths,
    SegmentBreathing,
    StepBreath,
)
from runtall.motion.measurement import Measurement
from runtall.motion.segments import Activity, Segment

Array = npt.NDArray[np.float64]
Part = tuple[Activity, float, float | None]

# What the person does, until when in s, at how many steps a minute.
JOG: Final[tuple[Part, ...]] = (
    ("rest", 300.0, None), ("walk", 620.0, 112.0), ("other", 760.0, 96.0), ("walk", 980.0, 115.0),
    ("run", 1045.0, 156.0), ("walk", 1300.0, 110.0), ("rest", 1500.0, None),
)  # fmt: skip
HOUR: Final[tuple[Part, ...]] = (("walk", 240.0, 112.0), ("run", 3660.0, 168.0))
DESK: Final[tuple[Part, ...]] = (("rest", 900.0, None),)
# By activity: breaths a minute, movement of chest and belly, lead of the belly in degrees.
_USUAL: Final[dict[Activity, tuple[float, float, float, float]]] = {
    "rest": (14.8, 44.0, 61.0, 9.0), "walk": (21.3, 70.0, 78.0, 12.0),
    "run": (31.6, 142.0, 106.0, 24.0), "other": (26.4, 96.0, 88.0, 15.0),
}  # fmt: skip
_RATE_HZ: Final = 16.0
_LEVEL: Final = 12_000.0
"""Counts that a band stands at while nobody breathes."""
_EXCERPT_S: Final = 24.0
_WINDOW_S: Final = 30.0
_ONE_BAND: Final = "one band cannot show it; wear one at the chest and one at the belly"
_NO_STEPS: Final = "nobody runs in this recording"
_UNITS: Final = {
    "breathing_rate": "1/min", "inspiratory_fraction": "%", "rib_cage_share": "%",
    "breathing_phase_angle": "deg", "labored_breathing_index": "1", "strides_per_breath": "1",
    "step_breath_coupling": "%",
}  # fmt: skip
_FLOOR: Final = {"labored_breathing_index": 1.0}
_OF_BOTH: Final = ("rib_cage_share", "breathing_phase_angle", "labored_breathing_index")
_OF_STEPS: Final = ("strides_per_breath", "step_breath_coupling")


def segments_of(parts: Sequence[Part]) -> tuple[Segment, ...]:
    """Segments one after the other."""
    starts = [0.0, *(end for _, end, _ in parts)]
    return tuple(
        Segment(activity, start, end, cadence)
        for start, (activity, end, cadence) in zip(starts, parts, strict=False)
    )


def sample_breathing(parts: Sequence[Part] = JOG, *, number: int = 0, seed: int = 1) -> Breathing:
    """Two bands through a session: every number in it is made up.

    Parameters
    ----------
    parts
        What the person does, until when, at which cadence.
    number
        Of the recording.
    seed
        Of the scatter between breaths.
    """
    rng = np.random.default_rng(seed)
    segments = segments_of(parts)
    breaths = _breaths(segments, rng)
    activities = list(dict.fromkeys(s.activity for s in segments))
    calm: Activity = "rest" if "rest" in activities else "walk"
    drawn: list[Activity] = [calm, "run"] if "run" in activities else [calm]
    return Breathing(
        input=number, bands=("chest", "belly"), unit="", calibrated=False, breaths=breaths,
        by_activity=tuple(_by_activity(a, segments, breaths) for a in activities),
        segments=segments, loops=tuple(_loop(a) for a in drawn),
        excerpts=tuple(_excerpt(a, segments, breaths, rng) for a in drawn),
        through=_through(segments, rng),
        step_breath=_step_breath(rng) if "run" in activities else None,
        changes=_changes(activities),
    )  # fmt: skip


def single_band() -> Breathing:
    """One band only: the rate and nothing else."""
    whole = sample_breathing()
    gone = np.full_like(whole.breaths.belly, np.nan)
    breaths = replace(whole.breaths, belly=gone, belly_wave=gone + 0j)
    through = whole.through
    assert through is not None
    gap = np.full_like(through.share, np.nan)
    return replace(
        whole, bands=("band",), breaths=breaths, loops=(),
        by_activity=tuple(_without(s, _OF_BOTH, _ONE_BAND) for s in whole.by_activity),
        excerpts=tuple(
            replace(e, belly=np.full_like(e.belly, np.nan), raw_belly=np.full_like(e.belly, np.nan))
            for e in whole.excerpts
        ),
        through=replace(
            through, share=gap, share_low=gap, share_high=gap, phase=gap, phase_low=gap,
            phase_high=gap,
        ),
        changes=tuple(c for c in whole.changes if c.name == "breathing_rate"),
    )  # fmt: skip


def from_beats() -> Breathing:
    """No band at all: the rate as the beats of the heart tell it."""
    whole = single_band()
    none = whole.breaths.chosen(np.zeros(len(whole.breaths), bool))
    reason = "the beats of the heart show the rate alone; wear breathing bands"
    others = tuple(name for name in _UNITS if name != "breathing_rate")
    return replace(
        whole, bands=(), breaths=none, excerpts=(), step_breath=None, rate_from="beats",
        by_activity=tuple(
            replace(_without(s, others, reason), n_breaths=0) for s in whole.by_activity
        ),
    )  # fmt: skip


def no_run() -> Breathing:
    """Both bands of somebody who sits still."""
    return sample_breathing(DESK)


def hour_of_running() -> Breathing:
    """Both bands through an hour of running."""
    return sample_breathing(HOUR, seed=3)


def partly_unmeasured() -> Breathing:
    """Both bands, the belly's loose in the run: what hangs on both is missing there."""
    whole = sample_breathing()
    reason = "the belly band was loose in 70 % of it; fasten it a hole tighter"
    return replace(
        whole, loops=whole.loops[:1],
        by_activity=tuple(
            _without(s, _OF_BOTH, reason) if s.activity == "run" else s for s in whole.by_activity
        ),
        changes=tuple(c for c in whole.changes if c.name == "breathing_rate"),
    )  # fmt: skip


def _breaths(segments: Sequence[Segment], rng: np.random.Generator) -> Breaths:
    rows: list[tuple[float, float, float, float, float, float]] = []
    for segment in segments:
        rate, chest, belly, lead = _USUAL[segment.activity]
        at = segment.start_s
        while at < segment.end_s - 6.0:
            lasts = 60.0 / rate * (1 + 0.09 * rng.standard_normal())
            depth = np.exp(0.14 * rng.standard_normal())
            turn = at + lasts * (0.42 + 0.03 * rng.standard_normal())
            tilt = np.exp(0.06 * rng.standard_normal())
            rows.append((at, turn, at + lasts, chest * depth * tilt, belly * depth / tilt, lead))
            at += lasts
    start, turn, end, chest, belly, lead = np.array(rows).T
    angle = np.radians(lead + 5.0 * rng.standard_normal(len(lead)))
    sound = start > 20.0
    return Breaths(
        inspiration_s=start, expiration_s=turn, end_s=end, chest=chest, belly=belly,
        chest_wave=-chest / 2 + 0j, belly_wave=-belly / 2 * np.exp(1j * angle),
        whole=np.abs(chest + belly * np.exp(1j * angle)), trusted=sound,
    )  # fmt: skip


def _by_activity(
    activity: Activity, segments: Sequence[Segment], breaths: Breaths
) -> SegmentBreathing:
    mine = tuple(s for s in segments if s.activity == activity)
    n = sum(len(breaths.within(s.start_s, s.end_s)) for s in mine)
    rate, chest, belly, lead = _USUAL[activity]
    share = 100 * chest / (chest + belly)
    index = (chest + belly) / abs(chest + belly * np.exp(1j * np.radians(lead)))
    told = {
        "breathing_rate": (rate, 0.7), "inspiratory_fraction": (42.0, 1.3),
        "rib_cage_share": (share, 2.1), "breathing_phase_angle": (lead, 4.0),
        "labored_breathing_index": (index, 0.02), "strides_per_breath": (2.5, 0.2),
        "step_breath_coupling": (27.0, 11.0),
    }  # fmt: skip
    found = tuple(
        Measurement(name, None, value, _UNITS[name], max(value - half, _FLOOR.get(name, 0.0)),
                    value + half, inputs=(0,), method="bands")
        for name, (value, half) in told.items()
    )  # fmt: skip
    whole = SegmentBreathing(activity, mine, n, 0.97, found)
    reason = "steps count while running only"
    return whole if activity == "run" else _without(whole, _OF_STEPS, reason)


def _without(part: SegmentBreathing, names: Sequence[str], reason: str) -> SegmentBreathing:
    return replace(part, measurements=tuple(
        Measurement(m.name, None, None, m.unit, status="unmeasured", reason=reason, inputs=(0,))
        if m.name in names else m
        for m in part.measurements
    ))  # fmt: skip


def _loop(activity: Activity) -> BreathingLoop:
    _, chest, belly, lead = _USUAL[activity]
    turn = np.linspace(0, 2 * np.pi, LOOP_POINTS)
    late = np.radians(lead)
    bend = 0.1 * np.cos(2 * turn + 0.4)
    return BreathingLoop(activity, -belly / 2 * (np.cos(turn + late) - bend),
                         -chest / 2 * (np.cos(turn) + bend), 30)  # fmt: skip


def _excerpt(
    activity: Activity, segments: Sequence[Segment], breaths: Breaths, rng: np.random.Generator
) -> BreathingExcerpt:
    segment = next(s for s in segments if s.activity == activity)
    start = segment.start_s + 0.4 * (segment.duration_s - _EXCERPT_S)
    time = start + np.arange(round(_EXCERPT_S * _RATE_HZ)) / _RATE_HZ
    lead = np.radians(_USUAL[activity][3])
    chest, belly = _wave(time, breaths, "chest", 0.0), _wave(time, breaths, "belly", lead)
    hz = (segment.cadence or 0.0) / 60
    steps = np.cos(2 * np.pi * hz * time) * (22.0 if activity == "run" else 5.0) * (hz > 0)
    noise = 2.0 * rng.standard_normal((2, len(time)))
    seen = (breaths.inspiration_s >= start) & (breaths.end_s <= time[-1])
    return BreathingExcerpt(
        activity, time, chest, belly, _LEVEL + chest + steps + noise[0],
        _LEVEL + belly + 1.5 * steps + noise[1],
        breaths.inspiration_s[seen], breaths.expiration_s[seen],
    )  # fmt: skip


def _wave(time: Array, breaths: Breaths, band: str, lead: float) -> Array:
    """Breaths one after the other, lowest where each begins and highest where it turns."""
    knots = np.column_stack([breaths.inspiration_s, breaths.expiration_s]).ravel()
    phase = np.interp(time, knots, np.pi * np.arange(len(knots)))
    depth = np.interp(time, breaths.inspiration_s, getattr(breaths, band)) / 2
    wave: Array = -depth * np.cos(phase + lead)
    return wave


def _through(segments: Sequence[Segment], rng: np.random.Generator) -> BreathingThrough:
    start = np.arange(0.0, segments[-1].end_s, _WINDOW_S)
    middle = start + _WINDOW_S / 2
    at = [next(s.activity for s in segments if s.end_s >= t) for t in middle]
    rate, chest, belly, phase = np.array([_USUAL[a] for a in at]).T
    # The settling of the bands, and a while in which one of them hung loose.
    gone = (start < _WINDOW_S) | ((start > 0.42 * start[-1]) & (start < 0.46 * start[-1]))
    lines = {
        "rate": (rate + 0.9 * rng.standard_normal(len(start)), 1.4),
        "share": (100 * chest / (chest + belly) + 1.6 * rng.standard_normal(len(start)), 3.0),
        "phase": (phase + 3 * rng.standard_normal(len(start)), 7.0),
    }
    told: dict[str, Array] = {}
    for name, (value, half) in lines.items():
        value[gone] = np.nan
        told |= {name: value, f"{name}_low": value - half, f"{name}_high": value + half}
    return BreathingThrough(start_s=start, end_s=start + _WINDOW_S, **told)


def _step_breath(rng: np.random.Generator) -> StepBreath:
    phase = np.concatenate([rng.uniform(size=18), 0.62 + 0.06 * rng.standard_normal(12)]) % 1.0
    strides = rng.choice([2.0, 2.5, 3.0], size=len(phase))
    return StepBreath(phase, by_foot=True, named=False, strides=strides, coupled=27.0,
                      chance=(24.0, 37.0))  # fmt: skip


def _changes(activities: Sequence[Activity]) -> tuple[BreathingChange, ...]:
    if "run" not in activities:
        return ()
    before: Activity = "walk" if "walk" in activities else "rest"
    return (
        BreathingChange("rib_cage_share", before, "run", 9.8, 6.9, 12.7, "points", False, 2.5,
                        212, 34),
        BreathingChange("breathing_phase_angle", before, "run", 12.0, 4.0, 20.0, "deg", False, 2.5,
                        212, 34),
        BreathingChange("breathing_rate", before, "run", 10.3, 9.2, 11.4, "1/min", False, 2.5,
                        212, 34),
    )  # fmt: skip
