"""How far a marker recording can be trusted."""

from __future__ import annotations

import numpy as np

from runtall.kinematics.gait import Gait
from runtall.kinematics.markers.pieces import pelvis
from runtall.kinematics.markers.points3d import Points3D, filled
from runtall.kinematics.periodic import Array, basis
from runtall.motion.vocabulary import BONES

REPEATS = "the motion repeats"
_HARMONICS = 6
_LENGTH_SCATTER = 0.1
"""Relative scatter of a limb's length at which its item reaches 0; skin slides over joints by a
few per cent."""
_LOST = 0.2
_UNEVEN = 0.1
"""Relative scatter of the stride time at which its item reaches 0."""


def quality(points: Points3D, gait: Gait) -> dict[str, float]:
    """Items of capture quality, 0 to 1, 1 best, by plain name.

    Parameters
    ----------
    points
        In the runner's frame, steady running only.
    gait
        Strides on the same time axis.
    """
    lost = 1.0 - float(np.isfinite(points.position).mean())
    length = np.diff(gait.strides(), axis=1)[:, 0]
    uneven = float(length.std() / length.mean()) if len(length) > 1 else 0.0
    return {
        REPEATS: _unit(explained(points, gait)),
        "limbs keep their length": _unit(1 - limb_scatter(points) / _LENGTH_SCATTER),
        "points seen all the time": _unit(1 - lost / _LOST),
        "strides alike in time": _unit(1 - uneven / _UNEVEN),
    }


def explained(points: Points3D, gait: Gait) -> float:
    """Share of the motion about the pelvis that one mean stride explains."""
    apart = (points.position - pelvis(points)[:, None]).reshape(len(points.time_s), -1)
    signals = filled(apart[:, np.isfinite(apart).mean(axis=0) > 1 / 2])
    signals -= signals.mean(axis=0)
    orthonormal = np.linalg.qr(basis(gait.phase, _HARMONICS))[0]
    total = float((signals**2).sum())
    return float(((orthonormal.T @ signals) ** 2).sum() / max(total, np.finfo(float).tiny))


def limb_scatter(points: Points3D) -> float:
    """Median over the limbs of the relative scatter of their length; 0 where there is none."""
    found = [_scatter(points.point(a) - points.point(b)) for a, b in BONES if points.has(a, b)]
    known = [s for s in found if np.isfinite(s)]
    return float(np.median(known)) if known else 0.0


def _scatter(line: Array) -> float:
    length = np.linalg.norm(line, axis=1)
    length = length[np.isfinite(length)]
    if len(length) < 2 or not length.mean() > 0:
        return np.nan
    return float(length.std() / length.mean())


def _unit(value: float) -> float:
    return float(np.clip(value, 0.0, 1.0))
