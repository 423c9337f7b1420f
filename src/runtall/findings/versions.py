"""Versions of a run: what is measured of each, and changing those that need it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.findings.first_zero import first_zero
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.measures import evaluate, labelled, stride_gait
from runtall.literature import value
from runtall.motion.measurement import Side
from runtall.motion.stride_draws import INDEX, StrideDraws
from runtall.units import to_si

Array = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
By = Callable[[StrideDraws, Array], StrideDraws]

_FRAMES: Final = 80
"""Of the stride, as where the mean stride is measured."""
ABSENT: Final = 1e-9
"""What lies less far past a reference than this is at it: rad, or shoulder breadths."""


def measured(run: StrideDraws, name: str, side: Side | None = None) -> Array:
    """One measurement of each version, SI, shape ``(draw,)``.

    Parameters
    ----------
    run
        Versions of one run.
    name, side
        As in `runtall.kinematics.metric.metrics`.
    """
    phase = np.arange(_FRAMES + 1) / _FRAMES
    gait = stride_gait(run, phase)
    return evaluate(metrics[name], side, labelled(run.positions(phase), gait), gait)


def in_si(key: str, name: str) -> float:
    """A number of the literature table, kept as people read a measurement, in its SI unit."""
    metric = metrics[name]
    return float(to_si(value(key).value, metric.display_unit, metric.unit))


def reference(name: str) -> float:
    """Where a measurement is put in the run without the habit, SI."""
    return in_si(f"reference.{name}", name)


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a measurement should be.

    ``target`` is SI, one number or one for each version; ``above`` says on which side of it the
    habit lies; what lies less far past it than ``within`` is at it.
    """

    name: str
    target: float | Array
    above: bool
    side: Side | None = None
    within: float = ABSENT

    def past(self, run: StrideDraws) -> Array:
        """How far each version is past the target, negative on the good side."""
        over = measured(run, self.name, self.side) - self.target
        return over if self.above else -over

    def of(self, some: Bools) -> Aim:
        """The same for some of the versions."""
        target = self.target[some] if isinstance(self.target, np.ndarray) else self.target
        return replace(self, target=target)


def until(run: StrideDraws, by: By, aim: Aim, reach: float) -> StrideDraws:
    """Each version that is past a target, changed by the least that brings it there.

    Parameters
    ----------
    run
        Versions of one run.
    by
        Gives the versions changed by amounts of shape ``(draw,)``, from 0.
    aim
        The measurement and where it should be.
    reach
        Largest amount; a version that does not get there is changed to where it comes nearest.

    Returns
    -------
    StrideDraws
        The other versions are as they were.
    """
    past = aim.past(run)
    some = past > aim.within
    if not some.any():
        return run
    chosen, own = taken(run, some), aim.of(some)
    amount = first_zero(lambda x: own.past(by(chosen, x)), past[some], reach)
    coefficients = run.coefficients.copy()
    coefficients[some] = by(chosen, amount).coefficients
    return replace(run, coefficients=coefficients)


def taken(run: StrideDraws, some: Bools) -> StrideDraws:
    """Some of the versions."""
    return replace(run, coefficients=run.coefficients[some], lengths=run.lengths[some])


def turned(run: StrideDraws, factor: npt.ArrayLike) -> StrideDraws:
    """Another share of the thorax's turning against the pelvis, the head's own turning kept.

    The motion of ``lumbar_rotation`` about its mean is multiplied by ``factor``; what the thorax
    turns less, ``neck_rotation`` turns more. Arms go with the thorax.
    """
    coefficients = run.coefficients.copy()
    lumbar, neck = INDEX["lumbar_rotation"], INDEX["neck_rotation"]
    less = (1 - np.reshape(factor, (-1, 1))) * coefficients[:, lumbar, 1:]
    coefficients[:, lumbar, 1:] -= less
    coefficients[:, neck, 1:] += less
    return replace(run, coefficients=coefficients)
