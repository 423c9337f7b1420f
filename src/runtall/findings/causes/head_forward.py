"""The head ahead of the shoulders."""

from runtall.findings.cause import Evidence, Shown, cause, counterfactual
from runtall.findings.thresholds import excess, limits, probability_above
from runtall.findings.versions import Aim, reference, until
from runtall.motion.stride_draws import Array, StrideDraws

_REACH = 1.5
"""Largest turn that is tried, rad."""


@counterfactual(
    stage="head",
    measures=("head_on_trunk",),
    bears_on=("c7t1_flexion_moment", "t4t5_flexion_moment", "neck_extensors_effort"),
    also=("t8t9_flexion_moment", "c7t1_compression"),
)
def ears_over_shoulders(run: StrideDraws) -> StrideDraws:
    """The head as far ahead of the trunk's own line as the reference, on the stride mean.

    Only the mean of ``neck_extension`` changes, by the angle that brings the stride mean of
    `head_on_trunk` to ``reference.head_on_trunk``. The head is one rigid part here and tips with
    that turn; the body model keeps its pitch level on the mean whatever this angle, so that there
    the place of the head changes and the gaze does not. A head nearer to the line stays.
    """
    return until(
        run, _drawn_back, Aim("head_on_trunk", reference("head_on_trunk"), above=True), _REACH
    )


def _drawn_back(run: StrideDraws, angle: Array) -> StrideDraws:
    return run.shifted(neck_extension=angle)


@cause(
    title="Your head travels ahead of your shoulders",
    cue="Look at the far lamp-post; ears over the zip.",
    exercises=("chin_nod", "foam_roller_extension", "prone_y_t_w"),
    sources=("lau2009",),
    without=ears_over_shoulders,
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
