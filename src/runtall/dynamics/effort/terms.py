"""Terms of the problem: each yields its part, the solver only sums them.

Seen from the dual side a term answers one question: what are its unknowns when the moments have
the prices ``y``? With ``s`` the worth of each unknown, its columns times the prices, the answer is
``argmin cost(x) - s x``, and it comes with its slope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Response:
    """Answer of a term: unknowns, and how they grow with their worth, ``(frame, k)``."""

    x: Array
    slope: Array


class Term(Protocol):
    """Part of the problem with its own unknowns.

    ``columns`` has shape ``(frame, row, k)``: what one unit of each unknown gives to each row.
    """

    @property
    def columns(self) -> Array:
        """What one unit of each unknown gives to each row."""
        ...

    def respond(self, worth: Array) -> Response:
        """Unknowns at this worth, ``(frame, k)``."""
        ...

    def of(self, frames: npt.NDArray[np.intp]) -> Term:
        """The same term for some of the frames."""
        ...


@dataclass(frozen=True, slots=True)
class Activation:
    """Muscles: half the squares of what activations differ from a target, within 0 and 1.

    The target stands for work of opposing muscles that no moment asks for; it is no bound, so that
    a muscle may do less.
    """

    columns: Array
    target: float = 0.0

    def respond(self, worth: Array) -> Response:
        """See `Term`."""
        x = np.clip(worth + self.target, 0.0, 1.0)
        slope = ((x > 0) & (x < 1)).astype(float)
        return Response(x, slope)

    def of(self, frames: npt.NDArray[np.intp]) -> Activation:
        """See `Term`."""
        return Activation(self.columns[frames], self.target)


@dataclass(frozen=True, slots=True)
class Endurance:
    """Muscles: a third of the cubes of activations, within 0 and 1.

    ``ease`` adds half as many squares, without which an idle muscle would have no slope.
    """

    columns: Array
    ease: float = 1e-3

    def respond(self, worth: Array) -> Response:
        """See `Term`."""
        root = np.sqrt(self.ease**2 + 4 * np.maximum(worth, 0.0))
        x = np.minimum((root - self.ease) / 2, 1.0)
        slope = np.where((worth > 0) & (x < 1), 1 / root, 0.0)
        return Response(x, slope)

    def of(self, frames: npt.NDArray[np.intp]) -> Endurance:
        """See `Term`."""
        return Endurance(self.columns[frames], self.ease)


@dataclass(frozen=True, slots=True)
class Push:
    """Contacts that push and never pull: ``cost`` times half the squares of the forces."""

    columns: Array
    cost: float

    def respond(self, worth: Array) -> Response:
        """See `Term`."""
        x = np.maximum(worth, 0.0) / self.cost
        return Response(x, (x > 0) / self.cost)

    def of(self, frames: npt.NDArray[np.intp]) -> Push:
        """See `Term`."""
        return Push(self.columns[frames], self.cost)
