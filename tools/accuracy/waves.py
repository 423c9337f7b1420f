"""How far quantities are off through the stride, their means taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from judge_stride import folds, groups, table_of
from learn_landmarks import lag_of, learn, seen
from learning_data import ClipData
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.gait import SIDES
from runtall.kinematics.metric import metrics
from runtall.kinematics.periodic import basis, fit
from runtall.kinematics.stride3d.fit import problem, solve
from runtall.kinematics.stride3d.make import mean_stride
from runtall.kinematics.stride3d.measures import labelled, stride_gait
from runtall.kinematics.stride3d.observed import observe
from runtall.kinematics.stride3d.shows import view_set
from runtall.motion.mean_stride import MeanStride
from runtall.motion.vocabulary import BODY

Array = NDArray[np.float64]
PHASE = np.arange(100) / 100
HARMONICS = 8
SHIFTS = tuple(np.arange(-8, 9) / 100)
ANGLES = ("trunk_lean", "trunk_side_lean", "thorax_yaw_range", "head_forward")
WRIST, ELBOW = "wrist, cm", "elbow angle, deg"
NAMES = {
    "trunk_lean": "trunk lean, deg", "trunk_side_lean": "trunk side lean, deg",
    "thorax_yaw_range": "turn of the thorax, deg", "head_forward": "head, deg",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wave:
    """Root mean square errors through one stride, in the unit of their names."""

    kind: str
    views: str
    errors: Mapping[str, float]


def wave_errors(
    stride: MeanStride, truth: Sequence[tuple[Array, Array]], *, contacts_known: bool = True
) -> dict[str, float]:
    """Errors of one fitted stride.

    Parameters
    ----------
    stride
        Found.
    truth
        For each clip the phase ``(time,)`` and joints ``(time, 19, 3)``, m, of its strides.
    contacts_known
        False where the truth does not know when the foot lands: the strides are then laid over
        each other as they fit best.
    """
    found = curves(stride.positions(PHASE), stride)
    late = (0.0,) if contacts_known else SHIFTS
    return min((_errors(found, stride, truth, d) for d in late), key=lambda e: e[WRIST])


def _errors(
    found: dict[str, Array], stride: MeanStride, truth: Sequence[tuple[Array, Array]], late: float
) -> dict[str, float]:
    true = [curves(mean_joints(phase + late, joints), stride) for phase, joints in truth]
    rms = {}
    for name, values in found.items():
        apart = values - np.mean([t[name] for t in true], axis=0)
        apart = apart - apart.mean(axis=0)
        rms[name] = float(np.sqrt(np.mean(np.sum(apart**2, axis=-1))))
    for name, part in ((WRIST, "wrist"), (ELBOW, "elbow")):
        rms[name] = float(np.mean([rms.pop(f"{s}_{part}") for s in SIDES]))
    return rms


def mean_joints(phase: Array, joints: Array) -> Array:
    """Mean stride of joints, shape ``(100, 19, 3)``."""
    coefficients, _, _ = fit(phase, joints.reshape(len(joints), -1), HARMONICS)
    return (basis(PHASE, HARMONICS) @ coefficients).reshape(len(PHASE), *joints.shape[1:])


def curves(joints: Array, stride: MeanStride) -> dict[str, Array]:
    """Quantities through the stride, each ``(100, 1)`` in deg, or ``(100, 3)`` in cm."""
    position = labelled(joints[None], stride_gait(stride, PHASE)).isel(draw=0)
    found = {NAMES[n]: metrics[n].function(position).values for n in ANGLES}
    for side in SIDES:
        found[f"{side}_elbow"] = metrics["elbow_angle"].function(position, side=side).values
    angles = {n: np.degrees(np.unwrap(v))[:, None] for n, v in found.items()}
    middle = joints[:, [BODY.index(f"{s}_shoulder") for s in SIDES]].mean(axis=1)
    wrists = {f"{s}_wrist": 100 * (joints[:, BODY.index(f"{s}_wrist")] - middle) for s in SIDES}
    return angles | wrists


def understood(packed: list[list[ClipData]]) -> dict[str, ClipMotion]:
    """Clips by name that were taken for a run."""
    return {c.name: m for own in packed for c in own if (m := seen(c)) is not None}


def held_out(packed: list[list[ClipData]], motions: dict[str, ClipMotion]) -> Iterator[Wave]:
    """Pairs of rendered clips of runners that took no part in the landmark table.

    Parameters
    ----------
    packed
        Learning sets; the runners of all but the first are left out at once.
    motions
        From `understood`.
    """
    clips = [c for own in packed for c in own]
    lags = {c.name: lag_of(c, motions[c.name]) for c in clips if c.name in motions}
    for learning, out in folds(clips, 5, {c.runner for own in packed[1:] for c in own}):
        learned = learn(learning, {c.name: lags[c.name] for c in learning if c.name in lags})
        for group in groups([c for c in out if c.name in motions]):
            if len(group) < 2:
                continue
            height = group[0].height_cm / 100
            views = tuple(
                observe(motions[c.name], k, errors=table_of(learned, c.view), stature_m=height)
                for k, c in enumerate(group)
            )
            stride = mean_stride(solve(problem(views, height, sex=group[0].sex)), views)
            truth = [(c.phase, c.joints) for c in group]
            yield Wave("detected", view_set(c.view for c in group), wave_errors(stride, truth))  # type: ignore[misc]
