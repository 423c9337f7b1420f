"""Motion families: seeded, smooth changes of the mean stride, so that runners move differently.

A family keeps the timing of the feet (strike and toe-off phases) and changes how every joint
gets there: sizes and phases of whole groups, random low harmonics and other mean postures.
Most of a change is the same on both sides, half a stride apart.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rendering.body import Body
from rendering.gait import Style, raw_angles, styled
from rendering.pose import joints, neutral, solve
from rendering.stride import StrideModel, mirror_rows, shift_rows

Array = NDArray[np.float64]
GROUPS = {
    "pelvis_tx": "travel", "pelvis_ty": "travel", "pelvis_tz": "travel",
    "pelvis_rotation": "turn", "pelvis": "pelvis", "hip": "legs", "knee": "legs", "ankle": "legs",
    "lumbar": "trunk", "arm": "arms", "elbow": "arms",
}  # fmt: skip
# Group: least and most factor of the swing, and most phase shift (strides).
SIZE = {
    "travel": (0.85, 1.15), "pelvis": (0.6, 1.1), "turn": (0.8, 2.5), "legs": (0.94, 1.06),
    "trunk": (0.85, 1.2), "arms": (0.85, 1.15),
}  # fmt: skip
TURNS_DEG = 2.5  # amplitude of a pelvis that turns as most do
SHIFT = {"travel": 0.005, "pelvis": 0.02, "turn": 0.05, "legs": 0.005, "trunk": 0.03, "arms": 0.04}
# SD of the random harmonics, as a share of the coordinate's own swing, and least swing (deg).
ROUGH = {"travel": 0.06, "pelvis": 0.1, "turn": 0.25, "legs": 0.08, "trunk": 0.12, "arms": 0.12}
LEAST = {"travel": 0.0, "pelvis": 3.0, "turn": 3.0, "legs": 4.0, "trunk": 4.0, "arms": 8.0}
HARMONIC_SHARE = (1.0, 0.8, 0.45)
POSTURE_DEG = {
    "pelvis_tilt": 3.5, "pelvis_list": 0.8, "pelvis_rotation": 1.0, "hip_flexion": 2.0,
    "hip_adduction": 1.2, "hip_rotation": 4.0, "knee_angle": 2.0, "ankle_angle": 2.0,
    "lumbar_bending": 1.2, "lumbar_rotation": 1.5, "arm_flex": 6.0, "arm_add": 4.0,
    "arm_rot": 7.0, "elbow_flex": 5.0,
}  # fmt: skip
ONE_SIDED = 0.3  # share of a change that differs between the sides
SLIP = 0.15  # most change of a stance foot's speed, as a share of the belt's
SINK_M = 0.018  # most that the leg's pattern may miss the ground in stance


def group_of(name: str) -> str:
    """Group of a joint coordinate."""
    return next(g for start, g in GROUPS.items() if name.startswith(start))


def vary(model: StrideModel, rng: np.random.Generator, amount: float = 1.0) -> StrideModel:
    """Draw a member of the family around a stride; ``amount`` 0 leaves it alone."""
    sized = _resized(model, rng, amount)
    change = sized - model.mean + _harmonics(model, rng, amount) + _posture(model, rng, amount)
    turned = mirror_rows(change, model.names, model.left_strike)
    even, odd = 0.5 * (change + turned), 0.5 * (change - turned)
    mean = model.mean + even + ONE_SIDED * odd
    return replace(model, mean=_legs_kept(model, mean))


def _resized(model: StrideModel, rng: np.random.Generator, amount: float) -> Array:
    """Swing of each group larger or smaller, earlier or later."""
    out = model.mean.copy()
    sizes = _sizes(model)
    size = {g: np.exp(amount * rng.uniform(*np.log(v))) for g, v in sizes.items()}
    late = {g: amount * rng.uniform(-v, v) for g, v in SHIFT.items()}
    for row, name in enumerate(model.names):
        group = group_of(name)
        own = np.exp(amount * 0.5 * rng.uniform(*np.log(sizes[group])))
        out[row] = shift_rows(out[row], late[group])
        out[row, 1:] *= size[group] * own
    return out


def _sizes(model: StrideModel) -> dict[str, tuple[float, float]]:
    """Factors per group; a pelvis that turns enough already is not made to turn far more."""
    turn = float(np.sqrt((model.mean[model.names.index("pelvis_rotation"), 1:] ** 2).sum()))
    return SIZE if turn < TURNS_DEG else {**SIZE, "turn": (0.65, 1.25)}


def _harmonics(model: StrideModel, rng: np.random.Generator, amount: float) -> Array:
    """Random waves of one to three per stride; wider by what averaging two sides takes."""
    out = np.zeros_like(model.mean)
    for row, name in enumerate(model.names):
        group = group_of(name)
        swing = max(float(np.sqrt((model.mean[row, 1:] ** 2).sum())), LEAST[group])
        for k, share in enumerate(HARMONIC_SHARE):
            scale = np.sqrt(2) * amount * ROUGH[group] * share * swing
            out[row, 1 + 2 * k : 3 + 2 * k] = scale * rng.standard_normal(2)
    return out


def _posture(model: StrideModel, rng: np.random.Generator, amount: float) -> Array:
    """Other mean angles."""
    out = np.zeros_like(model.mean)
    for row, name in enumerate(model.names):
        sd = POSTURE_DEG.get(name.removesuffix("_r").removesuffix("_l"), 0.0)
        out[row, 0] = amount * sd * float(np.clip(rng.standard_normal(), -2, 2))
    return out


def _legs_kept(model: StrideModel, mean: Array) -> Array:
    """Turn the thighs back by what the pelvis turned, so that the feet stay on their paths."""
    out = mean.copy()
    at = model.names.index
    moved = {n: mean[at(f"pelvis_{n}")] - model.mean[at(f"pelvis_{n}")] for n in _PELVIS}
    for name, (joint, right, left) in _PELVIS.items():
        out[at(joint + "_r")] += right * moved[name]
        out[at(joint + "_l")] += left * moved[name]
    return out


# Pelvis angle: hip angle about the same axis, and its sign on the right and left.
_PELVIS = {
    "tilt": ("hip_flexion", -1.0, -1.0),
    "list": ("hip_adduction", -1.0, 1.0),
    "rotation": ("hip_rotation", -1.0, 1.0),
}


def footing(model: StrideModel, body: Body, style: Style) -> tuple[float, float]:
    """How badly a stride stands on a belt.

    Returns
    -------
    tuple of float
        SD of the stance foot's speed as a share of its mean, and how far the stance foot
        leaves a level line (m), once the source's own rise and fall is taken off.
    """
    phase = np.arange(0, 1, 1 / 80)
    a = styled(model, raw_angles(model, phase, None), phase, style)
    for x in ("_r", "_l"):
        a["toe" + x] = np.zeros_like(phase)
    pose = solve(body, a, neutral(body))
    j = joints(body, pose)
    slips, misses = [], []
    for side, start in (("right", 0.0), ("left", model.left_strike)):
        part = ((phase - start) % 1.0) / model.contact
        middle = (part > 0.2) & (part < 0.7)
        order = np.argsort(part[middle])
        x = j[f"{side}_ankle"][middle][order]
        speed = np.diff(x[:, 0])
        slips.append(float(np.std(speed) / abs(np.mean(speed))))
        misses.append(float(np.ptp(x[:, 1] + a["pelvis_ty"][middle][order])))
    return max(slips), max(misses)


def family(
    model: StrideModel, body: Body, style: Style, seed: int, amount: float = 1.0
) -> StrideModel:
    """First drawn stride whose feet move with a belt as well as they must."""
    rng = np.random.default_rng([13, seed])
    slip, miss = footing(model, body, style)
    for _ in range(600):
        drawn = vary(model, rng, amount)
        found = footing(drawn, body, style)
        if found[0] < max(SLIP, 1.1 * slip) and found[1] < max(SINK_M, 1.1 * miss):
            return drawn
    raise ValueError(f"No stride of family {seed} keeps its feet on the belt.")
