"""What the trunk does when the arms change and the turning moment at the pelvis does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.findings.versions import turned
from runtall.motion.stride_draws import StrideDraws

Array = npt.NDArray[np.float64]
Axial = Callable[[StrideDraws], Array]
"""Gives the axial moment at L5/S1 through the stride, shape ``(draw, n)``, N m."""

LEAST, MOST = 0.3, 1.5
"""Shares of the thorax's turning that are tried."""
_TRIAL: Final = 0.8
_ROUNDS: Final = 4
_CLOSE: Final = 1e-7
"""The moment is asked for anew where the factor still changes by more: each time is costly."""


def keep_pelvis_moment(run: StrideDraws, changed: StrideDraws, axial: Axial) -> StrideDraws:
    """Let the trunk turn less or more until the moment between pelvis and trunk is as it was.

    The motion of ``lumbar_rotation`` about its mean is multiplied by one factor for each version,
    0.3 to 1.5, such that the root mean square over the stride of the axial moment at L5/S1 is
    that of ``run``; ``neck_rotation`` keeps the head's turning and the arms go with the thorax
    (`turned`). Where no factor does, the nearest is taken. A version that ``changed`` leaves as it
    is stays so.

    Parameters
    ----------
    run
        Versions before the change.
    changed
        The same versions after it, the trunk's motion kept.
    axial
        Axial moment at L5/S1.

    Returns
    -------
    StrideDraws
        ``changed`` with another turning of the trunk.
    """
    other = np.any(run.coefficients != changed.coefficients, axis=(1, 2))
    if not other.any():
        return changed
    aim = np.mean(axial(run) ** 2, axis=1)
    factor = _factor(lambda f: axial(turned(changed, f)), aim)
    coefficients = changed.coefficients.copy()
    coefficients[other] = turned(changed, factor).coefficients[other]
    return replace(changed, coefficients=coefficients)


def _factor(moment: Callable[[Array], Array], aim: Array) -> Array:
    """Factors at which the mean square of a curve is as asked."""
    before, after = np.ones(len(aim)), np.full(len(aim), _TRIAL)
    curves = moment(before), moment(after)
    for _ in range(_ROUNDS):
        step = after - before
        # The curve is nearly a straight line in the factor, its mean square a parabola.
        slope = (curves[1] - curves[0]) / np.where(step == 0, 1.0, step)[:, None]
        fixed = curves[1] - slope * after[:, None]
        new = np.clip(_nearest_root(fixed, slope, aim), LEAST, MOST)
        moved = np.abs(new - after) >= _CLOSE
        if not moved.any():
            return new
        before, after = np.where(moved, after, before), np.where(moved, new, after)
        curves = np.where(moved[:, None], curves[1], curves[0]), moment(after)
    return after


def _nearest_root(fixed: Array, slope: Array, aim: Array) -> Array:
    """Root nearest to 1 of ``mean((fixed + f slope)^2) = aim``; the lowest point where none is."""
    c2, c1 = np.mean(slope**2, axis=1), np.mean(fixed * slope, axis=1)
    c0 = np.mean(fixed**2, axis=1) - aim
    safe = np.where(c2 > 0, c2, 1.0)
    half = np.sqrt(np.maximum(c1**2 - c2 * c0, 0.0)) / safe
    low, high = -c1 / safe - half, -c1 / safe + half
    nearest = np.where(np.abs(low - 1) < np.abs(high - 1), low, high)
    found: Array = np.where(c2 > 0, nearest, 1.0)
    return found
