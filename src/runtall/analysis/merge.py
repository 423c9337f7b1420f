"""One value with one interval from every recording that shows a measurement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from runtall.findings.thresholds import flag, limits
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.error_model import part_of, view_kind
from runtall.kinematics.intervals import error_draws, interval, stride_draws
from runtall.kinematics.markers.measure import measure_markers
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.kinematics.measure import ClipMeasure, measure_clip, sides_of
from runtall.kinematics.metric import Metric, metrics
from runtall.kinematics.periodic import Array
from runtall.literature import number
from runtall.motion.measurement import NOT_SEEN, Measurement, Side, Unmeasured
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
    method: str = ""


Motion = ClipMotion | MarkerMotion
Clips = dict[int, ClipMotion]
Captures = dict[int, MarkerMotion]
Motions = dict[int, Motion]
Measured = dict[int, dict[Key, ClipMeasure | Unmeasured]]

MARKERS = "markers"
_Members = list[tuple[int, ClipMeasure]]


def measure_all(motions: Motions) -> Measured:
    """Measures of every recording by input number."""
    return {
        number: measure_markers(motion)
        if isinstance(motion, MarkerMotion)
        else measure_clip(motion)
        for number, motion in motions.items()
    }


def kind_of(motion: Motion) -> str:
    """What the errors of a recording depend on: the kind of its view, or ``"markers"``."""
    return MARKERS if isinstance(motion, MarkerMotion) else view_kind(motion.seen)


def estimates(
    motions: Motions, measured: Measured, seed: int, *, height_known: bool = True
) -> dict[Key, Estimate | Unmeasured]:
    """Best value of every measurement and draws of its error.

    Clips of one kind of view share the estimator's error, so their strides are pooled, and so
    are those of marker recordings; kinds err independently and are weighted by their precision.
    Without the runner's height, lengths from clips are as uncertain as the heights of adults.
    What is optional and not given is left out.
    """
    found: dict[Key, Estimate | Unmeasured] = {}
    for name, metric in metrics.items():
        for side in sides_of(metric):
            rng = np.random.default_rng([seed, *name.encode(), *(side or "").encode()])
            groups, reason = _groups(motions, measured, metric, side)
            if not groups:
                found[name, side] = Unmeasured(reason)
                continue
            stretched = seed if metric.needs_scale and not height_known else None
            found[name, side] = _one(groups, rng, stretched)
        if metric.overall:
            found[name, None] = overall(found, metric)
    return {
        key: entry
        for key, entry in found.items()
        if isinstance(entry, Estimate) or not metrics[key[0]].optional
    }


def _groups(
    motions: Motions, measured: Measured, metric: Metric, side: Side | None
) -> tuple[dict[tuple[str, str], _Members], str]:
    """Measures by what their errors depend on, and why there are none where it is empty."""
    groups: dict[tuple[str, str], _Members] = defaultdict(list)
    reasons: list[str] = []
    for number_, by_key in measured.items():
        entry = by_key[metric.name, side]
        if isinstance(entry, Unmeasured):
            reasons.append(entry.reason)
            continue
        motion = motions[number_]
        part = "" if isinstance(motion, MarkerMotion) else part_of(motion.seen, side)
        groups[kind_of(motion), part].append((number_, entry))
    return groups, reasons[0] if reasons else NOT_SEEN


def _one(
    groups: dict[tuple[str, str], _Members], rng: np.random.Generator, stretched: int | None
) -> Estimate:
    """Weighted mean of all groups; ``stretched`` is the seed of what an unknown height adds."""
    flat = [_group(m, rng) for (kind, _), m in groups.items() if kind != MARKERS]
    solid = [
        replace(_group(m, rng), method=MARKERS)
        for (kind, _), m in groups.items()
        if kind == MARKERS
    ]
    if not flat:
        return solid[0]
    seen = _weighted(flat)
    if stretched is not None:
        seen = _rescaled(seen, stretched)
    return _weighted([seen, *solid]) if solid else seen


def _weighted(parts: Sequence[Estimate]) -> Estimate:
    weights = np.array([1 / max(float(np.var(p.draws)), 1e-18) for p in parts])
    weights /= weights.sum()
    return Estimate(
        metric=parts[0].metric,
        side=parts[0].side,
        value=float(sum(w * p.value for w, p in zip(weights, parts, strict=True))),
        draws=np.sum([w * p.draws for w, p in zip(weights, parts, strict=True)], axis=0),
        n_strides=sum(p.n_strides for p in parts),
        inputs=tuple(sorted(n for p in parts for n in p.inputs)),
        method=parts[int(np.argmax(weights))].method,
    )


def _rescaled(entry: Estimate, seed: int) -> Estimate:
    # A length read with somebody else's height is uncertain by how much adults differ.
    rng = np.random.default_rng([seed, 11])
    stretch = 1 + number("human.stature.cv") * rng.standard_normal(len(entry.draws))
    return replace(entry, draws=entry.draws * stretch)


def _group(members: list[tuple[int, ClipMeasure]], rng: np.random.Generator) -> Estimate:
    strides = np.concatenate([m.strides for _, m in members])
    strides = strides[np.isfinite(strides)]
    first = members[0][1]
    sd = float(np.mean([m.sd for _, m in members]))
    draws = stride_draws(strides, rng) + error_draws(sd, first.bodies, rng)
    numbers = tuple(n for n, _ in members)
    mean = float(strides.mean())
    return Estimate(first.metric, first.side, mean, draws, len(strides), numbers, "flat")


def overall(found: dict[Key, Estimate | Unmeasured], metric: Metric) -> Estimate | Unmeasured:
    """One value without a side from the values of both sides."""
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
        method=seen[0].method,
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
        method=entry.method,
    )
