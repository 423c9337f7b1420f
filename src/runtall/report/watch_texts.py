"""Sentences of the watch's section: what changes along the run, and where fields come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from runtall.motion.watch import WatchField, WatchRun
from runtall.report import wording
from runtall.report.svg.pace import pace

TITLE: Final = "Your watch's run"
FADES_TITLE: Final = "What changes as you go on"
FIELDS_TITLE: Final = "Every field of the file"
FIELD_HEADS: Final = ("Field", "Mean", "5 to 95 %", "Unit", "Source", "Covers")
KEY: Final = (
    "Means along the run; where you did not run there is a gap. Shown as the watch recorded it."
)
PER: Final = "/10 min"
NO_FADES: Final = "The run is too short, or too broken, to tell a change along it."

_HELD: Final = {"speed": "speed", "grade": "grade", "heart_rate": "heart rate"}
FADES: Final = (
    "In each 10 min of running, with the things held still that explain it otherwise. An interval "
    "that holds 0 tells no change. A change says that the movement shifted, not why."
)


def lead(run: WatchRun) -> str:
    """The run in a sentence."""
    lasts = wording.seconds(run.duration_s)
    runs = sum(1 for s in run.segments if s.activity == "run")
    if runs > 1:
        lasts += f" with {wording.counted(runs - 1, 'pause')}"
    device = wording.printable(run.device).strip()
    by = f", recorded by {device}" if device else ""
    if not run.distance_m or run.duration_s <= 0:
        return f"{lasts} of running{by}."
    mean = pace(run.distance_m / run.duration_s)
    return (
        f"{wording.figure(run.distance_m / 1000, 2)} km of running in {lasts}, {mean} minutes to "
        f"the kilometre{by}."
    )


def held(names: Sequence[str]) -> str:
    """What was held still, as a heading, e.g. ``"Same speed and grade"``."""
    told = [_HELD.get(n) or wording.printable(n.replace("_", " ")) for n in names]
    return f"Same {wording.listed(told)}" if told else "Nothing held still"


def source(field: WatchField) -> str:
    """Who defined a field."""
    maker = field.source.removeprefix("developer:").strip()
    if field.source.startswith("developer"):
        return f"added by {wording.printable(maker)}" if maker else "added by another maker"
    return "the file" if field.source == "file" else wording.printable(field.source)
