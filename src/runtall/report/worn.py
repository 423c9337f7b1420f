"""What a person did, as a strip beside the input that shows it."""

from __future__ import annotations

from typing import Any, Final

from runtall.analysis.result import Analysis
from runtall.report import breathing
from runtall.report.svg.markup import svg
from runtall.report.svg.times import Frame, strip, time_axis

_WIDTH, _HEIGHT = 400.0, 40.0
_FLOOR: Final = 16.0


def did(analysis: Analysis, place: int) -> dict[str, Any] | None:
    """Strip and key for an input that tells segments which no other section draws."""
    shown = {b.input for b in analysis.breathing} | {w.input for w in analysis.watches}
    segments = dict(analysis.sensor_segments).get(place, ())
    if place in shown or not segments:
        return None
    frame = Frame(_WIDTH, _HEIGHT, 0.0, max(s.end_s for s in segments), 0.0, 1.0, left=2.0)
    parts = [*strip(frame, segments, _FLOOR), *time_axis(frame, minutes=True)]
    label = f"What you did: {breathing.activities_told(segments)}"
    return {
        "svg": svg(_WIDTH, _HEIGHT, *parts, label=label, class_="through"),
        "activities": breathing.activities_key(segments),
    }
