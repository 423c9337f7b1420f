"""Whether the fit finds one stride wherever it starts, and how long it takes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from judge_stride import form_of
from learn_landmarks import pose_of
from learning_data import ClipData
from runtall.analysis.loading import ReadOptions, load
from runtall.kinematics.clip import ClipMotion, understand
from runtall.kinematics.measure import sides_of
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.fit import Fit, Problem, first_guess, problem, solve
from runtall.kinematics.stride3d.landmarks import landmark_errors
from runtall.kinematics.stride3d.make import mean_stride
from runtall.kinematics.stride3d.measures import evaluate, labelled, stride_gait
from runtall.kinematics.stride3d.observed import observe
from runtall.kinematics.stride3d.shows import shows, view_set

Array = NDArray[np.float64]
STARTS = 50
SAME_COST, SAME_DEG = 1e-3, 0.2
PAIRS = (("dev1_left", "dev1_rear"), ("dev2_right", "dev2_rear"))
SET_PAIRS = (("right", "front"), ("left", "front"))
RUNNERS = 2
"""Of the learning set; the first ones that were filmed from these views."""


@dataclass(frozen=True, slots=True)
class Starts:
    """What came of many starts of one fit."""

    name: str
    views: str
    same: int
    best: bool
    fit_s: float
    rounds: float


def of_files(folder: Path) -> Iterator[tuple[str, Problem]]:
    """Pairs of the rendered examples, as the product sees them, and each clip alone."""
    for pair in PAIRS:
        paths = [folder / f"{name}.mp4" for name in pair]
        if not all(p.exists() for p in paths):
            continue
        truths = [json.loads(p.with_suffix(".truth.json").read_text("utf-8")) for p in paths]
        height, sex = truths[0]["height_cm"] / 100, truths[0]["sex"]
        motions = [
            understand(
                load(p, ReadOptions(every_frame=True)).streams["pose"].to_dataset(),
                height_m=height, sex=sex,
            )
            for p in paths
        ]  # fmt: skip
        yield pair[0].partition("_")[0], asked(motions, height, sex)
        yield pair[0], asked(motions[:1], height, sex)
        yield pair[1], asked(motions[1:], height, sex)


def of_set(clips: list[ClipData]) -> Iterator[tuple[str, Problem]]:
    """Pairs of a learning set with a front clip, and this alone."""
    good = {(c.runner, c.view): c for c in clips if form_of(c) == "good"}
    runners = sorted({r for r, _ in good})[:RUNNERS]
    for runner, views in zip(runners, SET_PAIRS, strict=False):
        own = [good[runner, v] for v in views if (runner, v) in good]
        if len(own) < len(views):
            continue
        height, sex = own[0].height_cm / 100, own[0].sex
        motions = [understand(pose_of(c), view=c.view, height_m=height, sex=sex) for c in own]
        yield f"runner {runner}", asked(motions, height, sex)
        yield f"runner {runner}, {views[1]}", asked(motions[1:], height, sex)


def asked(motions: list[ClipMotion], height_m: float, sex: str) -> Problem:
    """The fit of the product."""
    views = tuple(
        observe(m, k, errors=landmark_errors("blazepose", m.seen.view), stature_m=height_m)
        for k, m in enumerate(motions)
    )
    return problem(views, height_m, sex=sex)


def tried(name: str, goal: Problem) -> Starts:
    """Fit from the usual start and from many others."""
    own, seconds = timed(goal)
    found = [timed(goal, start) for start in random_starts(goal)]
    fits = [own, *(f for f, _ in found)]
    best = min(fits, key=lambda f: f.cost)
    there = [is_same(goal, f, best) for f in fits]
    return Starts(
        name, view_set(v.view for v in goal.views), sum(there[1:]), there[0],
        float(np.median([seconds, *(s for _, s in found)])), float(own.rounds),
    )  # fmt: skip


def random_starts(goal: Problem) -> Iterator[Array]:
    """Strides, bodies and cameras drawn from what is usual."""
    usual, n_body = first_guess(goal), len(goal.prior.mean)
    root = np.linalg.cholesky(np.linalg.inv(goal.prior.precision))
    for seed in range(STARTS):
        draw = np.random.default_rng(seed).standard_normal(len(usual))
        yield usual + np.concatenate([root @ draw[:n_body], goal.camera_sd.ravel() * draw[n_body:]])


def timed(goal: Problem, start: Array | None = None) -> tuple[Fit, float]:
    """One fit and its time on the processor, s."""
    before = time.process_time()
    found = solve(goal, start)
    return found, time.process_time() - before


def is_same(goal: Problem, one: Fit, other: Fit) -> bool:
    """Whether two fits cost the same and measure the same."""
    if abs(one.cost / other.cost - 1) > SAME_COST:
        return False
    apart = np.array(list(angles(goal, one))) - np.array(list(angles(goal, other)))
    return bool(np.degrees(np.abs(apart)).max() < SAME_DEG)


def angles(goal: Problem, fitted: Fit) -> Iterator[float]:
    """All angles that these views show, rad."""
    stride = mean_stride(fitted, goal.views)
    phase = np.arange(81) / 80
    gait = stride_gait(stride, phase)
    position = labelled(stride.positions(phase)[None], gait)
    seen = view_set(v.view for v in goal.views)
    for metric in metrics.values():
        if metric.unit == "rad" and not metric.optional and shows(seen, metric):
            yield from (float(evaluate(metric, s, position, gait)[0]) for s in sides_of(metric))
