"""Measurements that need more than one stride at a time: drift, and the runner's own holds."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from runtall.analysis.merge import MARKERS, Clips, Key, Measured, Motion, Motions
from runtall.findings.thresholds import flag, limits
from runtall.kinematics.calibration import Calibration
from runtall.kinematics.drift import Piece, drift
from runtall.kinematics.gait import SIDES
from runtall.kinematics.intervals import N_DRAWS, error_draws, interval, stride_draws
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.kinematics.measure import ClipMeasure, correction_of, covariates_of
from runtall.kinematics.metric import metrics
from runtall.literature import number
from runtall.motion.measurement import NOT_SEEN, Z_LEVEL, Measurement, Side, Unmeasured
from runtall.motion.recording import Recording
from runtall.units import factor

DRIFTS = {
    "ear_shoulder_height_drift": ("ear_shoulder_height", "% of trunk length/10 min", "1/s"),
    "trunk_lean_drift": ("trunk_lean", "deg/10 min", "rad/s"),
    "head_forward_drift": ("head_forward", "deg/10 min", "rad/s"),
}
_MAX_ELEVATION_ERROR = 50.0
"""Points of the shrug range: with a larger error nothing can be said of the shoulders."""
_OFFSET_SHARE = 0.5
"""Share of the estimator's error that another placing of the camera may change."""


def drifts(
    motions: Motions, measured: Measured, recordings: tuple[Recording, ...]
) -> list[Measurement]:
    """Change through the run of shoulder, trunk and head, or why it cannot be told."""
    return [_drift(name, motions, measured, recordings) for name in DRIFTS]


def _drift(
    name: str, motions: Motions, measured: Measured, recordings: tuple[Recording, ...]
) -> Measurement:
    base, unit, si_unit = DRIFTS[name]
    pieces, inputs = _pieces(base, motions, measured, recordings)
    strides = sum(int(np.isfinite(p.values).sum()) for p in pieces)
    least = int(number("drift.strides_min"))
    if not pieces or strides < least:
        reason = _why_no_drift(base, measured, strides)
        return Measurement(name, None, None, unit, status="unmeasured", reason=reason)
    slope, error = drift(pieces, _wander(base))
    half = Z_LEVEL * error
    shown = [factor(si_unit, unit) * v for v in (slope, slope - half, slope + half)]
    known = limits(name)
    return Measurement(
        name=name,
        side=None,
        value=shown[0],
        unit=unit,
        low=shown[1],
        high=shown[2],
        n_strides=strides,
        flag=flag(name, shown[1], shown[2]),
        inputs=tuple(inputs),
        grade="C",
        sources=metrics[base].sources,
        usual=known.usual,
        method=MARKERS if isinstance(motions[inputs[0]], MarkerMotion) else "flat",
    )


def _why_no_drift(base: str, measured: Measured, strides: int) -> str:
    if not measured:
        return NOT_SEEN
    entries = [e for by_key in measured.values() for (n, _), e in by_key.items() if n == base]
    if entries and all(isinstance(e, Unmeasured) for e in entries):
        return next(e.reason for e in entries if isinstance(e, Unmeasured))
    return (
        f"needs at least {number('drift.strides_min'):.0f} strides of one view ({strides} were "
        "seen), better recordings of several minutes of the run, each with its --minute"
    )


def _wander(base: str) -> float:
    return number(f"drift.wander.{base}") * (np.pi / 180 if metrics[base].unit == "rad" else 0.01)


def _pieces(
    base: str, motions: Motions, measured: Measured, recordings: tuple[Recording, ...]
) -> tuple[list[Piece], list[int]]:
    # Clips without a minute stand on their own clock and cannot be joined with others.
    timed = [n for n in motions if recordings[n].minute is not None]
    numbers = (
        timed
        if len(timed) > 1
        else sorted(motions, key=lambda n: -len(motions[n].gait.strides()))[:1]
    )
    kinds = {_seen_from(motions[n]) for n in numbers}
    if len(kinds) > 1:
        most = max(kinds, key=lambda v: sum(_seen_from(motions[n]) == v for n in numbers))
        numbers = [n for n in numbers if _seen_from(motions[n]) == most]
    pieces, used = [], []
    for n in numbers:
        values = _per_stride(base, motions[n], measured[n])
        if values is None:
            continue
        start = 60.0 * (recordings[n].minute or 0.0)
        middle = motions[n].gait.strides().mean(axis=1)
        pieces.append(Piece(start + middle, values[0], _OFFSET_SHARE * values[1]))
        used.append(n)
    return pieces, used


