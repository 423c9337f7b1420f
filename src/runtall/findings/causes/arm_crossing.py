"""Arms that swing across the body."""

from runtall.findings.cause import Evidence, Shown, cause
from runtall.findings.thresholds import excess, limits, probability_below


@cause(
    title="Your hands swing to the middle of your body",
    cue="Thumbs run on train rails.",
    exercises=("band_pull_apart", "seated_row", "renegade_row"),
    sources=("arellano2014", "hamner2010"),
)
def arm_crossing(shown: Shown) -> Evidence | None:
    """A wrist that comes nearer to the midline than its threshold."""
    wrists = shown.sides("arm_crossing_nearest")
    edge = limits("arm_crossing_nearest").concern_below
    assert edge is not None
    if not wrists:
        return None
    nearest = min(wrists, key=lambda m: m.value if m.value is not None else 9.0)
    assert nearest.value is not None
    where = "across the midline" if nearest.value < 0 else "close to the midline"
    why = (
        f"Your {nearest.side} wrist comes {where}: {nearest.value:.2f} shoulder breadths from it, "
        "where 0 is the middle and 0.5 is under the shoulder. A hand that swings across takes the "
        "trunk with it, so chest and shoulders turn further at every step."
    )
    return Evidence(
        nearest, why, probability_below(nearest, edge), excess(nearest, edge, above=False)
    )
