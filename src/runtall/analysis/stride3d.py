"""The 3-D mean stride of a run, and what it adds to the measurements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from runtall.analysis.merge import Captures, Clips, Estimate, Key, overall
from runtall.analysis.result import CoordinateDrift
from runtall.analysis.settings import Runner
from runtall.kinematics.gait import SIDES
from runtall.kinematics.intervals import N_DRAWS, error_draws
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.kinematics.markers.points3d import APPROXIMATE
from runtall.kinematics.measure import inflation, sides_of
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.make import from_clips, from_markers
from runtall.kinematics.stride3d.marked import marked
from runtall.kinematics.stride3d.measures import StrideMeasure, stride_measures
from runtall.kinematics.stride3d.shows import (
    NEVER,
    StrideCorrection,
    part_of_pair,
    shows,
    stride_corrections,
    view_set,
)
from runtall.kinematics.stride3d.windows import Window, slope, windows
from runtall.literature import number
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Z_LEVEL, Side, Unmeasured
from runtall.motion.recording import Recording, View
from runtall.motion.skeleton import COORDINATES, TRANSLATIONS
from runtall.motion.vocabulary import BODY

METHOD = "stride3d"
Windows = dict[int, list[Window]]
_HEAD = ("nose", "left_ear", "right_ear")
_TEN_MINUTES_S = 600.0
_WANDER_M = 0.005
Estimates = dict[Key, Estimate | Unmeasured]


def mean_stride_of(
    clips: Clips,
    captures: Captures,
    runner: Runner,
    stature_m: float,
    *,
    incline: float = 0.0,
    estimator: str = "blazepose",
) -> tuple[MeanStride | None, Windows]:
    """One stride from motion capture where there is some, else from the clips.

    Parameters
    ----------
    clips, captures
        By input number.
    runner, stature_m
        Who ran, and the stature to take where it was not given.
    incline
        Slope of the ground, rise over run.
    estimator
        Whose learned errors apply to the clips.

    Returns
    -------
    MeanStride or None, dict
        None where the recordings show too little of a body; and by input number how the stride
        changed through each long clip.
    """
    whole = {n: m for n, m in captures.items() if _whole(m)}
    if whole:
        most = max(whole, key=lambda n: len(whole[n].gait.strides()))
        return captured_stride(whole[most], most, stature_m, runner.sex), {}
    if not clips:
        return None, {}
    stride, fitted, asked = from_clips(
        clips,
        stature_m,
        sex=runner.sex,
        height_known=runner.height_cm is not None,
        incline=incline,
        estimator=estimator,
    )
    changes = {
        view.input: windows(clips[view.input], view, k, fitted)
        for k, view in enumerate(asked.views)
    }
    return stride, {n: w for n, w in changes.items() if w}


def coordinate_drifts(
    changes: Windows, recordings: Sequence[Recording]
) -> tuple[CoordinateDrift, ...]:
    """Drift of every coordinate's mean through the run.

    Parameters
    ----------
    changes
        Windows by input number; those of several clips share one clock where each has its minute.
    recordings
        All inputs, for their minutes.
    """
    if not changes:
        return ()
    timed = [n for n in changes if recordings[n].minute is not None]
    numbers = timed if len(timed) > 1 else [max(changes, key=lambda n: len(changes[n]))]
    found = [
        (60.0 * (recordings[n].minute or 0.0) + w.time_s, w) for n in numbers for w in changes[n]
    ]
    return tuple(_coordinate_drift(k, found, tuple(numbers)) for k in range(len(COORDINATES)))


def _coordinate_drift(
    k: int, found: list[tuple[float, Window]], inputs: tuple[int, ...]
) -> CoordinateDrift:
    name = COORDINATES[k]
    in_metres = name in TRANSLATIONS
    wander = _WANDER_M if in_metres else np.radians(number("drift.wander.trunk_lean"))
    values = np.array([w.change[k, 0] for _, w in found])
    spread = np.array([w.spread[k, 0] for _, w in found])
    rate, error = slope([time for time, _ in found], values, spread, float(wander))
    scale = _TEN_MINUTES_S * (1000.0 if in_metres else 180 / np.pi)
    ends = [scale * (rate + z * error) for z in (0.0, -Z_LEVEL, Z_LEVEL)]
    unit = "mm/10 min" if in_metres else "deg/10 min"
    return CoordinateDrift(name, ends[0], ends[1], ends[2], unit, len(found), inputs)


def _whole(motion: MarkerMotion) -> bool:
    known = set(motion.position.keypoint.values)
    parts = ("shoulder", "hip", "elbow", "wrist", "knee", "ankle")
    return all(f"{s}_{p}" in known for s in SIDES for p in parts)


def captured_stride(motion: MarkerMotion, input_: int, stature_m: float, sex: str) -> MeanStride:
    """Mean stride of one marker recording, with its own contacts."""
    gait = motion.gait
    names = list(motion.position.keypoint.values)
    path = np.full((len(gait.time_s), len(BODY), 3), np.nan)
    values = motion.position.transpose("time", "keypoint", "space").values
    for k, name in enumerate(BODY):
        # A head read off a head band would be bent by its bias; better the usual runner's.
        doubtful = name in _HEAD and motion.points.origin.get(name) == APPROXIMATE
        if name in names and not doubtful:
            path[:, k] = values[:, names.index(name)]
    running = gait.stride_of_frame() >= 0
    stride = from_markers(
        marked(gait.phase[running], path[running]),
        stature_m,
        frequency_hz=gait.frequency_hz,
        sex=sex,
    )
    rates = 1 / np.diff(gait.strides(), axis=1)[:, 0]
    contact: dict[Side, float] = dict(gait.initial_contact)
    return replace(
        stride,
        frequency_sd_hz=float(rates.std(ddof=1)) if len(rates) > 1 else 0.0,
        initial_contact=contact,
        toe_off=dict(gait.toe_off),
        n_strides=len(rates),
        inputs=(input_,),
    ).grounded()


def upgraded(
    found: Mapping[Key, Estimate | Unmeasured],
    stride: MeanStride,
    clips: Clips,
    *,
    seed: int,
    estimator: str = "blazepose",
) -> Estimates:
    """Estimates with those replaced that the fitted stride makes better.

    Parameters
    ----------
    found
        Estimates of the clips themselves.
    stride
        Fitted to the same clips.
    clips
        Those clips; where their points are noisier than usual, the intervals widen.
    seed
        Of the draws.
    estimator
        Whose table of corrections applies; without one nothing changes.

    Returns
    -------
    dict
        As ``found``. What no set of these views shows stays unmeasured, whatever the fit says.
    """
    views: list[View] = [v for v in stride.views if v != "markers"]  # type: ignore[misc]
    name = view_set(views)
    known = stride_corrections(estimator).get(name, {})
    better: Estimates = dict(found)
    for key, measure in stride_measures(stride, seed=seed).items():
        if not shows(name, measure.metric):
            continue
        part = part_of_pair(views, measure.side)
        use = known.get(f"{key[0]}:{part}" if part else key[0])
        if use is not None and use.weight > 0:
            noisier = max(inflation(c, measure.metric, measure.side) for c in clips.values())
            better[key] = _mixed(measure, use, found.get(key), (stride, noisier, seed))
    return _overall(_never(better, name))


def _mixed(
    measure: StrideMeasure,
    use: StrideCorrection,
    flat: Estimate | Unmeasured | None,
    context: tuple[MeanStride, float, int],
) -> Estimate:
    stride, noisier, seed = context
    value, weight = measure.value + use.intercept, use.weight
    if isinstance(flat, Estimate):
        value = weight * value + (1 - weight) * flat.value
    sd = noisier * float(np.hypot(use.floor, use.widening * measure.spread))
    side = measure.side or ""
    rng = np.random.default_rng([seed, 5, *measure.metric.name.encode(), *side.encode()])
    return Estimate(
        metric=measure.metric,
        side=measure.side,
        value=value,
        draws=value + error_draws(sd, use.runners, rng, N_DRAWS),
        n_strides=stride.n_strides,
        inputs=stride.inputs,
        method=METHOD,
    )


def _never(found: Estimates, name: str) -> Estimates:
    # Two views lack nothing but what the detector cannot follow: say that instead.
    if "+" in name:
        for key, entry in found.items():
            if key[0] in NEVER and isinstance(entry, Unmeasured):
                found[key] = Unmeasured(NEVER[key[0]])
    return found


def _overall(found: Estimates) -> Estimates:
    for name, metric in metrics.items():
        sides = [found.get((name, s)) for s in sides_of(metric)]
        if metric.overall and any(isinstance(e, Estimate) and e.method == METHOD for e in sides):
            found[name, None] = overall(found, metric)
    return found
