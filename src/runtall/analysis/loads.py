"""Loads of a run, and how much of them each of its habits adds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.analysis.load_drift import load_drifts
from runtall.analysis.result import BodyModel, CoordinateDrift, Warn
from runtall.analysis.settings import Runner
from runtall.analysis.settle import settled, steadied
from runtall.dynamics.bodies import Bodies, RunnerMass, bodies_of
from runtall.dynamics.loads import LoadDraws, axial_moment, loads_of
from runtall.dynamics.muscles import GROUP_REGIONS
from runtall.dynamics.osim.stride import BodyStride, body_stride
from runtall.errors import InputError, ModelError
from runtall.findings.attribution import Attribution, attribute
from runtall.findings.finding import Finding
from runtall.findings.loads import Key, Values, interval, unit_of
from runtall.kinematics.stride3d.shows import planes
from runtall.kinematics.stride3d.speed import running_speed
from runtall.literature import number
from runtall.motion.load import (
    GROUPS,
    LEVELS,
    Change,
    Load,
    LoadCurve,
    LoadDrift,
    Share,
    Statistic,
)
from runtall.motion.mean_stride import PERCENT, MeanStride, fourier
from runtall.motion.measurement import Measurement, Side
from runtall.motion.stride_draws import StrideDraws, drawn

Array = npt.NDArray[np.float64]
Needs = Mapping[str, str]

_SIDES: Final[tuple[Side, Side]] = ("left", "right")
_RESERVE: Final = (
    "the muscles of the model cannot give what this motion asks ({:.0f} % of it is left over), so "
    "that their share says nothing"
)
_NO_STRIDE: Final = "the arms were not recorded, and their weight and swing are in every load"
_NO_HEAD: Final = "the head was not recorded; markers at both temples or ears would show it"
_SIDE: Final = "how far the runner leans is not seen; film a second clip from the side"
_ACROSS: Final = "how far the runner sways is not seen; film a second clip from behind or the front"
_BOTH: Final = "needs two views; film a second clip from {}"
_SLOWEST_M_S: Final = 0.5
"""Slower is no run: a drawn stride whose feet hardly move must not make loads per km boundless."""
_APART: Final = 0.06
"""How far shoulders or ears of the body may lie from those of the stride, m, without a word."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """How many versions of run and body are drawn beside the best, for moments and for muscles."""

    seed: int = 0
    moments: int = 64
    muscles: int = 16


@dataclass(frozen=True, slots=True)
class Travel:
    """Speed measured by motion capture, else it follows from the feet; drift of the coordinates."""

    speed_m_s: float | None = None
    drift: tuple[CoordinateDrift, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyLoads:
    """What the body model gives to an analysis."""

    loads: tuple[Load, ...]
    attribution: tuple[Share, ...] = ()
    changes: tuple[Change, ...] = ()
    curves: tuple[LoadCurve, ...] = ()
    drift: tuple[LoadDrift, ...] = ()
    model: BodyModel | None = None
    warnings: tuple[Warn, ...] = ()
    body_stride: BodyStride | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything that the loads follow from."""

    stride: MeanStride
    measurements: Sequence[Measurement]
    causes: tuple[str, ...]
    mass: RunnerMass
    travel: Travel
    drawing: Drawing


def body_loads(
    stride: MeanStride | None,
    measurements: Sequence[Measurement],
    findings: Sequence[Finding],
    *,
    runner: tuple[Runner, float, float],
    travel: Travel | None = None,
    drawing: Drawing | None = None,
) -> BodyLoads:
    """Loads of one run.

    Parameters
    ----------
    stride
        Mean stride of the run, None where too little of the body was recorded for one.
    measurements
        As they are reported: the loads start from them.
    findings
        Habits that were found.
    runner
        Who ran, with the mass in kg and the height in m to take.
    travel
        What is known of speed and of changes through the run.
    drawing
        Of the versions that intervals rest on.

    Returns
    -------
    BodyLoads
        Every load has an entry; one that this input cannot show says why.
    """
    if stride is None:
        return BodyLoads(all_unmeasured(_NO_STRIDE))
    who, mass_kg, height_m = runner
    asked = _Asked(
        stride=stride,
        measurements=measurements,
        causes=tuple(f.cause for f in findings),
        mass=RunnerMass(mass_kg, height_m, who.sex),
        travel=travel or Travel(),
        drawing=drawing or Drawing(),
    )
    try:
        return _computed(asked)
    except (InputError, ModelError) as error:
        return BodyLoads(all_unmeasured(str(error)), warnings=(Warn("no_loads", str(error)),))


