"""Versions of the mean stride brought to what was measured.

A measurement may rest on more than the mean stride: a learned correction, another clip. What is
computed from the stride must start from the numbers that the reader is shown, and be as unsure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.findings.versions import measured, turned
from runtall.kinematics.metric import metrics
from runtall.motion.measurement import Z_LEVEL, Measurement, Side
from runtall.motion.skeleton import COORDINATES, LETTER
from runtall.motion.stride_draws import StrideDraws
from runtall.units import to_si

Array = npt.NDArray[np.float64]
By = Callable[[StrideDraws, Array], StrideDraws]
Key = tuple[str, Side | None]

_TRIAL: Final = 0.02
_ROUNDS: Final = 2
_FURTHEST: Final = 0.6
"""Most that a coordinate is moved, rad, or a range as a share of itself."""
_WIDEST: Final = 3.0
"""Most times that a spread is widened."""


def _lean(run: StrideDraws, by: Array) -> StrideDraws:
    return run.shifted(lumbar_extension=-by, arm_flex_r=by, arm_flex_l=by, neck_extension=by)


def _head(run: StrideDraws, by: Array) -> StrideDraws:
    return run.shifted(neck_extension=-by)


def _turn(run: StrideDraws, by: Array) -> StrideDraws:
    return turned(run, 1 + by)


def _elbow(side: Side) -> By:
    return lambda run, by: run.shifted(**{f"elbow_flex_{LETTER[side]}": -by})


def _swing(side: Side) -> By:
    return lambda run, by: run.scaled(**{f"arm_flex_{LETTER[side]}": 1 + by})


def _hand(side: Side) -> By:
    return lambda run, by: run.shifted(**{f"arm_rot_{LETTER[side]}": -by})


_MOVES: Final[tuple[tuple[Key, By], ...]] = (
    (("trunk_lean", None), _lean),
    (("head_on_trunk", None), _head),
    (("thorax_yaw_range", None), _turn),
    *((("elbow_angle", s), _elbow(s)) for s in LETTER),
    *((("arm_swing_range", s), _swing(s)) for s in LETTER),
    *((("arm_crossing_nearest", s), _hand(s)) for s in LETTER),
)  # fmt: skip
"""What is changed for each measurement: the same degrees of freedom that its habit acts on."""


def settled(run: StrideDraws, found: Mapping[Key, Measurement]) -> StrideDraws:
    """Versions whose measurements are those that were reported, with their spread.

    Parameters
    ----------
    run
        Versions of the mean stride.
    found
        Measurements by name and side; those unmeasured change nothing.
    """
    for key, by in _MOVES:
        m = found.get(key)
        if m is not None and m.measured:
            run = _to(run, m, by)
    return run


def _to(run: StrideDraws, m: Measurement, by: By) -> StrideDraws:
    aim = _aim(measured(run, m.name, m.side), m)
    amount = np.zeros(len(run))
    slope = None
    for _ in range(_ROUNDS):
        here = measured(by(run, amount), m.name, m.side)
        if slope is None:
            slope = (measured(by(run, amount + _TRIAL), m.name, m.side) - here) / _TRIAL
        safe = np.where(np.abs(slope) > 1e-3, slope, np.inf)
        amount = np.clip(amount - (here - aim) / safe, -_FURTHEST, _FURTHEST)
    return by(run, amount)


def _aim(own: Array, m: Measurement) -> Array:
    """The measured value with each version's own way off, as wide as the measured interval."""
    metric = metrics[m.name]
    known = [v for v in (m.value, m.low, m.high) if v is not None]
    value, low, high = (to_si(v, m.unit, metric.unit) for v in known)
    spread = (high - low) / 2 / Z_LEVEL
    off = own - own[0]
    wide = min(spread / max(float(np.std(off)), 1e-9), _WIDEST)
    aim: Array = value + wide * off
    return aim


def steadied(run: StrideDraws, *, head: bool, girdle: bool) -> StrideDraws:
    """What was not seen moves as in the best version.

    What is usual of head and clavicles before anything is seen is wide on purpose; drawn from that
    alone they would shake, and shaking costs force.

    Parameters
    ----------
    run
        Versions of the mean stride.
    head
        Whether the head was seen; else it keeps its posture, and otherwise only its mean is drawn.
    girdle
        Whether the clavicles were seen.
    """
    coefficients = run.coefficients.copy()
    for k, name in enumerate(COORDINATES):
        if name.startswith("neck_"):
            kept = slice(1, None) if head else slice(None)
            coefficients[:, k, kept] = coefficients[0, k, kept]
        if name.startswith("clavicle_") and not girdle:
            coefficients[:, k] = coefficients[0, k]
    return replace(run, coefficients=coefficients)
