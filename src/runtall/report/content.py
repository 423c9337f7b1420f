"""What a report says, once for the page and the PDF: plain text and drawings, no layout."""

from __future__ import annotations

from typing import Any

import runtall
from runtall.analysis.result import Analysis, Curve, InputSummary
from runtall.errors import UnknownName
from runtall.findings.finding import Finding
from runtall.literature import Reference, reference
from runtall.motion.measurement import NOT_SEEN, Measurement, Side
from runtall.report import (
    breathing,
    change_texts,
    load_missing,
    loads,
    sensor_texts,
    stills,
    stride3d,
    texts,
    watch,
    wording,
    worn,
)
from runtall.report.svg import arms, bars, curves, scale

_DRIFT = "_drift"
_MAIN_NUMBERS = 4


def content(analysis: Analysis) -> dict[str, Any]:
    """All parts of the report, in the order in which they are read."""
    care = texts.care(analysis.red_flags)
    head = {
        "title": texts.title(analysis),
        "meta": _meta(analysis),
        "care": care,
        "footer": texts.FOOTER,
    }
    if care and care["only"]:
        # A sign of an emergency: the advice stands alone, whatever was measured.
        return {**head, "emergency": True}
    stride = stride3d.part(analysis)
    return {
        **head,
        "emergency": False,
        **_page_one(analysis),
        "loads": loads.part(analysis),
        "stride": stride,
        "breathing": breathing.part(analysis),
        "watch": watch.part(analysis),
        **_numbers(analysis),
        "drift": _rows(_drifts(analysis), analysis),
        "inputs": [_source(i, s, analysis) for i, s in enumerate(analysis.inputs)],
        "warnings": _warnings(analysis),
        "panels": _panels(analysis, stride["names"] if stride else []),
        "panels_key": texts.curves_key(analysis),
        "arms": _arms(analysis),
        "missing": _missing(analysis),
        "methods": texts.methods(analysis),
        "sources": _sources(analysis),
        "version": f"runtall {runtall.__version__}",
    }


def _measured(analysis: Analysis) -> list[Measurement]:
    return [m for m in analysis.measurements if m.measured and m.value is not None]


def _plain(analysis: Analysis) -> list[Measurement]:
    return [m for m in _measured(analysis) if not m.name.endswith(_DRIFT)]


def _drifts(analysis: Analysis) -> list[Measurement]:
    """Changes through the run but for those that the watch's own section shows."""
    told = watch.told(analysis)
    return [m for m in _measured(analysis) if m.name.endswith(_DRIFT) and m not in told]


def _numbers(analysis: Analysis) -> dict[str, Any]:
    """All numbers; without findings only those that the first page does not show already."""
    first = [] if analysis.findings else _first(_plain(analysis))
    told = breathing.told(analysis)
    rest = [m for m in _plain(analysis) if m not in first and m not in told]
    title = "The other numbers" if first else "All numbers"
    return {"measured": _rows(rest, analysis), "measured_title": title}


def _meta(analysis: Analysis) -> str:
    views = [
        "motion capture" if s.kind == "markers" else wording.view(s.view)
        for s in analysis.inputs if s.kind in ("video", "markers")
    ]  # fmt: skip
    views += sensor_texts.views(analysis)
    parts = [wording.day(analysis.created), wording.listed(list(dict.fromkeys(views)))]
    parts += sensor_texts.counted(analysis)
    if analysis.n_strides:
        parts.append(wording.counted(analysis.n_strides, "stride"))
    parts += [
        f"{wording.figure(m.value, 0)} steps a minute"
        for m in _measured(analysis) if m.name == "cadence"
    ]  # fmt: skip
    worst = [min(s.quality.values()) for s in analysis.inputs if s.quality]
    if worst:
        parts.append(f"capture {wording.quality(_overall(analysis))}")
    if analysis.red_flags.get("level") == "none":
        parts.append("nothing you told us asks for care before training")
    return " · ".join(p for p in parts if p)


def _overall(analysis: Analysis) -> float:
    means = [sum(s.quality.values()) / len(s.quality) for s in analysis.inputs if s.quality]
    return min(means, default=0.0)


