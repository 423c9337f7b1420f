"""Breaths made of formulas, with everything about them known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from runtall.motion.breathing import Breaths
from runtall.motion.segments import Steps

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Breathes:
    """How somebody breathes.

    Attributes
    ----------
    rate
        Breaths per minute.
    share
        Of the chest in the movement of both bands, %.
    lead_deg
        By how much the belly moves before the chest.
    depth
        Movement of both bands together.
    inspiratory
        Share of the breath that is breathing in.
    scatter
        Of duration, depth and relation of the bands, as a share, and of the lead in rad.
    alike
        Share of a breath's departure that comes from the one before.
    """

    rate: float = 20.0
    share: float = 60.0
    lead_deg: float = 0.0
    depth: float = 100.0
    inspiratory: float = 0.4
    scatter: float = 0.0
    alike: float = 0.0


def made_breaths(
    how: Breathes, n: int, rng: np.random.Generator | None = None, start_s: float = 0.0
) -> Breaths:
    """Breaths one after the other, both bands plain cosines over each."""
    rng = rng or np.random.default_rng(0)
    length, depth, tilt, turn = (
        how.scatter * carried(n, how.alike, rng) for _ in range(4)
    )  # fmt: skip
    lasts = 60.0 / how.rate * np.exp(length)
    begin = start_s + np.concatenate([[0.0], np.cumsum(lasts)])
    chest = how.depth * how.share / 100 * np.exp(depth + tilt / 2)
    belly = how.depth * (1 - how.share / 100) * np.exp(depth - tilt / 2)
    lead = np.exp(1j * (np.radians(how.lead_deg) + turn))
    return Breaths(
        inspiration_s=begin[:-1], expiration_s=begin[:-1] + how.inspiratory * lasts,
        end_s=begin[1:], chest=chest, belly=belly,
        chest_wave=-chest / 2 + 0j, belly_wave=-belly / 2 * lead,
        whole=np.abs(chest + belly * lead), trusted=np.ones(n, bool),
    )  # fmt: skip


def carried(n: int, alike: float, rng: np.random.Generator) -> Array:
    """Normal numbers of variance 1, each with a share of the one before."""
    from scipy.signal import lfilter

    new = rng.standard_normal(n) * np.sqrt(1 - alike**2)
    new[0] /= np.sqrt(1 - alike**2)
    series: Array = lfilter([1.0], [1.0, -alike], new)
    return series


def joined(*parts: Breaths) -> Breaths:
    """Breaths of several stretches in order."""
    names = Breaths.__dataclass_fields__
    return Breaths(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def even_steps(hz: float, start_s: float, end_s: float, *, feet: bool = True) -> Steps:
    """Steps at an even frequency, feet in turn; ``feet`` says whether they are told apart."""
    time = np.arange(start_s, end_s, 1.0 / hz)
    foot = np.arange(len(time)) % 2 if feet else np.full(len(time), -1)
    return Steps(time, foot, False, time[::10], np.full(len(time[::10]), hz))
