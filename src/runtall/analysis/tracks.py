"""What reports and overlays draw: curves, arm paths, tracks, stride rows, best moments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from runtall.analysis.merge import Clips, Key, Measured, Motion, Motions
from runtall.analysis.result import ArmPath, Array, Curve, Track
from runtall.findings.finding import Finding
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.curves import by_percent, through_stride, waveform
from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.kinematics.measure import ClipMeasure, sides_of
from runtall.kinematics.metric import Metric, metrics
from runtall.kinematics.midline import wrist_to_midline
from runtall.kinematics.points import along, length, point
from runtall.motion.measurement import Measurement, Side, Unmeasured
from runtall.motion.recording import Recording
from runtall.units import to_display

LIVE = ("trunk_lean", "head_forward", "trunk_side_lean")
"""Values steady enough to be shown on every frame of an overlay."""
_RIGHT_ANGLE_DEG = 90.0


def curves(motions: Motions, measured: Measured) -> tuple[Curve, ...]:
    """Curves through the stride; each quantity from markers, else the clip with most strides."""
    found = []
    for metric in metrics.values():
        if not metric.curve:
            continue
        for side in sides_of(metric):
            shown = _showing(motions, measured, metric, side)
            entry = measured[shown][metric.name, side] if shown is not None else None
            if shown is not None and isinstance(entry, ClipMeasure):
                found.append(_curve(motions[shown], entry, metric, shown))
    return tuple(found)


def _showing(motions: Motions, measured: Measured, metric: Metric, side: Side | None) -> int | None:
    able = [n for n in motions if isinstance(measured[n][metric.name, side], ClipMeasure)]
    return max(able, key=lambda n: _worth(motions[n]), default=None)


def _worth(motion: Motion) -> tuple[bool, int]:
    return isinstance(motion, MarkerMotion), len(motion.gait.strides())


def _curve(motion: Motion, entry: ClipMeasure, metric: Metric, number: int) -> Curve:
    values = waveform(motion, metric, entry.side) + (
        0.0 if metric.reduce == "range" else entry.shift
    )
    mean, low, high = (
        to_display(v, metric.unit, metric.display_unit) for v in through_stride(values, motion.gait)
    )
    return Curve(
        name=metric.name,
        side=entry.side,
        unit=metric.display_unit,
        mean=mean,
        low=low,
        high=high,
        n_strides=len(motion.gait.strides()),
        input=number,
    )


def arm_paths(motions: Motions, measured: Measured) -> tuple[ArmPath, ...]:
    """Mean path of each wrist, corrected like its distance from the midline.

    From markers, else from the rear or front clip with the most strides.
    """
    able = [n for n, m in motions.items() if _shows_arms(m, measured[n])]
    if not able:
        return ()
    number = max(able, key=lambda n: _worth(motions[n]))
    motion = motions[number]
    shoulders = point(motion.position, "right_shoulder") - point(motion.position, "left_shoulder")
    breadth = float(length(shoulders).median())
    paths = []
    for side in SIDES:
        across = _midline(motion, measured[number], side)
        wrist = point(motion.position, f"{side}_wrist") - point(motion.position, "mid_shoulder")
        up = along(wrist, "y").values / breadth
        rows = [np.nanmean(by_percent(v, motion.gait), axis=0) for v in (across, up)]
        paths.append(ArmPath(side, rows[0], rows[1], number))
    return tuple(paths)


def _shows_arms(motion: Motion, entries: Mapping[Key, ClipMeasure | Unmeasured]) -> bool:
    if isinstance(motion, ClipMotion):
        return not motion.seen.facing
    return all(isinstance(entries["arm_crossing_nearest", s], ClipMeasure) for s in SIDES)


def track(number: int, motion: ClipMotion, measured: Measured, recording: Recording) -> Track:
    """Smoothed points and live values of one clip on the file's own clock."""
    pose = recording.streams["pose"]
    time = np.asarray(
        pose["file_time"].values if "file_time" in pose.coords else pose["time"].values
    )
    values: dict[str, Array] = {}
    for name in LIVE:
        entry = measured[number].get((name, None))
        if isinstance(entry, ClipMeasure):
            metric = metrics[name]
            values[name] = to_display(
                waveform(motion, metric, None) + entry.shift, metric.unit, metric.display_unit
            )
    if not motion.seen.facing:
        values["wrist_to_midline"] = np.fmin(
            *(_midline(motion, measured[number], s) for s in SIDES)
        )
    return Track(
        input=number,
        time=time,
        keypoints=motion.points.keypoints,
        position=motion.points.position,
        values=values,
        forward=motion.seen.facing,
        spans=tuple((float(time[s][0]), float(time[s][-1])) for s in motion.points.spans),
        shown=tuple(values),
    )


