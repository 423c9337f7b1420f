"""A result in a few lines of text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from runtall.cli.screen import Screen
from runtall.motion.measurement import NOT_SEEN
from runtall.report import wording
from runtall.report.change_texts import sentences

if TYPE_CHECKING:
    from runtall.analysis.result import Analysis
    from runtall.findings.finding import Finding
    from runtall.motion.measurement import Measurement


def tell(analysis: Analysis, folder: Path, screen: Screen) -> None:
    """Write where the report is, what stands out, and what was not measured."""
    if screen.json:
        screen.raw((folder / "result.json").read_text("utf-8"))
        return
    warn(analysis, screen)
    screen.say(f"Report: {folder / 'report.html'}", always=True)
    screen.say()
    for line in [*found(analysis), "", missing(analysis)]:
        screen.say(line)


def warn(analysis: Analysis, screen: Screen) -> None:
    """Write every warning to stderr, with the file it is about."""
    for warning in analysis.warnings:
        about = "" if warning.input is None else f"{analysis.inputs[warning.input].path.name}: "
        screen.note(f"note: {about}{warning.message}")


def found(analysis: Analysis) -> list[str]:
    """At most three lines, or the main numbers when nothing stands out."""
    if analysis.findings:
        told = ["What stands out:"]
        for one in analysis.findings[:3]:
            told.append(f"  {finding(one)}")
            told += [f"     {line}" for line in _changed(one, analysis)]
        return told
    first = [m for name in wording.MAIN for m in analysis.measurements if _is_main(m, name)]
    return ["Nothing stands out by itself.", *(f"  {measured(m)}" for m in first[:4])]


def _is_main(m: Measurement, name: str) -> bool:
    return m.name == name and m.measured


def finding(found: Finding) -> str:
    """Title, how sure, number and interval of one finding."""
    return f"{found.rank}. {found.title} ({found.strength}): {measured(found.measurement)}"


def measured(m: Measurement) -> str:
    """Name, number and interval of a measurement."""
    value, unit = wording.amount(m)
    number = f"{value} {unit}".strip()
    level = wording.percent(m.level)
    return f"{wording.human(m.name, m.side)} {number} ({level} interval {wording.interval(m)})"


def missing(analysis: Analysis) -> str:
    """What could not be measured, in one line."""
    got = {m.name for m in analysis.measurements if m.measured}
    absent = [m for m in analysis.measurements if m.name not in got]
    called = [calling(m.name) for m in absent if m.reason != NOT_SEEN]
    # Without film or markers the list would hold nearly everything.
    called += ["all that needs film or motion capture"] if len(called) < len(absent) else []
    if not called:
        return "Everything that runtall knows was measured."
    return f"Not measured (the report says why): {', '.join(dict.fromkeys(called))}."


def calling(name: str) -> str:
    """Name of a quantity inside a list: without a comma, and a change told from its level."""
    words = wording.words(name).name.replace(",", "")
    change = " drift" if name.endswith("_drift") else ""
    return f"{words[:1].lower()}{words[1:]}{change}"


def _changed(one: Finding, analysis: Analysis) -> list[str]:
    """What the body model says of the run without the habit."""
    found = sentences(one.cause, analysis.changes)
    return ["".join(piece["text"] for piece in pieces) for pieces in found]
