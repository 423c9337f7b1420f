"""A made-up run of a watch, clearly marked as such, for reports and their tests."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.segments import Segment
from runtall.motion.watch import WatchFade, WatchField, WatchRun

Array = npt.NDArray[np.float64]

_WINDOW_S: Final = 30.0
_PAUSE_S: Final = (1290.0, 1410.0)
_END_S: Final = 2940.0
_FILE: Final = "file"
_STRYD: Final = "developer: Stryd"
# Name, label, unit, source, level, change per 10 min, scatter.
_FIELDS: Final = (
    ("speed", "speed", "m/s", _FILE, 3.02, -0.05, 0.05),
    ("heart_rate", "heart rate", "bpm", _FILE, 148.0, 3.4, 1.6),
    ("cadence", "cadence", "steps/min", _FILE, 171.4, -1.2, 0.7),
    ("vertical_oscillation", "vertical oscillation", "mm", _FILE, 84.0, 1.6, 0.9),
    ("stance_time", "stance time", "ms", _FILE, 252.0, 3.1, 1.6),
    ("respiration_rate", "respiration rate", "1/min", _FILE, 31.0, 1.1, 0.8),
    ("grade", "grade", "%", _FILE, 0.3, 0.0, 0.6),
    ("stance_time_balance", "stance time balance", "% left", _FILE, 49.6, 0.1, 0.3),
    ("form_power", "Form Power", "W", _STRYD, 74.0, 0.4, 0.8),
    ("leg_spring_stiffness", "Leg Spring Stiffness", "kN/m", _STRYD, 9.8, -0.05, 0.1),
    ("unknown_87", "unknown_87", "", _FILE, 12.0, 0.0, 2.0),
)  # fmt: skip


def sample_watch(number: int = 0) -> WatchRun:
    """A run of 47 min with a pause: every number in it is made up."""
    rng = np.random.default_rng(5)
    middle = np.arange(_WINDOW_S / 2, _END_S, _WINDOW_S)
    paused = (middle > _PAUSE_S[0]) & (middle < _PAUSE_S[1])
    slow = np.cos(2 * np.pi * middle / 1100.0)
    windows: dict[str, Array] = {}
    for name, _, _, _, level, change, scatter in _FIELDS:
        warm = 1 - 0.12 * np.exp(-middle / 200.0) if name == "heart_rate" else 1.0
        value = level * warm + change * middle / 600 + scatter * (slow + rng.normal(size=len(slow)))
        value[paused] = np.nan
        windows[name] = value
    return WatchRun(
        input=number, device="Garmin Forerunner 955", segments=_segments(), distance_m=8510.0,
        duration_s=_END_S - (_PAUSE_S[1] - _PAUSE_S[0]), fields=tuple(_fields(windows)),
        window_s=middle, windows=windows, fades=_fades(),
    )  # fmt: skip


def _segments() -> tuple[Segment, ...]:
    start, end = _PAUSE_S
    return (
        Segment("run", 0.0, start, 171.0, "watch"), Segment("rest", start, end, None, "watch"),
        Segment("run", end, _END_S, 171.0, "watch"),
    )  # fmt: skip


def _fields(windows: dict[str, Array]) -> list[WatchField]:
    found = [
        WatchField(name, label, unit, source, float(np.nanmean(windows[name])),
                   float(np.nanpercentile(windows[name], 5)),
                   float(np.nanpercentile(windows[name], 95)), 0.99)
        for name, label, unit, source, *_ in _FIELDS
    ]  # fmt: skip
    return [*found, WatchField("temperature", "temperature", "°C", _FILE, None, None, None, 0.0)]


def _fades() -> tuple[WatchFade, ...]:
    ground = ("speed", "grade")
    effort = (*ground, "heart_rate")
    return (
        WatchFade("cadence", -1.2, -1.9, -0.5, "steps/min/10 min", ground, 88),
        WatchFade("cadence", -0.6, -1.4, 0.2, "steps/min/10 min", effort, 88),
        WatchFade("vertical_oscillation", 1.6, 0.4, 2.8, "mm/10 min", ground, 88),
        WatchFade("vertical_oscillation", 1.1, 0.1, 2.1, "mm/10 min", effort, 88),
        WatchFade("stance_time", 3.1, 1.4, 4.8, "ms/10 min", ground, 88),
        WatchFade("stance_time", 1.9, -0.2, 4.0, "ms/10 min", effort, 88),
        WatchFade("respiration_rate", 1.1, 0.6, 1.6, "1/min/10 min", ground, 88),
    )
