"""Contacts of the feet in a fitted stride."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.gait import SIDES
from runtall.motion.mean_stride import fourier
from runtall.motion.measurement import Side
from runtall.motion.skeleton import COORDINATES, positions
from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]

_GRID: Final = np.arange(400) / 400
_LEAVES: Final = (0.15, 0.6)
"""Cycles after contact within which a foot leaves the ground."""
_PARTS: Final = ("ankle", "heel", "foot_index")
_NOMINAL: Final[dict[Side, float]] = {"left": 0.0, "right": 0.5}
_MARK_WEIGHT: Final = 0.4
"""Of the marks in when both feet land; the rest is the phase's own zero, which errs less."""


def marks(coefficients: Array, lengths: Array) -> dict[Side, tuple[float, float]]:
    """Raw marks by side: foot furthest ahead of the hips, and knee straightest before it leaves.

    Parameters
    ----------
    coefficients
        Of the stride, (34, 2 H + 1).
    lengths
        Of the body, (15,).

    Returns
    -------
    dict
        Phases in cycles.
    """
    q = fourier(_GRID, (coefficients.shape[1] - 1) // 2) @ coefficients.T
    points = positions(q, lengths)
    hip = points[:, [BODY.index(f"{s}_hip") for s in SIDES]].mean(axis=1)
    found: dict[Side, tuple[float, float]] = {}
    for side in SIDES:
        feet = points[:, [BODY.index(f"{side}_{p}") for p in _PARTS]].mean(axis=1)
        ahead = float(_GRID[np.argmax((feet - hip)[:, 0])])
        since = np.mod(_GRID - ahead, 1.0)
        leaving = (since > _LEAVES[0]) & (since < _LEAVES[1])
        knee = q[:, COORDINATES.index(f"knee_angle_{side[0]}")]
        found[side] = ahead, float(_GRID[np.argmax(np.where(leaving, knee, -np.inf))])
    return found


def contacts_of(
    coefficients: Array, lengths: Array, offsets: Mapping[str, float]
) -> tuple[dict[Side, float], dict[Side, float]]:
    """Phases of initial contact and toe-off by side.

    Parameters
    ----------
    coefficients, lengths
        Of the fit, whose phase is about 0 at left contact.
    offsets
        ``initial_contact`` and ``toe_off``: learned cycles from mark to event.
    """
    raw = marks(coefficients, lengths)
    late = {s: _near(raw[s][0] + offsets["initial_contact"] - _NOMINAL[s]) for s in SIDES}
    common = np.mean(list(late.values()))
    contact: dict[Side, float] = {}
    off: dict[Side, float] = {}
    for side in SIDES:
        own = late[side] - common + _MARK_WEIGHT * common
        contact[side] = float(np.mod(_NOMINAL[side] + own, 1.0))
        off[side] = float(np.mod(raw[side][1] + offsets["toe_off"], 1.0))
    return contact, off


def _near(phase: float) -> float:
    return float(np.mod(phase + 0.5, 1.0) - 0.5)