def _page_one(analysis: Analysis) -> dict[str, Any]:
    pictures = stills.pictures(analysis)
    findings = [
        _finding(f, pictures[i] if i < len(pictures) else None, analysis)
        for i, f in enumerate(analysis.findings[:3])
    ]
    shown = [p for p in pictures if p]
    first = [] if findings else _first(_plain(analysis))
    main = _rows(first, analysis)
    return {
        "findings": findings,
        "calm": None if findings else _calm(first),
        "main": main,
        "hero": shown[0] if shown else None,
        "worn": sensor_texts.only(analysis),
        "hero_caption": next((f["caption"] for f in findings if f["still"]), ""),
        "more": [f for f in findings if f["still"] and f["still"] is not shown[0]],
        "no_still": texts.NO_STILL if analysis.tracks and not shown else "",
    }


def _calm(first: list[Measurement]) -> str:
    if any(m.flag == "concern" for m in first):
        return texts.MARKED_NUMBERS
    return texts.CALM_NUMBERS if first else texts.CALM


def _first(measurements: list[Measurement]) -> list[Measurement]:
    names = [n for n in wording.MAIN if any(m.name == n for m in measurements)][:_MAIN_NUMBERS]
    return [m for n in names for m in measurements if m.name == n]


def _finding(finding: Finding, still: str | None, analysis: Analysis) -> dict[str, Any]:
    m = finding.measurement
    number, unit = wording.amount(m)
    shown = f"{wording.percent(m.level)} interval {wording.interval(m)}"
    return {
        "rank": finding.rank, "title": finding.title, "why": finding.why, "cue": finding.cue,
        "strength": finding.strength, "name": wording.human(m.name, m.side),
        "value": number, "unit": unit, "interval": shown, "still": still,
        "caption": _caption(finding),
        "changes": change_texts.sentences(finding.cause, analysis.changes),
        "scale": scale.big(m, "c" if finding.strength == "clear" else "n"),
    }  # fmt: skip


def _caption(finding: Finding) -> str:
    name = wording.human(finding.measurement.name, finding.measurement.side)
    if finding.input is None or finding.time_s is None:
        return f"{finding.rank} · {name}"
    return f"{finding.rank} · {name}, clip {finding.input + 1} at {wording.seconds(finding.time_s)}"


def _rows(measurements: list[Measurement], analysis: Analysis) -> list[dict[str, Any]]:
    """One row for each quantity, with one cell for each side, in the order of first sight."""
    rows = []
    for name in dict.fromkeys(m.name for m in measurements):
        same = [m for m in measurements if m.name == name]
        on = scale.domain(same)
        told = wording.words(name)
        cells = [_cell(m, on) for m in same]
        rows.append({
            "name": told.name, "meaning": told.meaning, "cells": cells,
            "source": _given_by(same, len(analysis.inputs)),
        })  # fmt: skip
    return rows


def _given_by(same: list[Measurement], n_inputs: int) -> str:
    """Which inputs gave a row of numbers: said once where all of them agree."""
    plain = ("markers", *sensor_texts.WORN_METHODS)
    if n_inputs == 1 and all(m.method in plain for m in same):
        # The heading says it already.
        return ""
    told = [wording.given_by(m, n_inputs) for m in same]
    if len(set(told)) == 1:
        return told[0]
    return ", ".join(f"{m.side or ''} {text}".strip() for m, text in zip(same, told, strict=True))


def _cell(m: Measurement, on: scale.Domain) -> dict[str, str]:
    tone = {"left": "l", "right": "r"}.get(m.side or "", "n")
    return {
        "side": m.side or "", "value": wording.amount(m)[0], "unit": wording.amount(m)[1],
        "interval": wording.interval(m),
        "usual": wording.usual(m), "scale": scale.small(m, on, tone), "flag": texts.FLAGS[m.flag],
        "stands_out": "yes" if m.flag == "concern" else "", "tone": tone,
    }  # fmt: skip


def _source(place: int, source: InputSummary, analysis: Analysis) -> dict[str, Any]:
    items = [
        {"name": name.capitalize(), "word": wording.quality(value), "bar": bars.bar(value)}
        for name, value in source.quality.items()
    ]
    facts, did = [texts.facts(source)], worn.did(analysis, place)
    if source.kind not in sensor_texts.KINDS:
        facts.append(sensor_texts.placed(place, analysis.alignments))
    return {
        "number": place + 1, "name": wording.printable(source.path.name),
        "facts": "; ".join(text for text in facts if text), "items": items, "did": did,
        "warnings": _notes(place, source, analysis),
    }  # fmt: skip


def _notes(place: int, source: InputSummary, analysis: Analysis) -> list[str]:
    """What was noticed in one input; all of it where it is worn."""
    own = [w.message for w in analysis.warnings if w.input == place]
    worn_too = own if source.kind in sensor_texts.KINDS else []
    return list(dict.fromkeys([*source.warnings, *worn_too]))


