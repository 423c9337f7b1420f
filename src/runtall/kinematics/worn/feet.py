"""Which steps are of one foot and which of the other."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.worn.felt import Array, Felt
from runtall.kinematics.worn.steps import Instants
from runtall.literature import number

Feet = npt.NDArray[np.int64]
UNKNOWN: Final = -1
_PARTS: Final = 3
"""Parts of a step whose forces are compared with those of the step before."""
_AROUND: Final = 9
"""Steps whose mean is taken from each: slow change of course is no sway."""
_SLIP: Final = 12.0
"""Cost of two steps of one foot after another, in usual sways: six odd steps are no change of foot,
a step that was missed shows in all that follow."""
_MOST: Final = 2.0
"""A sway counts no more than so many usual ones."""
_FEWEST: Final = 48
"""Steps: of so many by chance alone, without feet in them, three stretches in a hundred agree."""


def feet(felt: Felt, steps: Instants) -> Feet:
    """0 and 1 for the two feet of each step, -1 where they cannot be told apart.

    The trunk sways to one side with one foot and to the other with the other. The direction in
    which neighbouring steps differ most is found in the data, so the sensor may be worn any way.

    Which foot is the left one is not said, even where the axes are known. The sideways force of a
    stance points away from its foot when feet are set apart, but runners set them nearly on one
    line; and a sensor turns with what it is worn on. The pelvis drops to the side of the leg that
    swings, and the trunk above leans over the leg that stands: gravity and the force of the
    stance, twice body weight, then pull to opposite sides. In one captured runner the two places
    give opposite signs, and the best published rule for the sacrum errs in 18 % of steps
    (kiernan2023).

    Parameters
    ----------
    felt
        What the sensor feels.
    steps
        Of one segment.
    """
    unknown = np.full(len(steps.time_s), UNKNOWN, dtype=np.int64)
    if len(steps.time_s) < _FEWEST:
        return unknown
    sway = _sway(_pushes(felt, steps))
    scale = float(np.median(np.abs(sway)))
    if scale <= np.finfo(float).eps:
        return unknown
    sway = np.clip(sway / scale, -_MOST, _MOST)
    side = _alternating(sway)
    if np.mean(side * sway > 0) < number("worn.feet.agree"):
        return unknown
    return np.where(side > 0, 0, 1).astype(np.int64)


def _pushes(felt: Felt, steps: Instants) -> Array:
    """Mean specific force in the parts of each step, g, shape ``(step, part x axis)``."""
    length = max(1, round(steps.usual_s * felt.rate_hz / _PARTS))
    first = np.searchsorted(felt.time_s, steps.time_s)
    total = np.vstack([np.zeros(3), np.cumsum(felt.smooth, axis=0)])
    edges = np.minimum(first[:, None] + length * np.arange(_PARTS + 1), len(felt.smooth))
    count = np.maximum(np.diff(edges, axis=1), 1)[..., None]
    found: Array = (np.diff(total[edges], axis=1) / count).reshape(len(first), -1)
    return found


def _sway(push: Array) -> Array:
    """Along the pattern that alternates most: alike in every second step, unlike the next one."""
    from scipy.ndimage import uniform_filter1d

    differs = push - uniform_filter1d(push, _AROUND, axis=0, mode="nearest")
    turning = differs[2:].T @ differs[:-2] - differs[1:].T @ differs[:-1]
    _, vectors = np.linalg.eigh(turning + turning.T)
    along = vectors[:, -1]
    return np.asarray(differs @ (along * np.sign(along[np.abs(along).argmax()])))


def _alternating(sway: Array) -> Array:
    """The best sequence of +1 and -1 that alternates unless the data say otherwise."""
    one, other = float(sway[0]), -float(sway[0])
    slips = []
    for s in sway[1:].tolist():
        slips.append((one - _SLIP > other, other - _SLIP > one))
        one, other = max(other, one - _SLIP) + s, max(one, other - _SLIP) - s
    state = int(other > one)
    states = [state]
    for slipped in reversed(slips):
        state = state if slipped[state] else 1 - state
        states.append(state)
    return np.where(np.array(states[::-1]) == 0, 1.0, -1.0)
