"""Stills of the clips where findings show, cut out around the runner."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from runtall.analysis.result import Analysis, Track
from runtall.errors import RuntallError
from runtall.inputs.wire import AnyArray, Message
from runtall.report import child, hide, sources, wording
from runtall.report.lines import UPPER, family, head_ring, lines, pose_at, skeleton
from runtall.report.svg.still import Still, draw

_log = logging.getLogger(__name__)

# Wide enough for a page, small enough for a file that is sent on.
_HEIGHT_PX = 900
# Air around the runner, in trunk lengths: the head above the ears, the feet below the ankles.
_AIR = (0.55, 0.75, 0.55, 0.4)
# Width to height of a cut-out: neither a strip nor a banner.
_NARROW, _WIDE, _UPPER = 0.8, 1.0, 0.9
_LEGS = ("knee", "ankle", "heel", "foot_index", "toe")
_SMALL = 1.6


@dataclass(frozen=True, slots=True)
class Wanted:
    """A moment to show: which clip, which row of its track, which measurement's lines."""

    track: Track
    row: int
    name: str


def moments(analysis: Analysis) -> list[Wanted | None]:
    """What to show for each finding; without findings one plain picture of the first clip."""
    found = [
        _wanted(analysis, f.input, f.time_s, f.measurement.name) for f in analysis.findings[:3]
    ]
    if any(found):
        return found
    for track in analysis.tracks:
        if len(track.time):
            name = "arm_crossing_nearest" if track.forward == 0 else "trunk_lean"
            return [*found, Wanted(track, _clearest(track), name)]
    return found


def _wanted(
    analysis: Analysis, place: int | None, moment: float | None, name: str
) -> Wanted | None:
    track = next((t for t in analysis.tracks if t.input == place), None)
    if track is None or moment is None or len(track.time) == 0:
        return None
    return Wanted(track, int(np.argmin(np.abs(track.time - moment))), name)


def _clearest(track: Track) -> int:
    """Row near the middle of the clip in which most points are known."""
    known = np.isfinite(track.position).all(axis=2).sum(axis=1)
    middle = np.abs(np.arange(len(known)) - len(known) / 2)
    return int(np.lexsort((middle, -known))[0])


_last: list[tuple[Analysis, list[str | None]]] = []


def pictures(analysis: Analysis) -> list[str | None]:
    """One drawing for each of `moments`, None where there is nothing to show.

    The page and the PDF of one analysis share them: the clip is opened once.
    """
    for known, drawn in _last:
        if known is analysis:
            return drawn
    drawn = _pictures(analysis)
    _last[:] = [(analysis, drawn)]
    return drawn


def _pictures(analysis: Analysis) -> list[str | None]:
    wanted = moments(analysis)
    jpegs = _jpegs(analysis, wanted)
    hidden = analysis.settings.anonymous == "stick"
    drawn: list[str | None] = []
    for moment, jpeg in zip(wanted, jpegs, strict=True):
        if moment is None or (jpeg is None and not hidden):
            drawn.append(None)
            continue
        # All but the first are shown at half the width.
        bold = _SMALL if any(drawn) else 1.0
        drawn.append(_drawn(analysis, moment, jpeg, bold))
    return drawn


def _drawn(analysis: Analysis, moment: Wanted, jpeg: bytes | None, bold: float) -> str:
    pose = pose_at(moment.track, moment.row)
    here = moment.track.values.get(moment.name)
    value = float(here[moment.row]) if here is not None else float("nan")
    text = f"{_number(analysis, moment.name, value)} here" if np.isfinite(value) else ""
    figure = skeleton(pose) if jpeg else [*head_ring(pose), *skeleton(pose)]
    shapes = [*figure, *lines(pose, moment.name, text)]
    what = "stick figure of the runner" if jpeg is None else "still of the runner"
    name = wording.words(moment.name).name.lower()
    label = f"{what.capitalize()} with the lines for {name}{f', {text}' if text else ''}"
    return draw(Still(_box(analysis, moment), jpeg), shapes, label, bold=bold)


def _number(analysis: Analysis, name: str, value: float) -> str:
    unit = next((m.unit for m in analysis.measurements if m.name == name), "")
    decimals = 2 if wording.words(name).decimals > 1 else 0
    short = "" if unit == "shoulder breadths" else wording.unit(unit)
    return f"{wording.figure(value, decimals)}{short}"


def _box(analysis: Analysis, moment: Wanted) -> tuple[float, float, float, float]:
    """Cut-out around the runner in px, inside the picture where its size is known."""
    points = moment.track.position[moment.row]
    if family(moment.name) in UPPER:
        legs = [i for i, name in enumerate(moment.track.keypoints) if name.endswith(_LEGS)]
        points = np.delete(points, legs, axis=0)
    size = pose_at(moment.track, moment.row).size
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    left, top = low - size * np.array([_AIR[0], _AIR[1]])
    right, bottom = high + size * np.array([_AIR[2], _AIR[3]])
    upper = family(moment.name) in UPPER
    wide = _UPPER if upper else min(max((right - left) / (bottom - top), _NARROW), _WIDE)
    height = max(bottom - top, (right - left) / wide)
    half = np.array([wide * height, height]) / 2
    middle = np.array([left + right, top + bottom]) / 2
    source = analysis.inputs[moment.track.input]
    edge = np.array([source.width, source.height], dtype=float)
    if (edge > 0).all():
        half *= min(1.0, *(edge / (2 * half)))
        middle = np.clip(middle, half, edge - half)
    return (*(middle - half).tolist(), *(middle + half).tolist())


def _jpegs(analysis: Analysis, wanted: list[Wanted | None]) -> list[bytes | None]:
    found: list[bytes | None] = [None] * len(wanted)
    if analysis.settings.anonymous == "stick":
        return found
    groups: dict[int, list[int]] = defaultdict(list)
    for place, moment in enumerate(wanted):
        if moment is not None:
            groups[moment.track.input].append(place)
    for source, places in groups.items():
        some = [m for p in places if (m := wanted[p]) is not None]
        for place, jpeg in zip(places, _read(analysis, source, some), strict=True):
            found[place] = jpeg or None
    return found


def _read(analysis: Analysis, source: int, wanted: list[Wanted]) -> list[bytes]:
    jpegs = [b""] * len(wanted)

    def keep(part: Message) -> None:
        jpegs[int(part.fields["place"])] = part.arrays["data"].tobytes()

    try:
        clip = sources.clip(analysis, source)
        fields = {"source": clip.source().to_fields(), "height": _HEIGHT_PX}
        arrays = _arrays(analysis, clip, wanted)
        child.run("stills", fields, arrays, subject=analysis.inputs[source].path.name, on_part=keep)
    except RuntallError as error:
        # A report without its still is worth more than none; the page says that it is missing.
        _log.info("no still could be read from input %d: %s", source, error)
    return jpegs


def _arrays(analysis: Analysis, clip: sources.Clip, wanted: list[Wanted]) -> dict[str, AnyArray]:
    track = wanted[0].track
    frames = clip.frames(track)[[m.row for m in wanted]]
    arrays: dict[str, AnyArray] = {
        "ticks": clip.info.index.ticks[frames], "starts": clip.starts(frames),
        "boxes": np.array([_box(analysis, m) for m in wanted]),
    }  # fmt: skip
    if analysis.settings.anonymous == "blur":
        boxes = hide.face_boxes(track)
        near = [hide.at_moment(track, boxes, float(track.time[m.row])) for m in wanted]
        arrays["faces"] = np.array(near)
    return arrays
