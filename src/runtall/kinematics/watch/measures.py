"""What a watch measures of a run, with intervals of the scatter it saw."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.kinematics.watch.fade import GROUND, fade_or_reason
from runtall.kinematics.watch.series import Array
from runtall.literature import number
from runtall.motion.measurement import LEVEL, Measurement
from runtall.motion.watch import WatchRun

METHOD: Final = "watch"
MEASURES: Final = {
    "cadence": ("cadence", "steps/min"),
    "vertical_oscillation": ("vertical_oscillation", "mm"),
    "contact_time": ("stance_time", "ms"),
    "breathing_rate": ("respiration_rate", "1/min"),
}
"""Field of the watch and unit of each measurement."""
_BLOCK: Final = 4
"""Windows drawn together, so that wander of a minute or two stays whole."""
_COVERED: Final = 0.5
"""Share of a short run that a field must cover for its mean to stand for it."""
_DRAWS: Final = 1000
_STEPS_PER_STRIDE: Final = 2.0
_MINUTE_S: Final = 60.0


def watch_measures(run: WatchRun, seed: int = 0) -> tuple[Measurement, ...]:
    """Cadence, oscillation, contact time and breathing rate of the run, and their drifts.

    The intervals of the means cover how the run scattered (moving blocks of two minutes, drawn
    again), not the error of the device: the makers publish none, and studies give agreement
    between devices that differ by make, so none is put in. Of a run of less than two minutes the
    interval is that of the single values, which is wider than that of their mean. A drift is the
    change per 10 min with speed and grade held still; see `runtall.kinematics.watch.fade`.

    Parameters
    ----------
    run
        From `runtall.kinematics.watch.understand.understand_watch`.
    seed
        Of the draws.
    """
    rng = np.random.default_rng(seed)
    means = tuple(_mean(run, name, rng) for name in MEASURES)
    return (*means, *(_drift(run, name) for name in MEASURES))


def _mean(run: WatchRun, name: str, rng: np.random.Generator) -> Measurement:
    field, unit = MEASURES[name]
    values = run.windows.get(field, np.empty(0))
    values = values[np.isfinite(values)]
    if len(values) < _BLOCK:
        return _short(run, name)
    tail = 50.0 * (1.0 - LEVEL)
    low, high = np.percentile(_redrawn(values, rng), [tail, 100.0 - tail])
    strides = _strides(run, len(values))
    mean = float(values.mean())
    return Measurement(
        name, None, mean, unit, min(float(low), mean), max(float(high), mean),
        n_strides=strides, inputs=(run.input,), method=METHOD,
    )  # fmt: skip


def _short(run: WatchRun, name: str) -> Measurement:
    """The mean of a run of less than two minutes, in the interval of its single values."""
    field, unit = MEASURES[name]
    known = next((f for f in run.fields if f.name == field and f.share >= _COVERED), None)
    if known is None or known.mean is None or known.low is None or known.high is None:
        return _unmeasured(name, unit, _absent(run, field))
    return Measurement(
        name, None, known.mean, unit, min(known.low, known.mean), max(known.high, known.mean),
        inputs=(run.input,), method=METHOD,
    )  # fmt: skip


def _redrawn(values: Array, rng: np.random.Generator) -> Array:
    """Means of the windows drawn again in blocks that go round the end."""
    blocks = -(-len(values) // _BLOCK)
    first = rng.integers(0, len(values), size=(_DRAWS, blocks, 1))
    drawn = (first + np.arange(_BLOCK)).reshape(_DRAWS, -1)[:, : len(values)] % len(values)
    means: Array = values[drawn].mean(axis=1)
    return means


def _strides(run: WatchRun, windows: int) -> int:
    cadence = run.windows.get("cadence", np.empty(0))
    cadence = cadence[np.isfinite(cadence)]
    if not len(cadence):
        return 0
    minutes = windows * number("fade.window") / _MINUTE_S
    return round(float(cadence.mean()) * minutes / _STEPS_PER_STRIDE)


def _absent(run: WatchRun, field: str) -> str:
    words = field.replace("_", " ")
    if any(f.name == field and f.share > 0 for f in run.fields):
        return f"the watch gave {words} for too little of the run"
    return f"the watch recorded no {words}"


def _drift(run: WatchRun, name: str) -> Measurement:
    field, unit = MEASURES[name]
    drift, per = f"{name}_drift", f"{unit}/10 min"
    found = fade_or_reason(run.window_s, run.windows, field, GROUND)
    if isinstance(found, str):
        return _unmeasured(drift, per, found)
    value, low, high, count = found
    return Measurement(
        drift, None, value, per, low, high,
        n_strides=_strides(run, count), inputs=(run.input,), method=METHOD,
    )  # fmt: skip


def _unmeasured(name: str, unit: str, reason: str) -> Measurement:
    return Measurement(
        name, None, None, unit, status="unmeasured", reason=reason, method=METHOD
    )  # fmt: skip
