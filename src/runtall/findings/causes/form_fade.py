"""Form that changes as the run goes on."""

from typing import NamedTuple

from runtall.findings.cause import Evidence, Shown, cause
from runtall.motion.measurement import LEVEL, Measurement


class _Sign(NamedTuple):
    """Which way a drift goes when form fades, and what is then said of it."""

    towards: float
    words: str
    after: str


_FILMED = "after allowing for how much form wanders"
_MATCHED = "at the same speed and grade, after allowing for how much form wanders"
_SIGNS = {
    # A falling ear-to-shoulder height is a rising shoulder.
    "ear_shoulder_height_drift": _Sign(-1.0, "Your shoulders come up as you go on", _FILMED),
    "trunk_lean_drift": _Sign(1.0, "Your trunk tips further forward as you go on", _FILMED),
    "head_forward_drift": _Sign(1.0, "Your head comes further forward as you go on", _FILMED),
    # Steps get slower and feet stay longer on the ground over most fatiguing runs (apte2021).
    "cadence_drift": _Sign(-1.0, "Your steps get slower as you go on", _MATCHED),
    "contact_time_drift": _Sign(1.0, "Your feet stay longer on the ground as you go on", _MATCHED),
    # A leg that gives way more lets the body sink and rise further (its stiffness: apte2021).
    "vertical_oscillation_drift": _Sign(1.0, "You bounce higher as you go on", _MATCHED),
    # Breathing quickens with the sense of effort while the work stays the same (nicolo2017).
    "breathing_rate_drift": _Sign(1.0, "Your breathing gets quicker as you go on", _MATCHED),
}


@cause(
    title="Your form fades as you go on",
    cue="Every few minutes: tall, loose, look far ahead.",
    exercises=("arm_shake_out", "prone_cobra", "plank"),
    sources=("koblbauer2014", "maas2018", "apte2021", "nicolo2017"),
)
def form_fade(shown: Shown) -> Evidence | None:
    """A drift through the run whose whole interval is on one side of no change.

    Of several drifts the surest speaks, for all that were looked at: one among many goes the way
    of fading by chance, so its doubt counts as often as there are drifts.
    """
    options = []
    for name, sign in _SIGNS.items():
        drift = shown.get(name)
        if drift is None or drift.value is None:
            continue
        why = f"{sign.words}: {drift.value:+.1f} {_said(drift.unit)}, {sign.after}."
        half = ((drift.high or 0.0) - (drift.low or 0.0)) / 2 or 1.0
        sure = _towards(drift, sign.towards)
        options.append(Evidence(drift, why, sure, sign.towards * drift.value / half))
    if not options:
        return None
    surest = max(options, key=lambda e: (e.sure, e.excess))
    if surest.sure < (1.0 + LEVEL) / 2.0:
        # Every runner's form changes a little; an interval that holds no change names nothing.
        return None
    sure = 1.0 - len(options) * (1.0 - surest.sure)
    return Evidence(surest.measurement, surest.why, max(sure, 0.0), surest.excess)


def _said(unit: str) -> str:
    return unit.replace("1/min/", "breaths/min/").replace("/10 min", " in 10 min")


def _towards(drift: Measurement, sign: float) -> float:
    from runtall.findings.thresholds import probability_above, probability_below

    return probability_above(drift, 0.0) if sign > 0 else probability_below(drift, 0.0)
