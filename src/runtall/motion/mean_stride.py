"""The mean stride: every coordinate of the body as a Fourier series of the stride's phase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.measurement import Side
from runtall.motion.skeleton import COORDINATES, LENGTHS, positions

Array = npt.NDArray[np.float64]

PERCENT: Final = np.linspace(0.0, 100.0, 101)
_FINE: Final = 200


def fourier(phase: npt.ArrayLike, n_harmonics: int, order: int = 0) -> Array:
    """Columns 1, cos, sin, cos 2, sin 2, ... and their derivatives by phase.

    Parameters
    ----------
    phase
        In cycles, shape ``(n,)``.
    n_harmonics
        Highest multiple of the fundamental.
    order
        0 for the functions, 1 and 2 for the first and second derivative per cycle.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, 2 n_harmonics + 1)``.
    """
    rate = 2 * np.pi * np.arange(1, n_harmonics + 1)
    # Each derivative turns a wave by a quarter and multiplies it by its rate.
    angle = np.outer(np.asarray(phase, dtype=float), rate) + order * np.pi / 2
    columns = np.empty((len(angle), 2 * n_harmonics + 1))
    columns[:, 0] = 0.0 if order else 1.0
    columns[:, 1::2] = np.cos(angle) * rate**order
    columns[:, 2::2] = np.sin(angle) * rate**order
    return columns


@dataclass(frozen=True, slots=True)
class MeanStride:
    """One stride of one runner, 3-D, with its uncertainty.

    Phase is in cycles from left initial contact. Lab frame: x forward, y up, z right.

    Attributes
    ----------
    coefficients
        Shape ``(34, 2 H + 1)``: constant, cos, sin, cos 2, ... of each of
        `runtall.motion.skeleton.COORDINATES`, m and rad.
    lengths
        Shape ``(15,)``, m: `runtall.motion.skeleton.LENGTHS`.
    covariance
        Of ``coefficients`` (row by row) followed by ``lengths``.
    frequency_hz, frequency_sd_hz
        Strides per second, and their scatter from stride to stride.
    initial_contact, toe_off
        Phase of each event by side.
    n_strides
        How many whole strides it rests on.
    inputs
        Numbers of the inputs it was made from.
    views
        From where these were filmed, or ``"markers"``.
    """

    coefficients: Array
    lengths: Array
    covariance: Array
    frequency_hz: float
    frequency_sd_hz: float
    initial_contact: Mapping[Side, float]
    toe_off: Mapping[Side, float]
    n_strides: int
    inputs: tuple[int, ...] = ()
    views: tuple[str, ...] = ()
    fit: Mapping[str, float] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coordinates."""
        return COORDINATES

    @property
    def n_harmonics(self) -> int:
        """Highest multiple of the stride frequency."""
        return (self.coefficients.shape[1] - 1) // 2

    def coordinates(self, phase: npt.ArrayLike) -> Array:
        """Coordinates at phases, shape ``(n, 34)``, m and rad."""
        return fourier(phase, self.n_harmonics) @ self.coefficients.T

    def velocity(self, phase: npt.ArrayLike) -> Array:
        """Their first derivative, per s."""
        return self.frequency_hz * fourier(phase, self.n_harmonics, 1) @ self.coefficients.T

    def acceleration(self, phase: npt.ArrayLike) -> Array:
        """Their second derivative, per s squared."""
        return self.frequency_hz**2 * fourier(phase, self.n_harmonics, 2) @ self.coefficients.T

    def positions(self, phase: npt.ArrayLike) -> Array:
        """Points of the body at phases, shape ``(n, 19, 3)``, m."""
        return positions(self.coordinates(phase), self.lengths)

    def later(self, cycles: float) -> MeanStride:
        """The same stride counted from a phase that lies so many cycles later."""
        turn = np.eye(2 * self.n_harmonics + 1)
        for h in range(1, self.n_harmonics + 1):
            cos, sin = np.cos(2 * np.pi * h * cycles), np.sin(2 * np.pi * h * cycles)
            turn[2 * h - 1 : 2 * h + 1, 2 * h - 1 : 2 * h + 1] = [[cos, sin], [-sin, cos]]
        whole = np.eye(len(self.covariance))
        size = self.coefficients.size
        whole[:size, :size] = np.kron(np.eye(len(self.coefficients)), turn)
        return replace(
            self,
            coefficients=self.coefficients @ turn.T,
            covariance=whole @ self.covariance @ whole.T,
            initial_contact={s: (p - cycles) % 1.0 for s, p in self.initial_contact.items()},
            toe_off={s: (p - cycles) % 1.0 for s, p in self.toe_off.items()},
        )

    def grounded(self) -> MeanStride:
        """The same stride with its lowest point at height 0."""
        phase = np.arange(_FINE) / _FINE
        coefficients = self.coefficients.copy()
        coefficients[COORDINATES.index("pelvis_ty"), 0] -= self.positions(phase)[..., 1].min()
        return replace(self, coefficients=coefficients)

    def draws(self, n: int, seed: int = 0) -> tuple[Array, Array]:
        """Draws of coefficients ``(n, 34, 2 H + 1)`` and lengths ``(n, 15)``."""
        mean = np.concatenate([self.coefficients.ravel(), self.lengths])
        values, vectors = np.linalg.eigh(self.covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        normal = np.random.default_rng([seed, 17]).standard_normal((n, len(mean)))
        drawn = mean + normal @ root.T
        split = self.coefficients.size
        return drawn[:, :split].reshape(n, *self.coefficients.shape), drawn[:, split:]

    def coordinate_draws(self, phase: npt.ArrayLike, n: int, seed: int = 0) -> Array:
        """Draws of the coordinates at phases, shape ``(draw, n, 34)``."""
        coefficients, _ = self.draws(n, seed)
        columns = fourier(phase, self.n_harmonics)
        drawn: Array = np.einsum("pb,dkb->dpk", columns, coefficients)
        return drawn

    def position_draws(self, phase: npt.ArrayLike, n: int, seed: int = 0) -> Array:
        """Draws of the points at phases, shape ``(draw, n, 19, 3)``, m."""
        coefficients, lengths = self.draws(n, seed)
        q = np.einsum("pb,dkb->dpk", fourier(phase, self.n_harmonics), coefficients)
        return positions(q, lengths[:, None, :])


def standing(n_harmonics: int, lengths: Array) -> MeanStride:
    """A body at rest: where fits begin."""
    size = len(COORDINATES) * (2 * n_harmonics + 1) + len(LENGTHS)
    return MeanStride(
        coefficients=np.zeros((len(COORDINATES), 2 * n_harmonics + 1)),
        lengths=lengths,
        covariance=np.zeros((size, size)),
        frequency_hz=1.0,
        frequency_sd_hz=0.0,
        initial_contact={"left": 0.0, "right": 0.5},
        toe_off={"left": 0.35, "right": 0.85},
        n_strides=0,
    )