def _seen_from(motion: Motion) -> str:
    return MARKERS if isinstance(motion, MarkerMotion) else motion.seen.view


def _per_stride(
    base: str, motion: Motion, entries: Mapping[Key, ClipMeasure | Unmeasured]
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], float] | None:
    sides: tuple[Side | None, ...] = (None,)
    if metrics[base].sided:
        # A picture shows its near side best; markers show both alike.
        near: Side = "left" if _seen_from(motion) == "left" else "right"
        sides = SIDES if isinstance(motion, MarkerMotion) else (near,)
    found = [e for s in sides if isinstance(e := entries[base, s], ClipMeasure)]
    if not found:
        return None
    return np.mean([e.strides for e in found], axis=0), found[0].sd


def shoulder_elevation(
    clips: Clips, measured: Measured, calibration: Calibration | None, seed: int
) -> list[Measurement]:
    """Where the shoulders run between relaxed and shrugged, %; empty without holds."""
    if calibration is None:
        return []
    found = []
    sides: tuple[Side, Side] = ("left", "right")
    for side in sides:
        same = [n for n, c in clips.items() if c.seen.view == calibration.view]
        entry = measured[same[0]]["ear_shoulder_height", side] if same else None
        if not isinstance(entry, ClipMeasure) or not _reaches(calibration, side):
            reason = "no running clip from the view of the holds shows this shoulder"
            found.append(
                Measurement(
                    "shoulder_elevation", side, None, "%", status="unmeasured", reason=reason
                )
            )
            continue
        found.append(_elevation(entry, calibration, (side, same[0]), seed))
    return found


def _reaches(calibration: Calibration, side: Side) -> bool:
    return calibration.relaxed[side] - calibration.shrugged[side] > 0.01


def _elevation(
    entry: ClipMeasure, calibration: Calibration, place: tuple[Side, int], seed: int
) -> Measurement:
    # Heights as the detector gives them: its constant error is in the holds too. How far it
    # errs differently in a run is not known better than its spread over bodies.
    side, input_ = place
    rng = np.random.default_rng([seed, 7, len(side)])
    span = calibration.relaxed[side] - calibration.shrugged[side]
    error = 100 * float(np.hypot(entry.sd, calibration.noise)) / span
    if error > _MAX_ELEVATION_ERROR:
        return Measurement(
            "shoulder_elevation",
            side,
            None,
            "%",
            status="unmeasured",
            reason=f"the shrug moved the detector's points by {100 * span:.1f} % of trunk length, "
            f"too little beside its own error of {100 * entry.sd:.1f} %; hold a higher shrug",
        )
    share = 100 * (calibration.relaxed[side] - (entry.strides - entry.shift)) / span
    draws = stride_draws(share, rng) + error_draws(error, entry.bodies, rng, N_DRAWS)
    low, high = interval(draws)
    kept = share[np.isfinite(share)]
    return Measurement(
        name="shoulder_elevation",
        side=side,
        value=float(kept.mean()),
        unit="%",
        low=low,
        high=high,
        n_strides=len(kept),
        flag=flag("shoulder_elevation", low, high),
        inputs=(input_,),
        grade="C",
        sources=("runtall2026",),
        usual=limits("shoulder_elevation").usual,
    )


def head_from_standing(
    clips: Clips, measured: Measured, calibration: Calibration | None
) -> list[Measurement]:
    """Head angle in running less that in the relaxed stand; empty without a side hold."""
    same = [n for n, c in clips.items() if calibration and c.seen.view == calibration.view]
    entry = measured[same[0]]["head_forward", None] if same else None
    if (
        calibration is None
        or calibration.head_forward is None
        or not isinstance(entry, ClipMeasure)
    ):
        return []
    motion, metric = clips[same[0]], metrics["head_forward"]
    correction = correction_of(motion, metric, None)
    assert correction is not None
    # The same correction for both, so that what is constant in it drops out.
    standing = correction.apply(calibration.head_forward, covariates_of(motion, metric, None))
    change = np.degrees(entry.strides - standing)
    rng = np.random.default_rng([0, 13])
    draws = stride_draws(change, rng) + np.degrees(
        error_draws(entry.sd, entry.bodies, rng, N_DRAWS)
    )
    low, high = interval(draws)
    return [
        Measurement(
            name="head_forward_from_standing",
            side=None,
            value=float(np.nanmean(change)),
            unit="deg",
            low=low,
            high=high,
            n_strides=int(np.isfinite(change).sum()),
            inputs=(same[0],),
            grade="C",
            sources=("runtall2026",),
        )
    ]
