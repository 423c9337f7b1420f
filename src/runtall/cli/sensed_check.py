"""What a look at a sensor file means for the person who wore the sensor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from runtall.cli.faults import outcome_of
from runtall.errors import InputError
from runtall.report import wording

if TYPE_CHECKING:
    from runtall.analysis.loading import ReadOptions
    from runtall.analysis.sensed import Sensed
    from runtall.motion.recording import Recording

_KIND: Final = {"breathing": "Breathing bands", "imu": "Trunk sensor", "watch": "Watch file"}
_STREAM: Final = {
    "breathing": "bands", "imu": "trunk sensor", "beats": "beats of the heart",
    "watch": "fields of the watch",
}  # fmt: skip
_BOTH: Final = "both bands: wear the chest and the belly band"
_LISTED: Final = 12


@dataclass(frozen=True, slots=True)
class SensorLook:
    """What was seen in one sensor file, or why it cannot be used."""

    recording: Recording
    sensed: Sensed | None
    refusal: InputError | None


def look_at_sensor(path: Path, options: ReadOptions) -> SensorLook:
    """Read a sensor file and look for a run in it.

    Raises
    ------
    runtall.errors.RuntallError
        When it cannot be read.
    """
    from runtall.analysis.sensed import sense
    from runtall.analysis.sensor_files import load_sensor_file

    recording = load_sensor_file(path, options)
    try:
        return SensorLook(recording, sense([recording], {}, 0), None)
    except InputError as error:
        return SensorLook(recording, None, error)


def entry_of(worn: SensorLook, name: str) -> dict[str, Any]:
    """Everything about one sensor file, ready for JSON."""
    recording, attrs = worn.recording, worn.recording.main.attrs
    entry: dict[str, Any] = {
        "path": name, "kind": recording.kind, "usable": worn.sensed is not None, "error": None,
        "format": str(attrs.get("format", "")), "device": str(attrs.get("device", "")),
        "start": str(attrs.get("start", "")), "sha256": recording.sha256,
        "duration_s": round(float(attrs.get("duration_s", 0.0)), 3),
        "streams": _streams(recording), "fields": _fields(recording),
        "warnings": [{"code": n.code, "message": n.message} for n in recording.notices],
    }  # fmt: skip
    if worn.sensed is None:
        assert worn.refusal is not None
        _, code, message = outcome_of(worn.refusal)
        # The message begins with the path, which the entry has already.
        told = message.removeprefix(f"{recording.path}: ")
        return entry | {"error": {"code": code, "message": told}, "advice": []}
    entry["warnings"] += [{"code": w.code, "message": w.message} for w in worn.sensed.warnings]
    return entry | _seen(worn) | {"advice": _advice(worn)}


def _streams(recording: Recording) -> list[dict[str, Any]]:
    return [
        {"stream": name, "rate_hz": round(float(node.attrs.get("rate_hz", 0.0)), 3),
         "samples": int(node.to_dataset(inherit=False).sizes.get("time", 0))}
        for name, node in recording.streams.children.items() if name in _STREAM
    ]  # fmt: skip


def _fields(recording: Recording) -> list[dict[str, str]]:
    if "watch" not in recording.streams.children:
        return []
    data = recording.streams.children["watch"].to_dataset(inherit=False)
    return [
        {"name": str(name), "unit": str(field.attrs.get("file_unit", "")),
         "source": str(field.attrs.get("source", ""))}
        for name, field in data.data_vars.items()
    ]  # fmt: skip


def _seen(worn: SensorLook) -> dict[str, Any]:
    assert worn.sensed is not None
    from runtall.analysis.sensed_measures import sensed_measurements

    seconds: dict[str, float] = {}
    for segment in dict(worn.sensed.segments).get(0, ()):
        seconds[segment.activity] = seconds.get(segment.activity, 0.0) + segment.duration_s
    found = sensed_measurements(worn.sensed, [worn.recording], 0)
    return {
        "activities_s": {name: round(value, 1) for name, value in seconds.items()},
        "shows": [m.name for m in found if m.measured],
        "cannot_show": [{"name": m.name, "needs": m.reason} for m in found if not m.measured],
    }


def _advice(worn: SensorLook) -> list[str]:
    data = worn.recording.streams.children
    if "breathing" not in data:
        return []
    bands = set(data["breathing"].to_dataset(inherit=False).data_vars)
    return [] if {"chest", "belly"} <= bands else [f"record {_BOTH}"]


def lines_of(entry: dict[str, Any]) -> list[str]:
    """One entry as a person reads it, but for what all inputs have."""
    device = f" ({entry['device'] or entry['format']})"
    lines = [f"  {_KIND[entry['kind']]}{device}, {wording.seconds(entry['duration_s'])}"]
    held = [_stream(one) for one in entry["streams"]]
    lines.append(f"  Holds {', '.join(held)}")
    if entry["fields"]:
        names = [f"{f['name']} ({f['unit']})" if f["unit"] else f["name"] for f in entry["fields"]]
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        lines.append(f"  Fields: {', '.join(names[:_LISTED])}{more}")
    if entry.get("activities_s"):
        told = [f"{wording.seconds(s)} {name}" for name, s in entry["activities_s"].items()]
        lines.append(f"  Seen: {', '.join(told)}")
    return lines


def _stream(one: dict[str, Any]) -> str:
    rate = f" at {one['rate_hz']:g} Hz" if one["rate_hz"] else ""
    return f"{_STREAM[one['stream']]}{rate} ({one['samples']} samples)"
