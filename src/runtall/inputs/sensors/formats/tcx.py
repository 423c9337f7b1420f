"""TCX: the training files of Garmin, in XML."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from runtall.errors import MalformedFile, MissingStream
from runtall.inputs.sensors.raw import RawSensors
from runtall.inputs.sensors.reader import SensorReader, SensorSource, sensor_readers
from runtall.inputs.sensors.watch.activity import Activity, check, sensors_of
from runtall.inputs.sensors.watch.rows import Records
from runtall.inputs.sensors.watch.xml import (
    LARGEST,
    Doubts,
    cells,
    elements,
    forget,
    leaves,
    local,
    noticed,
    root_name,
    time_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_ROOT: Final = "trainingcenterdatabase"


@dataclass(slots=True)
class _Walk:
    """What was gathered so far."""

    source: SensorSource
    doubts: Doubts = field(default_factory=Doubts)
    parts: list[Records] = field(default_factory=list)
    sports: list[str] = field(default_factory=list)
    tracks: list[tuple[int, float, float]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    courses: int = 0
    laps: int = 0


def recognises(source: SensorSource) -> bool:
    """Whether a source is TCX, by the name of its first element."""
    return root_name(source) == _ROOT


def read(source: SensorSource) -> RawSensors:
    """Read a TCX file: every activity of it, with all extensions.

    ``RunCadence`` (in Garmin's ``TPX``) counts the strides of one leg; so does ``Cadence`` of a
    run. Between two tracks that do not meet the timer stood.

    Raises
    ------
    runtall.errors.InputError
        When there is no track point with a time in it, or when it declares entities.
    """
    check(source, LARGEST)
    walk = _Walk(source)
    with elements(source, walk.doubts) as found:
        for event, element in found:
            (_begin if event == "start" else _end)(element, walk)
    if not any(len(part) for part in walk.parts):
        raise _without_run(walk)
    records = sum(len(part) for part in walk.parts)
    activity = Activity(
        format="tcx",
        parts=[part.table() for part in walk.parts if len(part)],
        sessions=_sessions(walk),
        pauses=_pauses(walk),
        about=walk.about | ({"laps": str(walk.laps)} if walk.laps else {}),
        notices=noticed(walk.doubts, records),
    )
    return sensors_of(activity, source)


def _begin(element: _Element, walk: _Walk) -> None:
    name = local(element)
    if name == "Activity":
        walk.parts.append(Records(walk.source.name))
        walk.sports.append(element.get("Sport") or "unknown")
    elif name == "Track" and walk.parts:
        walk.tracks.append((len(walk.parts) - 1, float("nan"), float("nan")))
    walk.courses += name == "Course"
    walk.laps += name == "Lap" and bool(walk.parts)


def _end(element: _Element, walk: _Walk) -> None:
    name = local(element)
    parent = element.getparent()
    if name == "Trackpoint":
        if walk.parts:
            _take(element, walk)
        forget(element)
    elif name == "Name" and parent is not None and local(parent) == "Creator":
        walk.about.setdefault("device", (element.text or "").strip()[:100])
    elif name in ("Lap", "Track", "Activity", "Course", "Folders", "Workouts"):
        forget(element)


def _take(element: _Element, walk: _Walk) -> None:
    values = leaves(element, walk.source)
    time = time_of(next((text for name, text in values if name == "Time"), None), walk.doubts)
    others = [(name, text) for name, text in values if name not in ("Time", "SensorState")]
    walk.parts[-1].add(time, cells(others, walk.doubts))
    if walk.tracks and time == time:
        part, first, _ = walk.tracks[-1]
        walk.tracks[-1] = (part, time if first != first else first, time)


def _sessions(walk: _Walk) -> list[tuple[str, float, float]]:
    found = []
    for part, sport in enumerate(walk.sports):
        spans = [(first, last) for p, first, last in walk.tracks if p == part and first == first]
        if spans:
            found.append((sport.lower(), min(s for s, _ in spans), max(e for _, e in spans)))
    return list(dict.fromkeys(found))


def _pauses(walk: _Walk) -> list[tuple[float, float]]:
    """From the end of each track to the start of the next in one activity, where they are apart."""
    tracks = [track for track in walk.tracks if track[1] == track[1]]
    return [
        (before[2], after[1])
        for before, after in pairwise(tracks)
        if before[0] == after[0] and after[1] - before[2] > _MEETING_S
    ]


_MEETING_S: Final = 10.0
"""Tracks of laps that follow each other are one record apart, which smart recording spreads."""


def _without_run(walk: _Walk) -> Exception:
    name = walk.source.name
    if walk.doubts.damage is not None and not walk.courses:
        return MalformedFile(
            f"{name}: is damaged at line {walk.doubts.damage}, before its first track point; "
            "export it again"
        )
    held = "a course, which was never run" if walk.courses else "no track point of a run"
    return MissingStream(f"{name}: is a TCX file with {held}; give the file of the activity")


sensor_readers.register("tcx", SensorReader("tcx", "TCX", (".tcx",), recognises, read))
