"""Arms that swing across the body."""

from runtall.findings.cause import Evidence, Shown, cause, counterfactual
from runtall.findings.thresholds import excess, limits, probability_below
from runtall.findings.versions import Aim, By, reference, until
from runtall.motion.measurement import Side
from runtall.motion.skeleton import LETTER
from runtall.motion.stride_draws import StrideDraws

_REACH = 1.5
"""Largest turn that is tried, rad."""
_THERE = 2e-3
"""Shoulder breadths within which a hand is where it should be: trunk and hand are moved in turn."""


@counterfactual(
    stage="hands",
    measures=("arm_crossing_nearest",),
    bears_on=(
        "thoracic_twist_range",
        "thoracic_twist_moment",
        "pectorals_effort",
        "serratus_anterior_effort",
    ),
    also=("t8t9_axial_moment", "l5s1_axial_moment"),
    pelvis_moment=True,
)
def hands_out(run: StrideDraws) -> StrideDraws:
    """Each hand moved out to its reference distance from the midline, at the same swing.

    Only means change, of each side whose `arm_crossing_nearest` (5th percentile of the wrist's
    distance from the middle of the thorax) is below ``reference.arm_crossing_nearest``: of
    ``arm_rot``, outward by the least angle that brings it there; where turning alone never does,
    ``arm_rot`` goes to where the hand is furthest out and ``arm_add`` adds the rest, away from the
    body. The trunk's motion stays; `runtall.findings.pelvis_moment.keep_pelvis_moment` gives the
    run in which the turning moment between pelvis and trunk stays instead.
    """
    for side in LETTER:
        target = reference("arm_crossing_nearest")
        aim = Aim("arm_crossing_nearest", target, above=False, side=side, within=_THERE)
        for coordinate in ("arm_rot", "arm_add"):
            run = until(run, _outward(coordinate, side), aim, _REACH)
    return run


def _outward(coordinate: str, side: Side) -> By:
    # Inward turn and adduction are positive on both sides.
    return lambda run, angle: run.shifted(**{f"{coordinate}_{LETTER[side]}": -angle})


@cause(
    title="Your hands swing to the middle of your body",
    cue="Thumbs run on train rails.",
    exercises=("band_pull_apart", "seated_row", "renegade_row"),
    sources=("arellano2014", "hamner2010"),
    without=hands_out,
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
