"""Loads of the body model in the report: spine, what each habit adds, muscles, curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from runtall.analysis.result import Analysis, Curve
from runtall.findings.cause import causes
from runtall.motion.load import GROUPS, LEVELS, Load, LoadCurve, Share
from runtall.motion.measurement import Side
from runtall.report import load_texts, wording
from runtall.report.svg import curves
from runtall.report.svg.muscle_map import VIEWS, Effort, Efforts, From, groups, muscle_map
from runtall.report.svg.spine import spine
from runtall.report.svg.waterfall import Step, waterfall

_SIDES: Final[tuple[Side, Side]] = ("left", "right")
_FALLS: Final = 3
_HEART: Final = "t8t9_flexion_moment"
_PANELS: Final = (_HEART, "l5s1_flexion_moment", "t8t9_axial_moment", "thoracic_twist")
_DIRECTION_ONLY: Final = ("shoulder_elevators",)
_SAME: Final = 1.0
"""Change of effort in % that is none."""
_NONE: Final = 0.01
"""Share of a load that is too small to draw."""
_APART: Final = 0.02
"""Share of a curve's range by which the other run must differ to be drawn."""


def part(analysis: Analysis) -> dict[str, Any] | None:
    """The section of the loads, or None where none has a number."""
    levels = {
        level: found for level in LEVELS
        if (found := _load(analysis, f"{level}_flexion_moment")) is not None
    }  # fmt: skip
    if not levels:
        return None
    habits = habits_of(analysis)
    return {
        "title": load_texts.TITLE if habits else load_texts.CALM_TITLE,
        "lead": load_texts.lead(habits),
        "svg": spine(levels),
        "key": load_texts.spine_key(len(habits), less=_falls_short(levels)),
        "dose": " ".join(filter(None, _doses(analysis, len(habits)))),
        "drift": load_texts.drift(analysis.load_drift),
        "sums": load_texts.sums(analysis.loads),
        "model": load_texts.model(analysis.runner.assumed),
        "falls": [_fall(analysis, *key) for key in _chosen(analysis)],
        "falls_key": load_texts.falls_key(len(habits), less=_any_less(analysis)),
        "muscles": _muscles(analysis, len(habits)) if habits else None,
        **_curves(analysis, len(habits)),
    }  # fmt: skip


def _doses(analysis: Analysis, n_habits: int) -> list[str]:
    return [load_texts.dose(analysis.loads, n_habits), load_texts.run_dose(analysis.loads)]


def habits_of(analysis: Analysis) -> list[str]:
    """Habits whose share of the loads is known, in the order of the findings."""
    shared = {s.cause for s in analysis.attribution}
    return [f.cause for f in analysis.findings if f.cause in shared]


def _load(analysis: Analysis, name: str, side: Side | None = None) -> Load | None:
    """The load's main number, where it has one."""
    return next(
        (x for x in analysis.loads if (x.load, x.side) == (name, side)
         and x.statistic in ("mean", "peak") and x.measured),
        None,
    )  # fmt: skip


def _falls_short(levels: dict[str, Load]) -> bool:
    return any(
        x.value is not None and x.reference is not None and abs(x.value) < abs(x.reference)
        for x in levels.values()
    )


def _any_less(analysis: Analysis) -> bool:
    keys = _chosen(analysis)
    return any(s.share < 0 for s in analysis.attribution if (s.load, s.statistic) in keys)


def _chosen(analysis: Analysis) -> list[tuple[str, str]]:
    """Load and statistic of each waterfall: what each habit bears on most, and the mid back."""
    habits = habits_of(analysis)
    asked = [name for h in habits if (name := _most(analysis, h))]
    if habits and len(dict.fromkeys(asked)) < _FALLS:
        asked.insert(0, _HEART)
    found = [x for name in dict.fromkeys(asked) if (x := _load(analysis, name)) is not None]
    return [(x.load, x.statistic) for x in found[:_FALLS]]


def _most(analysis: Analysis, cause: str) -> str | None:
    """The load, of those that a habit is expected to raise, that it raises most against its own."""
    counterfactual = causes[cause].without if cause in causes else None
    best, name = 0.0, None
    for load in counterfactual.bears_on if counterfactual else ():
        found = _load(analysis, load)
        if found is None or not found.reference:
            continue
        share = _share(analysis, found, cause)
        if share is not None and share.share / abs(found.reference) > best:
            best, name = share.share / abs(found.reference), load
    return name


def _share(analysis: Analysis, load: Load, cause: str) -> Share | None:
    key = (load.load, load.statistic, load.side, cause)
    return next(
        (s for s in analysis.attribution if (s.load, s.statistic, s.side, s.cause) == key), None
    )


def _fall(analysis: Analysis, name: str, statistic: str) -> dict[str, str]:
    load = next(x for x in analysis.loads if (x.load, x.statistic) == (name, statistic))
    shares = [s for s in analysis.attribution if (s.load, s.statistic) == (name, statistic)]
    assert load.value is not None
    assert load.reference is not None
    unit = wording.unit(load.unit)
    of = _decimals(load.unit, load.value)
    base = Step("base", "Without habits", load.reference, None, None,
                f"{wording.figure(load.reference, of)}{unit}")  # fmt: skip
    run = Step("run", "Your run", load.value, load.low, load.high,
               f"{wording.figure(load.value, of)}{unit}",
               _range(load.low, load.high, of))  # fmt: skip
    steps = [base, *(_step(s) for s in shares if not _nothing(s, load)), run]
    told = wording.words(name).name
    alt = "; ".join(f"{s.name} {s.text}" for s in steps)
    how = "largest in the stride" if statistic == "peak" else ""
    return {"name": told, "unit": how, "svg": waterfall(steps, f"{told}: {alt}")}


