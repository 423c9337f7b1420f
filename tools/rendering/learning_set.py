"""A learning set: many bodies, views, cameras, styles and faults, resumable."""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rendering.clip import Request, render, truth_path

FAULTS = ("waist", "head", "shrug", "crossing", "twist", "elbow", "asymmetry", "drop", "hunch")
# Least and most of each fault's dial, in its own unit (see `rendering.dials.add_faults`).
DIAL = {
    "waist": (9, 20), "head": (8, 14), "shrug": (2.5, 5), "crossing": (11, 19), "twist": (10, 20),
    "elbow": (-25, 35), "asymmetry": (-60, 60), "drop": (4, 8), "hunch": (10, 18),
}  # fmt: skip
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LP_NUM_THREADS")
ORDER = ("left", "rear", "right", "front")


def fault_of(seed: int, turn: int) -> dict[str, float]:
    """Faults of a body's faulty clips: one per body, sometimes two together."""
    rng = np.random.default_rng([7, seed])
    names = [FAULTS[turn % len(FAULTS)]]
    if rng.random() < 0.3:
        names.append(str(rng.choice([f for f in FAULTS[:4] if f != names[0]])))
    return {name: _value(rng, *DIAL[name]) for name in names}


def _value(rng: np.random.Generator, low: float, high: float) -> float:
    if low >= 0:
        return round(float(rng.uniform(low, high)), 1)
    sign = rng.choice([-1, 1])
    edge = -low if sign < 0 else high
    return round(float(sign * rng.uniform(0.6 * edge, edge)), 1)


@dataclass(frozen=True)
class Plan:
    """What a set holds.

    ``landscape`` is the share of landscape clips, ``fast_every`` films each so many'th runner at
    60 fps and for three quarters of the time (0 for none), ``by_runner`` finishes one runner before
    the next; ``variety``, ``wide_camera`` and
    ``second_legs`` as in `rendering.clip.Request`.
    """

    out: Path
    seeds: Iterable[int]
    views: list[str]
    seconds: float
    fps: int
    size: tuple[int, int]
    landscape: float = 0.25
    motion: Path | None = None
    variety: float = 0.0
    wide_camera: bool = False
    fast_every: int = 0
    by_runner: bool = False
    second_legs: bool = False


def jobs(plan: Plan) -> list[Request]:
    """All clips in the order of rendering: every body early, good form before faults.

    Names are ``b<seed>_<view>_<good or faults>.mp4``; clips differ in strides and camera.
    """
    ordered = sorted(plan.views, key=ORDER.index)
    pairs = [("good", v) for v in ordered[:2]] + [("fault", v) for v in ordered[:2]]
    pairs += [("good", v) for v in ordered[2:]] + [("fault", v) for v in ordered[2:]]
    out = [
        (turn, k, _job(plan, k, pair, (turn, seed)))
        for k, pair in enumerate(pairs)
        for turn, seed in enumerate(plan.seeds)
    ]
    if plan.by_runner:
        out.sort(key=lambda item: item[:2])
    return [request for *_, request in out]


def _job(plan: Plan, k: int, pair: tuple[str, str], runner: tuple[int, int]) -> Request:
    (form, view), (turn, seed) = pair, runner
    faults = fault_of(seed, turn) if form == "fault" else {}
    turned = np.random.default_rng([5, seed, k]).random() < plan.landscape
    fast = plan.fast_every > 0 and turn % plan.fast_every == plan.fast_every - 1
    return Request(
        plan.out / f"b{seed}_{view}_{'-'.join(faults) or 'good'}.mp4", seed, view,
        (0.75 if fast else 1) * plan.seconds, 60 if fast else plan.fps,
        plan.size[::-1] if turned else plan.size, faults, motion=plan.motion, clip_seed=k + 1,
        crf=27, keep_joints=True, variety=plan.variety, wide_camera=plan.wide_camera,
        second_legs=plan.second_legs,
    )  # fmt: skip


def run(todo: list[Request], workers: int = 1) -> None:
    """Render what is missing; progress to stderr and ``progress.json``."""
    missing = [r for r in todo if not (truth_path(r.out).exists() and r.out.exists())]
    start = time.time()
    for made, (request, fps) in enumerate(_rendered(missing, workers), 1):
        done = len(todo) - len(missing) + made
        line = f"{done}/{len(todo)} {request.out.name} {fps:.1f} fps"
        print(f"{line} {(time.time() - start) / made:.1f} s/clip", file=sys.stderr, flush=True)
        _note(request.out.parent, {"done": done, "of": len(todo), "last": request.out.name})


def _rendered(todo: list[Request], workers: int) -> Iterator[tuple[Request, float]]:
    if workers < 2:
        yield from map(_one, todo)
        return
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(_one, todo)


def _one(request: Request) -> tuple[Request, float]:
    """Render a clip; one that cannot be is named and left out."""
    try:
        return request, render(request)["fps"]
    except (ValueError, FloatingPointError) as error:
        print(f"{request.out.name}: {error}", file=sys.stderr, flush=True)
        return request, float("nan")


def _note(folder: Path, content: dict[str, object]) -> None:
    part = folder / f"progress.{os.getpid()}.part"
    part.write_text(json.dumps(content) + "\n")
    part.replace(folder / "progress.json")