def _midline(motion: Motion, entries: Mapping[Key, ClipMeasure | Unmeasured], side: Side) -> Array:
    entry = entries["arm_crossing_nearest", side]
    shift = entry.shift if isinstance(entry, ClipMeasure) else 0.0
    return np.asarray(wrist_to_midline(motion.position, side).values) + shift


def point_out(
    findings: tuple[Finding, ...], clips: Clips, measured: Measured, tracks: Mapping[int, Track]
) -> tuple[tuple[Finding, ...], tuple[Track, ...]]:
    """Findings with the frame that shows each best, and tracks that hold its live value.

    The frame is one near the far end of the finding's own waveform.
    """
    drawn = dict(tracks)
    placed = tuple(_placed(finding, clips, measured, drawn) for finding in findings)
    return placed, tuple(drawn.values())


def _placed(finding: Finding, clips: Clips, measured: Measured, drawn: dict[int, Track]) -> Finding:
    shown = finding.measurement
    for number in shown.inputs:
        if number not in clips:
            # Markers come without a picture.
            continue
        values = _to_look_at(clips[number], measured[number], shown)
        if values is None or not np.isfinite(values).any():
            continue
        target = np.nanquantile(values, _telling(finding))
        best = int(np.nanargmin(np.abs(values - target)))
        track_ = drawn[number]
        drawn[number] = replace(track_, values={**track_.values, shown.name: values})
        return replace(finding, input=number, time_s=float(track_.time[best]))
    return finding


def _telling(finding: Finding) -> float:
    name = finding.measurement.name
    tight = name == "elbow_angle" and (finding.measurement.value or 0.0) < _RIGHT_ANGLE_DEG
    return 0.02 if name.startswith("arm_crossing") else 0.1 if tight else 0.9


def _to_look_at(
    motion: ClipMotion, entries: Mapping[Key, ClipMeasure | Unmeasured], shown: Measurement
) -> Array | None:
    """Value per frame of what a finding speaks of, corrected, in its display unit."""
    entry = entries.get((shown.name, shown.side))
    if not isinstance(entry, ClipMeasure):
        return None
    metric = entry.metric
    if metric.name.startswith("arm_crossing") and shown.side is not None:
        return _midline(motion, entries, shown.side)
    if metric.reduce == "per_stride":
        return None
    shift = entry.shift if metric.reduce == "mean" else 0.0
    return to_display(
        waveform(motion, metric, shown.side) + shift, metric.unit, metric.display_unit
    )


def stride_rows(motions: Motions, measured: Measured) -> tuple[dict[str, Any], ...]:
    """One row per whole stride: when, its events, and each measurement in its display unit."""
    rows = []
    for number, motion in motions.items():
        gait = motion.gait
        for k, (start, end) in enumerate(gait.strides()):
            row: dict[str, Any] = {
                "input": number,
                "stride": k,
                "side": "left",
                "start_s": start,
                "end_s": end,
            }
            for side in SIDES:
                for event, phases in (
                    ("initial_contact", gait.initial_contact),
                    ("toe_off", gait.toe_off),
                ):
                    row[f"{side}_{event}_s"] = start + phases[side] * (end - start)
            rows.append(row | _stride_values(k, measured[number]))
    return tuple(rows)


def _stride_values(k: int, entries: Mapping[Key, ClipMeasure | Unmeasured]) -> dict[str, float]:
    row = {}
    for (name, side), entry in entries.items():
        if isinstance(entry, ClipMeasure):
            metric = entry.metric
            key = f"{name}_{side}" if side else name
            row[key] = float(to_display(entry.strides[k], metric.unit, metric.display_unit))
    return row
