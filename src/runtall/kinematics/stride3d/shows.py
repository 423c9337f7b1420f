"""What a set of views shows of the 3-D stride, and how each measurement of it is corrected.

``data/measures-<estimator>.json`` is written by ``tools/learn_stride.py`` from rendered runners
and never by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from runtall.kinematics.metric import Metric
from runtall.motion.measurement import Side
from runtall.motion.recording import View

NEVER: Final = {
    "pelvis_yaw_range": "the detector's hip points do not follow the pelvis's turn; motion capture "
    "can show it",
    "thorax_pelvis_yaw_range": "the detector's hip points do not follow the pelvis's turn; motion "
    "capture can show it",
}
"""What no clip shows, however many there are."""


def planes(views: Iterable[str]) -> set[str]:
    """What views show of a motion: ``side``, ``across``, ``both`` of them, ``markers``."""
    seen = set(views)
    if "markers" in seen:
        return {"side", "across", "both", "markers"}
    found = set()
    if seen & {"left", "right"}:
        found.add("side")
    if seen & {"rear", "front"}:
        found.add("across")
    return found | ({"both"} if len(found) == 2 else set())


@dataclass(frozen=True, slots=True)
class StrideCorrection:
    """How a measurement of the fitted stride becomes an estimate.

    ``weight * (fitted + intercept) + (1 - weight) * flat``, with a spread of
    ``hypot(floor, widening * spread of the fit)``; t with one degree less than ``runners``.
    """

    weight: float
    intercept: float
    floor: float
    widening: float
    runners: int


def view_set(views: Iterable[View]) -> str:
    """Name of a set of views: ``side``, ``rear``, ``front``, ``side+rear``, ``side+front``."""
    kinds = {"side" if v in ("left", "right") else v for v in views}
    # Front and rear together show no more than the front, which shows the hands.
    across = "front" if "front" in kinds else "rear" if "rear" in kinds else ""
    return "+".join(k for k in ("side" if "side" in kinds else "", across) if k)


def shows(name: str, metric: Metric) -> bool:
    """Whether a set of views (as `view_set` names it) shows a measurement at all."""
    axes = {"side": "xy", "rear": "yz", "front": "yz"}.get(name, "xyz")
    return set(metric.axes) <= set(axes) and metric.name not in NEVER


def part_of_pair(views: Iterable[View], side: Side | None) -> str:
    """``near`` or ``far`` for one side of the body seen from one side; else empty."""
    sides = {v for v in views if v in ("left", "right")}
    if side is None or not sides:
        return ""
    return "near" if side in sides else "far"


def stride_corrections(estimator: str) -> Mapping[str, Mapping[str, StrideCorrection]]:
    """Corrections by set of views and by ``name`` or ``name:near`` / ``name:far``."""
    return {
        views: {key: StrideCorrection(**row["use"]) for key, row in rows.items()}
        for views, rows in _table(estimator).get("measures", {}).items()
    }


def event_offsets(estimator: str) -> Mapping[str, float]:
    """Cycles from the marks of the stride to its events."""
    found: dict[str, float] = _table(estimator).get("events", {})
    return found or {"initial_contact": 0.039, "toe_off": -0.022}


@cache
def _table(estimator: str) -> dict[str, Any]:
    path = files("runtall.kinematics.stride3d").joinpath("data", f"measures-{estimator}.json")
    if not path.is_file():
        return {}
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table
