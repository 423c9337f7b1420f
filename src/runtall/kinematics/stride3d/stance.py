"""Feet that carry the runner stay level and straight: this says what is ahead and what is up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.gait import SIDES
from runtall.kinematics.stride3d.terms import GRID, Rows, State, phase_speed, posed
from runtall.literature import number
from runtall.motion.skeleton import Posed
from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_PARTS: Final = ("heel", "foot_index")
_LOW_M: Final = 0.02
_FAST: Final = 0.5
_LEVEL_SD: Final = 0.008
_STRAIGHT_SD: Final = 0.010
_OVER_FEET_SD: Final = (0.03, 0.012)
"""Ahead, where the force moves from heel to toe, and aside; m."""
_CARRIERS: Final = {
    "head_neck": ("ear", "shoulder"), "trunk": ("shoulder", "hip"),
    "upper_arm": ("shoulder", "elbow"), "forearm": ("elbow", "wrist"),
    "thigh": ("hip", "knee"), "shank": ("knee", "ankle"), "foot": ("heel", "foot_index"),
}  # fmt: skip
"""Segments with a share of the mass, and the points between which their centres lie."""
_INDEPENDENT: Final = 3.0
"""Neighbouring phases err alike: a stance holds about so many independent ones."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Phases of the grid at which one point of a foot rests on the ground."""

    point: int
    side: str
    part: str
    phases: Mask


def contacts(state: State, incline: float) -> tuple[Contact, ...]:
    """Which points rest when: near their lowest place and moving back.

    Parameters
    ----------
    state
        A first fit.
    incline
        Slope of the ground, rise over run ahead.
    """
    body, _ = posed(state)
    speed = np.einsum("npck,nk->npc", body.by_coordinate, phase_speed(state))
    found = []
    for side in SIDES:
        for part in _PARTS:
            j = BODY.index(f"{side}_{part}")
            height = body.position[:, j, 1] - incline * body.position[:, j, 0]
            back = -speed[:, j, 0]
            rests = (height < height.min() + _LOW_M) & (back > _FAST * back.max())
            if rests.sum() >= 3:
                found.append(Contact(j, side, part, rests))
    return tuple(found)


def stance_rows(resting: tuple[Contact, ...], state: State, incline: float) -> Rows:
    """Height and sideways place of the resting points, and both feet on one floor."""
    body, columns = posed(state)
    rows: list[tuple[Array, Array]] = []
    floors: dict[tuple[str, str], tuple[float, Array]] = {}
    for contact in resting:
        height, by_height = _height(body, columns, contact, incline)
        aside, by_aside = _aside(body, columns, contact)
        share = np.sqrt(_INDEPENDENT / len(height))
        rows.append(_about_mean(height, by_height, _LEVEL_SD / share))
        rows.append(_about_mean(aside, by_aside, _STRAIGHT_SD / share))
        floors[contact.part, contact.side] = float(height.mean()), by_height.mean(axis=0)
    for part in _PARTS:
        if (part, "left") in floors and (part, "right") in floors:
            (left, by_left), (right, by_right) = floors[part, "left"], floors[part, "right"]
            rows.append(
                (np.array([(left - right) / _LEVEL_SD]), (by_left - by_right)[None] / _LEVEL_SD)
            )
    if not rows:
        return Rows(np.zeros(0), np.zeros((0, state.n_body)), np.arange(state.n_body))
    residual = np.concatenate([r for r, _ in rows])
    return Rows(residual, np.concatenate([j for _, j in rows]), np.arange(state.n_body))


def balance_rows(state: State, share: float) -> Rows:
    """The body's mean place is over the mean place of its feet while they carry it.

    At a steady speed no mean force pushes ahead or aside, so the force on the feet passes
    through the centre of mass on the mean. The force is taken to rise and fall as half a sine.

    Parameters
    ----------
    state
        Unknowns.
    share
        Of the stride that each foot is on the ground.
    """
    body, columns = posed(state)
    rows = [_balance(body, columns, share, axis) for axis in (0, 2)]
    spread = np.array([_OVER_FEET_SD[0], _OVER_FEET_SD[1]])
    residual = np.array([r for r, _ in rows]) / spread
    return Rows(residual, np.array([j for _, j in rows]) / spread[:, None], np.arange(state.n_body))


def _balance(body: Posed, columns: Array, share: float, axis: int) -> tuple[float, Array]:
    value, slope = 0.0, np.zeros(columns.shape[1] * body.by_coordinate.shape[-1])
    by_length = np.zeros(body.by_length.shape[-1])
    for side, start in zip(SIDES, (0.0, 0.5), strict=True):
        since = np.mod(GRID - start, 1.0)
        force = np.where(since < share, np.sin(np.pi * since / share), 0.0)
        weight = force[:, None] * _carried(side)[None] / (2 * force.sum())
        value += float(np.sum(weight * body.position[:, :, axis]))
        by_q = np.einsum("np,npk->nk", weight, body.by_coordinate[:, :, axis])
        slope += np.einsum("nk,nb->kb", by_q, columns).ravel()
        by_length += np.einsum("np,npl->l", weight, body.by_length[:, :, axis])
    return value, np.concatenate([slope, by_length])


def _carried(side: str) -> Array:
    # Centre of mass less the place under the foot where the force acts, as weights of points.
    weights = _mass_weights().copy()
    share = number("balance.force_under_foot")
    weights[BODY.index(f"{side}_heel")] -= 1 - share
    weights[BODY.index(f"{side}_foot_index")] -= share
    return weights


@cache
def _mass_weights() -> Array:
    """Centre of mass of the body as weights of its points (both sexes' mean), shape ``(19,)``."""
    weights = np.zeros(len(BODY))
    for name, (near, far) in _CARRIERS.items():
        mass, centre = (
            np.mean([number(f"human.{what}.{name}.{sex}") for sex in ("male", "female")])
            for what in ("segment_mass", "segment_centre")
        )
        for place, part in ((near, 1 - centre), (far, centre)):
            for side in SIDES:
                # The trunk and head lie between both sides' points, the limbs have two.
                half = 0.5 if name in ("trunk", "head_neck") else 1.0
                weights[BODY.index(f"{side}_{place}")] += half * mass * part
    shares: Array = weights / weights.sum()
    return shares


def _about_mean(values: Array, slopes: Array, sd: float) -> tuple[Array, Array]:
    return (values - values.mean()) / sd, (slopes - slopes.mean(axis=0)) / sd


def _height(body: Posed, columns: Array, contact: Contact, incline: float) -> tuple[Array, Array]:
    direction = np.array([-incline, 1.0, 0.0])
    return _component(body, columns, contact, direction)


def _aside(body: Posed, columns: Array, contact: Contact) -> tuple[Array, Array]:
    return _component(body, columns, contact, np.array([0.0, 0.0, 1.0]))


def _component(
    body: Posed, columns: Array, contact: Contact, direction: Array
) -> tuple[Array, Array]:
    on = contact.phases
    place = body.position[on, contact.point] @ direction
    by_q = np.einsum("nck,c->nk", body.by_coordinate[on, contact.point], direction)
    by_coefficient = (by_q[:, :, None] * columns[on][:, None, :]).reshape(len(place), -1)
    by_length = np.einsum("ncl,c->nl", body.by_length[on, contact.point], direction)
    return place, np.concatenate([by_coefficient, by_length], axis=1)
