"""Static optimisation of one motion: activations, rib contacts and what no muscle gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtall.dynamics.effort.solve import solve
from runtall.dynamics.effort.terms import Activation, Endurance, Push, Term
from runtall.literature import number

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Effort:
    """How moments are shared, by frame.

    Attributes
    ----------
    activation
        Shape ``(frame, muscle)``, 0 to 1.
    contact
        Shape ``(frame, contact)``, N.
    reserve
        Shape ``(frame, row)``, N m: what no muscle gave.
    prices
        Shape ``(frame, row)``: where a like problem can begin.
    """

    activation: Array
    contact: Array
    reserve: Array
    prices: Array


def share(
    tau: Array, strength: Array, contacts: Array, *, cubic: bool = False, start: Array | None = None
) -> Effort:
    """Share moments over muscles with the least sum of squared (or cubed) activations.

    Parameters
    ----------
    tau
        Moments, shape ``(frame, row)``, N m.
    strength
        Moment of each muscle at full activation, shape ``(frame, row, muscle)``, N m.
    contacts
        Moment of a newton at each contact, shape ``(frame, row, contact)``, m.
    cubic
        Cubes instead of squares, as for endurance (crowninshield1981).
    start
        Prices of a like problem.

    Returns
    -------
    Effort
    """
    size = number("effort.contact.force")
    muscles: Term = (
        Endurance(strength) if cubic else Activation(strength, number("effort.activation.target"))
    )
    push = Push(contacts, 2 * number("effort.contact.cost") / size**2)
    found = solve(tau, (muscles, push), variance=number("effort.reserve.variance"), start=start)
    return Effort(found.values[0], found.values[1], found.reserve, found.prices)
