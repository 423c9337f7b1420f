"""The head ahead of the shoulders."""

from runtall.findings.cause import Evidence, Shown, cause
from runtall.findings.thresholds import excess, limits, probability_above


@cause(
    title="Your head travels ahead of your shoulders",
    cue="Look at the far lamp-post; ears over the zip.",
    exercises=("chin_nod", "foam_roller_extension", "prone_y_t_w"),
    sources=("lau2009",),
)
def head_forward(shown: Shown) -> Evidence | None:
    """Head past its threshold against the trunk's own line, so that a lean counts once."""
    head, neck = shown.get("head_forward"), shown.get("head_on_trunk")
    if head is None or neck is None:
        return None
    edge = limits("head_on_trunk").concern_above
    assert edge is not None
    why = (
        f"Your ears are {head.value:.0f}° ahead of your shoulders, {neck.value:.0f}° more than the "
        "lean of your trunk explains. The neck and the top of the back hold the head's weight "
        "further out in front."
    )
    return Evidence(head, why, probability_above(neck, edge), excess(neck, edge, above=True))
