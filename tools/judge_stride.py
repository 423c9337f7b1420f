"""Measurements of the 3-D stride on rendered runners that took no part in what they rest on.

Runners are left out in turn: the landmark table is learned on the others, the stride is fitted to
the clips of those left out, one by one and in pairs, and each measurement stands beside its truth.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learn_landmarks import lag_of, learn, seen
from learning_data import ClipData
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.gait import SIDES
from runtall.kinematics.measure import ClipMeasure, measure_clip
from runtall.kinematics.metric import Metric
from runtall.kinematics.stride3d.fit import problem, solve
from runtall.kinematics.stride3d.landmarks import LandmarkError
from runtall.kinematics.stride3d.make import mean_stride
from runtall.kinematics.stride3d.marks import marks
from runtall.kinematics.stride3d.measures import stride_measures
from runtall.kinematics.stride3d.observed import ViewStride, observe
from runtall.kinematics.stride3d.terms import State
from runtall.units import to_si

Array = NDArray[np.float64]
PAIRS = (("left", "rear"), ("right", "rear"), ("left", "front"), ("right", "front"))


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement of one runner from one or two clips, SI, beside its truth.

    ``method`` is ``"stride3d"`` or ``"flat"``; ``views`` are from where it was filmed.
    """

    runner: int
    form: str
    views: tuple[str, ...]
    method: str
    name: str
    side: str | None
    value: float
    spread: float
    truth: float


def truth_of(clip: ClipData, metric: Metric, side: str | None) -> float | None:
    """True value in SI; None where the set has none."""
    found = clip.measurements
    if metric.name == "head_on_trunk":
        return float(np.radians(found["head_forward"] - found["trunk_lean"]))
    if metric.name == "ear_shoulder_height_asymmetry":
        left, right = (found[f"ear_shoulder_height:{s}"] for s in SIDES)
        return float(left - right) / 100
    value = found.get(f"{metric.name}:{side}" if side else metric.name)
    return None if value is None else float(to_si(value, metric.display_unit, metric.unit))


def folds(
    clips: list[ClipData], count: int, apart: Collection[int] = ()
) -> Iterator[tuple[list[ClipData], list[ClipData]]]:
    """Learning and left-out clips, whole runners at a time; those ``apart`` are left out at once.

    Runners who share a recorded motion that the others lack belong apart.
    """
    runners = sorted({c.runner for c in clips} - set(apart))
    outs = [set(runners[k::count]) for k in range(count)]
    for out in [*outs, set(apart)] if apart else outs:
        yield [c for c in clips if c.runner not in out], [c for c in clips if c.runner in out]


def table_of(learned: dict[str, LandmarkError], view: str) -> LandmarkError:
    """Errors of one view."""
    known = learned["left" if view in SIDES else view]
    return known.mirrored() if view == "right" else known


def form_of(clip: ClipData) -> str:
    """Good form or the faults, as in the clip's name."""
    return "-".join(clip.fault) or "good"


def judge(clips: list[ClipData], *, count: int = 5, apart: Collection[int] = ()) -> list[Row]:
    """Every measurement of every left-out runner, from each clip and each pair of clips."""
    rows: list[Row] = []
    motions = {c.name: m for c in clips if (m := seen(c)) is not None}
    lags = {c.name: lag_of(c, motions[c.name]) for c in clips if c.name in motions}
    for learning, out in folds(clips, count, apart):
        learned = learn(learning, {c.name: lags[c.name] for c in learning if c.name in lags})
        kept = [c for c in out if c.name in motions]
        for clip in kept:
            rows += flat_rows(clip, motions[clip.name])
        for group in groups(kept):
            rows += stride_rows(group, motions, learned)
        print(f"{len(rows)} rows", flush=True)
    return rows


def groups(clips: list[ClipData]) -> Iterator[tuple[ClipData, ...]]:
    """Single clips, and pairs of one runner in one form from two kinds of view."""
    for clip in clips:
        yield (clip,)
    for first, second in product(clips, clips):
        same = first.runner == second.runner and form_of(first) == form_of(second)
        if same and (first.view, second.view) in PAIRS:
            yield (first, second)


def stride_rows(
    group: tuple[ClipData, ...], motions: dict[str, ClipMotion], learned: dict[str, LandmarkError]
) -> list[Row]:
    """Measurements of one fit."""
    views = tuple(
        observe(motions[c.name], k, errors=table_of(learned, c.view), stature_m=c.height_cm / 100)
        for k, c in enumerate(group)
    )
    return rows_of(group, views)


def rows_of(group: tuple[ClipData, ...], views: tuple[ViewStride, ...]) -> list[Row]:
    """Fit and compare with the mean of the clips' truths."""
    asked = problem(views, group[0].height_cm / 100, sex=group[0].sex)
    fitted = solve(asked)
    stride = mean_stride(fitted, views)
    rows = list(mark_rows(group, fitted.state))
    for (name, side), found in stride_measures(stride).items():
        truths = [t for c in group if (t := truth_of(c, found.metric, side)) is not None]
        if truths and np.isfinite(found.value):
            label = (group[0].runner, form_of(group[0]), tuple(c.view for c in group), "stride3d")
            rows.append(Row(*label, name, side, found.value, found.spread, float(np.mean(truths))))
    return rows


def mark_rows(group: tuple[ClipData, ...], state: State) -> Iterator[Row]:
    """Marks of the fitted stride beside the true events, cycles."""
    label = (group[0].runner, form_of(group[0]), tuple(c.view for c in group), "stride3d")
    for side, (contact, off) in marks(state.coefficients, state.lengths).items():
        for name, value in (("initial_contact", contact), ("toe_off", off)):
            true = event_phase(group[0], "strike" if name == "initial_contact" else "off", side)
            yield Row(*label, f"mark:{name}", side, value, 0.0, true)


def event_phase(clip: ClipData, event: str, side: str) -> float:
    """True phase of an event, cycles from left contact."""
    turning = np.unwrap(2 * np.pi * clip.phase) / (2 * np.pi)
    at = np.interp(clip.events[f"{event}_{side}_s"], clip.time_s, turning)
    return float(np.angle(np.exp(2j * np.pi * at).mean()) / (2 * np.pi) % 1.0)


def flat_rows(clip: ClipData, motion: ClipMotion) -> list[Row]:
    """What the flat measurements of the same clip say."""
    rows = []
    for (name, side), entry in measure_clip(motion).items():
        if not isinstance(entry, ClipMeasure):
            continue
        truth = truth_of(clip, entry.metric, side)
        if truth is not None:
            mean = float(np.nanmean(entry.strides))
            label = (clip.runner, form_of(clip), (clip.view,), "flat")
            rows.append(Row(*label, name, side, mean, entry.sd, truth))
    return rows


def as_records(rows: list[Row]) -> list[dict[str, Any]]:
    """Rows as plain dictionaries."""
    return [{f: getattr(r, f) for f in r.__slots__} for r in rows]
