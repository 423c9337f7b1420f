"""Leaning from the waist."""

from runtall.findings.cause import Evidence, Shown, cause, counterfactual
from runtall.findings.thresholds import excess, limits, probability_above
from runtall.findings.versions import Aim, reference, until
from runtall.motion.stride_draws import Array, StrideDraws

_REACH = 1.5
"""Largest turn that is tried, rad."""


@counterfactual(
    stage="lean",
    measures=("trunk_lean",),
    bears_on=(
        "l5s1_flexion_moment",
        "t12l1_flexion_moment",
        "t8t9_flexion_moment",
        "erector_spinae_lumbar_effort",
        "erector_spinae_thoracic_effort",
    ),
    also=("t4t5_flexion_moment", "t8t9_compression", "neck_extensors_effort"),
)
def upright(run: StrideDraws) -> StrideDraws:
    """The trunk's mean inclination at its reference, arms hanging, gaze kept.

    Only means change: of ``lumbar_extension`` by the angle that brings the stride mean of
    `trunk_lean` to ``reference.trunk_lean``; of ``arm_flex`` of both sides by as much back, so
    that the arms hang; of ``neck_extension`` by half of it back. The gaze stays level: half of
    that the lower neck does, which carries the head, and half the joint under the skull, which
    does not. So the ears come back by half of what the lean falls, as seen from the side
    (`head_forward`), and go forward against the trunk's line by the other half
    (`head_on_trunk`). All motion through the stride, pelvis and legs stay. A lean below the
    reference stays.
    """
    return until(run, _raised, Aim("trunk_lean", reference("trunk_lean"), above=True), _REACH)


def _raised(run: StrideDraws, angle: Array) -> StrideDraws:
    return run.shifted(
        lumbar_extension=angle, arm_flex_r=-angle, arm_flex_l=-angle, neck_extension=-angle / 2
    )


@cause(
    title="Your trunk leans from the waist",
    cue="A string lifts the top of your cap.",
    exercises=("foam_roller_extension", "prone_cobra", "plank"),
    sources=("teng2015", "carson2024"),
    without=upright,
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
