"""Parts of a recording by what the person did, and the steps in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Activity = Literal["rest", "walk", "run", "other"]
ACTIVITIES: Final[tuple[Activity, ...]] = get_args(Activity)


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of one kind of movement, on the clock of its recording.

    Attributes
    ----------
    activity
        ``"other"`` is any movement that is neither: stairs, standing about, unclear.
    start_s, end_s
        On the recording's own clock.
    cadence
        Mean steps per minute, None where none are known.
    known_by
        ``"trunk sensor"``, ``"watch"``, ``"bands"`` (steps seen in the breathing bands) or
        ``"told"``.
    """

    activity: Activity
    start_s: float
    end_s: float
    cadence: float | None = None
    known_by: str = "trunk sensor"

    @property
    def duration_s(self) -> float:
        """How long it lasts."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of one recording, on its own clock.

    Attributes
    ----------
    time_s
        Shape ``(step,)``, instants that recur once a step (the impact as the trunk feels it, a few
        hundredths of a second after the foot's contact); empty where only the cadence is known.
    foot
        Shape ``(step,)``: 0 and 1 for the two feet within one unbroken stretch of gait, -1 where
        the steps cannot be told apart.
    named
        Whether 0 is the left foot and 1 the right; else which is which is not known, and two
        stretches may be named the other way round.
    track_s, frequency_hz
        Shape ``(window,)``: step frequency through the recording, NaN where there is no gait.
    """

    time_s: Array
    foot: npt.NDArray[np.int64]
    named: bool
    track_s: Array
    frequency_hz: Array

    def at(self, time_s: Array) -> Array:
        """Step frequency in Hz at these times, NaN where there is no gait."""
        if not len(self.track_s):
            return np.full(np.shape(time_s), np.nan)
        place = np.clip(np.searchsorted(self.track_s, time_s), 1, len(self.track_s) - 1)
        left = self.track_s[place - 1]
        nearer = place - (time_s - left < self.track_s[place] - time_s)
        found: Array = self.frequency_hz[nearer]
        return found
