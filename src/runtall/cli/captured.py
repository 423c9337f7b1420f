"""What a look at a motion file means for the person who recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from runtall.cli.faults import outcome_of
from runtall.errors import InputError
from runtall.literature import number
from runtall.report import wording

if TYPE_CHECKING:
    from runtall.analysis.loading import ReadOptions
    from runtall.kinematics.markers.motion import MarkerMotion
    from runtall.motion.recording import Recording

_LISTED: Final = 12
_MANY_STRIDES: Final = 20
_SHORT: Final = {"c3d": "C3D", "trc": "TRC", "mot": "MOT", "sto": "STO", "bvh": "BVH", "csv": "CSV",
                 "parquet": "Parquet"}  # fmt: skip
_HOW: Final = {
    "file": "as the file says", "given": "as you say", "detected": "found from the movement",
    "travel": "found from the travel", "feet": "found from the feet",
    "pelvis": "found from the pelvis",
}  # fmt: skip
_LEVEL: Final = {
    "full": "the whole body", "legs": "legs and pelvis only", "upper": "the upper body only",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Capture:
    """What was seen in one motion file: its run, or why there is none."""

    recording: Recording
    motion: MarkerMotion | None
    refusal: InputError | None


def look_at_motion(path: Path, options: ReadOptions) -> Capture:
    """Read a motion file and look for a run in it.

    Raises
    ------
    runtall.errors.RuntallError
        When it cannot be read, or shows no body.
    """
    from runtall.analysis.motion_files import load_motion
    from runtall.kinematics.markers.motion import understand_markers

    recording = load_motion(path, options)
    try:
        return Capture(recording, understand_markers(recording), None)
    except InputError as error:
        return Capture(recording, None, error)


def entry_of(capture: Capture, name: str) -> dict[str, Any]:
    """Everything about one motion file, ready for JSON."""
    attrs = capture.recording.streams["markers"].attrs
    entry: dict[str, Any] = {
        "path": name, "kind": "markers", "usable": capture.motion is not None, "error": None,
        "format": attrs["format"], "rate_hz": round(float(attrs["rate_hz"]), 3),
        "frames": int(attrs["frames"]), "duration_s": round(float(attrs["duration_s"]), 3),
        "sha256": capture.recording.sha256, "marker_set": attrs.get("marker_set", ""),
        "recognised": _names(attrs.get("recognised", "")),
        "unknown": _names(attrs.get("unknown", "")), "level": attrs.get("level", ""),
        **{k: attrs.get(k, "") for what in ("unit", "up", "direction")
           for k in (what, f"{what}_source")},
        "force": "force" in capture.recording.streams,
        "warnings": [{"code": n.code, "message": n.message} for n in capture.recording.notices],
    }  # fmt: skip
    if capture.motion is None:
        assert capture.refusal is not None
        _, code, message = outcome_of(capture.refusal)
        return entry | {"error": {"code": code, "message": message}, "advice": []}
    return entry | _run(capture.motion) | {"advice": advice(capture.motion, entry)}


def _run(motion: MarkerMotion) -> dict[str, Any]:
    shows, lacks = can_show(motion)
    return {
        "treadmill": not motion.travelling, "speed_m_s": round(motion.speed_m_s, 2),
        "strides": len(motion.gait.strides()), "cadence": round(120 * motion.gait.frequency_hz, 1),
        "contacts": motion.contacts.source,
        "left_out": {k: round(v, 1) for k, v in motion.left_out.items()},
        "shows": shows, "cannot_show": lacks,
    }  # fmt: skip


def can_show(motion: MarkerMotion) -> tuple[list[str], list[dict[str, str]]]:
    """Names of what these markers can show, and names with what each of the others needs."""
    from runtall.kinematics.markers.measure import measure_markers
    from runtall.kinematics.metric import metrics
    from runtall.motion.measurement import Unmeasured

    shows, lacks = [], []
    found = measure_markers(motion)
    for name, metric in metrics.items():
        entries = [entry for (key, _), entry in found.items() if key == name]
        reasons = [e.reason for e in entries if isinstance(e, Unmeasured)]
        if len(reasons) < len(entries):
            shows.append(name)
        elif not metric.optional:
            lacks.append({"name": name, "needs": reasons[0].partition("needs ")[2] or reasons[0]})
    return shows, lacks


def advice(motion: MarkerMotion, entry: dict[str, Any]) -> list[str]:
    """How to record it better, the most helpful first."""
    least = number("events.contact_time.fps_min")
    rate = max(motion.fps, motion.contacts.rate_hz)
    told = (
        (
            entry["level"] == "legs",
            "put markers on both acromia, elbows, wrists and ears: the upper body is what counts",
        ),
        (rate < least, f"record {least:.0f} frames a second or more to see contact times"),
        (
            len(motion.gait.strides()) < _MANY_STRIDES,
            f"record {_MANY_STRIDES} strides and more: the intervals get narrower",
        ),
    )
    return [text for helps, text in told if helps]


def lines_of(entry: dict[str, Any]) -> list[str]:
    """One entry as a person reads it, but for what all inputs have."""
    lines = [f"  {_what(entry)}", f"  {_marked(entry)}", f"  {_axes(entry)}"]
    if entry["error"] is None:
        lines.append(f"  {_seen(entry)}")
    return lines


def _what(entry: dict[str, Any]) -> str:
    kind = _SHORT.get(entry["format"], entry["format"])
    plates = ", with force plates" if entry["force"] else ""
    return (
        f"Motion capture ({kind}), {wording.seconds(entry['duration_s'])}, "
        f"{entry['rate_hz']:.4g} frames a second{plates}"
    )


def _marked(entry: dict[str, Any]) -> str:
    known, unknown = entry["recognised"], entry["unknown"]
    shows = _LEVEL.get(entry["level"], "")
    if not known:
        return f"Joint coordinates, no markers: {shows}"
    named = f" ({entry['marker_set']})" if entry["marker_set"] else ""
    more = f"; unknown: {_some(unknown)}" if unknown else ""
    return f"{len(known)} markers recognised{named}: {shows}{more}"


def _axes(entry: dict[str, Any]) -> str:
    parts = [
        f"unit {entry['unit']}{_how(entry, 'unit')}",
        f"{entry['up']} up{_how(entry, 'up')}",
        f"running along {entry['direction']}{_how(entry, 'direction')}",
    ]
    text = ", ".join(parts)
    return text[0].upper() + text[1:]


def _how(entry: dict[str, Any], what: str) -> str:
    words = _HOW.get(entry[f"{what}_source"], "")
    return f" ({words})" if words else ""


def _seen(entry: dict[str, Any]) -> str:
    where = "Running on a treadmill" if entry["treadmill"] else "Running through the laboratory"
    contacts = "force plates" if entry["contacts"] == "force" else "the movement of the feet"
    return (
        f"{where}, {entry['speed_m_s']:.1f} m/s, {wording.counted(entry['strides'], 'stride')}, "
        f"{entry['cadence']:.0f} steps a minute, contacts from {contacts}"
    )


def _names(text: str) -> list[str]:
    return [name for name in text.split(", ") if name]


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
