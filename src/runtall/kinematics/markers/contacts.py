"""When each foot touches the ground and when it leaves it, from markers or from force.

Initial contact is the peak of the vertical acceleration of heel or forefoot, whichever comes
first; toe-off the peak of the vertical jerk of the hallux (Handsaker 2016). Where there is no
hallux, the vertical acceleration of the forefoot peaks as the foot leaves the ground. Where the
file was smoothed so that no strike is left in it, contact begins where the heel stops to sink
(Fellin 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.force import by_foot, plate_contacts
from runtall.kinematics.markers.ground import (
    FORE,
    HEEL,
    foot_points,
    ground_velocity,
    standing,
)
from runtall.kinematics.markers.marks import heights, leave, lowest, moment, short, strike
from runtall.kinematics.markers.points3d import Points3D
from runtall.kinematics.periodic import Array, spread
from runtall.motion.measurement import Side

if TYPE_CHECKING:
    import xarray as xr

Source = Literal["markers", "force"]

_FOUND = 0.8
"""Share of the contacts in which a mark must be seen to be used."""
_FEW = 3
_SCATTER_S = 0.01
"""Marks that scatter more about the contacts as the foot's slip shows them are those of noise."""
_FORCE_SEEN = 0.9
"""Share of the contacts that force plates must hold for the others not to be missed."""
_BALL = tuple(p for p in FORE if p != "foot_index")


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts of both feet.

    Attributes
    ----------
    initial_contact, toe_off
        By side, s, shape ``(contact,)``; a foot leaves before it touches again.
    source
        What they were read from.
    rate_hz
        Rate of what they were read from.
    ground
        Velocity of what the feet stand on, m/s, shape ``(time, 3)``.
    sharp
        Whether the strike itself was seen; else the file was smoothed.
    """

    initial_contact: dict[Side, Array]
    toe_off: dict[Side, Array]
    source: Source
    rate_hz: float
    ground: Array
    sharp: bool = True


def find_contacts(
    points: Points3D, *, travelling: bool, force: xr.Dataset | None = None
) -> Contacts:
    """Contacts from force where the plates hold nearly all of them, else from the feet's markers.

    Parameters
    ----------
    points
        Of the whole recording.
    travelling
        Whether the runner travels through the laboratory, whose ground lies still.
    force
        Node ``force`` of the recording, if it has one.
    """
    seen = contacts_from_markers(points, travelling=travelling)
    if force is None:
        return seen
    plates, rate_hz = plate_contacts(force)
    feet = {s: list(zip(seen.initial_contact[s], seen.toe_off[s], strict=True)) for s in SIDES}
    found = by_foot(plates, feet)
    if any(len(found[s]) < _FORCE_SEEN * len(feet[s]) for s in SIDES) or not plates:
        return seen
    return Contacts(
        initial_contact={s: np.array([a for a, _ in found[s]]) for s in SIDES},
        toe_off={s: np.array([b for _, b in found[s]]) for s in SIDES},
        source="force",
        rate_hz=rate_hz,
        ground=seen.ground,
    )


def contacts_from_markers(points: Points3D, *, travelling: bool) -> Contacts:
    """Contacts from the points of the feet; see `find_contacts`."""
    still = np.zeros((len(points.time_s), 3))
    ground = still if travelling else ground_velocity(points)
    on = {side: standing(points, side, ground) for side in SIDES}
    starts = {side: [s.start for s in on[side]] for side in SIDES}
    ends = {side: [s.stop for s in on[side]] for side in SIDES}
    first, which = _best(
        {s: _struck(points, s, starts[s]) for s in SIDES}, _moments(points, starts)
    )
    last, _ = _best({s: _left(points, s, ends[s]) for s in SIDES}, _moments(points, ends))
    sharp = which == 0 and _are_short(points, first)
    return Contacts(first, last, "markers", points.rate_hz, ground, sharp)


def _are_short(points: Points3D, first: dict[Side, Array]) -> bool:
    strikes = {s: heights(points, foot_points(points, s)) for s in SIDES}
    found = [short(points, strikes[s], t) for s in SIDES for t in first[s]]
    return float(np.mean(found)) > 1 / 2 if found else True


def _moments(points: Points3D, frames: dict[Side, list[int]]) -> dict[Side, Array]:
    return {s: np.array([moment(points, k) for k in own]) for s, own in frames.items()}


def _struck(points: Points3D, side: Side, frames: list[int]) -> list[Array]:
    """Marks of initial contact: the strike, then the heel that stops to sink."""
    foot = foot_points(points, side)
    strikes = heights(points, foot)
    low = heights(points, _of_parts(foot, HEEL) or foot)
    return [
        np.array([strike(points, strikes, k) for k in frames]),
        np.array([lowest(points, low, k) for k in frames]),
    ]


def _left(points: Points3D, side: Side, frames: list[int]) -> list[Array]:
    """Marks of toe-off: the jerk of a marker at the toe, then the acceleration of the forefoot."""
    foot = foot_points(points, side)
    toe = [n for n in foot if n == f"{side}_foot_index" and n in points.marked]
    fore = heights(points, toe or _of_parts(foot, _BALL) or _of_parts(foot, FORE) or foot)
    jerk = [leave(points, fore, k, jerk=True) if toe else np.nan for k in frames]
    return [np.array(jerk), np.array([leave(points, fore, k, jerk=False) for k in frames])]


def _of_parts(names: list[str], parts: tuple[str, ...]) -> list[str]:
    return [n for n in names if n.partition("_")[2] in parts]


def _best(
    marks: dict[Side, list[Array]], slips: dict[Side, Array]
) -> tuple[dict[Side, Array], int]:
    """The first marks that hold for both feet, else the edges of the slip themselves.

    They are seen nearly always and keep their distance from the edge; where one is missing, the
    edge moved by that distance stands for it.
    """
    for which in range(len(marks[SIDES[0]])):
        apart = {s: marks[s][which] - slips[s] for s in SIDES}
        if all(_holds(a) for a in apart.values()):
            middle = {s: float(np.nanmedian(apart[s])) if len(apart[s]) else 0.0 for s in SIDES}
            chosen = {
                s: np.where(np.isfinite(apart[s]), marks[s][which], slips[s] + middle[s])
                for s in SIDES
            }
            return chosen, which
    return slips, len(marks[SIDES[0]])


def _holds(apart: Array) -> bool:
    seen = apart[np.isfinite(apart)]
    if len(seen) < _FOUND * len(apart) or not len(seen):
        return not len(apart)
    middle = float(np.median(seen))
    return len(seen) < _FEW or float(spread((seen - middle)[:, None])[0]) <= _SCATTER_S
