"""A chest that turns far from side to side."""

from runtall.findings.cause import Evidence, Shown, cause, counterfactual
from runtall.findings.thresholds import excess, limits, probability_above
from runtall.findings.versions import Aim, reference, turned, until
from runtall.motion.stride_draws import Array, StrideDraws


@counterfactual(
    stage="turn",
    measures=("thorax_yaw_range",),
    bears_on=("t8t9_axial_moment", "thoracic_twist_range", "obliques_effort"),
    also=("thoracic_twist_moment", "l5s1_axial_moment"),
)
def chest_ahead(run: StrideDraws) -> StrideDraws:
    """The turn of the chest at its reference, the head's turning kept.

    Only motion about the mean changes: that of ``lumbar_rotation`` is multiplied by the largest
    factor, 0 to 1, that brings `thorax_yaw_range` to ``reference.thorax_yaw_range``, and what the
    thorax turns less against the pelvis, ``neck_rotation`` turns more. Arms go with the thorax,
    their own swing kept. A chest that turns less stays.
    """
    aim = Aim("thorax_yaw_range", reference("thorax_yaw_range"), above=True)
    return until(run, _calmed, aim, 1.0)


def _calmed(run: StrideDraws, less: Array) -> StrideDraws:
    return turned(run, 1 - less)


@cause(
    title="Your chest turns far from side to side",
    cue="Keep your race number facing down the road.",
    exercises=("renegade_row", "plank", "seated_twist"),
    sources=("hamner2010", "lang2023"),
    without=chest_ahead,
)
def trunk_rotation(shown: Shown) -> Evidence | None:
    """Turn of the chest whose whole interval lies past its threshold.

    How far the chest turns differs between people, is larger in women and was no waste of energy
    in junior elite runners (lang2023), so less than the whole interval says nothing.
    """
    turn = shown.get("thorax_yaw_range")
    edge = limits("thorax_yaw_range").concern_above
    if turn is None or edge is None or turn.low is None or turn.low <= edge:
        return None
    why = (
        f"Your chest turns {turn.value:.0f}° from its furthest left to its furthest right in each "
        "stride, seen from above. The further it turns against the pelvis and back, the more the "
        "middle of the back is twisted at every step."
    )
    return Evidence(turn, why, probability_above(turn, edge), excess(turn, edge, above=True))
