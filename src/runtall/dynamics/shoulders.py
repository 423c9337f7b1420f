"""Turns of spine and girdle that put both shoulders where a mean stride has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.turning import about, moved
from runtall.literature import number
from runtall.literature.anatomy import SPINE, trunk

Array = npt.NDArray[np.float64]

SHARED: Final = SPINE[:4]
"""Joints among which the turn between pelvis and thorax is shared."""
TURNS: Final = ("extension", "bending", "rotation")
_AXES: Final = (2, 0, 1)
_GIRDLE: Final = (slice(3, 5), slice(5, 7))
_SIDES: Final = (np.diag([1.0, 1.0, 1.0]), np.diag([1.0, 1.0, -1.0]))
_ROUNDS: Final = 8
_STILL: Final = 1e-10


@dataclass(frozen=True, slots=True)
class Thorax:
    """Upper thorax: axes ``(draw, n, 3, 3)`` and the place of T4/T5 ``(draw, n, 3)``, m."""

    axes: Array
    place: Array


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the fit aims at, all ``(draw, n, ...)``, m and rad.

    ``pelvis`` axes and ``hip`` place; ``shoulders`` (.., 2, 3) right and left; ``clavicles``
    (.., 4): protraction and elevation, right then left, that the stride has itself.
    """

    pelvis: Array
    hip: Array
    shoulders: Array
    clavicles: Array


def fit_shoulders(wanted: Wanted, centre: Mapping[str, Array]) -> Array:
    """Least squares of both shoulders, for every posture at once.

    Parameters
    ----------
    wanted
        Aims.
    centre
        Joint centres of the upright body by name, ``(draw, 1, 3)``, m from L5/S1.

    Returns
    -------
    numpy.ndarray
        Shape ``(draw, n, 7)``, rad: extension, bending and rotation of the whole trunk, then
        protraction and elevation of the right and of the left clavicle.

    Notes
    -----
    The trunk has three turns for what lumbar and thoracic spine do apart, so that the clavicles,
    which tell little from film, must not make up for all that is left: they stay near those of
    the stride.
    """
    place, turn = number("body.fit.shoulder"), np.radians(number("body.fit.clavicle"))
    x: Array = np.concatenate([np.zeros((*wanted.hip.shape[:2], 3)), wanted.clavicles], axis=-1)
    loose = np.zeros((4, 7))
    loose[:, 3:] = np.eye(4) / turn
    for _ in range(_ROUNDS):
        at, slope = shoulders(x, wanted, centre)
        miss = ((at - wanted.shoulders) / place).reshape(*x.shape[:2], 6)
        free = (x[..., 3:] - wanted.clavicles) / turn
        J = (slope / place).reshape(*x.shape[:2], 6, 7)
        pull = np.einsum("dnij,dni->dnj", J, miss) + free @ loose
        hessian = np.swapaxes(J, -1, -2) @ J + loose.T @ loose
        step = np.linalg.solve(hessian, pull[..., None])[..., 0]
        x = x - step
        if np.max(np.abs(step)) < _STILL:
            break
    return x


def thorax(x: Array, wanted: Wanted, centre: Mapping[str, Array]) -> Thorax:
    """Upper thorax after the turns."""
    return _chain(x, wanted, centre)[0]


def _chain(
    x: Array, wanted: Wanted, centre: Mapping[str, Array]
) -> tuple[Thorax, list[tuple[int, float, Array, Array]]]:
    """Upper thorax, and of every turn: unknown, share, axis and place."""
    axes, place, below = wanted.pelvis, wanted.hip, "hip"
    turned = []
    for joint in SHARED:
        place = place + moved(axes, centre[joint] - centre[below])
        for k, (turn, axis) in enumerate(zip(TURNS, _AXES, strict=True)):
            share = float(trunk()["share"][joint][turn])
            turned.append((k, share, axes[..., axis], place))
            axes = axes @ about(axis, share * x[..., k])
        below = joint
    return Thorax(axes, place), turned


def shoulders(x: Array, wanted: Wanted, centre: Mapping[str, Array]) -> tuple[Array, Array]:
    """Both shoulders ``(draw, n, 2, 3)`` and their derivatives ``(draw, n, 2, 3, 7)``."""
    chest, turned = _chain(x, wanted, centre)
    at = np.empty((*x.shape[:2], 2, 3))
    slope = np.zeros((*x.shape[:2], 2, 3, 7))
    for side, (own, over) in enumerate(zip(_GIRDLE, _SIDES, strict=True)):
        local, by = girdle_shoulder(x[..., own], centre)
        at[..., side, :] = chest.place + moved(chest.axes @ over, local - centre["t4t5"])
        slope[..., side, :, own] = chest.axes @ over @ by
        for k, share, axis, place in turned:
            slope[..., side, :, k] += share * np.cross(axis, at[..., side, :] - place)
    return at, slope


def girdle_axes(turns: Array) -> tuple[Array, Array]:
    """Turn of the clavicle in the thorax, and of the scapula on it; right side, (..., 3, 3)."""
    rest: dict[str, Any] = trunk()["scapula"]
    protraction, elevation = turns[..., 0], turns[..., 1]
    clavicle = about(1, protraction) @ about(0, -elevation)
    scapula = (
        about(0, -rest["upward_by_elevation"] * elevation)
        @ about(1, rest["inward_by_protraction"] * protraction)
        @ about(2, rest["tilt_by_elevation"] * elevation)
    )
    return clavicle, scapula


def girdle_shoulder(turns: Array, centre: Mapping[str, Array]) -> tuple[Array, Array]:
    """Right shoulder in the thorax ``(..., 3)`` and its derivatives ``(..., 3, 2)``.

    Parameters
    ----------
    turns
        Protraction and elevation of the clavicle, ``(..., 2)``, rad.
    centre
        Joint centres of the upright body, m.
    """
    start, tip = centre["sternoclavicular"], centre["acromioclavicular"]
    rest: dict[str, Any] = trunk()["scapula"]
    clavicle, scapula = girdle_axes(turns)
    blade = moved(scapula, centre["glenohumeral"] - tip)
    arm = moved(clavicle, tip - start + blade)
    first = np.cross([0.0, 1.0, 0.0], arm)
    raised = -about(1, turns[..., 0])[..., 0]
    second = np.cross(raised, arm)
    # What the scapula does on its own when the clavicle turns.
    lifted = about(0, -rest["upward_by_elevation"] * turns[..., 1])[..., 1]
    first = first + rest["inward_by_protraction"] * moved(clavicle, np.cross(lifted, blade))
    up = np.cross([-1.0, 0.0, 0.0], blade) * rest["upward_by_elevation"]
    tipped = np.cross(scapula[..., 2], blade) * rest["tilt_by_elevation"]
    second = second + moved(clavicle, up + tipped)
    return start + arm, np.stack([first, second], axis=-1)
