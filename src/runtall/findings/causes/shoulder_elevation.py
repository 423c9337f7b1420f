"""Shoulders carried high."""

from dataclasses import replace

import numpy as np

from runtall.findings.cause import Evidence, Shown, cause, counterfactual
from runtall.findings.thresholds import excess, limits, probability_above
from runtall.kinematics.stride3d.prior import usual_coefficients
from runtall.motion.stride_draws import INDEX, StrideDraws

_SIDES = ("clavicle_elevation_r", "clavicle_elevation_l")


@counterfactual(
    stage="shoulders",
    measures=("ear_shoulder_height",),
    bears_on=("shoulder_elevators_effort",),
)
def shoulders_down(run: StrideDraws, *, rest: float | None = None) -> StrideDraws:
    """Each shoulder that is carried higher than at rest, lowered to rest.

    Only the means of ``clavicle_elevation_r`` and ``clavicle_elevation_l`` change, each to the
    constant of the usual stride where it is above it; a shoulder below it stays. Of the loads only
    the direction of the shoulder elevators' effort is worth reading: a shrug adds no net moment.

    Parameters
    ----------
    run
        Versions of one run.
    rest
        The runner's own elevation at rest, rad, instead of the usual one.
    """
    usual = usual_coefficients(1)[[INDEX[name] for name in _SIDES], 0]
    level = usual if rest is None else np.full(len(_SIDES), rest)
    coefficients = run.coefficients.copy()
    for name, most in zip(_SIDES, level, strict=True):
        coefficients[:, INDEX[name], 0] = np.minimum(coefficients[:, INDEX[name], 0], most)
    return replace(run, coefficients=coefficients)


@cause(
    title="Your shoulders are carried high",
    cue="Shake raindrops off your fingers, let your sleeves grow long.",
    exercises=("arm_shake_out", "prone_y_t_w", "doorway_pec_stretch"),
    sources=("runtall2026",),
    without=shoulders_down,
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
