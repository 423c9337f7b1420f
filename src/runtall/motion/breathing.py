"""Breaths, and what they tell about a stretch of a recording."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.measurement import Measurement
from runtall.motion.segments import Activity, Segment

Array = npt.NDArray[np.float64]
Complex = npt.NDArray[np.complex128]
LOOP_POINTS: Final = 101
"""Of a breath, 0 and 100 % at the beginning of breathing in."""


@dataclass(frozen=True, slots=True)
class Breaths:
    """Breaths of one recording in order, each array of shape ``(breath,)``.

    Attributes
    ----------
    inspiration_s, expiration_s, end_s
        When the breath begins (the volume of chest and belly together turns from falling to
        rising), when it turns to breathing out, and when the next begins; on the recording's own
        clock.
    chest, belly
        Peak-to-peak movement in the unit of the bands (one unit for both), from the wave that
        recurs with the breath; NaN where that band is absent or not to be trusted.
    chest_wave, belly_wave
        Complex first harmonic over the breath: modulus is half the peak-to-peak of it, the angle
        is that of a cosine which begins with the breath. NaN as above.
    whole
        Peak-to-peak of both together.
    trusted
        Whether the breath lies in a part where the bands are sound.
    """

    inspiration_s: Array
    expiration_s: Array
    end_s: Array
    chest: Array
    belly: Array
    chest_wave: Complex
    belly_wave: Complex
    whole: Array
    trusted: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """How many breaths there are."""
        return len(self.inspiration_s)

    @property
    def duration_s(self) -> Array:
        """From one beginning of breathing in to the next."""
        return self.end_s - self.inspiration_s

    @property
    def inspiratory_fraction(self) -> Array:
        """Share of the breath that is breathing in, 0 to 1."""
        return (self.expiration_s - self.inspiration_s) / self.duration_s

    def chosen(self, which: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Breaths:
        """Some of the breaths."""
        return Breaths(*(getattr(self, f.name)[which] for f in fields(self)))

    def within(self, start_s: float, end_s: float) -> Breaths:
        """Breaths that lie wholly in a stretch."""
        return self.chosen((self.inspiration_s >= start_s) & (self.end_s <= end_s))


@dataclass(frozen=True, slots=True)
class SegmentBreathing:
    """Breathing over one segment, or over all segments of one activity.

    Attributes
    ----------
    activity
        What the person did.
    segments
        The stretches it rests on.
    n_breaths
        Breaths that count.
    quality
        Share of the stretch in which the bands are sound, 0 to 1.
    measurements
        ``breathing_rate`` (1/min), ``inspiratory_fraction`` (%), ``rib_cage_share`` (%),
        ``breathing_phase_angle`` (deg), ``labored_breathing_index`` (1), ``strides_per_breath``
        (1), ``step_breath_coupling`` (%): each measured, or unmeasured with its reason.
    """

    activity: Activity
    segments: tuple[Segment, ...]
    n_breaths: int
    quality: float
    measurements: tuple[Measurement, ...]

    def measurement(self, name: str) -> Measurement | None:
        """The measurement of that name when it has a value, else None."""
        return next((m for m in self.measurements if m.name == name and m.measured), None)


@dataclass(frozen=True, slots=True)
class BreathingLoop:
    """Mean path of belly (horizontal) against chest (vertical) over a breath.

    Both of shape ``(LOOP_POINTS,)``, in the unit of the bands, about their means.
    """

    activity: Activity
    belly: Array
    chest: Array
    n_breaths: int


@dataclass(frozen=True, slots=True)
class BreathingExcerpt:
    """Some seconds of both bands, for drawing; cleaned of the steps as far as that was done.

    ``chest`` and ``belly`` have shape ``(time,)`` (all NaN where absent; a single band of unknown
    place stands in ``chest``, and `Breathing.bands` says so); the raw bands stand
    beside them; breath times as in `Breaths`.
    """

    activity: Activity
    time_s: Array
    chest: Array
    belly: Array
    raw_chest: Array
    raw_belly: Array
    inspiration_s: Array
    expiration_s: Array


@dataclass(frozen=True, slots=True)
class BreathingThrough:
    """Breathing through the recording in windows, each array of shape ``(window,)``.

    ``start_s`` and ``end_s`` bound a window; values are NaN where unmeasured. ``rate`` in breaths
    per minute, ``share`` in per cent, ``phase`` in degrees, each with the ends of its 90 % interval
    under ``_low`` and ``_high``.
    """

    start_s: Array
    end_s: Array
    rate: Array
    rate_low: Array
    rate_high: Array
    share: Array
    share_low: Array
    share_high: Array
    phase: Array
    phase_low: Array
    phase_high: Array


@dataclass(frozen=True, slots=True)
class StepBreath:
    """Where in the cycle of the steps breathing out begins, while running.

    Attributes
    ----------
    phase
        Shape ``(breath,)``: beginning of breathing out in the cycle of the stride, 0 to 1, where
        0 is a step of foot 0 and about 0.5 one of foot 1; in the cycle of the step, 0 to 1, where
        the feet cannot be told apart.
    by_foot
        Whether ``phase`` is that of the stride.
    named
        Whether foot 0 is the left one for sure.
    strides
        Shape ``(breath,)``: strides that each breath took.
    coupled
        Share of breaths within ±50 ms of the most frequent phase, %.
    chance
        What breathing without any regard to the steps would give with as many breaths, %: mean
        and upper end (95 % of such runs lie below).
    ratio
        Strides to a breath that the runner keeps to (2, 2.5, 3 or 4), None where to none.
    """

    phase: Array
    by_foot: bool
    named: bool
    strides: Array
    coupled: float
    chance: tuple[float, float]
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class BreathingChange:
    """How one measure differs between two activities, or along the run.

    Attributes
    ----------
    name
        ``rib_cage_share``, ``breathing_phase_angle`` or ``breathing_rate``.
    before, after
        Activities compared; both ``"run"`` for the change along the run.
    value, low, high
        After less before, with its 90 % interval, in ``unit``; along the run per 10 min.
    unit
        ``points`` (of per cent), ``deg`` or ``1/min``.
    matched
        Whether breaths of like depth and rate were compared.
    effort
        How many times as much was breathed after as before (rate times movement of both bands),
        before matching.
    n_before, n_after
        Breaths compared.
    """

    name: str
    before: Activity
    after: Activity
    value: float
    low: float
    high: float
    unit: str
    matched: bool
    effort: float
    n_before: int
    n_after: int


@dataclass(frozen=True, slots=True)
class Breathing:
    """Everything that the bands of one recording tell.

    Attributes
    ----------
    input
        Number of the recording.
    bands
        Which there are: of ``chest``, ``belly``, ``band``.
    unit
        Of the bands; ``""`` where they are uncalibrated counts.
    calibrated
        Whether both bands are in one unit of volume, so that shares compare between people.
    breaths
        All of them.
    by_activity
        One entry for each activity that occurs.
    segments
        Of the whole recording, in order.
    loops, excerpts
        For drawing: rest and run where they occur, else what does.
    through
        In windows through the recording.
    step_breath
        None where no steps are known, or nobody runs.
    changes
        Rest or walk to run, and along the run.
    rate_from
        ``"bands"``, or ``"beats"`` where only the beats of the heart tell of it.
    """

    input: int
    bands: tuple[str, ...]
    unit: str
    calibrated: bool
    breaths: Breaths
    by_activity: tuple[SegmentBreathing, ...]
    segments: tuple[Segment, ...]
    loops: tuple[BreathingLoop, ...] = ()
    excerpts: tuple[BreathingExcerpt, ...] = ()
    through: BreathingThrough | None = None
    step_breath: StepBreath | None = None
    changes: tuple[BreathingChange, ...] = ()
    rate_from: str = "bands"

    def during(self, activity: Activity) -> SegmentBreathing | None:
        """Breathing in one activity, None where it does not occur."""
        return next((s for s in self.by_activity if s.activity == activity), None)
