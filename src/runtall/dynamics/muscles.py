"""Moments shared over the muscles, and the forces through the joints that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import Body
from runtall.dynamics.effort.share import Effort, share
from runtall.dynamics.inverse import HELD, REGIONS, ROWS, Levers, levers, needed
from runtall.dynamics.passive import passive_moment
from runtall.dynamics.posture import BodyMotion
from runtall.literature.anatomy import muscles
from runtall.motion.measurement import Side
from runtall.motion.skeleton import LETTER

Array = npt.NDArray[np.float64]

GROUP_REGIONS: Final = {
    "erector_spinae_thoracic": ("spine",), "erector_spinae_lumbar": ("spine",),
    "neck_extensors": ("neck",), "shoulder_elevators": ("girdle",),
    "scapular_retractors": ("girdle",), "serratus_anterior": ("girdle",),
    "pectorals": ("girdle", "shoulder"), "obliques": ("spine",),
}  # fmt: skip
"""Regions whose moments a group's effort rests on."""
_LEAST_NM: Final = 0.1
"""A freedom counts as asking for as much at least: what asks for nothing has no share left over."""


@dataclass(frozen=True, slots=True)
class Work:
    """What muscles do in a motion.

    Attributes
    ----------
    activation
        Shape ``(draw, n, muscle)``, 0 to 1, in the order of the body's muscles.
    force
        Along each of `runtall.dynamics.inverse.HELD`, ``(draw, n, held)``, N on the part above.
    reserve_share
        By region, ``(draw,)``: share of the demand that no muscle gave.
    names
        Of the muscles.
    area
        Of the muscles, cm2, for means of a group.
    """

    activation: Array
    force: Array
    reserve_share: Mapping[str, Array]
    names: tuple[str, ...]
    area: Array

    def group(self, name: str, side: Side) -> Array:
        """Activation of one group of a side, ``(draw, n)``: the mean, weighted by area."""
        inside = _members(name, side)
        places = [self.names.index(m) for m in inside]
        weight = self.area[places] / self.area[places].sum()
        found: Array = self.activation[..., places] @ weight
        return found

    def compression(self, level: str) -> Array:
        """Force through a joint along the part below it, ``(draw, n)``, N, pressing positive."""
        found: Array = self.force[..., HELD.index(f"{level}_ty")]
        return found


def _members(group: str, side: Side) -> list[str]:
    return [f"{m.name}_{LETTER[side]}" for m in muscles() if m.group == group]


def work(motion: BodyMotion, bodies: Sequence[Body], demand: Array | None = None) -> Work:
    """Share the moments of a motion over the muscles of its bodies.

    Parameters
    ----------
    motion
        Of the bodies.
    bodies
        With muscles, one for each draw.
    demand
        What each degree of freedom needs, where that is known already.
    """
    demand = needed(motion, bodies) if demand is None else demand
    effort, by = shared(motion, bodies, demand)
    shape = motion.position.shape[:2]
    activation = effort.activation.reshape(*shape, -1)
    strength = np.array([b.strength_n for b in bodies])[:, None, :]
    held = np.stack([demand[..., bodies[0].dof[h]] for h in HELD], axis=-1)
    pulled = np.einsum("dnhm,dnm->dnh", by.through, strength * activation)
    pushed = np.einsum("dnhc,dnc->dnh", by.contact_through, effort.contact.reshape(*shape, -1))
    rows = {region: [ROWS.index(n) for n in names] for region, names in REGIONS.items()}
    reserve = np.abs(effort.reserve.reshape(*shape, -1))
    asked = np.maximum(np.abs(_asked(motion, bodies, demand)), _LEAST_NM)
    return Work(
        activation=activation,
        force=held - pulled - pushed,
        reserve_share={
            region: reserve[..., r].sum(axis=(1, 2)) / asked[..., r].sum(axis=(1, 2))
            for region, r in rows.items()
        },
        names=bodies[0].muscles,
        area=np.array([a for _ in LETTER for a in (m.pcsa_cm2 for m in muscles())]),
    )


def shared(
    motion: BodyMotion, bodies: Sequence[Body], demand: Array | None = None
) -> tuple[Effort, Levers]:
    """Solution of every posture, and the levers it used."""
    demand = needed(motion, bodies) if demand is None else demand
    by = levers(motion, bodies)
    strength = np.array([b.strength_n for b in bodies])[:, None, None, :]
    flat = (-1, len(ROWS))
    effort = share(
        _asked(motion, bodies, demand).reshape(flat),
        (by.muscle * strength).reshape(*flat, by.muscle.shape[-1]),
        by.contact.reshape(*flat, by.contact.shape[-1]),
    )
    return effort, by


def _asked(motion: BodyMotion, bodies: Sequence[Body], demand: Array) -> Array:
    """Moment that is left for muscles when the spine itself has resisted, (draw, n, row)."""
    dof = bodies[0].dof
    passive = passive_moment(motion.position, bodies, dof)
    zero = np.zeros(demand.shape[:2])
    return np.stack([demand[..., dof[n]] - passive.get(n, zero) for n in ROWS], axis=-1)
