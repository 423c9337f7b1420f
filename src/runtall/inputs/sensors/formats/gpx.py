"""GPX: places with times, in XML, with the extensions of watches."""

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

_ROOT: Final = "gpx"
_NUMBERED_SPORTS: Final = {"9": "running", "10": "walking", "4": "hiking", "1": "cycling"}
"""Sports that Strava writes as numbers."""
_NAMED: Final = frozenset({"name", "cmt", "desc", "src", "sym", "type", "link", "time", "fix"})
"""What a point of the format holds beside numbers."""


@dataclass(slots=True)
class _Walk:
    """What was gathered so far."""

    source: SensorSource
    doubts: Doubts = field(default_factory=Doubts)
    parts: list[Records] = field(default_factory=list)
    sports: list[str] = field(default_factory=list)
    pieces: list[tuple[int, float, float]] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    points: int = 0


def recognises(source: SensorSource) -> bool:
    """Whether a source is GPX, by the name of its first element."""
    return root_name(source) == _ROOT


def read(source: SensorSource) -> RawSensors:
    """Read a GPX file: every track of it, with all extensions.

    ``cad`` of a run counts the strides of one leg. Between two segments of a track the timer stood.

    Raises
    ------
    runtall.errors.InputError
        When no point has a time, as in a course, or when it declares entities.
    """
    check(source, LARGEST)
    walk = _Walk(source)
    with elements(source, walk.doubts) as found:
        for event, element in found:
            (_begin if event == "start" else _end)(element, walk)
    if not any(part.last == part.last for part in walk.parts):
        raise _without_run(walk)
    activity = Activity(
        format="gpx",
        parts=[part.table() for part in walk.parts if len(part)],
        sessions=_sessions(walk),
        pauses=_pauses(walk),
        about=walk.about,
        notices=noticed(walk.doubts, sum(map(len, walk.parts))),
    )
    return sensors_of(activity, source)


def _begin(element: _Element, walk: _Walk) -> None:
    name = local(element)
    if name == "trk":
        walk.parts.append(Records(walk.source.name))
        walk.sports.append("unknown")
    elif name == "trkseg" and walk.parts:
        walk.pieces.append((len(walk.parts) - 1, float("nan"), float("nan")))
    elif name == _ROOT and element.getparent() is None and element.get("creator"):
        walk.about["device"] = str(element.get("creator"))[:100]


def _end(element: _Element, walk: _Walk) -> None:
    name = local(element)
    parent = element.getparent()
    if name in ("trkpt", "rtept", "wpt"):
        walk.points += 1
        if name == "trkpt" and walk.parts:
            _take(element, walk)
        forget(element)
    elif name == "type" and walk.sports and parent is not None and local(parent) == "trk":
        sport = (element.text or "").strip().lower()[:100]
        walk.sports[-1] = _NUMBERED_SPORTS.get(sport, sport) or "unknown"
    elif name in ("trkseg", "trk", "rte"):
        forget(element)


def _take(element: _Element, walk: _Walk) -> None:
    place = [(name, str(element.get(name) or "")) for name in ("lat", "lon")]
    values = leaves(element, walk.source)
    time = time_of(next((text for name, text in values if name == "time"), None), walk.doubts)
    others = [(name, text) for name, text in values if name not in _NAMED]
    walk.parts[-1].add(time, cells(place + others, walk.doubts))
    if walk.pieces and time == time:
        part, first, _ = walk.pieces[-1]
        walk.pieces[-1] = (part, time if first != first else first, time)


def _sessions(walk: _Walk) -> list[tuple[str, float, float]]:
    found = []
    for part, sport in enumerate(walk.sports):
        spans = [(first, last) for p, first, last in walk.pieces if p == part and first == first]
        if spans and sport != "unknown":
            found.append((sport, min(s for s, _ in spans), max(e for _, e in spans)))
    return list(dict.fromkeys(found))


def _pauses(walk: _Walk) -> list[tuple[float, float]]:
    """From the end of each segment to the start of the next in one track."""
    pieces = [piece for piece in walk.pieces if piece[1] == piece[1]]
    return [
        (before[2], after[1])
        for before, after in pairwise(pieces)
        if before[0] == after[0] and after[1] > before[2]
    ]


def _without_run(walk: _Walk) -> Exception:
    name = walk.source.name
    if walk.doubts.damage is not None and not walk.points:
        return MalformedFile(
            f"{name}: is damaged at line {walk.doubts.damage}, before its first track point; "
            "export it again"
        )
    held = "points without a time, as of a course that was never run" if walk.points else "no point"
    return MissingStream(f"{name}: is a GPX file with {held}; give the file of the activity")


sensor_readers.register("gpx", SensorReader("gpx", "GPX", (".gpx",), recognises, read))
