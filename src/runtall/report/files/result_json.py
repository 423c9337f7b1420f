"""``result.json``: everything, for programs."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import runtall
from runtall.analysis.result import Analysis, InputSummary
from runtall.analysis.run import mass_kg
from runtall.analysis.saving import writers
from runtall.analysis.settings import Runner
from runtall.dynamics.body import GRAVITY
from runtall.findings.finding import Finding
from runtall.motion.load import Load
from runtall.report import plain
from runtall.report.files.loads_csv import status
from runtall.report.wording import printable

SCHEMA = "runtall.result/1"


def document(analysis: Analysis) -> dict[str, Any]:
    """The whole result as plain JSON values; numbers that are not finite become null."""
    whole: dict[str, Any] = clean({
        "schema": SCHEMA,
        "runtall": runtall.__version__,
        "created": analysis.created,
        "seed": analysis.settings.seed,
        "inputs": [_input(s) for s in analysis.inputs],
        "runner": _runner(analysis.runner),
        "red_flags": analysis.red_flags,
        "measurements": [plain.measurement(m) for m in analysis.measurements],
        "loads": [_load(x, analysis.runner) for x in analysis.loads],
        "attribution": list(analysis.attribution),
        "load_drift": list(analysis.load_drift),
        "body_model": analysis.body_model,
        "changes": list(analysis.changes),
        "breathing": [plain.breathing(b) for b in analysis.breathing],
        "watch": [plain.watch(w) for w in analysis.watches],
        "segments": plain.segments(analysis),
        "alignment": list(analysis.alignments),
        "findings": [_finding(f) for f in analysis.findings[:3]],
        "warnings": [_warning(w.code, w.input, w.message) for w in analysis.warnings],
    })  # fmt: skip
    return whole


def _input(source: InputSummary) -> dict[str, Any]:
    # The name alone: the folders above it may tell who the runner is.
    return {
        "path": source.path.name, "kind": source.kind, "view": source.view, "fps": source.fps,
        "frames": source.frames, "duration_s": source.duration_s, "sha256": source.sha256,
        "usable_s": source.usable_s, "warnings": source.warnings, "width": source.width,
        "height": source.height, "treadmill": source.treadmill, "travel": source.travel,
        "moving_camera": source.moving_camera, "roll_deg": source.roll_deg,
        "view_sure": source.view_sure, "quality": source.quality, "level": source.level,
        "speed_m_s": source.speed_m_s,
    }  # fmt: skip


def _runner(runner: Runner) -> dict[str, Any]:
    return {**dataclasses.asdict(runner), "assumed": runner.assumed}


def _load(load: Load, runner: Runner) -> dict[str, Any]:
    found: dict[str, Any] = {
        "load": load.load, "statistic": load.statistic, "value": load.value, "unit": load.unit,
        "low": load.low, "high": load.high, "reference": load.reference, "side": load.side,
        "status": status(load), "reason": load.reason,
    }  # fmt: skip
    if load.load.endswith("_compression"):
        weight = mass_kg(runner) * GRAVITY
        found["body_weights"] = None if load.value is None else load.value / weight
    return found


def _finding(f: Finding) -> dict[str, Any]:
    return {
        "rank": f.rank, "cause": f.cause, "title": f.title, "why": f.why, "strength": f.strength,
        "cue": f.cue, "exercises": f.exercises, "sources": f.sources,
        "measurement": {"name": f.measurement.name, "side": f.measurement.side},
        "input": f.input, "time_s": f.time_s,
    }  # fmt: skip


def _warning(code: str, source: int | None, message: str) -> dict[str, Any]:
    return {"code": code, "input": source, "message": message}


def clean(value: Any) -> Any:  # noqa: ANN401 - any JSON-like value
    """Plain JSON values: dataclasses and NumPy undone, text whole, no NaN or infinity."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: clean(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {printable(str(k)): clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(v) for v in value]
    if isinstance(value, np.ndarray | np.generic):
        return clean(value.tolist())
    return _scalar(value)


def _scalar(value: Any) -> Any:  # noqa: ANN401 - any JSON-like value
    if isinstance(value, float):
        # The last digits of a sum depend on how memory lies; they are no part of a result.
        return float(f"{value:.12g}") if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int):
        return value
    return printable(str(value))


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``result.json``."""
    text = json.dumps(document(analysis), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / "result.json").write_text(text + "\n", encoding="utf-8")


writers.register("result.json", write)
