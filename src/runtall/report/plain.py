"""Measurements, breathing and watches as plain values for programs, without long arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from runtall.analysis.result import Analysis
from runtall.motion.breathing import Breathing, SegmentBreathing, StepBreath
from runtall.motion.measurement import Measurement
from runtall.motion.segments import Segment
from runtall.motion.watch import WatchFade, WatchField, WatchRun


def measurement(m: Measurement) -> dict[str, Any]:
    """One measurement."""
    return {
        "name": m.name, "side": m.side, "value": m.value, "unit": m.unit, "low": m.low,
        "high": m.high, "level": m.level, "n_strides": m.n_strides, "status": m.status,
        "reason": m.reason, "flag": m.flag, "inputs": m.inputs, "grade": m.grade,
        "sources": m.sources, "usual": m.usual, "method": m.method,
    }  # fmt: skip


def breathing(told: Breathing) -> dict[str, Any]:
    """What the bands of one recording tell: by activity, changes, steps against breaths."""
    return {
        "input": told.input, "bands": told.bands, "unit": told.unit,
        "calibrated": told.calibrated, "rate_from": told.rate_from,
        "n_breaths": int(told.breaths.trusted.sum()),
        "activities": [_activity(a) for a in told.by_activity],
        "changes": list(told.changes),
        "step_breath": None if told.step_breath is None else _step_breath(told.step_breath),
    }  # fmt: skip


def _activity(part: SegmentBreathing) -> dict[str, Any]:
    return {
        "activity": part.activity, "n_breaths": part.n_breaths, "quality": part.quality,
        "duration_s": sum(s.duration_s for s in part.segments),
        "measurements": [measurement(m) for m in part.measurements],
    }  # fmt: skip


def _step_breath(found: StepBreath) -> dict[str, Any]:
    mean, high = found.chance
    known = found.strides[np.isfinite(found.strides)]
    return {
        "n_breaths": len(found.phase), "by_foot": found.by_foot, "named": found.named,
        "coupled": found.coupled, "chance": mean, "chance_high": high,
        "strides": float(np.median(known)) if len(known) else None, "ratio": found.ratio,
    }  # fmt: skip


def watch(run: WatchRun) -> dict[str, Any]:
    """The run of one watch file: distance, time, every field, and what fades."""
    return {
        "input": run.input, "device": run.device, "distance_m": run.distance_m,
        "duration_s": run.duration_s, "fields": [_field(f) for f in run.fields],
        "fades": [_fade(f) for f in run.fades],
    }  # fmt: skip


def _field(f: WatchField) -> dict[str, Any]:
    return {
        "name": f.name, "label": f.label, "unit": f.unit, "source": f.source, "mean": f.mean,
        "low": f.low, "high": f.high, "share": f.share,
    }  # fmt: skip


def _fade(f: WatchFade) -> dict[str, Any]:
    return {
        "name": f.name, "value": f.value, "low": f.low, "high": f.high, "unit": f.unit,
        "held": f.held, "n_windows": f.n_windows,
    }  # fmt: skip


def segments(analysis: Analysis) -> list[dict[str, Any]]:
    """What the person did in each recording that tells it."""
    return [
        {"input": n, "activity": s.activity, "start_s": s.start_s, "end_s": s.end_s,
         "cadence": s.cadence, "known_by": s.known_by}
        for n, s in each_segment(analysis)
    ]  # fmt: skip


def each_segment(analysis: Analysis) -> Iterator[tuple[int, Segment]]:
    """Every segment with the number of its recording, each recording once."""
    by_input: dict[int, tuple[Segment, ...]] = dict(analysis.sensor_segments)
    for told in analysis.breathing:
        by_input.setdefault(told.input, told.segments)
    for run in analysis.watches:
        by_input.setdefault(run.input, run.segments)
    for number in sorted(by_input):
        yield from ((number, segment) for segment in by_input[number])
