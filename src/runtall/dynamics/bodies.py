"""The bodies of one runner: the usual one, and draws of what it might be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import LETTERS, Body, build
from runtall.dynamics.posture import instants, stretched
from runtall.dynamics.size import BodySize, Doubt, Sex, body_size
from runtall.literature import number
from runtall.literature.anatomy import SEGMENTS, SIDED, muscles
from runtall.motion.measurement import Z_LEVEL
from runtall.motion.stride_draws import StrideDraws

Array = npt.NDArray[np.float64]

_FITTED_AT: Final = 16


@dataclass(frozen=True, slots=True)
class RunnerMass:
    """Mass and height with their standard deviations, kg and m; sex."""

    mass_kg: float
    height_m: float
    sex: Sex = "unspecified"
    mass_sd: float = 0.0


@dataclass(frozen=True, slots=True)
class Bodies:
    """Bodies of every version of a run.

    ``light`` have no muscles, one for each version; ``full`` have them, for the first versions.
    """

    light: tuple[Body, ...]
    full: tuple[Body, ...]


def bodies_of(run: StrideDraws, runner: RunnerMass, *, seed: int = 0, n_muscle: int = 17) -> Bodies:
    """Build the bodies of every version of a run.

    Parameters
    ----------
    run
        Its lengths are those of the bodies; version 0 has no doubt in it.
    runner
        Who ran.
    seed
        Of the draws.
    n_muscle
        How many versions get muscles.

    Raises
    ------
    runtall.errors.InputError
        When height or mass is no adult runner's.
    """
    rng = np.random.default_rng([seed, 23])
    doubts = [Doubt(), *(draw_doubt(rng) for _ in range(len(run) - 1))]
    masses = runner.mass_kg + runner.mass_sd * np.append(0.0, rng.standard_normal(len(run) - 1))
    low = number("body.mass.low")
    sizes: Sequence[BodySize] = [
        replace(body_size(max(float(m), low) if k else float(m), runner.height_m, runner.sex, own),
                doubt=doubt)
        for k, (m, own, doubt) in enumerate(zip(masses, run.lengths, doubts, strict=True))
    ]  # fmt: skip
    sizes = stretched(run, sizes, instants(_FITTED_AT))
    return Bodies(
        light=tuple(build(s, with_muscles=False) for s in sizes),
        full=tuple(build(s) for s in sizes[:n_muscle]),
    )


def draw_doubt(rng: np.random.Generator) -> Doubt:
    """One way in which a body may differ from the usual one of its size."""
    names = [*SEGMENTS, *SIDED]
    mass = dict(zip(names, _factors(rng, len(names), number("body.spread.mass")), strict=True))
    both = {f"{n}_{s}": mass[n] for n in SIDED for s in LETTERS}
    area = _factors(rng, len(muscles()), number("body.spread.area"))
    strength, path = {}, {}
    for m, factor in zip(muscles(), area, strict=True):
        shift = number("body.spread.path") * rng.standard_normal((len(m.path), 3))
        for side in LETTERS:
            strength[f"{m.name}_{side}"] = float(factor)
            path[f"{m.name}_{side}"] = shift
    return Doubt(
        mass={**{n: mass[n] for n in SEGMENTS}, **both},
        forward_m=float(number("body.spread.forward") * rng.standard_normal()),
        strength=strength,
        path_m=path,
        tension=_between(rng, "body.specific_tension") / number("body.specific_tension.usual"),
        stiffness=_between(rng, "body.spread.stiffness"),
        neutral=float(np.radians(number("body.spread.neutral")) * rng.standard_normal()),
    )


def _factors(rng: np.random.Generator, n: int, spread: float) -> Array:
    factors: Array = np.exp(spread * rng.standard_normal(n))
    return factors


def _between(rng: np.random.Generator, key: str) -> float:
    """Log-normal with 90 % between the two ends of a range."""
    low, high = np.log(number(f"{key}.low")), np.log(number(f"{key}.high"))
    return float(np.exp((low + high) / 2 + (high - low) / 2 / Z_LEVEL * rng.standard_normal()))
