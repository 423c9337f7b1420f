"""Made-up analyses of worn sensors, clearly marked as such, for reports and their tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.analysis.result import Analysis, InputSummary
from runtall.analysis.settings import Runner, Settings
from runtall.motion.breathing import Breathing
from runtall.motion.measurement import Measurement
from runtall.motion.recording import Recording
from runtall.motion.segments import Segment
from runtall.motion.watch import Alignment
from runtall.testing.breathing import JOG, hour_of_running, sample_breathing, segments_of
from runtall.testing.watches import sample_watch

if TYPE_CHECKING:
    import xarray as xr

_RATE_HZ: Final = 16.0
_CALLED: Final = {"stance_time": "contact_time", "respiration_rate": "breathing_rate"}


def _summary(kind: str, name: str, duration_s: float, rate: float, about: tuple[str, ...]
             ) -> InputSummary:  # fmt: skip
    return InputSummary(
        path=Path(name), kind=kind, view=None, fps=rate, frames=round(duration_s * rate),
        duration_s=duration_s, usable_s=0.98 * duration_s, sha256="0" * 64, about=about,
    )  # fmt: skip


def _lengths(segments: Sequence[Segment]) -> tuple[str, ...]:
    ran = sum(s.duration_s for s in segments if s.activity == "run")
    return (f"{ran / 60:.0f} min running",) if ran else ()


def _recording(kind: str, name: str) -> Recording:
    import xarray as xr

    return Recording(Path(name), kind, "0" * 64, xr.DataTree.from_dict(_nodes(kind)))


def _nodes(kind: str) -> dict[str, xr.Dataset]:
    import xarray as xr

    time = np.arange(64) / _RATE_HZ
    if kind == "watch":
        about = {"units": "m/s", "label": "speed", "source": "file"}
        return {"watch": xr.Dataset({"speed": ("time", 3.0 + 0 * time, about)}, {"time": time})}
    if kind == "imu":
        axes = ("time", "space")
        return {"imu": xr.Dataset({"acceleration": (axes, np.ones((64, 3)))}, {"time": time})}
    bands = {name: ("time", np.sin(time)) for name in ("chest", "belly")}
    events = xr.Dataset(coords={"time": time[::20]})
    return {
        "breathing": xr.Dataset(bands, {"time": time}, {"rate_hz": 128.0, "calibrated": False}),
        "vendor/inspiration": events, "vendor/expiration": events,
    }  # fmt: skip


def _main(breathing: Breathing) -> tuple[Measurement, ...]:
    """Numbers of the run, else of what there is most of."""
    chosen = breathing.during("run") or breathing.by_activity[0]
    return chosen.measurements


def breathing_analysis(breathing: Breathing | None = None) -> Analysis:
    """An analysis of nobody whose only input is breathing bands."""
    told = breathing or sample_breathing()
    name, lasts = "session-4", told.segments[-1].end_s
    about = ("bands, trunk sensor (Hexoskin)", *_lengths(told.segments))
    source = replace(
        _summary("breathing", name, lasts, 128.0, about),
        quality={"bands sound": 0.97, "steps told from breaths": 0.88},
        warnings=("the first 21 s of the bands were left out: they settle",),
    )
    return Analysis(
        created="2026-11-22T09:00:00Z", runner=Runner(), settings=Settings(), inputs=(source,),
        recordings=(_recording("breathing", name),), measurements=_main(told), findings=(),
        breathing=(told,), sensor_segments=((told.input, told.segments),),
    )  # fmt: skip


def trunk_analysis() -> Analysis:
    """An analysis of nobody whose only input is a sensor at the trunk."""
    segments, name = segments_of(JOG), "phone.csv"
    about = ("trunk sensor (table)", *_lengths(segments))
    source = _summary("imu", name, segments[-1].end_s, 100.0, about)
    told = {"cadence": (156.1, 1.2, "steps/min"), "trunk_shock": (1.4, 0.1, "g"),
            "trunk_sensor_inclination_change": (4.1, 1.0, "deg")}  # fmt: skip
    found = tuple(
        Measurement(name, None, value, unit, value - half, value + half, inputs=(0,),
                    method="trunk sensor")
        for name, (value, half, unit) in told.items()
    )  # fmt: skip
    return Analysis(
        created="2026-11-22T09:00:00Z", runner=Runner(), settings=Settings(), inputs=(source,),
        recordings=(_recording("imu", name),), measurements=found, findings=(),
        sensor_segments=((0, segments),),
    )  # fmt: skip


def watch_analysis() -> Analysis:
    """An analysis of nobody whose only input is a watch file."""
    run, name = sample_watch(), "morning run.fit"
    about = (f"watch ({run.device})", *_lengths(run.segments))
    source = _summary("watch", name, run.segments[-1].end_s, 1.0, about)
    found = tuple(
        Measurement(f"{_CALLED.get(f.name, f.name)}_drift", None, f.value, f.unit, f.low, f.high,
                    inputs=(0,), method="watch")
        for f in run.fades if len(f.held) == 2
    )  # fmt: skip
    cadence = Measurement("cadence", None, 171.4, "steps/min", 170.2, 172.6, inputs=(0,),
                          method="watch")  # fmt: skip
    return Analysis(
        created="2026-11-22T09:00:00Z", runner=Runner(), settings=Settings(), inputs=(source,),
        recordings=(_recording("watch", name),), measurements=(cadence, *found), findings=(),
        watches=(run,), sensor_segments=((0, run.segments),),
    )  # fmt: skip


def worn_with(analysis: Analysis) -> Analysis:
    """An analysis with bands and a watch of the same run beside what it has."""
    bands, watch = breathing_analysis(hour_of_running()), watch_analysis()
    first = len(analysis.inputs)
    breathing = replace(bands.breathing[0], input=first)
    run = replace(watch.watches[0], input=first + 1)
    return replace(
        analysis, inputs=(*analysis.inputs, *bands.inputs, *watch.inputs),
        recordings=(*analysis.recordings, *bands.recordings, *watch.recordings),
        breathing=(breathing,), watches=(run,),
        sensor_segments=((first, breathing.segments), (first + 1, run.segments)),
        alignments=(
            Alignment(first, 12.4, 0.3, "cadence"),
            Alignment(first + 1, None, None, "", "its cadence is found nowhere in the first input"),
        ),
    )  # fmt: skip
