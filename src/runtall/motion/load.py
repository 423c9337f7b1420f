"""What the body model says: loads, their parts by habit, and what one habit changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from runtall.motion.measurement import Side

Array = npt.NDArray[np.float64]
Statistic = Literal["mean", "peak", "p10", "p50", "p90", "per_km", "per_run"]
Held = Literal["", "trunk", "pelvis_moment"]

LEVELS: Final = ("l5s1", "t12l1", "t8t9", "t4t5", "c7t1")
"""Joints of the spine that loads are given at, from below."""
MOMENTS: Final = ("flexion", "lateral", "axial")
GROUPS: Final = (
    "erector_spinae_thoracic", "erector_spinae_lumbar", "neck_extensors", "shoulder_elevators",
    "scapular_retractors", "serratus_anterior", "pectorals", "obliques",
)  # fmt: skip
"""Muscle groups whose effort is given, left and right."""


@dataclass(frozen=True, slots=True)
class Load:
    """One number of the body model.

    Attributes
    ----------
    load
        ``LEVEL_flexion_moment``, ``_lateral_moment``, ``_axial_moment`` (N m, what the tissue must
        balance), ``LEVEL_compression`` (N), ``thoracic_twist_range`` (deg),
        ``thoracic_twist_moment`` (N m) or ``GROUP_effort`` (% of the reference run).
    statistic
        Over the stride; of loads that act to both sides, of their magnitude. ``per_km`` is their
        time integral over a kilometre, ``per_run`` over the running time of a watch.
    value, low, high
        With 90 % interval; None where unmeasured.
    reference
        The same of the same run without the habits that were found; None where unmeasured.
    side
        Of muscle groups, else None.
    reason
        Why it is unmeasured, and what would show it.
    """

    load: str
    statistic: Statistic
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    reference: float | None = None
    side: Side | None = None
    reason: str | None = None

    @property
    def measured(self) -> bool:
        """Whether there is a number."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Share:
    """What one habit adds to a load: its Shapley value, with 90 % interval.

    Shares of a load add up to ``value - reference`` of that load and may be negative.
    ``percent`` is of that difference, None where it is next to nothing.
    """

    load: str
    statistic: Statistic
    cause: str
    share: float
    unit: str
    percent: float | None
    low: float
    high: float
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A load with and without one habit alone, all else as it is.

    Attributes
    ----------
    cause
        The habit taken away.
    load, statistic, unit, side
        As in `Load`.
    value, without
        As it is, and without the habit.
    change, low, high
        ``without`` against ``value`` in %, negative where the load falls, with 90 % interval.
    measure, measured, target
        The habit's own measurement, what it is and what it would be, in display unit.
    held
        What stayed as it was where there is a choice: ``"trunk"`` the trunk's motion,
        ``"pelvis_moment"`` the turning moment between pelvis and trunk.
    """

    cause: str
    load: str
    statistic: Statistic
    value: float
    without: float
    unit: str
    change: float
    low: float
    high: float
    measure: str
    measured: float
    target: float
    side: Side | None = None
    held: Held = ""


@dataclass(frozen=True, slots=True)
class LoadDrift:
    """Change of the mean of a load in ten minutes of the run, with 90 % interval."""

    load: str
    value: float
    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class LoadCurve:
    """A load through the stride: 101 points, 0 = left foot contact.

    ``low`` and ``high`` bound 90 % of the draws; ``reference`` is the run without the habits.
    """

    name: str
    unit: str
    mean: Array
    low: Array
    high: Array
    reference: Array
    side: Side | None = None
