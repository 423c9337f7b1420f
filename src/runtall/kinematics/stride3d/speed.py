"""How fast the ground goes by under a mean stride."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.gait import SIDES
from runtall.motion.stride_draws import StrideDraws
from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]

_FROM, _TO = 0.3, 0.7
"""Part of the stance in which the forefoot lies still on the ground."""
_FRAMES: Final = 9


def running_speed(run: StrideDraws) -> Array:
    """Speed of the foot that stands, against the pelvis's mean place.

    Parameters
    ----------
    run
        Versions of one run, travel taken out.

    Returns
    -------
    numpy.ndarray
        Shape ``(draw,)``, m/s: the mean of both feet.
    """
    found = []
    for side in SIDES:
        landed = run.initial_contact[side]
        stance = (run.toe_off[side] - landed) % 1.0
        phase = landed + stance * np.linspace(_FROM, _TO, _FRAMES)
        forefoot = run.positions(phase)[:, :, BODY.index(f"{side}_foot_index"), 0]
        moved = np.polyfit(phase / run.frequency_hz, forefoot.T, 1)[0]
        found.append(-moved)
    return np.asarray(np.mean(found, axis=0))
