"""What an estimator gets wrong, by view: learned on rendered runners, kept in a data file.

``data/<estimator>.json`` is written by ``tools/learn_error.py`` and never by hand. Each entry
is a small linear correction of a raw value with the spread that is left for a body which took
no part in the learning.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from runtall.kinematics.view import Seen
from runtall.literature import number, value
from runtall.motion.measurement import Side
from runtall.units import factor

_FIRST_MARKS = {"side": 0.035, "rear": -0.22, "front": -0.07}
"""Cycles from the mark of a view to initial contact: foot furthest ahead from the side, the
other foot highest from rear and front. As BlazePose has it on rendered runners."""
_ASSUMED_BODIES = 10
_ASSUMED = (
    "trunk_lean", "leg_lean", "head_forward", "arm_crossing_nearest", "vertical_oscillation",
    "arm_swing_asymmetry", "elbow_angle", "arm_swing_range", "trunk_side_lean", "cadence",
)  # fmt: skip
_DIFFERENCES = {
    "waist_hinge": ("trunk_lean", "leg_lean"),
    "head_on_trunk": ("head_forward", "trunk_lean"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """``corrected = raw + intercept + slope (raw - centre) + sum(weight * covariate)``.

    Attributes
    ----------
    intercept, slope, centre
        In the SI unit of the quantity.
    weights
        By covariate name.
    sd
        Spread of ``truth - corrected`` over bodies left out of the learning.
    bodies
        How many bodies it was learned on; the interval is a t interval with one less.
    """

    intercept: float
    slope: float
    centre: float
    weights: Mapping[str, float]
    sd: float
    bodies: int

    def apply(self, raw: float, covariates: Mapping[str, float]) -> float:
        """Corrected value."""
        shift = sum(w * covariates.get(k, 0.0) for k, w in self.weights.items())
        return raw + self.intercept + self.slope * (raw - self.centre) + shift


@dataclass(frozen=True, slots=True)
class ViewError:
    """Everything known of one kind of view; ``learned`` is false where it is assumed only."""

    events: Mapping[str, float]
    scale: Correction
    level: Correction
    metrics: Mapping[str, Correction]
    jitter: Mapping[str, float]
    learned: bool = True

    def metric(self, name: str, part: str) -> Correction | None:
        """Correction of a measurement; ``part`` is ``near``, ``far`` or empty."""
        return self.metrics.get(f"{name}:{part}" if part else name)


def view_kind(seen: Seen) -> str:
    """``side``, ``rear`` or ``front``: left and right are mirror images."""
    return "side" if seen.facing else seen.view


def part_of(seen: Seen, side: Side | None) -> str:
    """Which of the two sides an error belongs to: ``near`` or ``far`` from the side, else one."""
    if side is None or not seen.facing:
        return ""
    return "near" if side == seen.view else "far"


@cache
def view_errors(estimator: str) -> dict[str, ViewError]:
    """Errors of an estimator, by kind of view.

    Those learned on rendered runners; for an estimator that has none, the assumed spreads of
    ``literature`` without any correction (``learned`` is then false).
    """
    source = files("runtall.kinematics").joinpath(f"data/{estimator}.json")
    if not source.is_file():
        return {kind: _assumed(kind) for kind in _FIRST_MARKS}
    stored = json.loads(source.read_text(encoding="utf-8"))
    return {kind: _view_error(entry) for kind, entry in stored["views"].items()}


def _view_error(entry: Mapping[str, Any]) -> ViewError:
    return ViewError(
        events=entry["events"],
        scale=Correction(**entry["scale"]),
        level=Correction(**entry["level"]),
        metrics={k: Correction(**v) for k, v in entry["metrics"].items()},
        jitter=entry["jitter"],
    )


def _assumed(kind: str) -> ViewError:
    spreads = {name: _assumed_sd(name) for name in _ASSUMED}
    spreads |= {name: math.hypot(*(spreads[p] for p in of)) for name, of in _DIFFERENCES.items()}
    known = {f"{name}{part}": sd for name, sd in spreads.items() for part in ("", ":near", ":far")}
    nothing = Correction(0.0, 0.0, 0.0, {}, 0.0, _ASSUMED_BODIES)
    return ViewError(
        events={
            "initial_contact": _FIRST_MARKS[kind],
            "toe_off": 0.02,
            "contact_share": number("duty_factor.runners.mean"),
        },
        scale=nothing,
        level=Correction(0.0, -1.0, 0.0, {}, math.radians(1.5), _ASSUMED_BODIES),
        metrics={k: Correction(0.0, 0.0, 0.0, {}, sd, _ASSUMED_BODIES) for k, sd in known.items()},
        jitter={},
        learned=False,
    )


def _assumed_sd(name: str) -> float:
    entry = value(f"assumed_error.{name}")
    unit = {"deg": "rad", "mm": "m", "%": "1", "shoulder breadths": "1", "steps/min": "Hz"}[
        entry.unit
    ]
    return entry.value / factor(unit, entry.unit)
