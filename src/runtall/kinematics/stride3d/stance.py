"""Feet that carry the runner stay level and straight: this says what is ahead and what is up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.kinematics.gait import SIDES
from runtall.kinematics.stride3d.terms import Rows, State, fourier_speed, posed
from runtall.motion.skeleton import Posed
from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_PARTS: Final = ("heel", "foot_index")
_LOW_M: Final = 0.02
_FAST: Final = 0.5
_LEVEL_SD: Final = 0.008
_STRAIGHT_SD: Final = 0.010
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
    body, columns = posed(state)
    speed = np.einsum("npck,nk->npc", body.by_coordinate, fourier_speed(columns, state))
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
