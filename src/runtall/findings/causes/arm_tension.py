"""Arms held tight, straight or unevenly."""

from runtall.findings.cause import Evidence, Shown, cause
from runtall.findings.thresholds import excess, limits, probability_above, probability_below


@cause(
    title="Your arms are held tight or swing unevenly",
    cue="Carry a crisp without breaking it.",
    exercises=("arm_shake_out", "doorway_pec_stretch", "seated_twist"),
    sources=("yegian2019",),
)
def arm_tension(shown: Shown) -> Evidence | None:
    """Elbow outside its range, or one arm that swings much further than the other."""
    options = [e for e in (*_elbows(shown), _asymmetry(shown)) if e is not None]
    return max(options, key=lambda e: e.sure, default=None)


def _elbows(shown: Shown) -> list[Evidence]:
    edge = limits("elbow_angle")
    assert edge.watch_below is not None
    assert edge.watch_above is not None
    found = []
    for elbow in shown.sides("elbow_angle"):
        tight = probability_below(elbow, edge.watch_below)
        straight = probability_above(elbow, edge.watch_above)
        word = "bent tighter" if tight > straight else "straighter"
        why = (
            f"Your {elbow.side} elbow is {word} than most runners hold it ({elbow.value:.0f}°, "
            "180 is straight). How much an elbow bends costs nothing by itself; an arm that is "
            "held in place keeps the shoulder's muscles at work."
        )
        above = straight > tight
        limit = edge.watch_above if above else edge.watch_below
        found.append(Evidence(elbow, why, max(tight, straight), excess(elbow, limit, above=above)))
    return found


def _asymmetry(shown: Shown) -> Evidence | None:
    swing = shown.get("arm_swing_asymmetry")
    edge = limits("arm_swing_asymmetry").concern_above
    if swing is None or edge is None or swing.value is None:
        return None
    right = swing.value > 0
    sure = probability_above(swing, edge) if right else probability_below(swing, -edge)
    further = "right" if right else "left"
    why = (
        f"Your {further} arm swings {abs(swing.value):.0f} % further than the other. "
        "The trunk makes up for the arm that does less."
    )
    return Evidence(swing, why, sure, excess(swing, edge if right else -edge, above=right))
