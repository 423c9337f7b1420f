"""Form that changes as the run goes on."""

from runtall.findings.cause import Evidence, Shown, cause
from runtall.motion.measurement import Measurement

_RISES = {
    # A falling ear-to-shoulder height is a rising shoulder.
    "ear_shoulder_height_drift": (-1.0, "Your shoulders come up as you go on"),
    "trunk_lean_drift": (1.0, "Your trunk tips further forward as you go on"),
    "head_forward_drift": (1.0, "Your head comes further forward as you go on"),
}


@cause(
    title="Your form fades as you go on",
    cue="Every few minutes: tall, loose, look far ahead.",
    exercises=("arm_shake_out", "prone_cobra", "plank"),
    sources=("koblbauer2014", "maas2018"),
)
def form_fade(shown: Shown) -> Evidence | None:
    """A drift through the run whose whole interval is on one side of no change."""
    options = []
    for name, (sign, words) in _RISES.items():
        drift = shown.get(name)
        if drift is None or drift.value is None:
            continue
        sure = _towards(drift, sign)
        why = f"{words}: {drift.value:+.1f} {drift.unit}, after allowing for how much form wanders."
        half = ((drift.high or 0.0) - (drift.low or 0.0)) / 2 or 1.0
        options.append(Evidence(drift, why, sure, sign * drift.value / half))
    return max(options, key=lambda e: e.sure, default=None)


def _towards(drift: Measurement, sign: float) -> float:
    from runtall.findings.thresholds import probability_above, probability_below

    return probability_above(drift, 0.0) if sign > 0 else probability_below(drift, 0.0)
