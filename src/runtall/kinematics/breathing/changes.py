"""How breathing differs between rest or walk and run at like effort, and along the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np

from runtall.kinematics.breathing import ratios
from runtall.kinematics.breathing.effort import Matched, match, mean_effort, with_effort
from runtall.kinematics.breathing.intervals import Array, deviations
from runtall.kinematics.breathing.measures import incoherent, of_both
from runtall.kinematics.breathing.wander import left_in_mean, spread
from runtall.kinematics.sensed import SENSED
from runtall.literature import number
from runtall.motion.breathing import Breathing, BreathingChange, Breaths
from runtall.motion.measurement import LEVEL, Measurement
from runtall.motion.segments import Activity

UNITS: Final = {
    "rib_cage_share": "points",
    "breathing_phase_angle": "deg",
    "breathing_rate": "1/min",
}
_BEFORE: Final[tuple[Activity, ...]] = ("walk", "rest")
"""What the run is compared with: walking first, whose effort is nearer to that of running."""
_WITH_EFFORT: Final = {
    "rib_cage_share": "the share of the chest rises",
    "breathing_phase_angle": "how chest and belly move together changes",
}
_OF_BOTH: Final = ("rib_cage_share", "breathing_phase_angle")


def compared(
    breaths: Mapping[Activity, Breaths], rng: np.random.Generator
) -> tuple[BreathingChange, ...]:
    """From walk and from rest to run: share, phase and rate.

    Parameters
    ----------
    breaths
        Those that count, by activity, each in order.
    rng
        Source of randomness.

    Notes
    -----
    The share of the chest rises with how much is breathed in everybody, so a rise from rest to
    run by itself says nothing about the runner: `BreathingChange.matched` tells whether like was
    compared with like. The interval holds the scatter between breaths and a slow wander, as large
    as windows within one activity show it: two stretches of the same breathing differ by it. A
    phase keeps its sign here: the change is positive where the belly moves further ahead.
    """
    if "run" not in breaths:
        return ()
    found = []
    for before in _BEFORE:
        if before in breaths:
            found += list(_between(before, breaths[before], breaths["run"], rng))
    return tuple(found)


def _between(
    activity: Activity, before: Breaths, after: Breaths, rng: np.random.Generator
) -> Iterator[BreathingChange]:
    for name, unit in UNITS.items():
        pair = [of_both(b) if name in _OF_BOTH else with_effort(b) for b in (before, after)]
        if min(map(len, pair)) < number("breathing.breaths.least"):
            continue
        if name == "breathing_phase_angle" and any(map(incoherent, pair)):
            continue
        weights = match(*pair)
        value, moved = _difference(name, pair, weights, rng)
        moved = moved + _wandered(name, pair, weights) * rng.standard_normal(len(moved))
        low, high = value + np.quantile(moved, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        counts = [int(np.count_nonzero(w)) for w in (weights.before, weights.after)]
        yield BreathingChange(
            name, activity, "run", value, float(low), float(high), unit, weights.matched,
            mean_effort(pair[1]) / mean_effort(pair[0]), *counts,
        )  # fmt: skip


def _difference(
    name: str, pair: list[Breaths], weights: Matched, rng: np.random.Generator
) -> tuple[float, Array]:
    """After less before, and draws of its error; a phase the short way round."""
    (old, first), (new, second) = (
        _weighted(name, breaths.chosen(weight > 0), weight[weight > 0], rng)
        for breaths, weight in zip(pair, (weights.before, weights.after), strict=True)
    )
    change = new - old
    if name == "breathing_phase_angle":
        change = (change + 180.0) % 360.0 - 180.0
    return change, second - first


def _wandered(name: str, pair: list[Breaths], weights: Matched) -> float:
    """Standard deviation of the difference by slow wander alone."""
    variance = spread(name, pair)
    left = [left_in_mean(b, w) for b, w in zip(pair, (weights.before, weights.after), strict=True)]
    return float(np.sqrt(variance * sum(left)))


def _weighted(
    name: str, breaths: Breaths, weight: Array, rng: np.random.Generator
) -> tuple[float, Array]:
    if name == "breathing_phase_angle":
        moved, value = ratios.phase_deviations(breaths, weight, rng)
        return value, moved
    way = ratios.RATIOS[name]
    columns = way.columns(breaths) * weight[:, None]
    if name == "breathing_rate":
        # A mean duration needs the sum of the weights beside that of the times.
        columns = np.stack([weight, columns[:, 0]], axis=1)
        return float(_weighted_rate(columns.mean(axis=0))), deviations(columns, _weighted_rate, rng)
    return float(way.statistic(columns.mean(axis=0))), deviations(columns, way.statistic, rng)


def _weighted_rate(mean: Array) -> Array:
    value: Array = 60.0 * mean[..., 0] / mean[..., 1]
    return value


def change_measurements(breathing: Breathing) -> tuple[Measurement, ...]:
    """Changes of share and phase as measurements, each with a value or with its reason.

    A change that is not at like effort is none of the runner's: it stays in
    `Breathing.changes`, for showing, and is unmeasured here.
    """
    return tuple(
        _told(breathing, name, kind) for kind in ("change", "drift") for name in _OF_BOTH
    )  # fmt: skip


def _told(breathing: Breathing, name: str, kind: str) -> Measurement:
    called = f"{name}_{kind}"
    about = SENSED[called]
    known = [
        c for c in breathing.changes if c.name == name and (c.before == "run") == (kind == "drift")
    ]
    like = next((c for c in known if c.matched), None)
    if like is not None:
        return Measurement(
            called, None, like.value, about.unit, like.low, like.high, inputs=(breathing.input,),
            grade=about.grade, sources=about.sources,
            method="calibrated bands" if breathing.calibrated else "bands",
        )  # fmt: skip
    reason = _unlike(known[0]) if known else _unknown(breathing, name, kind)
    return Measurement(
        called, None, None, about.unit, status="unmeasured", reason=reason,
        inputs=(breathing.input,), grade=about.grade, sources=about.sources,
    )  # fmt: skip


def _unlike(change: BreathingChange) -> str:
    times = f"{change.effort:.1f} times as much"
    if change.before == "run":
        return (
            f"{times} was breathed at the end of the run as at its beginning, so a change along it "
            "may come from that alone; run at an even effort"
        )
    doing = "walking" if change.before == "walk" else "at rest"
    return (
        f"{times} was breathed in the run as {doing}, and {_WITH_EFFORT[change.name]} with that in "
        "everybody; some minutes of quick walking beside some of easy running would give breaths "
        "of like depth and rate"
    )


def _unknown(breathing: Breathing, name: str, kind: str) -> str:
    run = breathing.during("run")
    if run is None:
        return "no run is in the recording of the bands"
    own = next((m for m in run.measurements if m.name == name), None)
    if own is not None and own.reason:
        return f"in the run: {own.reason}"
    if kind == "drift":
        warm_up, least = number("fade.warm_up"), number("fade.least")
        return (
            f"less than {least:g} min of running with sound bands after {warm_up:g} min of warm-up"
        )
    before = [b for a in ("walk", "rest") if (b := breathing.during(a)) is not None]
    if not before:
        return "neither rest nor walking is in the recording to compare the run with"
    own = next((m for m in before[0].measurements if m.name == name), None)
    return f"before the run: {own.reason}" if own is not None and own.reason else "too few breaths"
