"""One value with one interval from every clip that shows a measurement."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from runtall.findings.thresholds import flag, limits
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.error_model import part_of, view_kind
from runtall.kinematics.intervals import error_draws, interval, stride_draws
from runtall.kinematics.measure import ClipMeasure, measure_clip, sides_of
from runtall.kinematics.metric import Metric, metrics
from runtall.kinematics.periodic import Array
from runtall.motion.measurement import Measurement, Side, Unmeasured
from runtall.units import to_display

Key = tuple[str, Side | None]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Draws of one quantity, SI, and where they come from."""

    metric: Metric
    side: Side | None
    value: float
    draws: Array
    n_strides: int
    inputs: tuple[int, ...]


Clips = dict[int, ClipMotion]
Measured = dict[int, dict[Key, ClipMeasure | Unmeasured]]


def measure_all(clips: Clips) -> Measured:
    """Measures of every clip by input number."""
    return {number: measure_clip(motion) for number, motion in clips.items()}


def estimates(clips: Clips, measured: Measured, seed: int) -> dict[Key, Estimate | Unmeasured]:
    """Best value of every measurement and draws of its error.

    Clips of one kind of view share the estimator's error, so their strides are pooled; kinds
    of view err independently and are weighted by their precision.
    """
    found: dict[Key, Estimate | Unmeasured] = {}
    for name, metric in metrics.items():
        for side in sides_of(metric):
            rng = np.random.default_rng([seed, *name.encode(), *(side or "").encode()])
            found[name, side] = _one(clips, measured, (metric, side), rng)
        if metric.overall:
            found[name, None] = _overall(found, metric)
    return found


def _one(
    clips: Clips, measured: Measured, what: tuple[Metric, Side | None], rng: np.random.Generator
) -> Estimate | Unmeasured:
    metric, side = what
    groups: dict[tuple[str, str], list[tuple[int, ClipMeasure]]] = defaultdict(list)
    reasons: list[str] = []
    for number, by_key in measured.items():
        entry = by_key[metric.name, side]
        if isinstance(entry, Unmeasured):
            reasons.append(entry.reason)
            continue
        seen = clips[number].seen
        groups[view_kind(seen), part_of(seen, side)].append((number, entry))
    if not groups:
        return Unmeasured(reasons[0] if reasons else "no recording of running was given")
    parts = [_group(members, rng) for members in groups.values()]
    weights = np.array([1 / max(float(np.var(p.draws)), 1e-18) for p in parts])
    weights /= weights.sum()
    return Estimate(
        metric=metric,
        side=side,
        value=float(sum(w * p.value for w, p in zip(weights, parts, strict=True))),
        draws=np.sum([w * p.draws for w, p in zip(weights, parts, strict=True)], axis=0),
        n_strides=sum(p.n_strides for p in parts),
        inputs=tuple(sorted(n for p in parts for n in p.inputs)),
    )


def _group(members: list[tuple[int, ClipMeasure]], rng: np.random.Generator) -> Estimate:
    strides = np.concatenate([m.strides for _, m in members])
    strides = strides[np.isfinite(strides)]
    first = members[0][1]
    sd = float(np.mean([m.sd for _, m in members]))
    draws = stride_draws(strides, rng) + error_draws(sd, first.bodies, rng)
    numbers = tuple(n for n, _ in members)
    return Estimate(first.metric, first.side, float(strides.mean()), draws, len(strides), numbers)


def _overall(found: dict[Key, Estimate | Unmeasured], metric: Metric) -> Estimate | Unmeasured:
    sides = [found[metric.name, s] for s in sides_of(metric)]
    seen = [e for e in sides if isinstance(e, Estimate)]
    if not seen:
        return sides[0]
    combine = np.min if metric.overall == "min" else np.mean
    return Estimate(
        metric=metric,
        side=None,
        value=float(combine([e.value for e in seen])),
        draws=combine([e.draws for e in seen], axis=0),
        n_strides=min(e.n_strides for e in seen),
        inputs=tuple(sorted({n for e in seen for n in e.inputs})),
    )


def as_measurement(key: Key, entry: Estimate | Unmeasured) -> Measurement:
    """The result in the unit that people read, with its flag."""
    name, side = key
    if isinstance(entry, Unmeasured):
        unit = metrics[name].display_unit
        return Measurement(name, side, None, unit, status="unmeasured", reason=entry.reason)
    metric = entry.metric
    bounds = metric.bounds or (-np.inf, np.inf)
    low, high = interval(np.clip(entry.draws, *bounds))
    value = float(np.clip(entry.value, *bounds))
    shown = [float(v) for v in to_display([value, low, high], metric.unit, metric.display_unit)]
    # A skewed set of draws may leave the value outside; the interval always holds it.
    low, high = min(shown[1], shown[0]), max(shown[2], shown[0])
    known = limits(name)
    return Measurement(
        name=name,
        side=side,
        value=shown[0],
        unit=metric.display_unit,
        low=low,
        high=high,
        n_strides=entry.n_strides,
        flag=flag(name, low, high),
        inputs=entry.inputs,
        grade=metric.grade,
        sources=metric.sources,
        usual=known.usual,
    )
