"""Many versions of one mean stride: the best one first, then draws of what it might be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.mean_stride import MeanStride, fourier
from runtall.motion.measurement import Side
from runtall.motion.skeleton import COORDINATES, MIRROR_ORDER, MIRROR_SIGN, positions

Array = npt.NDArray[np.float64]

INDEX: Final = {name: k for k, name in enumerate(COORDINATES)}
"""Row of each coordinate."""


@dataclass(frozen=True, slots=True)
class StrideDraws:
    """Versions of one run along the first axis; version 0 is the best estimate.

    Attributes
    ----------
    coefficients
        Shape ``(draw, 34, 2 H + 1)``, m and rad, as in `MeanStride`.
    lengths
        Shape ``(draw, 15)``, m.
    frequency_hz
        Strides per second, the same for all.
    initial_contact, toe_off
        Phases by side.
    """

    coefficients: Array
    lengths: Array
    frequency_hz: float
    initial_contact: Mapping[Side, float]
    toe_off: Mapping[Side, float]

    def __len__(self) -> int:
        return len(self.coefficients)

    @property
    def n_harmonics(self) -> int:
        """Highest multiple of the stride frequency."""
        return (self.coefficients.shape[2] - 1) // 2

    def coordinates(self, phase: npt.ArrayLike) -> Array:
        """Coordinates at phases, shape ``(draw, n, 34)``, m and rad."""
        columns = fourier(phase, self.n_harmonics)
        found: Array = np.einsum("pb,dkb->dpk", columns, self.coefficients)
        return found

    def positions(self, phase: npt.ArrayLike) -> Array:
        """Points of the body at phases, shape ``(draw, n, 19, 3)``, m."""
        return positions(self.coordinates(phase), self.lengths[:, None, :])

    def first(self, n: int) -> StrideDraws:
        """The first ``n`` versions."""
        return replace(self, coefficients=self.coefficients[:n], lengths=self.lengths[:n])

    def shifted(self, **by: npt.ArrayLike) -> StrideDraws:
        """The mean of named coordinates changed, by a number or one for each version; m, rad."""
        coefficients = self.coefficients.copy()
        for name, amount in by.items():
            coefficients[:, INDEX[name], 0] += np.asarray(amount, dtype=float)
        return replace(self, coefficients=coefficients)

    def scaled(self, **by: npt.ArrayLike) -> StrideDraws:
        """The motion of named coordinates about their mean, multiplied."""
        coefficients = self.coefficients.copy()
        for name, factor in by.items():
            coefficients[:, INDEX[name], 1:] *= np.reshape(factor, (-1, 1))
        return replace(self, coefficients=coefficients)

    def mirrored(self) -> StrideDraws:
        """The mirror image, sides exchanged."""
        other: dict[Side, Side] = {"left": "right", "right": "left"}
        return replace(
            self,
            coefficients=self.coefficients[:, MIRROR_ORDER] * MIRROR_SIGN[:, None],
            initial_contact={other[s]: p for s, p in self.initial_contact.items()},
            toe_off={other[s]: p for s, p in self.toe_off.items()},
        )


def drawn(stride: MeanStride, n: int, seed: int = 0) -> StrideDraws:
    """The stride itself, followed by ``n`` draws from its covariance."""
    coefficients, lengths = stride.draws(n, seed)
    return StrideDraws(
        coefficients=np.concatenate([stride.coefficients[None], coefficients]),
        lengths=np.concatenate([stride.lengths[None], lengths]),
        frequency_hz=stride.frequency_hz,
        initial_contact=dict(stride.initial_contact),
        toe_off=dict(stride.toe_off),
    )
