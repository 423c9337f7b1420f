"""Breathing that the chest does, or that chest and belly do out of step."""

from __future__ import annotations

from typing import Final

from runtall.findings.cause import Evidence, Shown, cause
from runtall.findings.thresholds import excess, limits, probability_above
from runtall.motion.measurement import Measurement

_CALIBRATED: Final = "calibrated bands"
_LIKELY: Final = 0.94
"""Most that bands which are not calibrated can be sure of: just short of "clear". A band turns a
change of its shape into one of its length, and effort is known from the bands alone."""


@cause(
    title="Your breathing sits high in the chest",
    cue="Fill the waistband all round.",
    exercises=("diaphragm_drill",),
    sources=("degroote2000", "degroote2001"),
)
def chest_breathing(shown: Shown) -> Evidence | None:
    """Chest share, its rise into the run at like effort, or delay of the bands past its threshold.

    The share itself counts only of bands that are calibrated to volume. Its rise counts only at
    like effort: breathing more raises it in everybody, so a rise with the effort is no habit, and
    no word is strong enough a caution for what would be true of every runner.
    """
    options = [e for e in (_share(shown), _rise(shown), _apart(shown)) if e is not None]
    return max(options, key=lambda e: e.sure, default=None)


def _share(shown: Shown) -> Evidence | None:
    share = shown.get("rib_cage_share")
    if share is None or share.method != _CALIBRATED:
        return None
    why = (
        f"Of all that chest and belly move with each breath, {share.value:.0f} % is the chest's. "
        "The more the chest does, the more the muscles between neck and ribs take part in every "
        "breath."
    )
    return _evidence(share, why, 1.0)


def _rise(shown: Shown) -> Evidence | None:
    rise = shown.get("rib_cage_share_change")
    if rise is None:
        return None
    why = (
        f"The chest's share of your breathing is {rise.value:.0f} points higher in the run than "
        "before or after it, in breaths of like depth and rate. Breathing harder raises it in "
        "everybody; that is not counted here."
    )
    return _evidence(rise, why, 1.0 if rise.method == _CALIBRATED else _LIKELY)


def _apart(shown: Shown) -> Evidence | None:
    phase = shown.get("breathing_phase_angle")
    if phase is None:
        return None
    why = (
        f"Chest and belly move {phase.value:.0f}° of a breath apart (0 is together, 180 is "
        "opposite). As far as they are apart, one gives way to the other instead of drawing in "
        "air. How a band lies on the body can make up some degrees of it."
    )
    return _evidence(phase, why, _LIKELY)


def _evidence(measurement: Measurement, why: str, most: float) -> Evidence | None:
    edge = limits(measurement.name).concern_above
    if edge is None:
        return None
    sure = min(probability_above(measurement, edge), most)
    return Evidence(measurement, why, sure, excess(measurement, edge, above=True))
