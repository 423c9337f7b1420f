"""What an analysis keeps of its body, so that a model file and its motion can be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import Body
from runtall.dynamics.osim.joints import kept
from runtall.dynamics.posture import instants, posture
from runtall.dynamics.size import BodySize
from runtall.motion.stride_draws import StrideDraws

Array = npt.NDArray[np.float64]

_STEPS: Final = 100


@dataclass(frozen=True, slots=True)
class BodyStride:
    """The best estimate of one runner's body and of its mean stride.

    Attributes
    ----------
    size
        What the body is built from.
    coordinates
        By name in the order of the model: ``(101,)`` at 0 to 100 % of the stride from left initial
        contact, m and rad. The slides of the spine, which stay at zero, are left out.
    frequency_hz
        Strides per second.
    """

    size: BodySize
    coordinates: Mapping[str, Array]
    frequency_hz: float


def body_stride(run: StrideDraws, body: Body) -> BodyStride:
    """Version 0 of a run on its body.

    Parameters
    ----------
    run
        As the loads start from it: its head and arms may differ a little from the mean stride.
    body
        Of version 0.
    """
    position = posture(run.first(1), [body], instants(_STEPS))[0][0]
    whole = np.concatenate([position, position[:1]])
    names = [way.name for ways in kept(body).values() for way in ways]
    return BodyStride(
        size=body.size,
        coordinates={name: whole[:, body.dof[name]] for name in names},
        frequency_hz=run.frequency_hz,
    )
