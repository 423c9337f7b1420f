"""A watch's run in the report: what it recorded along the run, what fades, every field."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from runtall.analysis.result import Analysis
from runtall.motion.measurement import Measurement
from runtall.motion.watch import WatchFade, WatchField, WatchRun
from runtall.report import watch_texts as texts
from runtall.report import wording
from runtall.report.svg import scale
from runtall.report.svg.pace import pace, pace_ticks
from runtall.report.svg.times import Frame, Line, panel, span

PANELS: Final = (
    "speed",
    "heart_rate",
    "cadence",
    "vertical_oscillation",
    "stance_time",
    "respiration_rate",
)
"""What is drawn along the run, where the file has it."""
_WIDTH, _HEIGHT = 320.0, 132.0
_LEFT: Final = 42.0
_LEAST: Final = {
    "speed": 0.4, "heart_rate": 20.0, "cadence": 10.0, "vertical_oscillation": 12.0,
    "stance_time": 24.0, "respiration_rate": 8.0,
}  # fmt: skip
"""Least height of a panel in its unit, so that small change looks small."""
_FEW: Final = 2
_MEASURED: Final = {"stance_time": "contact_time", "respiration_rate": "breathing_rate"}
"""Names of our measurements where a watch's field is called otherwise."""


def part(analysis: Analysis) -> dict[str, Any] | None:
    """The section of watches, or None where no watch recorded a run."""
    found = [_one(run, analysis) for run in analysis.watches]
    if not found:
        return None
    return {"title": texts.TITLE, "fades_title": texts.FADES_TITLE,
            "fields_title": texts.FIELDS_TITLE, "heads": list(texts.FIELD_HEADS),
            "parts": found}  # fmt: skip


def told(analysis: Analysis) -> list[Measurement]:
    """Changes through the run that the table of fades shows already."""
    names = {
        (f"{_MEASURED.get(fade.name, fade.name)}_drift", run.input)
        for run in analysis.watches for fade in run.fades
    }  # fmt: skip
    return [m for m in analysis.measurements if any((m.name, i) in names for i in m.inputs)]


def _one(run: WatchRun, analysis: Analysis) -> dict[str, Any]:
    several = len(analysis.watches) > 1 and run.input < len(analysis.inputs)
    name = wording.printable(analysis.inputs[run.input].path.name) if several else ""
    panels = _panels(run)
    return {
        "heading": f"{run.input + 1} · {name}" if name else "",
        "lead": texts.lead(run),
        "panels": panels, "key": texts.KEY if panels else "",
        "fades": _fades(run), "fades_key": texts.FADES if run.fades else texts.NO_FADES,
        "fields": [_field(f) for f in run.fields],
    }  # fmt: skip


def _panels(run: WatchRun) -> list[dict[str, str]]:
    units = {f.name: f.unit for f in run.fields}
    return [
        _panel(run, name, units.get(name, ""))
        for name in PANELS
        if name in run.windows and np.isfinite(run.windows[name]).sum() >= _FEW
    ]


def _panel(run: WatchRun, name: str, unit: str) -> dict[str, str]:
    line = Line(run.window_s, run.windows[name])
    low, high = span([line], _LEAST[name])
    end = max([*(s.end_s for s in run.segments), float(run.window_s[-1]), 1.0])
    frame = Frame(_WIDTH, _HEIGHT, 0.0, end, low, high, _LEFT)
    paced = name == "speed" and unit == "m/s"
    title = "Pace" if paced else _name(run, name)
    told = "min for a km" if paced else wording.long_unit(unit)
    ticks = pace_ticks(low, high) if paced else None
    label = f"{title} along the run, {told}: {_spread(line, paced=paced)}"
    return {"name": title, "unit": told, "svg": panel(line, frame, label=label, ticks=ticks)}


def _name(run: WatchRun, name: str) -> str:
    """The report's own word, else the file's."""
    if name in wording.TABLE:
        return wording.words(name).name
    label = next((f.label for f in run.fields if f.name == name), name)
    text = wording.printable(label or name).replace("_", " ")
    return text[:1].upper() + text[1:]


def _spread(line: Line, *, paced: bool) -> str:
    low, high = float(np.nanmin(line.value)), float(np.nanmax(line.value))
    if paced and low > 0:
        return f"{pace(high)} to {pace(low)}"
    return f"{wording.figure(low, 0)} to {wording.figure(high, 0)}"


def _fades(run: WatchRun) -> dict[str, Any] | None:
    """One row for each quantity, one column for each set of things held still."""
    if not run.fades:
        return None
    by = {(f.name, f.held): f for f in run.fades}
    names = list(dict.fromkeys(f.name for f in run.fades))
    helds = list(dict.fromkeys(f.held for f in run.fades))
    rows = [
        {"name": _name(run, n), "cells": [_cell(by.get((n, h))) for h in helds]}
        for n in names
    ]  # fmt: skip
    return {"heads": [texts.held(h) for h in helds], "rows": rows}


def _cell(fade: WatchFade | None) -> dict[str, str]:
    if fade is None:
        return {"value": "", "unit": "", "interval": "", "scale": ""}
    # That it is per 10 min the line above the table says.
    unit = fade.unit.removesuffix(texts.PER)
    m = Measurement(f"{fade.name}_drift", None, fade.value, unit, fade.low, fade.high)
    value, after = wording.amount(m)
    return {
        "value": value, "unit": after, "scale": scale.change(m),
        "interval": f"{wording.signed(fade.low, 1)} to {wording.signed(fade.high, 1)}",
    }  # fmt: skip


def _field(field: WatchField) -> dict[str, str]:
    of = _decimals(field)
    low, high = wording.figure(field.low, of), wording.figure(field.high, of)
    return {
        "name": wording.printable(field.label or field.name),
        "mean": wording.figure(field.mean, of),
        "range": f"{low} to {high}" if field.low is not None else "–",
        "unit": wording.printable(field.unit), "source": texts.source(field),
        "covers": f"{wording.figure(100 * field.share, 0)} %",
    }  # fmt: skip


def _decimals(field: WatchField) -> int:
    """Finer where the numbers are small."""
    size = max((abs(v) for v in (field.mean, field.low, field.high) if v is not None), default=0.0)
    return 2 if size < wording.SMALL else 1 if size < wording.SMALL**2 else 0
