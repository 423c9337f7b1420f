"""``overlay-N.mp4``: each clip with its lines."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report.overlay import write_overlay


def write(analysis: Analysis, folder: Path) -> None:
    """Write one overlay for each video input, numbered as the report numbers the clips."""
    if not analysis.settings.overlay:
        return
    for track in analysis.tracks:
        if len(track.time):
            write_overlay(analysis, track, folder / f"overlay-{track.input + 1}.mp4")


writers.register("overlay.mp4", write)