def _computed(asked: _Asked) -> BodyLoads:
    run = _run(asked)
    n_muscle = asked.drawing.muscles + 1
    bodies = bodies_of(run, asked.mass, seed=asked.drawing.seed, n_muscle=n_muscle)
    told = asked.travel.speed_m_s
    speed = running_speed(run) if told is None else np.full(len(run), told)
    seen: list[LoadDraws] = []

    def evaluate(version: StrideDraws) -> Values:
        seen.append(loads_of(version, bodies, speed_m_s=np.maximum(speed, _SLOWEST_M_S)))
        return _in_display(seen[-1].values)

    found = attribute(
        run, asked.causes, evaluate, axial=lambda version: axial_moment(version, bodies)
    )
    actual, reference = seen[0], seen[list(found.runs).index(found.all_habits)]
    withheld = _withheld(asked, actual)
    return BodyLoads(
        loads=_loads(found, withheld, filmed="markers" not in asked.stride.views),
        attribution=tuple(s for s in found.shares if s.load not in withheld),
        changes=tuple(c for c in found.changes if c.load not in withheld),
        curves=_curves(actual, reference, withheld),
        drift=tuple(
            d
            for d in load_drifts(run, bodies, asked.travel.drift, seed=asked.drawing.seed)
            if d.load not in withheld
        ),
        model=_model(asked, actual, float(speed[0])),
        warnings=_warnings(actual, bodies),
        body_stride=body_stride(run, bodies.full[0]),
    )


def _model(asked: _Asked, actual: LoadDraws, speed_m_s: float) -> BodyModel:
    harmonics = asked.stride.n_harmonics
    return BodyModel(
        mass_kg=asked.mass.mass_kg,
        height_m=asked.mass.height_m,
        speed_m_s=speed_m_s,
        harmonics=harmonics,
        highest_hz=harmonics * asked.stride.frequency_hz,
        draws=asked.drawing.moments,
        muscle_draws=asked.drawing.muscles,
        reserve_share={k: float(v[0]) for k, v in actual.reserve_share.items()},
        apart_m=float(actual.apart_m[0]),
    )


def _run(asked: _Asked) -> StrideDraws:
    marked = "markers" in asked.stride.views
    draws = drawn(asked.stride, asked.drawing.moments, asked.drawing.seed)
    run = steadied(draws, head=_head(asked), girdle=marked)
    return settled(run, {(m.name, m.side): m for m in asked.measurements})


def _head(asked: _Asked) -> bool:
    return any(m.name == "head_forward" and m.measured for m in asked.measurements)


def _in_display(values: Mapping[Key, Array]) -> dict[Key, Array]:
    return {k: np.degrees(v) if unit_of(k) == "deg" else v for k, v in values.items()}


def _names() -> list[tuple[str, tuple[Side | None, ...]]]:
    one: tuple[Side | None, ...] = (None,)
    ways = ("flexion_moment", "lateral_moment", "axial_moment", "compression")
    spine = [(f"{level}_{way}", one) for level in LEVELS for way in ways]
    twist = [("thoracic_twist_range", one), ("thoracic_twist_moment", one)]
    return [*spine, *twist, *((f"{group}_effort", _SIDES) for group in GROUPS)]


def all_unmeasured(reason: str) -> tuple[Load, ...]:
    """An entry without a value for every load there is."""
    return tuple(
        Load(name, _first(name), None, unit_of((name, _first(name), side)), side=side,
             reason=reason)
        for name, sides in _names() for side in sides
    )  # fmt: skip


def _first(name: str) -> Statistic:
    return "peak" if name == "thoracic_twist_moment" else "mean"


def _withheld(asked: _Asked, actual: LoadDraws) -> dict[str, str]:
    """Loads that this input or this motion cannot show, with the reason."""
    found = {name: reason for name, _ in _names() if (reason := _unseen(name, asked))}
    limit = number("effort.reserve.share")
    for group, regions in GROUP_REGIONS.items():
        left = max(float(actual.reserve_share[r][0]) for r in regions)
        if left > limit:
            found.setdefault(f"{group}_effort", _RESERVE.format(100 * left))
    spine = float(actual.reserve_share["spine"][0])
    for level in LEVELS:
        if spine > limit:
            found.setdefault(f"{level}_compression", _RESERVE.format(100 * spine))
    return found


