"""A new random sequence of strides, walking or standing, as joint angles in time."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rendering.stride import StrideModel, basis

Array = NDArray[np.float64]
Angles = dict[str, Array]
GRID_HZ = 120


@dataclass
class Style:
    """How one runner differs from the source stride.

    Angles in deg, lengths in cm, others as factors. ``neck`` and the dials below it
    are solved for, see `rendering.dials`.
    """

    mirror: int = 0
    cadence: float = 174.0
    asymmetry_kept: float = 0.7
    knee: float = 1.0
    hip: float = 1.0
    strike: float = 0.0
    bounce: float = 1.0
    body_lean: float = 0.0
    abduction: float = 0.0
    inward: float = 0.0
    pronation: float = 15.0
    gaze: float = 5.0
    toe_out: float = 6.0
    girdle: float = 0.0
    elbow_swing: float = 1.0
    lean: float = 0.0
    neck: float = 10.0
    elbow: float = 0.0
    arm: float = 1.0
    arm_right: float = 1.0
    rot: float = 1.0
    shrug: float = 0.0
    waist: float = 0.0
    hunch: float = 0.0
    cross: float = 0.0
    drop: float = 0.0

    def rounded(self) -> dict[str, float]:
        """All values, rounded for the truth file."""
        return {k: round(float(v), 3) for k, v in asdict(self).items()}

    def copy(self) -> Style:
        """Return an independent copy."""
        return Style(**{f.name: getattr(self, f.name) for f in fields(self)})


@dataclass(frozen=True)
class Timeline:
    """Clock of a clip: phase in strides (0 = right strike) at each time (s).

    ``events`` holds the times of every strike and toe-off within the clip.
    """

    time: Array
    phase: Array
    events: dict[str, Array]


def timeline(
    model: StrideModel, cadence: float, seconds: float, rng: np.random.Generator
) -> Timeline:
    """Draw stride durations (SD 0.7 %) and build phase and events."""
    stride_s = 120.0 / cadence
    n = int(seconds / stride_s) + 4
    durations = stride_s * (1 + 0.007 * rng.standard_normal(n))
    right = np.r_[0, np.cumsum(durations)] - stride_s * (1 + rng.random())
    halves = model.left_strike + 0.004 * rng.standard_normal(n)
    knots = np.c_[right[:-1], right[:-1] + halves * durations].ravel()
    phases = np.c_[np.arange(n), np.arange(n) + model.left_strike].ravel()
    time = np.arange(round(seconds * GRID_HZ)) / GRID_HZ
    fine = np.arange(knots[0], knots[-1], 0.002)
    smooth = _blur(np.interp(fine, knots, phases), 20)
    return Timeline(time, np.interp(time, fine, smooth), _events(model, fine, smooth, seconds))


def _blur(signal: Array, width: int) -> Array:
    kernel = np.hanning(2 * width + 1)
    padded = np.r_[
        2 * signal[0] - signal[width:0:-1], signal, 2 * signal[-1] - signal[-2 : -width - 2 : -1]
    ]
    return np.convolve(padded, kernel / kernel.sum(), "valid")


def _events(model: StrideModel, time: Array, phase: Array, seconds: float) -> dict[str, Array]:
    marks = {
        "strike_right": 0.0, "off_right": model.contact,
        "strike_left": model.left_strike, "off_left": model.left_strike + model.contact,
    }  # fmt: skip
    out = {}
    for name, mark in marks.items():
        whole = np.arange(np.floor(phase[0]) - 1, np.ceil(phase[-1]) + 1) + mark
        whole = whole[(whole > phase[0]) & (whole < phase[-1])]
        at = np.interp(whole, phase, time)
        out[name] = at[(at >= 0) & (at < seconds)]
    return out


def stance(model: StrideModel, phase: Array, side: str) -> NDArray[np.bool_]:
    """Whether a foot is on the ground at each phase."""
    start = 0.0 if side == "right" else model.left_strike
    return (phase - start) % 1.0 < model.contact


def raw_angles(
    model: StrideModel, phase: Array, rng: np.random.Generator | None, vary: float = 1.0
) -> Angles:
    """Joint angles (deg) and pelvis translations (m), with stride-to-stride modes."""
    design = basis(phase)
    values = design @ model.mean.T
    if rng is not None and len(model.modes):
        n = int(phase.max()) + 3
        scores = rng.standard_normal((n, len(model.modes)))
        for k in range(1, n):
            scores[k] = 0.5 * scores[k - 1] + np.sqrt(0.75) * scores[k]
        knots = np.arange(n) - 0.5
        for m, mode in enumerate(model.modes):
            score = vary * np.interp(phase, knots, scores[:, m])
            values += score[:, None] * (design @ mode.T)
    return {name: values[:, i] for i, name in enumerate(model.names)}


def _about_mean(signal: Array, mean: float, factor: float) -> Array:
    return mean + factor * (signal - mean)


def styled(model: StrideModel, raw: Angles, phase: Array, style: Style) -> Angles:
    """Apply a style and its dials to raw angles."""
    a = {k: v.copy() for k, v in raw.items()}
    mean = {n: model.mean[i, 0] for i, n in enumerate(model.names)}
    _style_legs(a, mean, style)
    a["lumbar_extension"] -= style.lean
    for name in ("lumbar_rotation", "lumbar_bending"):
        a[name] = _about_mean(a[name], 0.4 * mean[name], style.rot if "rot" in name else 1.0)
    for x in ("_r", "_l"):
        _style_arm(a, mean, style, x)
    _drop(a, model, phase, style.drop)
    n = len(phase)
    for name in ("waist", "hunch", "body_lean", "gaze", "neck", "toe_out"):
        a[name] = np.full(n, float(getattr(style, name)))
    return a


def _style_legs(a: Angles, mean: dict[str, float], style: Style) -> None:
    for x in ("_r", "_l"):
        a["knee_angle" + x] = _about_mean(a["knee_angle" + x], -20.0, style.knee)
        a["hip_flexion" + x] = _about_mean(a["hip_flexion" + x], mean["hip_flexion" + x], style.hip)
        a["ankle_angle" + x] += style.strike + style.body_lean
        a["knee_angle" + x] = np.minimum(a["knee_angle" + x], -3.0)
    for axis, factor in (("tx", 1.0), ("ty", style.bounce), ("tz", 0.6)):
        name = "pelvis_" + axis
        a[name] = factor * (a[name] - mean[name])


def _style_arm(a: Angles, mean: dict[str, float], style: Style, x: str) -> None:
    swing = style.arm * (style.arm_right if x == "_r" else 2 - style.arm_right)
    flex = _about_mean(a["arm_flex" + x], mean["arm_flex" + x], swing)
    forward = np.clip(0.2 + (flex - flex.mean()) / (1.8 * flex.std() + 1e-9), 0, 1)
    forward = forward**2 * (3 - 2 * forward)
    a["arm_flex" + x] = flex + 0.25 * style.waist + 0.3 * style.cross * forward
    a["arm_add" + x] = a["arm_add" + x] + style.abduction + 0.55 * style.cross * forward
    rotation = _about_mean(a["arm_rot" + x], mean["arm_rot" + x], 0.7)
    a["arm_rot" + x] = rotation + style.inward + style.cross * forward
    bend = _about_mean(a["elbow_flex" + x], mean["elbow_flex" + x], style.elbow_swing)
    a["elbow_flex" + x] = np.clip(bend - style.elbow, 8, 140)
    a["pronation" + x] = np.full(len(flex), style.pronation)
    a["elevation" + x] = np.full(len(flex), style.girdle + style.shrug)
    a["protraction" + x] = np.full(len(flex), 0.5 * style.hunch)


def _drop(a: Angles, model: StrideModel, phase: Array, drop: float) -> None:
    """Let the swing side of the pelvis fall in stance; the legs keep their direction."""
    if not drop:
        return
    for side, sign in (("right", -1.0), ("left", 1.0)):
        start = 0.0 if side == "right" else model.left_strike
        within = ((phase - start) % 1.0) / (1.25 * model.contact)
        fall = sign * drop * np.where(within < 1, np.sin(np.pi * np.clip(within, 0, 1)) ** 2, 0)
        a["pelvis_list"] = a["pelvis_list"] + fall
        a["lumbar_bending"] = a["lumbar_bending"] - 0.8 * fall
        a["hip_adduction_r"] = a["hip_adduction_r"] - fall
        a["hip_adduction_l"] = a["hip_adduction_l"] + fall
