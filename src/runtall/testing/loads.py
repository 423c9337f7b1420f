"""Made-up loads of the body model, clearly marked as such, for reports and their tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import Analysis
from runtall.motion.load import (
    GROUPS,
    LEVELS,
    Change,
    Held,
    Load,
    LoadCurve,
    Share,
    Statistic,
)
from runtall.motion.measurement import Side

Array = npt.NDArray[np.float64]

_SIDES: Final[tuple[Side, Side]] = ("left", "right")
_HABITS: Final = ("waist_lean", "head_forward", "arm_crossing")
_SPREAD: Final = 0.14
"""Half of an interval against its number."""
# Mean of the run without the habits, and what each habit adds, N m and deg.
_FLEXION: Final = {
    "l5s1": (27.0, (12.4, 1.2, -1.6)), "t12l1": (18.2, (8.1, 1.2, -1.6)),
    "t8t9": (13.1, (4.2, 1.3, -1.5)), "t4t5": (6.4, (1.4, 1.4, -1.4)),
    "c7t1": (2.2, (-0.3, 1.7, 0.0)),
}  # fmt: skip
_AXIAL: Final = (15.0, (0.6, 0.0, -2.4))
_LATERAL: Final = (9.0, (-0.4, 0.0, 0.1))
_TWIST: Final = (17.0, (-0.6, 0.0, 5.2))
_EFFORTS: Final = {
    "erector_spinae_thoracic": (21.0, 4.0, -6.0), "erector_spinae_lumbar": (42.0, 3.0, -2.0),
    "neck_extensors": (-12.0, 108.0, 0.0), "shoulder_elevators": (6.0, 4.0, -3.0),
    "scapular_retractors": (9.0, 1.0, -31.0), "serratus_anterior": (1.0, 0.0, 34.0),
    "pectorals": (-2.0, 0.0, 47.0), "obliques": (7.0, 1.0, 6.0),
}  # fmt: skip
_MEASURES: Final = {
    "waist_lean": ("trunk_lean", 16.2, 7.2), "head_forward": ("head_on_trunk", 19.0, 8.7),
    "arm_crossing": ("arm_crossing_nearest", 0.06, 0.3),
}  # fmt: skip
_BEARS: Final = {
    "waist_lean": ("flexion_moment", "erector"),
    "head_forward": ("c7t1_flexion", "t4t5_flexion", "neck_extensors"),
    "arm_crossing": ("thoracic_twist", "pectorals", "serratus", "t8t9_axial"),
}
_TURN: Final = np.linspace(0, 2 * np.pi, 101)

_Parts = tuple[float, tuple[float, ...]]


def sample_loads(analysis: Analysis) -> Analysis:
    """The analysis with loads of a run with its habits; every number is made up.

    Parameters
    ----------
    analysis
        Whose findings name the habits; of them those that these loads know: leaning from the
        waist, a head ahead, arms that cross (whose share of the bending load is negative).
    """
    found = [f.cause for f in analysis.findings]
    habits = tuple(h for h in _HABITS if h in found)
    return replace(
        analysis,
        loads=tuple(_loads(habits)),
        attribution=tuple(_shares(habits)),
        changes=tuple(_changes(habits)),
        load_curves=tuple(_curves(habits)),
    )


def calm_loads(analysis: Analysis) -> Analysis:
    """The analysis without findings, with loads to which nothing is added."""
    return sample_loads(replace(analysis, findings=()))


def unmeasured_loads(analysis: Analysis) -> Analysis:
    """The same loads where turns and the head were not seen."""
    whole = sample_loads(analysis)
    loads = tuple(_unseen(x) for x in whole.loads)
    gone = {x.load for x in loads if not x.measured}
    curves = gone | {"thoracic_twist"}
    return replace(
        whole,
        loads=loads,
        attribution=tuple(s for s in whole.attribution if s.load not in gone),
        changes=tuple(c for c in whole.changes if c.load not in gone),
        load_curves=tuple(c for c in whole.load_curves if c.name not in curves),
    )


def _unseen(load: Load) -> Load:
    if "flexion" in load.load or load.load.startswith("erector"):
        if not load.load.startswith("c7t1"):
            return load
        reason = "the head was not recorded; markers at both temples or ears would show it"
    else:
        reason = "needs two views; film a second clip from behind or the front"
    return Load(load.load, load.statistic, None, load.unit, side=load.side, reason=reason)


def _parts() -> dict[tuple[str, Statistic, Side | None], _Parts]:
    """Reference and what each habit adds, by load, statistic and side."""
    found: dict[tuple[str, Statistic, Side | None], _Parts] = {}
    for level, parts in _FLEXION.items():
        found[f"{level}_flexion_moment", "mean", None] = parts
        found[f"{level}_flexion_moment", "per_km", None] = _times(parts, 280.0)
        found[f"{level}_compression", "mean", None] = _times(parts, 42.0)
    for level in LEVELS[:4]:
        found[f"{level}_axial_moment", "mean", None] = _AXIAL
        found[f"{level}_lateral_moment", "mean", None] = _LATERAL
    found["thoracic_twist_range", "mean", None] = _TWIST
    found["thoracic_twist_moment", "peak", None] = _times(_TWIST, 0.3)
    for group in GROUPS:
        for side in _SIDES:
            # A crossing right arm bears on the right side more.
            less = 0.4 if side == "left" else 1.0
            first, second, third = _EFFORTS[group]
            found[f"{group}_effort", "mean", side] = (100.0, (first, second, less * third))
    return found


def _times(parts: _Parts, factor: float) -> _Parts:
    return parts[0] * factor, tuple(factor * p for p in parts[1])


def _added(parts: tuple[float, ...], habits: Iterable[str]) -> dict[str, float]:
    return {h: parts[_HABITS.index(h)] for h in habits}


def _unit(load: str, statistic: Statistic) -> str:
    ends = {"_moment": "N m", "_compression": "N", "_range": "deg", "_effort": "%"}
    unit = next(u for end, u in ends.items() if load.endswith(end))
    return f"{unit} s/km" if statistic == "per_km" else unit


def _loads(habits: tuple[str, ...]) -> Iterator[Load]:
    for (name, statistic, side), (base, parts) in _parts().items():
        value = base + sum(_added(parts, habits).values())
        # Efforts are relative: without habits they are what they are compared with.
        half = _SPREAD * value if habits or not name.endswith("_effort") else 0.0
        yield Load(name, statistic, value, _unit(name, statistic), value - half, value + half,
                   base, side)  # fmt: skip


def _shares(habits: tuple[str, ...]) -> Iterator[Share]:
    for (name, statistic, side), (_, parts) in _parts().items():
        added = _added(parts, habits)
        total = sum(added.values())
        for cause, share in added.items():
            half = 0.25 * abs(share) + 0.02 * abs(total)
            percent = 100 * share / total if abs(total) > 1e-9 else None
            yield Share(name, statistic, cause, share, _unit(name, statistic), percent,
                        share - half, share + half, side)  # fmt: skip


def _changes(habits: tuple[str, ...]) -> Iterator[Change]:
    for cause in habits:
        measure, measured, target = _MEASURES[cause]
        for (name, statistic, side), (base, parts) in _parts().items():
            if not any(part in name for part in _BEARS[cause]):
                continue
            value = base + sum(_added(parts, habits).values())
            change = -100 * _added(parts, habits)[cause] / value
            helds: tuple[Held, ...] = ("pelvis_moment",) if cause == "arm_crossing" else ("",)
            if name == "t8t9_axial_moment":
                helds = ("pelvis_moment", "trunk")
            for held in helds:
                yield Change(
                    cause, name, statistic, value, value * (1 + change / 100),
                    _unit(name, statistic), change, change - 6, change + 6, measure, measured,
                    target, side, held,
                )  # fmt: skip


def _curves(habits: tuple[str, ...]) -> Iterator[LoadCurve]:
    for (name, statistic, side), (base, parts) in _parts().items():
        if statistic == "per_km" or name.endswith("_range"):
            continue
        now = base + sum(_added(parts, habits).values())
        yield _curve(name, _unit(name, statistic), base, now, side)
    now = _TWIST[0] + sum(_added(_TWIST[1], habits).values())
    yield _curve("thoracic_twist", "deg", _TWIST[0], now, None)


def _curve(name: str, unit: str, base: float, now: float, side: Side | None) -> LoadCurve:
    turns = name.startswith("thoracic") or "axial" in name or "lateral" in name
    late = np.pi if side == "right" else 0.0
    wave = np.cos(_TURN + late) / 2 if turns else 1 + 0.8 * np.cos(2 * _TURN + 0.6 + late)
    ripple = 0.1 * np.cos(4 * _TURN)
    mean, reference = (level * (wave + ripple) for level in (now, base))
    half = _SPREAD * np.abs(mean) + 0.04 * abs(now)
    return LoadCurve(name, unit, mean, mean - half, mean + half, reference, side)
