"""What a look at a clip means for the person who filmed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.analysis.sensor_files import SENSOR_KINDS
from runtall.cli import captured, sensed_check
from runtall.cli.look import directions
from runtall.cli.told import calling
from runtall.literature import number
from runtall.report import wording

if TYPE_CHECKING:
    from runtall.cli.look import Sight
    from runtall.kinematics.metric import Metric

# The landmark network looks at 256 px; below this a body fills less of it than it could.
_SMALL_PX: Final = 300.0
# Share of white: street lamps give 0.1, a room in daylight 0.3 and more.
_DARK, _DIM, _GLARING = 0.15, 0.25, 0.9
_VIEW_OF: Final = {"x": "from the side", "z": "from the rear or the front"}


def entry_of(sight: Sight, name: str) -> dict[str, Any]:
    """Everything about one clip, ready for JSON."""
    info, motion = sight.info, sight.motion
    entry: dict[str, Any] = {
        "path": name, "kind": "video", "usable": motion is not None, "error": None,
        "width": info.width, "height": info.height, "codec": info.codec,
        "fps": round(info.fps, 3), "frames": info.frames_found,
        "duration_s": round(info.duration_s, 3), "sha256": info.sha256,
        "person_px": None if sight.look.person_px is None else round(sight.look.person_px),
        "several_people": sight.look.several,
        "light": None if sight.light is None else round(sight.light, 3),
        "camera_roll_deg": info.roll_deg, "camera_roll_sd_deg": info.roll_sd_deg,
        "warnings": [{"code": n.code, "message": n.message} for n in sight.notices],
    }  # fmt: skip
    if motion is None:
        error = {"code": "not_a_run", "message": sight.refusal}
        return entry | {"error": error, "advice": advice(sight)}
    shows, lacks = can_show(sight)
    return entry | {
        "view": motion.seen.view, "view_sure": motion.seen.sure,
        "passing": motion.seen.passing, "cadence": round(120 * motion.gait.frequency_hz, 1),
        # The path of a passing runner tells the level better.
        "camera_roll_used": info.roll_deg is not None and not motion.seen.passing,
        "shows": shows, "cannot_show": lacks, "advice": advice(sight),
    }  # fmt: skip


def can_show(sight: Sight) -> tuple[list[str], list[dict[str, str]]]:
    """Names of what this clip can show, and names with what each of the others needs."""
    from runtall.kinematics.metric import metrics

    assert sight.motion is not None
    seen = directions([sight.motion.seen.view])
    needs = {
        name: _need(metric, seen, sight.info.fps)
        for name, metric in metrics.items()
        if not metric.optional
    }
    shows = [name for name, need in needs.items() if not need]
    return shows, [{"name": name, "needs": need} for name, need in needs.items() if need]


def _need(metric: Metric, seen: set[str], fps: float) -> str:
    lacking = [axis for axis in metric.axes if axis not in seen]
    if lacking and {"x", "z"} <= set(metric.axes):
        return "clips from the side and from behind together, or motion capture"
    if lacking:
        return f"a clip {_VIEW_OF[lacking[0]]}"
    # A camera set to 120 says 119.88.
    if fps < 0.99 * metric.min_fps:
        return f"{metric.min_fps:.0f} frames a second"
    return ""


def advice(sight: Sight) -> list[str]:
    """How to film it better, the most helpful first."""
    told = [_size(sight), _light(sight), _rate(sight), _length(sight)]
    if sight.look.several:
        told.insert(0, "film one person alone, or put --roi x,y,w,h around the runner")
    if sight.motion is not None and not sight.motion.seen.sure:
        told.insert(0, "put the camera square to the path, or straight behind the runner")
    return [text for text in told if text]


def _size(sight: Sight) -> str:
    tall = sight.look.person_px
    if tall is None or tall >= _SMALL_PX:
        return ""
    return f"come nearer: the runner is {tall:.0f} px tall, {_SMALL_PX:.0f} and more are better"


def _light(sight: Sight) -> str:
    if sight.light is None or _DIM <= sight.light <= _GLARING:
        return ""
    return (
        "film in better light" if sight.light < _DIM else "avoid glare: the picture is too bright"
    )


def _rate(sight: Sight) -> str:
    least, best = number("capture.fps.advised"), number("capture.fps.events")
    if sight.info.fps >= 0.9 * least:
        return ""
    return f"film at {least:.0f} frames a second, or {best:.0f} to see contact times"


def _length(sight: Sight) -> str:
    low, high = number("capture.sample.low"), number("capture.sample.high")
    if sight.motion is not None and sight.motion.seen.passing:
        return f"run past the camera at least {number('capture.passes_min'):.0f} times in one clip"
    if sight.info.duration_s >= low:
        return ""
    return f"film {low:.0f} to {high:.0f} s: more strides make the intervals narrower"


def lines_of(entry: dict[str, Any]) -> list[str]:
    """One entry as a person reads it."""
    lines = [entry["path"]]
    if entry.get("kind") == "markers":
        lines += captured.lines_of(entry)
    elif entry.get("kind") in SENSOR_KINDS:
        lines += sensed_check.lines_of(entry)
    elif "fps" in entry:
        lines.append(f"  {_what(entry)}")
    if entry["error"] is not None:
        lines.append(f"  Cannot be used: {entry['error']['message']}")
    else:
        lines += [f"  {_seen(entry)}"] if entry["kind"] == "video" else []
        lines.append(f"  Can show: {_called(entry['shows'])}")
        worn = entry["kind"] in SENSOR_KINDS
        lines += [_lacking(need, who, worn=worn) for need, who in _by_need(entry).items()]
    lines += [f"  Note: {w['message']}" for w in entry.get("warnings", [])]
    lines += [f"  Better: {text}" for text in entry.get("advice", [])]
    return [*lines, ""]


def _what(entry: dict[str, Any]) -> str:
    size = f"{entry['width']} × {entry['height']} px"
    length = wording.seconds(entry["duration_s"])
    return f"{length}, {entry['fps']:.4g} frames a second, {size}, {entry['codec']}"


def _seen(entry: dict[str, Any]) -> str:
    sure = "" if entry["view_sure"] else " (not sure: the camera stood oblique)"
    where = "running past the camera" if entry["passing"] else "running in place (treadmill)"
    people = "more than one person" if entry["several_people"] else "one person"
    parts = [
        f"Seen from the {wording.view(entry['view'])}{sure}", where,
        f"{entry['cadence']:.0f} steps a minute", f"{people}, {entry['person_px']} px tall",
    ]  # fmt: skip
    if entry["light"] is not None:
        parts.append(_light_word(entry["light"]))
    if entry["camera_roll_used"]:
        parts.append("camera roll from the camera's own gravity sensor")
    return ", ".join(parts)


def _light_word(light: float) -> str:
    edges = np.searchsorted([_DARK, _DIM, _GLARING], light)
    return ("dark", "dim light", "good light", "glaring light")[int(edges)]


def _by_need(entry: dict[str, Any]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for lack in entry["cannot_show"]:
        groups.setdefault(lack["needs"], []).append(lack["name"])
    return groups


def _lacking(need: str, names: Sequence[str], *, worn: bool) -> str:
    # Of sensors the reason is often a sentence about what was found.
    if worn and not need.startswith("needs "):
        return f"  Cannot show {_called(names)}: {need}"
    return f"  Needs {need.removeprefix('needs ')}: {_called(names)}"


def _called(known: Sequence[str]) -> str:
    return ", ".join(calling(name) for name in known) or "nothing"


def outlook(sights: Sequence[Sight]) -> list[str]:
    """What one more clip would add to all of these."""
    views = [s.motion.seen.view for s in sights if s.motion is not None]
    lacking = {"x", "z"} - directions(views)
    if not views or not lacking:
        return []
    from runtall.kinematics.metric import metrics

    (axis,) = lacking
    more = [n for n, metric in metrics.items() if axis in metric.axes and not metric.optional]
    return [f"One more clip {_VIEW_OF[axis]} would show: {_called(more)}"]
