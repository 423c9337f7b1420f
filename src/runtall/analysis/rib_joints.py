"""How far the chest is turned when the lungs are full: a graded index for the joints of the ribs.

A deep breath and a turned chest both move the joints between ribs and spine. Whether they fall
together depends on when in the stride breathing out begins. The index says how much more, or
less, the chest is turned at that instant than breathing without any regard to the steps would
give. It is a graded index of two movements that meet, and no load of a joint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.literature import number
from runtall.motion.breathing import Breathing, StepBreath
from runtall.motion.load import LoadCurve
from runtall.motion.measurement import Z_LEVEL, Measurement

Array = npt.NDArray[np.float64]

NAME: Final = "rib_joint_exposure"
AT_FULL_BREATH: Final = "thoracic_twist_at_full_breath"
_UNITS: Final = {AT_FULL_BREATH: "deg", NAME: "1"}
_DRAWS: Final = 400
_TWIST: Final = "thoracic_twist"
_NO_TWIST: Final = "needs the turning of the chest: film from the side and from behind"
_NO_STEPS: Final = "needs breaths and steps of a run: wear both bands and a sensor on the trunk"
_ONE_FOOT: Final = (
    "the sensor on the trunk does not tell one foot's steps from the other's, and the turn of the "
    "chest depends on which"
)


def rib_joint_exposure(
    curves: Sequence[LoadCurve], breathing: Sequence[Breathing], *, frequency_hz: float, seed: int
) -> list[Measurement]:
    """Twist of the chest at full lungs, deg, and against breathing at random, 1.

    Parameters
    ----------
    curves
        Loads through the stride; that of the thoracic twist counts.
    breathing
        Of the same run, or of runs in like conditions.
    frequency_hz
        Of the stride.
    seed
        Of the intervals.

    Returns
    -------
    list of Measurement
        Empty where there is no breathing at all; unmeasured with the reason where something else
        is missing.
    """
    if not breathing:
        return []
    twist = next((c for c in curves if c.name == _TWIST), None)
    steps = next((b for b in breathing if b.step_breath is not None), None)
    if twist is None:
        return _unmeasured(_NO_TWIST)
    if steps is None or steps.step_breath is None or not len(steps.step_breath.phase):
        return _unmeasured(_NO_STEPS)
    if not steps.step_breath.by_foot:
        return _unmeasured(_ONE_FOOT)
    draws = _draws(twist, steps.step_breath, frequency_hz, seed)
    return [_measured(name, draws[k], steps.input) for k, name in enumerate(_UNITS)]


def _unmeasured(reason: str) -> list[Measurement]:
    return [
        Measurement(name, None, None, unit, status="unmeasured", reason=reason)
        for name, unit in _UNITS.items()
    ]


def _draws(twist: LoadCurve, steps: StepBreath, frequency_hz: float, seed: int) -> Array:
    """Twist at full lungs and its ratio to the mean of the stride, shape (2, draw), best first."""
    rng = np.random.default_rng([seed, 17])
    best = _turned(twist.mean, steps.phase, 0.5 * _lag(frequency_hz), swapped=False)
    found = [best]
    for _ in range(_DRAWS):
        curve = _drawn(twist, rng)
        phase = rng.choice(steps.phase, len(steps.phase))
        lag = rng.uniform(0.0, _lag(frequency_hz))
        swapped = not steps.named and bool(rng.integers(2))
        found.append(_turned(curve, phase, lag, swapped=swapped))
    return np.asarray(found).T


def _lag(frequency_hz: float) -> float:
    """How much later than the foot the trunk may feel a step, in strides."""
    return number("worn.step_lag.most") * frequency_hz


def _drawn(twist: LoadCurve, rng: np.random.Generator) -> Array:
    """One version of the curve within its interval: the whole of it higher or lower."""
    z = rng.standard_normal() / Z_LEVEL
    edge = twist.high if z > 0 else twist.low
    moved: Array = twist.mean + abs(z) * (edge - twist.mean)
    return moved


def _turned(curve: Array, phase: Array, lag: float, *, swapped: bool) -> tuple[float, float]:
    """Mean size of the twist at these phases of the stride, and against the mean of all phases."""
    size = np.abs(curve[:-1])
    at = (phase - lag + (0.5 if swapped else 0.0)) % 1.0
    wrapped = np.append(size, size[0])
    full = float(np.interp(at, np.linspace(0, 1, len(wrapped)), wrapped).mean())
    return full, full / max(float(size.mean()), 1e-9)


def _measured(name: str, draws: Array, n: int) -> Measurement:
    low, high = np.percentile(draws[1:], (5, 95))
    value = float(draws[0])
    return Measurement(
        name, None, value, _UNITS[name], float(min(low, value)), float(max(high, value)),
        inputs=(n,), grade="C", sources=("runtall2026",), method="stride3d",
    )  # fmt: skip
