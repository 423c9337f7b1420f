"""What an estimator gets wrong, by view: learned on rendered runners, kept in a data file.

``data/<estimator>.json`` is written by ``tools/learn_error.py`` and never by hand. Each entry
is a small linear correction of a raw value with the spread that is left for a body which took
no part in the learning.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from runtall.errors import UnknownName
from runtall.kinematics.view import Seen
from runtall.motion.measurement import Side


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
    """Everything learned for one kind of view."""

    events: Mapping[str, float]
    scale: Correction
    level: Correction
    metrics: Mapping[str, Correction]
    jitter: Mapping[str, float]

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
    """Learned errors of an estimator, by kind of view.

    Raises
    ------
    UnknownName
        When none were learned for it.
    """
    source = files("runtall.kinematics").joinpath(f"data/{estimator}.json")
    if not source.is_file():
        raise UnknownName(
            f"no learned errors for the pose estimator {estimator!r}: make them with "
            "tools/learn_error.py, or use blazepose"
        )
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
