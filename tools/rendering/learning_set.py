"""A learning set: many bodies, views, cameras, styles and faults, resumable."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from rendering.clip import Request, render, truth_path

FAULTS = ("waist", "head", "shrug", "crossing", "twist", "elbow", "asymmetry", "drop", "hunch")
# Least and most of each fault's dial, in its own unit (see `rendering.dials.add_faults`).
DIAL = {
    "waist": (9, 20), "head": (8, 14), "shrug": (2.5, 5), "crossing": (11, 19), "twist": (10, 20),
    "elbow": (-25, 35), "asymmetry": (-60, 60), "drop": (4, 8), "hunch": (10, 18),
}  # fmt: skip
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


def jobs(
    out: Path, seeds: Iterable[int], views: list[str], *, seconds: float, fps: int,
    size: tuple[int, int], landscape: float, motion: Path | None,
) -> list[Request]:  # fmt: skip
    """All clips in the order of rendering: every body early, good form before faults.

    Names are ``b<seed>_<view>_<good or faults>.mp4``; clips differ in strides and camera.
    """
    ordered = sorted(views, key=ORDER.index)
    pairs = [("good", v) for v in ordered[:2]] + [("fault", v) for v in ordered[:2]]
    pairs += [("good", v) for v in ordered[2:]] + [("fault", v) for v in ordered[2:]]
    out_jobs = []
    for k, (form, view) in enumerate(pairs):
        for turn, seed in enumerate(seeds):
            faults = fault_of(seed, turn) if form == "fault" else {}
            rng = np.random.default_rng([5, seed, k])
            wide = rng.random() < landscape
            name = f"b{seed}_{view}_{'-'.join(faults) or 'good'}.mp4"
            out_jobs.append(
                Request(
                    out / name, seed, view, seconds, fps, size[::-1] if wide else size, faults,
                    motion=motion, clip_seed=k + 1, crf=27, keep_joints=True,
                )
            )  # fmt: skip
    return out_jobs


def run(todo: list[Request]) -> None:
    """Render what is missing; progress to stderr and ``progress.json``."""
    start, made = time.time(), 0
    for number, request in enumerate(todo, 1):
        if truth_path(request.out).exists() and request.out.exists():
            continue
        try:
            timing = render(request)
        except (ValueError, FloatingPointError) as error:
            print(f"{request.out.name}: {error}", file=sys.stderr)
            continue
        made += 1
        line = f"{number}/{len(todo)} {request.out.name} {timing['fps']:.1f} fps"
        print(f"{line} {(time.time() - start) / made:.1f} s/clip", file=sys.stderr, flush=True)
        _note(request.out.parent, {"done": number, "of": len(todo), "last": request.out.name})


def _note(folder: Path, content: dict[str, object]) -> None:
    part = folder / f"progress.{os.getpid()}.part"
    part.write_text(json.dumps(content) + "\n")
    part.replace(folder / "progress.json")
