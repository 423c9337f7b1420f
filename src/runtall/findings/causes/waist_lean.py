"""Leaning from the waist."""

from runtall.findings.cause import Evidence, Shown, cause
from runtall.findings.thresholds import excess, limits, probability_above


@cause(
    title="Your trunk leans from the waist",
    cue="A string lifts the top of your cap.",
    exercises=("foam_roller_extension", "prone_cobra", "plank"),
    sources=("teng2015", "carson2024"),
)
def waist_lean(shown: Shown) -> Evidence | None:
    """Trunk lean past its threshold that the legs do not share."""
    hinge, lean = shown.get("waist_hinge"), shown.get("trunk_lean")
    if hinge is None or lean is None:
        return None
    bend, tilt = limits("waist_hinge").concern_above, limits("trunk_lean").concern_above
    assert bend is not None
    assert tilt is not None
    # Both must hold; the less certain of the two decides.
    sure = min(probability_above(hinge, bend), probability_above(lean, tilt))
    leg = shown.get("leg_lean")
    share = f", of which the legs carry {leg.value:.0f}°" if leg and leg.value is not None else ""
    why = (
        f"Your trunk leans {lean.value:.0f}° forward on average{share}; the rest bends at the "
        "waist. The further the trunk tips, the more the long muscles of the back hold it up at "
        "every step, most at the low back, less between the shoulder blades."
    )
    return Evidence(lean, why, sure, excess(hinge, bend, above=True))
