"""Strides whose every joint is known in space: captured ones, and those of rendered runners."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from judge_stride import form_of, truth_of
from learning_data import ClipData
from runtall.analysis.loading import load
from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.motion import MarkerMotion, labelled, understand_markers
from runtall.kinematics.markers.points3d import Points3D
from runtall.kinematics.measure import raw_strides, sides_of
from runtall.kinematics.metric import metrics
from runtall.motion.measurement import Side
from runtall.motion.skeleton import LENGTHS, default_lengths
from runtall.motion.vocabulary import BODY, mirrored

Array = NDArray[np.float64]
Key = tuple[str, Side | None]

CADENCES = (0.92, 1.0, 1.08)
SEQUENCES = 3
EVERY = 2
"""Of the frames captured: a phone films half as many."""
HEAD_ON_TRUNK_DEG = 9.0
"""Usual angle of the head against the trunk; see `body_of`."""
STATURE = ("trunk", "thigh", "shank", "ear_height")
BETWEEN = {
    "trunk": ("hip", "shoulder"), "thigh": ("hip", "knee"), "shank": ("knee", "ankle"),
    "ear_height": ("shoulder", "ear"),
}  # fmt: skip
MIDDLE = (BETWEEN["trunk"], BETWEEN["ear_height"])
HEAD = ("nose", "left_ear", "right_ear")
BY_CONTACT = ("contact_time", "leg_lean", "waist_hinge", "pelvic_drop")
"""Measured over the stance. The captured trial was smoothed and has no force: its contacts are
known to 20 ms only, in which the leg turns by 5 degrees."""


@dataclass(frozen=True, slots=True)
class Strides:
    """Some strides of one runner.

    Attributes
    ----------
    time_s, phase
        Shape ``(time,)``; cycles from left contact.
    joints
        Shape ``(time, 19, 3)`` in m, points of ``BODY``; x forward, y up, z right, on the ground.
    truth
        Measurements, SI.
    """

    time_s: Array
    phase: Array
    joints: Array
    truth: dict[Key, float]


@dataclass(frozen=True, slots=True)
class Mover:
    """One runner in one form, with several sequences of strides of which no two are the same."""

    kind: str
    name: str
    stature_m: float
    sex: str
    sequences: tuple[Strides, ...]


def rendered(clips: list[ClipData]) -> list[Mover]:
    """Runners of a learning set, with the truth that the renderer measured.

    The joints of every clip are another sequence of strides, wherever it was filmed from.
    """
    found: dict[tuple[int, str], list[ClipData]] = defaultdict(list)
    for clip in clips:
        found[clip.runner, form_of(clip)].append(clip)
    return [
        Mover(
            "rendered", f"{runner} {form}", own[0].height_cm / 100, own[0].sex,
            tuple(_of_clip(c) for c in own),
        )
        for (runner, form), own in sorted(found.items()) if len(own) > 1
    ]  # fmt: skip


def _of_clip(clip: ClipData) -> Strides:
    truth = {
        (name, side): value
        for name, metric in metrics.items()
        for side in sides_of(metric)
        if (value := truth_of(clip, metric, side)) is not None
    }
    return Strides(clip.time_s, clip.phase, clip.joints, truth)


def captured(path: Path) -> list[Mover]:
    """A captured run, also in the mirror and slower and quicker, cut into sequences."""
    motion = understand_markers(load(path))
    parts = sequences_of(motion)
    size = stature(parts[0].joints)
    return [
        Mover(
            "captured", f"{'mirrored ' if turn else ''}{pace:g}", size, "unspecified",
            tuple(_paced(_mirrored(p) if turn else p, pace) for p in parts),
        )
        for turn in (False, True) for pace in CADENCES
    ]  # fmt: skip


def sequences_of(motion: MarkerMotion) -> tuple[Strides, ...]:
    """Pieces of a recording with as many strides each, and their measurements."""
    points = replace(motion.points, position=body_of(motion.points), keypoints=BODY)
    whole = replace(motion, points=points, position=labelled(points))
    marks = motion.gait.strides()
    count = len(marks) // SEQUENCES
    return tuple(_cut(whole, marks[k * count : (k + 1) * count]) for k in range(SEQUENCES))


def _cut(motion: MarkerMotion, marks: Array) -> Strides:
    gait, middle = motion.gait, motion.gait.strides().mean(axis=1)
    own = (gait.time_s >= marks[0, 0]) & (gait.time_s <= marks[-1, 1])
    inside = (middle > marks[0, 0]) & (middle < marks[-1, 1])
    truth = {
        (name, side): float(np.nanmean(raw_strides(motion, metric, side)[inside]))
        for name, metric in metrics.items()
        for side in sides_of(metric)
        if not metric.optional and name not in BY_CONTACT
    }
    time, joints = gait.time_s[own][::EVERY], motion.points.position[own][::EVERY]
    return Strides(time - time[0], gait.phase[own][::EVERY], joints, truth)


def body_of(points: Points3D) -> Array:
    """Points of ``BODY`` about the runner's mean place, shape ``(time, 19, 3)``.

    The trial has markers at the temples alone. Ears and nose move as these do and lie where those
    of a usual head are.
    """
    ears, shoulder = points.point("mid_ear"), points.point("mid_shoulder")
    trunk = (shoulder - points.point("mid_hip")).mean(axis=0)
    head = (ears - shoulder).mean(axis=0)
    angle = np.arctan2(trunk[0], trunk[1]) + np.radians(HEAD_ON_TRUNK_DEG)
    back = np.array([np.tan(angle) * head[1] - head[0], 0.0, 0.0])
    up = _unit(points.point("head_top") - ears)
    right = _unit(points.point("right_ear") - points.point("left_ear"))
    lengths = dict(zip(LENGTHS, default_lengths(1.75), strict=True))
    nose = ears + lengths["nose_ahead"] * _unit(np.cross(up, right)) - lengths["nose_drop"] * up
    every = [nose if n == "nose" else points.point(n) for n in BODY]
    body = np.stack([p + back if n in HEAD else p for n, p in zip(BODY, every, strict=True)], 1)
    return body - points.point("mid_hip").mean(axis=0) * np.array([1.0, 0.0, 1.0])


def _unit(vector: Array) -> Array:
    long: Array = vector / np.linalg.norm(vector, axis=-1, keepdims=True)
    return long


def stature(joints: Array) -> float:
    """Height of the usual adult with these lengths of trunk, thigh, shank and neck, m."""
    usual = dict(zip(LENGTHS, default_lengths(1.0), strict=True))
    total = sum(_length(joints, *BETWEEN[name]) for name in STATURE)
    return float(total / sum(usual[name] for name in STATURE))


def _length(joints: Array, near: str, far: str) -> float:
    ends = [joints[:, [BODY.index(f"{s}_{part}") for s in SIDES]] for part in (near, far)]
    if (near, far) in MIDDLE:
        ends = [both.mean(axis=1, keepdims=True) for both in ends]
    return float(np.linalg.norm(ends[1] - ends[0], axis=-1).mean())


def _mirrored(part: Strides) -> Strides:
    order = [BODY.index(mirrored(name)) for name in BODY]
    other: dict[Side | None, Side | None] = {"left": "right", "right": "left", None: None}
    truth = {
        (name, other[side]): -value if metrics[name].odd else value
        for (name, side), value in part.truth.items()
    }
    joints = part.joints[:, order] * np.array([1.0, 1.0, -1.0])
    return replace(part, phase=part.phase + 0.5, joints=joints, truth=truth)


def _paced(part: Strides, pace: float) -> Strides:
    truth = dict(part.truth)
    truth["cadence", None] *= pace
    return replace(part, time_s=part.time_s / pace, truth=truth)
