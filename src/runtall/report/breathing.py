"""Breathing in the report: bands, loop, rose, course of the session, table by activity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

import numpy as np

from runtall.analysis.result import Analysis
from runtall.motion.breathing import (
    Breathing,
    BreathingExcerpt,
    BreathingLoop,
    BreathingThrough,
    SegmentBreathing,
)
from runtall.motion.measurement import Measurement
from runtall.motion.segments import ACTIVITIES, Activity, Segment
from runtall.report import breathing_texts as texts
from runtall.report import wording
from runtall.report.svg.breath_bands import bands, half_height, lanes
from runtall.report.svg.breath_loop import loops
from runtall.report.svg.rose import rose
from runtall.report.svg.times import Frame, Line, panel, span, swatch

Drawn = TypeVar("Drawn", BreathingExcerpt, BreathingLoop)
NAMES: Final = (
    "breathing_rate", "inspiratory_fraction", "rib_cage_share", "breathing_phase_angle",
    "labored_breathing_index", "strides_per_breath", "step_breath_coupling",
)  # fmt: skip
"""Rows of the table by activity."""
_WIDTH, _HEIGHT = 500.0, 176.0
_UNDER: Final = 44.0
_CALM: Final[tuple[Activity, ...]] = ("rest", "walk", "other", "run")
_HARD: Final[tuple[Activity, ...]] = ("run", "walk", "other")
_LEAST: Final = {"rate": 12.0, "share": 20.0, "phase": 30.0}
"""Least height of a panel, so that small change looks small."""


def part(analysis: Analysis) -> dict[str, Any] | None:
    """The section of breathing, or None where nothing tells of it."""
    found = [_one(b, analysis) for b in analysis.breathing]
    if not found:
        return None
    return {"title": texts.TITLE, "parts": found}


def told(analysis: Analysis) -> list[Measurement]:
    """Measurements that the table by activity shows already."""
    inputs = {b.input for b in analysis.breathing}
    return [m for m in analysis.measurements if m.name in NAMES and inputs.issuperset(m.inputs)]


def _one(told: Breathing, analysis: Analysis) -> dict[str, Any]:
    several = len(analysis.breathing) > 1 and told.input < len(analysis.inputs)
    name = wording.printable(analysis.inputs[told.input].path.name) if several else ""
    step = told.step_breath if told.step_breath and len(told.step_breath.phase) else None
    panels = _through(told)
    loop, excerpts = _loop(told), _excerpts(told)
    alone = len(excerpts) == 1 and step is None and not told.changes
    return {
        "heading": f"{told.input + 1} · {name}" if name else "",
        "lead": texts.lead(told), "bound": texts.bound(told),
        "excerpts": excerpts, "excerpts_key": texts.excerpts_key(told, len(excerpts)),
        "loop": None if alone else loop, "beside": loop if alone else None,
        "rose": {"title": texts.ROSE_TITLE, "svg": rose(step), "text": texts.step_breath(step),
                 "key": texts.rose_key(step)} if step else None,
        "changes": texts.changes(told.changes),
        "through": panels, "activities": activities_key(told.segments) if panels else [],
        "through_key": texts.through_key(told.segments),
        "table": _table(told),
    }  # fmt: skip


def _loop(told: Breathing) -> dict[str, str] | None:
    found = _pair(told.loops)
    if not found:
        return None
    return {"title": texts.LOOP_TITLE, "svg": loops(found), "key": texts.loop_key(found)}


def _pair(found: Sequence[Drawn]) -> list[Drawn]:
    """The calmest and the hardest activity of those that there are."""
    there = [x.activity for x in found]
    calm = next((a for a in _CALM if a in there), None)
    hard = next((a for a in _HARD if a in there and a != calm), None)
    return [x for a in (calm, hard) for x in found if x.activity == a]


def _excerpts(told: Breathing) -> list[dict[str, str]]:
    found = _pair([e for e in told.excerpts if lanes(e)])
    half = half_height(found)
    drawn = []
    for excerpt in found:
        title, when = texts.excerpt_title(excerpt.activity, float(excerpt.time_s[0]))
        one_band = told.bands == ("band",)
        drawn.append({"name": title, "unit": when, "svg": bands(excerpt, half, one_band=one_band)})
    return drawn


def _through(told: Breathing) -> list[dict[str, str]]:
    """Rate and share through the session, one under the same strip each."""
    found = told.through
    if found is None or len(found.start_s) < 2:
        return []
    names = [n for n in ("rate", "share") if np.isfinite(getattr(found, n)).any()]
    return [_panel(found, name, told.segments) for name in names]


def _panel(found: BreathingThrough, name: str, segments: tuple[Segment, ...]) -> dict[str, str]:
    ends = (getattr(found, f"{name}_{end}") for end in ("low", "high"))
    line = Line((found.start_s + found.end_s) / 2, getattr(found, name), *ends)
    last = max(float(found.end_s[-1]), *(s.end_s for s in segments), 1.0)
    low, high = span([line], _LEAST[name])
    frame = Frame(_WIDTH, _HEIGHT, 0.0, last, low, high, under=_UNDER)
    title, unit = texts.THROUGH[name], texts.THROUGH_UNITS[name]
    first, final = (wording.figure(float(f(line.value)), 0) for f in (np.nanmin, np.nanmax))
    label = (
        f"{title} through the session, {unit}: {first} to {final}; "
        f"{activities_told(segments)}"
    )  # fmt: skip
    return {"name": title, "unit": unit, "svg": panel(line, frame, label=label, segments=segments)}


def activities_key(segments: tuple[Segment, ...]) -> list[dict[str, str]]:
    """A swatch and a word for each activity that occurs."""
    return [
        {"svg": swatch(a), "text": wording.doing(a)}
        for a in ACTIVITIES if any(s.activity == a for s in segments)
    ]  # fmt: skip


def activities_told(segments: tuple[Segment, ...]) -> str:
    """How long each was, in words."""
    lasts = {a: sum(s.duration_s for s in segments if s.activity == a) for a in ACTIVITIES}
    return wording.listed(
        [f"{wording.doing(a)} {wording.seconds(v)}" for a, v in lasts.items() if v]
    )


def _table(told: Breathing) -> dict[str, Any] | None:
    """Each measure by activity, and once each why something is missing."""
    found = [b for a in ACTIVITIES if (b := told.during(a)) is not None]
    if not found:
        return None
    names = [n for n in NAMES if any(s.measurement(n) for s in found)]
    return {
        "heads": [_head(s) for s in found],
        "rows": [
            {"name": wording.words(n).name, "meaning": wording.words(n).meaning,
             "cells": [_cell(s, n) for s in found]}
            for n in names
        ],
        "reasons": _reasons(found, names),
    }  # fmt: skip


def _head(part: SegmentBreathing) -> dict[str, str]:
    lasts = wording.seconds(sum(s.duration_s for s in part.segments)).replace(" ", "\u00a0")
    count = wording.counted(part.n_breaths, "breath") if part.n_breaths else ""
    name = wording.activity(part.activity).capitalize()
    return {"name": name, "count": count.replace(" ", "\u00a0"), "lasts": lasts}


def _cell(part: SegmentBreathing, name: str) -> dict[str, str]:
    m = part.measurement(name)
    if m is None:
        return {"value": "", "unit": "", "interval": "", "untold": "–"}
    value, unit = wording.amount(m)
    return {"value": value, "unit": unit, "interval": wording.interval(m), "untold": ""}


def _reasons(found: list[SegmentBreathing], shown: list[str]) -> list[str]:
    """Why a cell is empty, said once for all that share a reason."""
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for one in found:
        for m in one.measurements:
            if m.measured or not m.reason or m.name not in shown:
                continue
            names, where = groups.setdefault(m.reason, ([], []))
            for into, text in ((names, wording.words(m.name).name.lower()),
                               (where, wording.doing(one.activity))):  # fmt: skip
                if text not in into:
                    into.append(text)
    return [
        f"{_upper(wording.listed(names))} ({', '.join(where)}): {reason}."
        for reason, (names, where) in groups.items()
    ]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
