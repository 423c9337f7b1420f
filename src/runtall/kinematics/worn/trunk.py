"""Measurements of a sensor on the trunk.

A sensor on a shirt feels the shirt as well as the trunk: cloth that slides or swings adds to every
angle and peak. What is reported is what the sensor does.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.kinematics.intervals import interval, stride_draws
from runtall.kinematics.worn.felt import STANDARD_GRAVITY, Array, Felt, felt, thinned
from runtall.kinematics.worn.lean import Span, change, drift, standing
from runtall.kinematics.worn.noticed import clipped, upright
from runtall.kinematics.worn.strides import Strides, stride_means, strides
from runtall.kinematics.worn.understand import Worn
from runtall.literature import number
from runtall.motion.measurement import Measurement
from runtall.motion.segments import Segment

if TYPE_CHECKING:
    import xarray as xr

METHOD: Final = "trunk sensor"
_UNITS: Final = {
    "cadence": "steps/min", "trunk_sensor_inclination_drift": "deg/10 min",
    "trunk_sensor_inclination_change": "deg", "trunk_sensor_yaw_range": "deg", "trunk_shock": "g",
}  # fmt: skip
_NO_RUN: Final = "the trunk sensor shows no running"
_FEW: Final = 8
"""Strides below which a mean says little."""
_STEPS: Final = 2 * 60.0
"""Steps per minute of a stride of one second."""
_SLID: Final = "sensor_turned"
_EARLY: Final = 0.25
"""Of a step, before its instant: in flight, so that the whole landing lies in one span."""


def trunk_measures(imu: xr.Dataset, worn: Worn, seed: int = 0) -> tuple[Measurement, ...]:
    """What the sensor measures in the runs, each with a 90 % interval or its reason.

    Parameters
    ----------
    imu
        ``acceleration`` (``time space``) in m/s², and maybe ``angular_velocity`` in rad/s.
    worn
        The same recording, understood.
    seed
        Of the intervals.

    Returns
    -------
    tuple of Measurement
        ``cadence``, ``trunk_sensor_inclination_drift``, ``trunk_sensor_inclination_change``
        (forward positive where the axes are known, else the size), ``trunk_sensor_yaw_range`` and
        ``trunk_shock``.
    """
    runs = tuple(s for s in worn.segments if s.activity == "run")
    run = strides(worn.steps, runs)
    if len(run) < _FEW:
        reason = _NO_RUN if not runs else "the run has too few whole strides; record a minute of it"
        return tuple(_unmeasured(name, reason) for name in _UNITS)
    feels = felt(imu)
    if feels.axes == "isb" and not upright(feels, worn.segments):
        feels = replace(feels, axes="unknown")
    rng = np.random.default_rng(seed)
    return (
        _cadence(run, rng),
        _drift(feels, run, worn),
        _change(feels, run, worn, rng),
        _yaw(imu, feels, run, rng),
        _shock(imu, feels, worn, runs, rng),
    )


def _unmeasured(name: str, reason: str) -> Measurement:
    return Measurement(name, None, None, _UNITS[name], status="unmeasured", reason=reason)


def _measured(name: str, span: Span, n_strides: int) -> Measurement:
    return Measurement(
        name, None, span.value, _UNITS[name], span.low, span.high, n_strides=n_strides,
        method=METHOD, sources=("runtall2026",),
    )  # fmt: skip


def _mean_of(name: str, values: Array, rng: np.random.Generator) -> Measurement:
    """Mean over strides with the scatter from one to the next, by a block bootstrap."""
    low, high = interval(stride_draws(values, rng))
    return _measured(name, Span(float(values.mean()), low, high), len(values))


def _cadence(run: Strides, rng: np.random.Generator) -> Measurement:
    """Two steps in the mean time of a stride: steps of the whole run by their whole time."""
    draws = _STEPS / stride_draws(run.duration_s, rng)
    value = _STEPS / float(run.duration_s.mean())
    return _measured("cadence", Span(value, *interval(draws)), len(run))


def _drift(felt: Felt, run: Strides, worn: Worn) -> Measurement:
    name = "trunk_sensor_inclination_drift"
    if any(n.code == _SLID for n in worn.notices):
        return _unmeasured(name, "the sensor turned over on the trunk in mid-recording")
    span = drift(felt, run)
    if span is None:
        minutes = number("drift.windows_min") * number("drift.window") / 60.0
        return _unmeasured(name, f"needs {minutes:.0f} minutes of running at least")
    return _measured(name, span, len(run))


def _change(felt: Felt, run: Strides, worn: Worn, rng: np.random.Generator) -> Measurement:
    name = "trunk_sensor_inclination_change"
    if any(n.code == _SLID for n in worn.notices):
        return _unmeasured(name, "the sensor turned over on the trunk in mid-recording")
    first = next(s for s in worn.segments if s.activity == "run")
    walks = tuple(s for s in worn.segments if s.activity == "walk" and s.end_s <= first.start_s)
    walk = strides(worn.steps, walks[-1:])
    before = stride_means(felt, walk) if len(walk) >= _FEW else standing(felt, worn.segments, first)
    if not len(before):
        return _unmeasured(
            name, "needs ten seconds of upright walking or standing right before the run"
        )
    return _measured(name, change(felt, run, before, rng), len(run))


def _yaw(imu: xr.Dataset, felt: Felt, run: Strides, rng: np.random.Generator) -> Measurement:
    """Turn about the vertical, from one end to the other, in each stride."""
    name = "trunk_sensor_yaw_range"
    if "angular_velocity" not in imu:
        return _unmeasured(name, "needs a gyroscope in the trunk sensor")
    spin = np.asarray(imu["angular_velocity"].values, dtype=np.float64)
    ranges = _swept(np.einsum("ij,ij->i", thinned(spin, felt.every), felt.up), felt, run)
    if len(ranges) < _FEW:
        return _unmeasured(name, "the gyroscope is missing in most of the run")
    return _mean_of(name, np.degrees(ranges), rng)


def _swept(about: Array, felt: Felt, run: Strides) -> Array:
    """Peak-to-peak of the angle in each whole stride; the mean turn, of a bend, left out."""
    gone = ~np.isfinite(about)
    rate = np.where(gone, 0.0, about)
    angle = np.concatenate([[0.0], np.cumsum((rate[1:] + rate[:-1]) / 2)]) / felt.rate_hz
    found = []
    for start, end in zip(run.start_s, run.end_s, strict=True):
        first, last = np.searchsorted(felt.time_s, [start, end])
        if gone[first : last + 1].any():
            continue
        ends = np.interp([start, end], felt.time_s, angle)
        line = np.interp(felt.time_s[first:last], [start, end], ends)
        found.append(float(np.ptp(np.concatenate([angle[first:last] - line, [0.0]]))))
    return np.array(found)


def _shock(
    imu: xr.Dataset, felt: Felt, worn: Worn, runs: tuple[Segment, ...], rng: np.random.Generator
) -> Measurement:
    """Peak of the resultant at each step, less the 1 g of standing."""
    name, needed = "trunk_shock", number("worn.shock.rate")
    sampled = felt.rate_hz * felt.every
    if sampled < needed * (1 - 1e-3):
        return _unmeasured(
            name,
            f"sampled {sampled:.0f} times a second, which cuts the peaks off; needs "
            f"{needed:.0f} at least",
        )
    told = np.asarray(imu["acceleration"].values, dtype=np.float64) / STANDARD_GRAVITY
    size, cut = np.linalg.norm(told, axis=1), clipped(told)
    time = np.asarray(imu["time"].values, dtype=np.float64)
    spans = [span for s in runs for span in _spans(worn.steps.time_s, time, s)]
    lost = sum(bool(cut[a:b].any()) for a, b in spans)
    if lost:
        return _unmeasured(name, f"the range of the sensor cuts the peaks of {lost} steps off")
    peaks = np.array([np.max(size[a:b]) for a, b in spans])
    peaks = peaks[np.isfinite(peaks)]
    if len(peaks) < _FEW:
        return _unmeasured(name, "samples are missing in most steps of the run")
    shock = _mean_of(name, peaks - 1.0, rng)
    return replace(shock, n_strides=len(peaks) // 2, sources=("mitschke2017",))


def _spans(steps_s: Array, time_s: Array, run: Segment) -> list[tuple[int, int]]:
    """First and last sample of each step, from shortly before its instant to the next one."""
    times = steps_s[(steps_s >= run.start_s) & (steps_s <= run.end_s)]
    if len(times) < 2:
        return []
    at = np.searchsorted(time_s, times - _EARLY * np.median(np.diff(times))).tolist()
    return [(a, b) for a, b in pairwise(at) if b > a]
