"""What each recording of a body-worn sensor or watch is, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from runtall.analysis.result import InputSummary
from runtall.analysis.sensed import Sensed
from runtall.motion.measurement import Z_LEVEL
from runtall.motion.recording import Recording
from runtall.motion.segments import ACTIVITIES, Segment
from runtall.motion.watch import Alignment

_STREAMS: Final = {
    "breathing": "bands", "imu": "trunk sensor", "beats": "beats of the heart", "watch": "watch",
}  # fmt: skip
_DOING: Final = {
    "rest": "at rest", "walk": "walking", "run": "running", "other": "of other movement",
}  # fmt: skip
_MINUTE_S: Final = 60.0


def sensor_summary(recording: Recording, sensed: Sensed, n: int) -> InputSummary:
    """One recording as the report shows it; ``usable_s`` is how long was run."""
    attrs = recording.main.attrs
    segments = dict(sensed.segments).get(n, ())
    return InputSummary(
        path=recording.path,
        kind=recording.kind,
        view=None,
        fps=float(attrs.get("rate_hz", 0.0)),
        frames=int(attrs.get("frames", 0)),
        duration_s=float(attrs.get("duration_s", 0.0)),
        usable_s=_lasting(segments, "run"),
        sha256=recording.sha256,
        warnings=tuple(notice.message for notice in recording.notices),
        about=tuple(_about(recording, segments, _of(sensed.alignments, n))),
    )


def _about(
    recording: Recording, segments: tuple[Segment, ...], placed: Alignment | None
) -> Iterator[str]:
    attrs = recording.main.attrs
    device = str(attrs.get("device", "")) or str(attrs.get("format", ""))
    held = [words for name, words in _STREAMS.items() if name in recording.streams.children]
    yield f"{', '.join(held)} ({device})" if device else ", ".join(held)
    for activity in ACTIVITIES:
        seconds = _lasting(segments, activity)
        if seconds:
            yield f"{_long(seconds)} {_DOING[activity]}"
    if placed is not None:
        yield placement(placed)


def placement(placed: Alignment) -> str:
    """Where the clock of a recording lies on that of the first, with the error of it."""
    if placed.offset_s is None:
        return f"not placed in time beside the first recording: {placed.reason}"
    ways = {"clock": "by the time of day", "told": "as you said", "cadence": "by the cadence"}
    error = "" if placed.sd_s is None else f" ± {Z_LEVEL * placed.sd_s:.1f} s"
    said = f"; {placed.reason}" if placed.reason else ""
    start = f"starts {placed.offset_s:+.1f} s{error} after the first recording"
    return f"{start}, {ways.get(placed.how, placed.how)}{said}"


def _of(alignments: tuple[Alignment, ...], n: int) -> Alignment | None:
    return next((a for a in alignments if a.input == n and n > 0), None)


def _lasting(segments: tuple[Segment, ...], activity: str) -> float:
    return sum(s.duration_s for s in segments if s.activity == activity)


def _long(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * _MINUTE_S else f"{seconds / _MINUTE_S:.0f} min"