def _unseen(name: str, asked: _Asked) -> str:
    """Why the views do not show a load; empty where they do."""
    if not _head(asked) and name.startswith(("c7t1_", "neck_extensors")):
        return _NO_HEAD
    seen = planes(asked.stride.views)
    if "both" in seen:
        return ""
    if name.endswith(("_flexion_moment", "_compression")) or name.startswith(_SAGITTAL):
        return "" if "side" in seen else _SIDE
    if name.endswith("_lateral_moment"):
        return "" if "across" in seen else _ACROSS
    return _BOTH.format("behind or the front" if "side" in seen else "the side")


_SAGITTAL: Final = ("erector_spinae", "neck_extensors")


def _missing(name: str) -> float:
    """Share of a load that the few waves of a stride from film may lack."""
    kinds = ("lateral_moment", "axial_moment", "compression")
    return next((number(f"film.missing.{k}") for k in kinds if name.endswith(k)), 0.0)


def _loads(found: Attribution, withheld: Needs, *, filmed: bool) -> tuple[Load, ...]:
    now, base = found.values[frozenset()], found.values[found.all_habits]
    loads = []
    for key, draws in now.items():
        name, statistic, side = key
        unit = unit_of(key)
        if name in withheld:
            if statistic == _first(name):
                loads.append(Load(name, statistic, None, unit, side=side, reason=withheld[name]))
            continue
        value, low, high = interval(draws)
        high += _missing(name) * abs(value) if filmed else 0.0
        if not name.endswith("_flexion_moment"):
            # All others are magnitudes, or forces that only press.
            low = max(low, min(value, 0.0))
        loads.append(Load(name, statistic, value, unit, low, high, float(base[key][0]), side))
    return tuple(loads)


def _curves(actual: LoadDraws, reference: LoadDraws, withheld: Needs) -> tuple[LoadCurve, ...]:
    found = []
    for (name, side), curve in actual.curves.items():
        of = "thoracic_twist_range" if name == "thoracic_twist" else name
        if of in withheld:
            continue
        scale, unit = _scale(name, reference.curves[name, side])
        whole, base = _whole(scale * curve), _whole(scale * reference.curves[name, side][:1])
        low, high = np.percentile(whole[1:] if len(whole) > 1 else whole, (5, 95), axis=0)
        mean = whole[0]
        found.append(
            LoadCurve(
                name=name, unit=unit, mean=mean, low=np.minimum(low, mean),
                high=np.maximum(high, mean), reference=base[0], side=side,
            )
        )  # fmt: skip
    return tuple(found)


def _scale(name: str, reference: Array) -> tuple[Array | float, str]:
    """Factor to the unit shown; efforts are % of their mean in the reference run, by version."""
    if name == "thoracic_twist":
        return 180 / np.pi, "deg"
    if name.endswith("_effort"):
        return 100 / np.maximum(reference.mean(axis=1, keepdims=True), 1e-9), "%"
    return 1.0, unit_of((name, "mean", None))


def _whole(curve: Array) -> Array:
    """A periodic curve at every percent of the stride, by its own waves."""
    n = curve.shape[1]
    spectrum = np.fft.rfft(curve, axis=1) / n
    columns = fourier(PERCENT / 100, (n - 1) // 2)
    terms = np.empty((len(curve), columns.shape[1]))
    terms[:, 0] = spectrum[:, 0].real
    terms[:, 1::2] = 2 * spectrum[:, 1 : (n + 1) // 2].real
    terms[:, 2::2] = -2 * spectrum[:, 1 : (n + 1) // 2].imag
    whole: Array = terms @ columns.T
    return whole


def _warnings(actual: LoadDraws, bodies: Bodies) -> tuple[Warn, ...]:
    apart = float(actual.apart_m[0])
    if apart <= _APART:
        return ()
    return (
        Warn(
            "body_apart",
            f"the jointed body lies up to {100 * apart:.0f} cm from the points of the stride: its "
            "loads are rough",
        ),
    )
