"""What is averaged over breaths, and how the measures follow from the means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.kinematics.breathing.intervals import Array, Statistic, deviations, estimate
from runtall.kinematics.breathing.intervals import Estimate as Estimate
from runtall.literature import number
from runtall.motion.breathing import Breaths, Complex
from runtall.motion.measurement import LEVEL

_MINUTE_S: Final = 60.0
_TURN: Final = 360.0


@dataclass(frozen=True, slots=True)
class Ratio:
    """A measure that follows from means over breaths: of sums, so that deep breaths count more.

    ``columns`` gives shape ``(breath, column)``; ``statistic`` the value from their means.
    """

    columns: Callable[[Breaths], Array]
    statistic: Statistic


def _rate(mean: Array) -> Array:
    value: Array = _MINUTE_S / mean[..., 0]
    return value


def _part(mean: Array) -> Array:
    value: Array = 100.0 * mean[..., 0] / mean[..., 1]
    return value


def _share(mean: Array) -> Array:
    value: Array = 100.0 * mean[..., 0] / (mean[..., 0] + mean[..., 1])
    return value


def _labored(mean: Array) -> Array:
    value: Array = (mean[..., 0] + mean[..., 1]) / mean[..., 2]
    return value


RATIOS: Final[dict[str, Ratio]] = {
    # Breaths by the time they take: a mean of rates would count the quick ones too often.
    "breathing_rate": Ratio(lambda b: b.duration_s[:, None], _rate),
    "inspiratory_fraction": Ratio(
        lambda b: np.stack([b.expiration_s - b.inspiration_s, b.duration_s], axis=1), _part
    ),
    "rib_cage_share": Ratio(lambda b: np.stack([b.chest, b.belly], axis=1), _share),
    "labored_breathing_index": Ratio(
        lambda b: np.stack([b.chest, b.belly, b.whole], axis=1), _labored
    ),
}
"""By name of the measure."""


def ratio(name: str, breaths: Breaths, rng: np.random.Generator) -> Estimate:
    """One of `RATIOS` over breaths in order, with its interval."""
    return estimate(RATIOS[name].columns(breaths), RATIOS[name].statistic, rng)


def coherence(breaths: Breaths) -> float:
    """How steady the relation of the two waves is over breaths, 0 to 1.

    Modulus of their cross-spectrum at the breath over the root of both spectra, each breath one
    piece: 1 where depth and delay of one follow from the other. It is no error of the phase,
    which falls with the number of breaths.
    """
    chest, belly = breaths.chest_wave, breaths.belly_wave
    power = float(np.sum(np.abs(chest) ** 2) * np.sum(np.abs(belly) ** 2))
    return float(np.abs(np.sum(belly * chest.conj())) / np.sqrt(power)) if power > 0 else 0.0


def least_coherence(n: int) -> float:
    """Coherence that n breaths need for a phase to be told.

    The square of the coherence of n pieces of waves that have nothing to do with each other
    exceeds c with probability ``(1 - c)^(n - 1)``, so that few breaths need more.
    """
    by_chance = np.sqrt(1 - number("breathing.coherence.chance") ** (1 / max(n - 1, 1)))
    return max(number("breathing.coherence.least"), float(by_chance))


def phase(breaths: Breaths, rng: np.random.Generator) -> Estimate:
    """Angle of the cross-spectrum of belly and chest at the breath, deg, -180 to 180.

    Positive where the belly moves first. The interval goes on past ±180 where it lies across.
    """
    moved, value = phase_deviations(breaths, np.ones(len(breaths)), rng)
    low, high = np.quantile(moved, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(value, value + float(low), value + float(high))


def phase_deviations(
    breaths: Breaths, weight: Array, rng: np.random.Generator
) -> tuple[Array, float]:
    """Draws of the error of the weighted phase, deg, shape ``(draw,)``; and the phase."""
    value, columns = turned(breaths, weight)
    return deviations(columns, angle, rng), value


def turned(breaths: Breaths, weight: Array) -> tuple[float, Array]:
    """Phase (deg), and the columns whose `angle` is the error about it.

    Turned to zero first: an angle near 180 has draws on both sides of the jump.
    """
    crossed: Complex = breaths.belly_wave * breaths.chest_wave.conj() * weight
    middle = float(np.angle(crossed.sum()))
    about = crossed * np.exp(-1j * middle)
    return float(np.degrees(middle)), np.stack([about.real, about.imag], axis=1)


def angle(mean: Array) -> Array:
    """Of means of `turned`, deg."""
    value: Array = np.degrees(np.arctan2(mean[..., 1], mean[..., 0]))
    return value


def folded(signed: Estimate) -> Estimate:
    """A signed angle as 0 to 180: how far apart, whichever is first.

    An interval across 0 begins at 0, and one across 180 ends there, so that waves that move
    together are not said to be apart by the scatter between breaths.
    """
    if signed.low <= 0.0 <= signed.high:
        return Estimate(abs(signed.value), 0.0, min(max(-signed.low, signed.high), _TURN / 2))
    low, high = sorted((abs(signed.low), abs(signed.high)))
    return Estimate(abs(signed.value), low, min(high, _TURN / 2))
