"""Shoulders carried high."""

from runtall.findings.cause import Evidence, Shown, cause
from runtall.findings.thresholds import excess, limits, probability_above


@cause(
    title="Your shoulders are carried high",
    cue="Shake raindrops off your fingers, let your sleeves grow long.",
    exercises=("arm_shake_out", "prone_y_t_w", "doorway_pec_stretch"),
    sources=("runtall2026",),
)
def shoulder_elevation(shown: Shown) -> Evidence | None:
    """Shoulders past a share of the runner's own shrug range; needs calibration holds."""
    height = shown.get("shoulder_elevation")
    edge = limits("shoulder_elevation").concern_above
    if height is None or edge is None:
        return None
    why = (
        f"Your shoulders run at {height.value:.0f} % of your own way from relaxed to a full shrug. "
        "Holding them there is steady work for the muscles between neck and shoulder, without the "
        "short rests that a loose arm gives them."
    )
    return Evidence(height, why, probability_above(height, edge), excess(height, edge, above=True))
