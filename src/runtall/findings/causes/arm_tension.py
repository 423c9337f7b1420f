"""Arms held tight, straight or unevenly."""

import numpy as np

from runtall.findings.cause import Evidence, Shown, cause, counterfactual
from runtall.findings.thresholds import excess, limits, probability_above, probability_below
from runtall.findings.versions import ABSENT, Aim, By, in_si, measured, until
from runtall.motion.measurement import Side
from runtall.motion.skeleton import LETTER
from runtall.motion.stride_draws import StrideDraws

_REACH = 2.0
"""Largest turn of an elbow, rad, and largest addition to a swing as a share of it."""


@counterfactual(
    stage="arms",
    measures=("elbow_angle", "arm_swing_asymmetry"),
    bears_on=(),
    also=("t8t9_axial_moment", "thoracic_twist_range", "obliques_effort"),
)
def arms_loose(run: StrideDraws) -> StrideDraws:
    """Elbows at the nearest edge of their usual range and swings no more unequal than is usual.

    The mean of ``elbow_flex`` of a side whose `elbow_angle` lies outside its usual range changes by
    the angle that brings it to the nearest edge. Where `arm_swing_asymmetry` is past its usual
    range, the motion of ``arm_flex`` about its mean is multiplied on each side such that both
    ranges keep their mean and differ by the edge. That is all that the body model can carry of
    arm tension: how an arm is held, not how hard. Muscles at work against each other without any
    motion leave no trace in it, so no load is named that it should raise.
    """
    for side in LETTER:
        for edge, above in (("low", False), ("high", True)):
            aim = Aim("elbow_angle", in_si(f"usual.elbow_angle.{edge}", "elbow_angle"), above, side)
            run = until(run, _opened(side, -1.0 if above else 1.0), aim, _REACH)
    return _evened(run)


def _opened(side: Side, sign: float) -> By:
    name = f"elbow_flex_{LETTER[side]}"
    return lambda run, angle: run.shifted(**{name: -sign * angle})


def _evened(run: StrideDraws) -> StrideDraws:
    swing = {side: measured(run, "arm_swing_range", side) for side in LETTER}
    mean, apart = (swing["right"] + swing["left"]) / 2, measured(run, "arm_swing_asymmetry")
    low, high = (
        in_si(f"usual.arm_swing_asymmetry.{e}", "arm_swing_asymmetry") for e in ("low", "high")
    )
    usual = np.clip(apart, low, high)
    # Within the usual range the aim is where each swing is already.
    excess = np.where(np.abs(apart - usual) > ABSENT, usual - apart, 0.0) * mean / 2
    for side in LETTER:
        target = swing[side] + (excess if side == "right" else -excess)
        run = until(run, _swung(side, -1.0), Aim("arm_swing_range", target, True, side), 1.0)
        run = until(run, _swung(side, 1.0), Aim("arm_swing_range", target, False, side), _REACH)
    return run


def _swung(side: Side, sign: float) -> By:
    name = f"arm_flex_{LETTER[side]}"
    return lambda run, share: run.scaled(**{name: 1 + sign * share})


@cause(
    title="Your arms are held tight or swing unevenly",
    cue="Carry a crisp without breaking it.",
    exercises=("arm_shake_out", "doorway_pec_stretch", "seated_twist"),
    sources=("yegian2019",),
    without=arms_loose,
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
