"""What breathing bands, trunk sensors and watches tell of a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from runtall.analysis.merge import Motions
from runtall.analysis.result import Warn
from runtall.errors import InputError
from runtall.kinematics.breathing.understand import understand_breathing
from runtall.kinematics.gait import Gait
from runtall.kinematics.sync import CadenceTrack, align, track_of_steps, track_of_watch
from runtall.kinematics.watch.understand import understand_watch
from runtall.kinematics.worn.understand import Worn, understand_worn
from runtall.motion.breathing import Breathing
from runtall.motion.recording import Recording
from runtall.motion.segments import Segment, Steps
from runtall.motion.watch import Alignment, WatchRun

if TYPE_CHECKING:
    import xarray as xr

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sensed:
    """Everything from body-worn sensors, by input number.

    ``alignments`` place every recording on the clock of the first; ``warnings`` are what was
    noticed on the way.
    """

    worn: Mapping[int, Worn]
    breathing: tuple[Breathing, ...]
    watches: tuple[WatchRun, ...]
    alignments: tuple[Alignment, ...]
    warnings: tuple[Warn, ...]

    @property
    def segments(self) -> tuple[tuple[int, tuple[Segment, ...]], ...]:
        """Rest, walk, run and other of each recording that tells them."""
        found = {n: w.segments for n, w in self.worn.items()}
        found |= {w.input: w.segments for w in self.watches}
        found |= {b.input: b.segments for b in self.breathing if b.input not in found}
        return tuple(sorted(found.items()))


def sense(recordings: Sequence[Recording], motions: Motions, seed: int) -> Sensed:
    """Steps, segments, breathing and watch runs of all recordings.

    Parameters
    ----------
    recordings
        All that were given.
    motions
        Clips and captures among them, understood.
    seed
        Of the intervals.

    Raises
    ------
    runtall.errors.InputError
        When a sensor recording cannot be used; its path stands in front.
    """
    worn = _each(recordings, "imu", lambda _, data: understand_worn(data))
    watches = _each(recordings, "watch", lambda n, data: understand_watch(data, number=n))
    tracks = [_track(r, n, worn, motions) for n, r in enumerate(recordings)]
    alignments = _aligned(recordings, tracks)
    known: dict[int, tuple[Steps | None, tuple[Segment, ...]]] = {
        n: (w.steps, w.segments) for n, w in worn.items()
    }
    for n, watch in watches.items():
        known.setdefault(n, (None, watch.segments))

    def breathe(n: int, bands: xr.Dataset) -> Any:  # noqa: ANN401 - handed on as it is
        steps, segments = _beside(n, known, alignments)
        return understand_breathing(bands, steps, segments, number=n, seed=seed)

    breathing = _each(recordings, "breathing", breathe)
    return Sensed(
        worn=worn,
        breathing=tuple(found for found, _ in breathing.values()),
        watches=tuple(watches.values()),
        alignments=alignments,
        warnings=(
            *(Warn(x.code, x.message, n) for n, w in worn.items() for x in w.notices),
            *(Warn(x.code, x.message, n) for n, w in watches.items() for x in w.notices),
            *(Warn(x.code, x.message, n) for n, (_, told) in breathing.items() for x in told),
            *_doubled(recordings),
        ),
    )


def _doubled(recordings: Sequence[Recording]) -> list[Warn]:
    """Recordings of one kind that began at the same second and last as long."""
    found, seen = [], dict[tuple[str, str, int], int]()
    for n, recording in enumerate(recordings):
        attrs = recording.main.attrs
        start = str(attrs.get("start", ""))
        key = (recording.kind, start, round(float(attrs.get("duration_s", 0.0))))
        if start and key in seen:
            first = recordings[seen[key]].path.name
            text = f"began when {first} began and lasts as long: the same run twice; {first} counts"
            found.append(Warn("doubled", text, n))
        seen.setdefault(key, n)
    return found


def _each(
    recordings: Sequence[Recording], stream: str, read: Callable[[int, xr.Dataset], T]
) -> dict[int, T]:
    """What a stream tells, of each recording that has it."""
    found = {}
    for n, recording in enumerate(recordings):
        if stream not in recording.streams.children:
            continue
        data = recording.streams.children[stream].to_dataset(inherit=False)
        try:
            found[n] = read(n, data)
        except InputError as error:
            raise type(error)(f"{recording.path}: {error}") from error
    return found


def _track(
    recording: Recording, n: int, worn: Mapping[int, Worn], motions: Motions
) -> CadenceTrack | None:
    """Cadence through a recording, by whatever shows it."""
    if n in worn:
        return track_of_steps(worn[n].steps)
    if n in motions:
        return _of_gait(motions[n].gait)
    if "watch" in recording.streams.children:
        return track_of_watch(recording.streams.children["watch"].to_dataset(inherit=False))
    return None


def _of_gait(gait: Gait) -> CadenceTrack:
    strides = gait.strides()
    return CadenceTrack(strides.mean(axis=1), 120.0 / np.diff(strides, axis=1)[:, 0])


def _aligned(
    recordings: Sequence[Recording], tracks: Sequence[CadenceTrack | None]
) -> tuple[Alignment, ...]:
    if len(recordings) < 2:
        return ()
    starts = [str(r.main.attrs.get("start") or r.main.attrs.get("created") or "")
              for r in recordings]  # fmt: skip
    told = {
        n: float(r.main.attrs["told_offset_s"])
        for n, r in enumerate(recordings)
        if "told_offset_s" in r.main.attrs
    }
    return align(tracks, starts, told)


_Known = Mapping[int, tuple[Steps | None, tuple[Segment, ...]]]


def _beside(
    n: int, known: _Known, alignments: tuple[Alignment, ...]
) -> tuple[Steps | None, tuple[Segment, ...]]:
    """Steps and segments on the clock of one recording, its own before those of another."""
    if n in known:
        return known[n]
    offsets = {0: 0.0} | {a.input: a.offset_s for a in alignments if a.offset_s is not None}
    for other, (steps, segments) in known.items():
        if n in offsets and other in offsets:
            return _shifted(steps, segments, offsets[other] - offsets[n])
    return None, ()


def _shifted(
    steps: Steps | None, segments: tuple[Segment, ...], by_s: float
) -> tuple[Steps | None, tuple[Segment, ...]]:
    moved = tuple(
        replace(s, start_s=s.start_s + by_s, end_s=s.end_s + by_s) for s in segments
    )  # fmt: skip
    if steps is None:
        return None, moved
    # Two clocks agree to a second at best: good for the cadence, not for the instant of a step.
    track = replace(steps, time_s=np.empty(0), foot=np.empty(0, np.int64),
                    track_s=steps.track_s + by_s)  # fmt: skip
    return track, moved