def _nothing(share: Share, load: Load) -> bool:
    """Whether a share is none with all of its interval."""
    size = _NONE * max(abs(load.value or 0.0), abs(load.reference or 0.0))
    return all(abs(v) < size for v in (share.share, share.low, share.high))


def _step(share: Share) -> Step:
    of = _decimals(share.unit, share.share)
    sign = "−" if share.share < 0 else "+"
    return Step(
        "share", f"{sign} {wording.habit(share.cause)}", share.share, share.low, share.high,
        wording.signed(share.share, of), _range(share.low, share.high, of),
    )  # fmt: skip


def _decimals(unit: str, value: float) -> int:
    return 1 if unit in ("N m", "deg") and abs(value) < wording.SMALL else 0


def _range(low: float | None, high: float | None, decimals: int) -> str:
    return f"{wording.figure(low, decimals)} to {wording.figure(high, decimals)}"


def _muscles(analysis: Analysis, n_habits: int) -> dict[str, Any] | None:
    """Body map and list of the muscle groups."""
    loads = {
        (g, s): x for g in GROUPS for s in _SIDES
        if (x := _load(analysis, f"{g}_effort", s)) is not None
    }  # fmt: skip
    if not loads:
        return None
    efforts = {key: effort(load) for key, load in loads.items()}
    rows = [
        {"name": name, "note": load_texts.DIRECTION if group in _DIRECTION_ONLY else "",
         "cells": [_told(loads.get((group, s)), s) for s in _SIDES]}
        for group, name in wording.GROUP_NAMES.items()
        if any((group, s) in loads for s in _SIDES)
    ]  # fmt: skip
    return {
        "title": load_texts.MUSCLES_TITLE, "lead": load_texts.muscles_lead(n_habits),
        "views": [{"svg": muscle_map(efforts, seen)} for seen in VIEWS if _shows(seen, efforts)],
        "rows": rows, "key": load_texts.muscle_key(list(efforts.values())),
    }  # fmt: skip


def _shows(seen: From, efforts: Efforts) -> bool:
    return any(group in groups(seen) for group, _ in efforts)


def effort(load: Load) -> Effort:
    """Which way a group's effort goes, and by how much where that may be said."""
    assert load.value is not None
    low, high = load.low, load.high
    percent = load.value - 100.0
    if low is None or high is None or low <= 100.0 <= high:
        return Effort(0)
    group = load.load.removesuffix("_effort")
    way = 1 if percent > 0 else -1
    return Effort(way, None if group in _DIRECTION_ONLY else percent)


def _told(load: Load | None, side: Side) -> dict[str, str]:
    tone = side[0]
    if load is None or load.value is None or load.low is None or load.high is None:
        return {"value": "", "range": "", "tone": tone, "untold": load_texts.UNSEEN}
    found = effort(load)
    range_ = f"{wording.signed(load.low - 100, 0)} to {wording.signed(load.high - 100, 0)}"
    if max(abs(load.low - 100), abs(load.high - 100)) < _SAME:
        return {"value": "", "range": "", "tone": tone, "untold": load_texts.SAME}
    if load.load.removesuffix("_effort") in _DIRECTION_ONLY:
        word = {1: "more", -1: "less", 0: ""}[found.way]
        return {"value": word, "range": "", "tone": tone,
                "untold": "" if word else load_texts.UNTOLD}  # fmt: skip
    if found.way == 0:
        return {"value": "", "range": range_, "tone": tone, "untold": load_texts.UNTOLD}
    value = f"{wording.signed(load.value - 100, 0)} %"
    return {"value": value, "range": range_, "tone": tone, "untold": ""}


def _curves(analysis: Analysis, n_habits: int) -> dict[str, Any]:
    by_name = {c.name: c for c in analysis.load_curves if c.side is None}
    chosen = [by_name[name] for name in _PANELS if name in by_name]
    stance = curves.stances(analysis.stride) if analysis.stride is not None else []
    apart = any(_differs(c) for c in chosen)
    return {
        "panels": [_panel(c, stance) for c in chosen],
        "panels_key": load_texts.curves_key(analysis.body_model, feet=bool(stance)),
        "panels_base": load_texts.without(n_habits) if apart else "",
    }


def _differs(curve: LoadCurve) -> bool:
    spread = float(np.ptp(curve.mean)) + 1e-9
    return float(np.max(np.abs(curve.mean - curve.reference))) > _APART * spread


def _panel(load: LoadCurve, stance: Sequence[curves.Stance]) -> dict[str, str]:
    curve = Curve(load.name, load.side, load.unit, load.mean, load.low, load.high, 0, 0)
    unit, sign = wording.long_unit(load.unit), wording.positive(load.name)
    base = [load.reference] if _differs(load) else []
    return {
        "name": wording.words(load.name).name, "unit": f"{unit}, {sign}" if sign else unit,
        "svg": curves.panel([curve], stance, base=base),
    }  # fmt: skip
