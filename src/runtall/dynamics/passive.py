"""What the spine and the rib cage resist by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import Body
from runtall.dynamics.shoulders import SHARED, TURNS
from runtall.literature.anatomy import trunk

Array = npt.NDArray[np.float64]

_DOUBLED: Final = np.log(2.0)


def passive_moment(
    position: Array, bodies: Sequence[Body], dof: Mapping[str, int]
) -> dict[str, Array]:
    """Passive moment about each turn of the trunk, by its name.

    Parameters
    ----------
    position
        Coordinates of the body, ``(draw, n, dof)``, rad.
    bodies
        The body of each draw, for its stiffness and neutral posture.
    dof
        Place of each coordinate.

    Returns
    -------
    dict
        Shape ``(draw, n)``, N m, against the turn.
    """
    stiffness = np.array([b.size.doubt.stiffness for b in bodies])[:, None]
    neutral = np.array([b.size.doubt.neutral for b in bodies])[:, None]
    found = {}
    for joint in SHARED:
        for turn in TURNS:
            angle = position[..., dof[f"{joint}_{turn}"]]
            if turn == "extension":
                angle = angle - trunk()["share"][joint]["extension"] * neutral
            found[f"{joint}_{turn}"] = -stiffness * resistance(joint, turn, angle)
    return found


def resistance(joint: str, turn: str, angle: Array) -> Array:
    """Moment in N m that a turn of a joint by an angle in rad meets, of the sign of the angle."""
    spring = np.where(angle < 0, *(_stiffness(joint, way) for way in _ways(turn)))
    edge = trunk()["passive"]["linear_share"] * np.radians(trunk()["range"][joint][turn])
    over = np.maximum(np.abs(angle) - edge, 0.0)
    rest = np.radians(trunk()["range"][joint][turn]) - edge
    # Integral of a stiffness that doubles over the rest of the range.
    beyond = rest / _DOUBLED * np.expm1(_DOUBLED * np.minimum(over / rest, _LIMIT))
    met: Array = np.sign(angle) * spring * (np.minimum(np.abs(angle), edge) + beyond)
    return met


_LIMIT: Final = 10.0
"""Ranges of motion beyond which the resistance grows no more: no body turns so far."""


def _ways(turn: str) -> tuple[str, str]:
    return ("flexion", "extension") if turn == "extension" else (turn, turn)


def _stiffness(joint: str, way: str) -> float:
    """Of all segments of a joint in a row, N m per rad."""
    table: dict[str, Any] = trunk()["range"][joint]
    one = trunk()["passive"][way] * (trunk()["ribs"][way] if table["ribs"] else 1.0)
    return float(np.degrees(one / table["segments"]))
