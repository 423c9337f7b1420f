"""Measures of breathing in one kind of movement, each with its interval or its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.kinematics.breathing import ratios
from runtall.kinematics.breathing.coupling import Stepping, chosen, in_step, stepping
from runtall.kinematics.breathing.intervals import Array, Estimate, estimate
from runtall.kinematics.sensed import SENSED
from runtall.literature import number
from runtall.motion.breathing import Breaths
from runtall.motion.measurement import Measurement
from runtall.motion.segments import Activity, Steps

CALIBRATED: Final = "calibrated bands"
UNCALIBRATED: Final = "bands"
_GAITS: Final = ("walk", "run")
_WHOLE: Final = ("breathing_rate", "inspiratory_fraction")
_NO_STEPS: Final = "no steps are known here: wear a sensor on the trunk"
_NO_GAIT: Final = "steps count while walking or running only"
_NO_INSTANTS: Final = (
    "only the cadence is known here, not the instants of the steps: wear a sensor on the trunk"
)


@dataclass(frozen=True, slots=True)
class Source:
    """Of which recording the breaths are, and which bands it has."""

    number: int
    bands: tuple[str, ...]
    calibrated: bool

    @property
    def both(self) -> bool:
        """Whether there is a band on the chest and one on the belly."""
        return {"chest", "belly"} <= set(self.bands)


def sound(breaths: Breaths) -> Breaths:
    """Breaths where the bands are to be trusted, in order."""
    return breaths.chosen(breaths.trusted)


def of_both(breaths: Breaths) -> Breaths:
    """Breaths in which both bands are to be trusted."""
    seen = np.isfinite(breaths.chest) & np.isfinite(breaths.belly) & np.isfinite(breaths.whole)
    seen &= np.isfinite(breaths.chest_wave) & np.isfinite(breaths.belly_wave)
    return breaths.chosen(seen)


def measurements(
    activity: Activity,
    breaths: Breaths,
    steps: Steps | None,
    source: Source,
    rng: np.random.Generator,
) -> tuple[Measurement, ...]:
    """Everything that breaths tell of one activity.

    Parameters
    ----------
    activity
        What the person did.
    breaths
        All that count, of all stretches of it, in order; where one stretch ends and the next
        begins, two breaths stand side by side that are no neighbours, which makes blocks a
        trifle short.
    steps
        Of the same recording, or None.
    source
        Which recording.
    rng
        Source of randomness.

    Returns
    -------
    tuple[Measurement, ...]
        In the order of `runtall.motion.breathing.SegmentBreathing`. The share of bands that are
        not calibrated tells something against another share of the same wearing alone.
    """
    both = of_both(breaths)
    told: dict[str, Estimate | str] = {
        name: _few(len(breaths)) or ratios.ratio(name, breaths, rng) for name in _WHOLE
    }
    absent = "" if source.both else "needs one band on the chest and one on the belly"
    absent = absent or _few(len(both), " in which both bands are sound")
    told["rib_cage_share"] = absent or ratios.ratio("rib_cage_share", both, rng)
    told["breathing_phase_angle"] = absent or coherent_phase(both, rng)
    told["labored_breathing_index"] = absent or labored(both, rng)
    told |= _with_steps(activity, breaths, steps, rng)
    return tuple(_measurement(name, found, source) for name, found in told.items())


def _few(n: int, which: str = "") -> str:
    least = number("breathing.breaths.least")
    if n >= least:
        return ""
    count = f"only {n} breaths" if n > 1 else "only one breath" if n else "no breath"
    return f"{count}{which}; {least:.0f} are needed"


def coherent_phase(breaths: Breaths, rng: np.random.Generator) -> Estimate | str:
    """How far apart the bands move, deg, 0 to 180, or why that cannot be told."""
    reason = incoherent(breaths)
    return reason or ratios.folded(ratios.phase(breaths, rng))


def incoherent(breaths: Breaths) -> str:
    """Why there is no phase between the bands; empty where there is one."""
    found, least = ratios.coherence(breaths), ratios.least_coherence(len(breaths))
    if found > least:
        return ""
    return (
        f"chest and belly move together too loosely from breath to breath (coherence {found:.2f}; "
        f"more than {least:.2g} is needed)"
    )


def labored(breaths: Breaths, rng: np.random.Generator) -> Estimate:
    """Movements of both bands against that of their sum; no less than 1, as its definition is."""
    found = ratios.ratio("labored_breathing_index", breaths, rng)
    return Estimate(found.value, max(found.low, min(found.value, 1.0)), found.high)


def _with_steps(
    activity: Activity, breaths: Breaths, steps: Steps | None, rng: np.random.Generator
) -> dict[str, Estimate | str]:
    names = ("strides_per_breath", "step_breath_coupling")
    if activity not in _GAITS:
        return dict.fromkeys(names, _NO_GAIT)
    if steps is None:
        return dict.fromkeys(names, _NO_STEPS)
    found = stepping(breaths, steps)
    return dict(zip(names, (_strides(found, rng), _coupling(found, steps, rng)), strict=True))


def _strides(found: Stepping, rng: np.random.Generator) -> Estimate | str:
    known = found.strides[np.isfinite(found.strides)]
    return _few(len(known), " with known steps") or _mean(known, rng)


def _coupling(found: Stepping, steps: Steps, rng: np.random.Generator) -> Estimate | str:
    if not len(steps.time_s):
        return _NO_INSTANTS
    known = np.isfinite(found.step)
    if reason := _few(int(known.sum()), " with known steps"):
        return reason
    held, _ = in_step(chosen(found, known))
    share = _mean(100.0 * held, rng)
    return Estimate(share.value, max(share.low, 0.0), min(share.high, 100.0))


def _mean(values: Array, rng: np.random.Generator) -> Estimate:
    return estimate(values[:, None].astype(float), _first, rng)


def _first(mean: Array) -> Array:
    column: Array = mean[..., 0]
    return column


def _measurement(name: str, found: Estimate | str, source: Source) -> Measurement:
    about = SENSED[name]
    if isinstance(found, str):
        return Measurement(
            name, None, None, about.unit, status="unmeasured", reason=found,
            inputs=(source.number,), grade=about.grade, sources=about.sources,
        )  # fmt: skip
    return Measurement(
        name, None, found.value, about.unit, found.low, found.high, inputs=(source.number,),
        grade=about.grade, sources=about.sources,
        method=CALIBRATED if source.calibrated else UNCALIBRATED,
    )  # fmt: skip