def _warnings(analysis: Analysis) -> list[str]:
    """Warnings that no input's own list holds already."""
    notes = (_notes(i, s, analysis) for i, s in enumerate(analysis.inputs))
    said = {text for texts_ in notes for text in texts_}
    lines = []
    for warn in analysis.warnings:
        if warn.message in said:
            continue
        clip = "" if warn.input is None else f"{_called(analysis, warn.input)}: "
        lines.append(f"{clip}{warn.message}")
    return list(dict.fromkeys(lines))


def _called(analysis: Analysis, place: int) -> str:
    kind = analysis.inputs[place].kind
    if kind in sensor_texts.KINDS:
        return f"{sensor_texts.called(kind)} {place + 1}"
    return f"{'Motion file' if kind == 'markers' else 'Clip'} {place + 1}"


def _panels(analysis: Analysis, without: list[str]) -> list[dict[str, str]]:
    """Curves of single clips, but for those that the 3-D mean stride shows."""
    groups: dict[tuple[str, int], list[Curve]] = {}
    for curve in analysis.curves:
        if curve.name in without:
            continue
        groups.setdefault((curve.name, curve.input), []).append(curve)
    names = [name for name, _ in groups]
    panels = []
    for (name, source), same in groups.items():
        clip = _called(analysis, source).lower() if names.count(name) > 1 else ""
        panels.append({
            "name": wording.words(name).name, "unit": wording.long_unit(same[0].unit),
            "clip": clip, "svg": curves.panel(same),
        })  # fmt: skip
    return panels


def _arms(analysis: Analysis) -> list[dict[str, str]]:
    solid = stride3d.arms(analysis)
    if solid:
        title = "Your arms, from above"
        return [{"title": title, "svg": solid, "text": _nearest(analysis, {"left", "right"})}]
    drawn = []
    for source in dict.fromkeys(p.input for p in analysis.arm_paths):
        paths = [p for p in analysis.arm_paths if p.input == source]
        front = analysis.inputs[source].view == "front"
        drawn.append({
            "title": "Your arms, seen from the front" if front else "Your arms, seen from behind",
            "svg": arms.arms(paths, from_front=front),
            "text": _nearest(analysis, {p.side for p in paths}),
        })  # fmt: skip
    return drawn


def _nearest(analysis: Analysis, sides: set[Side]) -> str:
    told = [
        f"{m.side} {wording.figure(m.value, 2)} ({wording.interval(m)})"
        for m in _measured(analysis)
        if m.name == "arm_crossing_nearest" and m.side in sides
    ]
    return f"Nearest to the midline, in shoulder breadths: {wording.listed(told)}." if told else ""


def _missing(analysis: Analysis) -> list[dict[str, str]]:
    groups: dict[str, list[str]] = {}
    worn_only = sensor_texts.only(analysis)
    for m in analysis.measurements:
        if m.measured:
            continue
        if worn_only and not sensor_texts.shows(m.name):
            # Without film or markers the list would hold nearly everything.
            groups[NOT_SEEN] = [texts.MOVEMENT]
            continue
        name = wording.words(m.name).name
        if m.name.endswith(_DRIFT):
            name = f"change in {name.lower()}"
        names = groups.setdefault(m.reason or texts.NO_REASON, [])
        if name not in names:
            names.append(name)
    for reason, kinds in load_missing.names(analysis.loads).items():
        if worn_only and NOT_SEEN in groups:
            continue
        groups.setdefault(reason, []).extend(kinds)
    return [
        {"names": _sentence(names), "reason": reason[:1].upper() + reason[1:]}
        for reason, names in groups.items()
    ]


def _sentence(names: list[str]) -> str:
    low = wording.listed([name[0].lower() + name[1:] for name in names])
    return low[0].upper() + low[1:]


def _sources(analysis: Analysis) -> list[dict[str, str]]:
    keys = [key for f in analysis.findings for key in f.sources]
    keys += [key for m in _measured(analysis) for key in m.sources]
    works = [work for key in dict.fromkeys(keys) if (work := _work(key)) is not None]
    return [
        {"text": texts.cited(work), "link": f"https://doi.org/{work.doi}" if work.doi else ""}
        for work in works
    ]


def _work(key: str) -> Reference | None:
    try:
        return reference(key)
    except UnknownName:
        # A plug-in may cite what only its own documentation lists.
        return Reference(key=key, author="", title=key, year="")
