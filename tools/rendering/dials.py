"""Solve a runner's style for target measurements, then add faults to it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rendering import truth
from rendering.body import Body
from rendering.gait import Angles, Style, Timeline, raw_angles, styled
from rendering.ground import bend_toes
from rendering.hands import clear_trunk
from rendering.pose import Pose, bone_rotations, joints, neutral, solve
from rendering.stride import StrideModel

Array = NDArray[np.float64]
CAUSES = {
    "waist": "waist_lean", "head": "head_forward", "shrug": "shoulder_elevation",
    "hunch": "shoulder_elevation", "crossing": "arm_crossing", "asymmetry": "arm_tension",
    "twist": "trunk_rotation", "elbow": "arm_tension", "drop": "weak_glutes",
}  # fmt: skip
HEAD_WITH_WAIST = 0.55  # the gaze rises, so the head follows only part of a waist lean
# dial -> (measurement, change of dial per unit of missing measurement, least, most)
SOLVED = {
    "body_lean": ("leg_lean", 0.8, -8.0, 8.0),
    "lean": ("trunk_lean", 1.0, -25.0, 25.0),
    "neck": ("head_forward", 0.8, -30.0, 80.0),
    "elbow": ("elbow_angle", 0.9, -60.0, 70.0),
    "arm": ("arm_swing", 0.025, 0.2, 3.0),
    "rot": ("thorax_yaw_range", 0.03, 0.1, 3.0),
    "shrug": ("ear_shoulder_height_cm", -3.0, -10.0, 40.0),
    "cross": ("crossing_cm", 1.5, -40.0, 75.0),
    "drop": ("drop", 0.7, -6.0, 25.0),
}


@dataclass
class Runner:
    """A body with its stride, style and target measurements (contract units, cm)."""

    body: Body
    model: StrideModel
    style: Style
    targets: dict[str, float] = field(default_factory=dict)
    solved: tuple[str, ...] = ("body_lean", "lean", "neck", "elbow", "arm", "rot")


@dataclass(frozen=True)
class Motion:
    """A posed clip on the motion grid, before it is put on the ground."""

    angles: Angles
    pose: Pose
    joints: dict[str, Array]
    hands: tuple[float, float]


def move(
    runner: Runner, clock: Timeline, rng: np.random.Generator | None, *, hands: bool = True
) -> Motion:
    """Pose a runner along a clock; hands that would enter the trunk are pushed out."""
    n = neutral(runner.body)
    a = styled(runner.model, raw_angles(runner.model, clock.phase, rng), clock.phase, runner.style)
    bend_toes(runner.model, clock.phase, a, bone_rotations(a, n))
    depth = clear_trunk(runner.body, a, n) if hands else (np.nan, np.nan)
    pose = solve(runner.body, a, n)
    return Motion(a, pose, joints(runner.body, pose), depth)


def summary(runner: Runner, *, hands: bool = True) -> dict[str, float]:
    """Dial measurements of the runner's mean stride."""
    clock = _two_strides(runner.model)
    motion = move(runner, clock, None, hands=hands)
    values = {k: v[0] for k, v in truth.measure(motion.joints, clock, runner.model).items()}
    for name, parts in (
        ("elbow_angle", "elbow_angle"),
        ("arm_swing", "arm_swing_range"),
        ("drop", "pelvic_drop"),
    ):
        if f"{parts}:left" in values:
            values[name] = 0.5 * (values[f"{parts}:left"] + values[f"{parts}:right"])
    if "arm_crossing_nearest" in values:
        pair = [values[f"arm_crossing_nearest:{s}"] for s in ("left", "right")]
        values["crossing_cm"] = -float(np.mean(pair)) * values["shoulder_breadth"] / 10
    return values


def _two_strides(model: StrideModel) -> Timeline:
    phase = np.arange(0, 2, 1 / 40)
    time = phase * 0.7
    events = {}
    if model.contact < 1:
        start = {"right": 0.0, "left": model.left_strike}
        for side, at in start.items():
            events[f"strike_{side}"] = 0.7 * (np.arange(2) + at)
            events[f"off_{side}"] = events[f"strike_{side}"] + 0.7 * model.contact
    return Timeline(time, phase, events)


def calibrate(runner: Runner, rounds: int = 6, *, hands: bool = True) -> dict[str, float]:
    """Turn the solved dials until the mean stride meets the targets, in place."""
    values = summary(runner, hands=hands)
    for _ in range(rounds):
        for dial in runner.solved:
            name, gain, low, high = SOLVED[dial]
            if name not in runner.targets or name not in values:
                continue
            moved = getattr(runner.style, dial) + gain * (runner.targets[name] - values[name])
            setattr(runner.style, dial, float(np.clip(moved, low, high)))
        values = summary(runner, hands=hands)
    return values


def add_faults(runner: Runner, faults: dict[str, float], good: dict[str, float]) -> None:
    """Set targets and dials for faults on top of a calibrated good form, in place.

    Parameters
    ----------
    faults
        ``waist``, ``head``, ``hunch``, ``twist``, ``elbow``, ``drop`` in deg;
        ``shrug`` and ``crossing`` in cm; ``asymmetry`` in %.
    good
        Measurements of the same runner without faults.
    """
    f = {**dict.fromkeys(CAUSES, 0.0), **faults}
    style, targets = runner.style, runner.targets
    style.waist, style.hunch = f["waist"], f["hunch"]
    if f["crossing"]:
        style.abduction = min(style.abduction, 4.0)
        good = {**good, "elbow_angle": min(good["elbow_angle"], 90.0)}
    style.arm_right = 1 + f["asymmetry"] / 200
    follow = HEAD_WITH_WAIST * f["waist"] + 0.4 * f["hunch"]
    shifts = {
        "head_forward": f["head"] + follow,
        "ear_shoulder_height_cm": -f["shrug"] - 0.12 * f["hunch"],
        "crossing_cm": f["crossing"],
        "thorax_yaw_range": f["twist"],
        "elbow_angle": f["elbow"],
        "drop": f["drop"],
    }
    for name, shift in shifts.items():
        if name in good:
            targets[name] = good[name] + shift
    extra = {"shrug": f["shrug"] or f["hunch"], "cross": f["crossing"], "drop": f["drop"]}
    arm = () if f["crossing"] else ("arm",)
    runner.solved = ("neck", "elbow", *arm, "rot", *(k for k, v in extra.items() if v))
