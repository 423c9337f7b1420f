"""What a motion file is and what was noticed about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from runtall.analysis.result import InputSummary, Warn
from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.literature import number
from runtall.motion.recording import Recording

_LEVELS = {"full": "the whole body", "legs": "legs and pelvis only", "upper": "upper body only"}
_SOURCES = {
    "file": "as the file says", "given": "as you said", "detected": "found from the movement",
    "travel": "found from the travel", "feet": "found from the feet",
    "pelvis": "found from the pelvis",
}  # fmt: skip
_FEW = "{} steps a side were seen; from {} on a mean is stable"
_SLOPES = (
    "the feet went along a slope of {:.1f} %; leans are against the vertical, not against the belt"
)
_PUT_TOGETHER = (
    "points were put together from joint coordinates with average proportions: their intervals "
    "are wider than those of markers"
)
_WORTH_SAYING_S = 1.0
_STEEP = 0.02
"""Rise of a belt over its length from which it is worth a word."""


def capture_summary(recording: Recording, motion: MarkerMotion) -> InputSummary:
    """One motion file as the report shows it."""
    attrs = recording.streams["markers"].attrs
    strides = motion.gait.strides()
    return InputSummary(
        path=recording.path,
        kind=recording.kind,
        view=None,
        fps=float(attrs["rate_hz"]),
        frames=int(attrs["frames"]),
        duration_s=float(attrs["duration_s"]),
        usable_s=float(np.diff(strides, axis=1).sum()),
        sha256=recording.sha256,
        warnings=tuple(n.message for n in recording.notices),
        treadmill=not motion.travelling,
        quality=dict(motion.quality),
        about=about(attrs, motion),
        level=str(attrs.get("level", "")),
        speed_m_s=motion.speed_m_s,
    )


def about(attrs: Mapping[Any, Any], motion: MarkerMotion) -> tuple[str, ...]:
    """What a motion file holds, in plain words."""
    events = "force plates" if motion.contacts.source == "force" else "the movement of the feet"
    parts = [
        f"motion capture ({str(attrs.get('format', '')).upper()})",
        _points(attrs, motion),
        _LEVELS.get(str(attrs.get("level", "")), ""),
        f"unit {attrs.get('unit', '')}{_said(attrs, 'unit')}",
        f"{attrs.get('up', '')} up{_said(attrs, 'up')}",
        f"running along {attrs.get('direction', '')}{_said(attrs, 'direction')}",
        f"{motion.speed_m_s:.1f} m/s",
        f"contacts of the feet from {events}",
    ]
    return tuple(part for part in parts if part)


def _points(attrs: Mapping[Any, Any], motion: MarkerMotion) -> str:
    if motion.put_together:
        return "joint coordinates, put on a body of average proportions"
    named = str(attrs.get("marker_set", ""))
    known = [n for n in str(attrs.get("recognised", "")).split(", ") if n]
    of_set = f" ({named})" if named else ""
    return f"{len(known)} markers recognised{of_set}"


def _said(attrs: Mapping[Any, Any], what: str) -> str:
    words = _SOURCES.get(str(attrs.get(f"{what}_source", "")), "")
    return f" ({words})" if words else ""


def capture_warnings(index: int, motion: MarkerMotion) -> list[Warn]:
    """Everything worth a warning about one motion file, beyond what was noticed on reading."""
    steps, least = min(_steps(motion)), int(number("capture.steps_per_side"))
    left = {what: s for what, s in motion.left_out.items() if s >= _WORTH_SAYING_S}
    listed = ", ".join(f"{s:.0f} s of {what}" for what, s in left.items())
    noticed = (
        (steps < least, "few_steps", _FEW.format(steps, least)),
        (bool(left), "parts_left_out", f"left out: {listed}"),
        (abs(motion.slope) > _STEEP, "belt_slopes", _SLOPES.format(100 * motion.slope)),
        (motion.put_together, "from_coordinates", _PUT_TOGETHER),
    )
    return [Warn(code, message, index) for found, code, message in noticed if found]


def _steps(motion: MarkerMotion) -> list[int]:
    ends = [(p.marks_s[0], p.marks_s[-1]) for p in motion.pieces]
    return [
        sum(int(((times >= first - 1e-9) & (times <= last + 1e-9)).sum()) for first, last in ends)
        for times in (motion.contacts.initial_contact[side] for side in SIDES)
    ]
