"""How loads change as the run goes on: form that drifts, carried through the body model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import CoordinateDrift
from runtall.dynamics.bodies import Bodies
from runtall.dynamics.loads import loads_of
from runtall.findings.loads import Key, interval
from runtall.motion.load import LEVELS, LoadDrift
from runtall.motion.measurement import Z_LEVEL
from runtall.motion.skeleton import COORDINATES, TRANSLATIONS
from runtall.motion.stride_draws import StrideDraws

Array = npt.NDArray[np.float64]

N_DRAWS: Final = 32
_KEYS: Final[tuple[Key, ...]] = tuple((f"{v}_flexion_moment", "mean", None) for v in LEVELS)


def load_drifts(
    run: StrideDraws, bodies: Bodies, drift: Sequence[CoordinateDrift], *, seed: int = 0
) -> tuple[LoadDrift, ...]:
    """Change of the mean bending loads in ten minutes of a run like this.

    Parameters
    ----------
    run
        Versions of the run; the drift is put on the best.
    bodies
        Of the same runner.
    drift
        Of every coordinate's mean, per ten minutes; empty where no clip was long enough.
    seed
        Of the draws of the drift.

    Returns
    -------
    tuple of LoadDrift
        Empty without a drift.
    """
    if not drift:
        return ()
    versions = 1 + N_DRAWS
    now, body = run.first(1), Bodies(bodies.light[:1], ())
    later = _later(now, drift, np.random.default_rng([seed, 31]))
    same = Bodies(bodies.light[:1] * versions, ())
    before, after = (loads_of(r, b, muscles=False).values for r, b in ((now, body), (later, same)))
    found = []
    for key in _KEYS:
        value, low, high = interval(after[key] - before[key][0])
        found.append(LoadDrift(key[0], value, low, high, "N m/10 min"))
    return tuple(found)


def _later(
    now: StrideDraws, drift: Sequence[CoordinateDrift], rng: np.random.Generator
) -> StrideDraws:
    """Ten minutes on: by the best estimate of the drift first, then by draws of it."""
    versions = 1 + N_DRAWS
    whole = replace(
        now,
        coefficients=np.repeat(now.coefficients, versions, axis=0),
        lengths=np.repeat(now.lengths, versions, axis=0),
    )
    by = {}
    for one in drift:
        scale = 1e-3 if one.name in TRANSLATIONS else np.pi / 180
        spread = (one.high - one.low) / 2 / Z_LEVEL
        unsure = np.append(0.0, rng.standard_normal(N_DRAWS))
        by[one.name] = scale * (one.value + spread * unsure)
    assert set(by) <= set(COORDINATES)
    return whole.shifted(**by)
