"""Loads of a run: moments by level, forces through joints, twist, effort of muscle groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.bodies import Bodies
from runtall.dynamics.body import Body
from runtall.dynamics.inverse import needed
from runtall.dynamics.muscles import Work, work
from runtall.dynamics.passive import passive_moment
from runtall.dynamics.posture import BodyMotion, body_motion
from runtall.motion.load import GROUPS, LEVELS, Statistic
from runtall.motion.measurement import Side
from runtall.motion.stride_draws import StrideDraws

Array = npt.NDArray[np.float64]
Key = tuple[str, Statistic, Side | None]
Name = tuple[str, Side | None]

INSTANTS: Final = 50
"""Of the stride: what has fewer than 25 harmonics is exact."""
SIDES: Final[tuple[Side, Side]] = ("left", "right")
_TURN: Final = {"flexion": "extension", "lateral": "bending", "axial": "rotation"}
_SIGN: Final = {"flexion": 1.0, "lateral": -1.0, "axial": -1.0}
"""What the tissue must balance acts against its own moment; that of extension balances flexion."""
_TWISTED: Final = ("t12l1", "t8t9", "t4t5")
_KILOMETRE_M: Final = 1000.0


@dataclass(frozen=True, slots=True)
class LoadDraws:
    """Loads of every version of a run.

    Attributes
    ----------
    values
        By load, statistic and side: ``(draw,)``, N m, N, rad; effort as a share of the greatest
        activation. Loads that need muscles have fewer draws.
    curves
        By load and side through the stride: ``(draw, n)``.
    reserve_share
        By region, ``(draw,)``; empty where no muscles were computed.
    apart_m
        How far the body lies from the stride at most, ``(draw,)``.
    """

    values: Mapping[Key, Array]
    curves: Mapping[Name, Array]
    reserve_share: Mapping[str, Array]
    apart_m: Array


def loads_of(
    run: StrideDraws, bodies: Bodies, *, speed_m_s: Array | None = None, muscles: bool = True
) -> LoadDraws:
    """Loads of a run.

    Parameters
    ----------
    run
        Versions of it.
    bodies
        Of the runner, for the same versions.
    speed_m_s
        Of each version, for loads per kilometre.
    muscles
        Whether forces through joints and efforts are wanted.
    """
    motion = body_motion(run, bodies.light, INSTANTS)
    demand = needed(motion, bodies.light)
    curves = moment_curves(motion, bodies.light, demand)
    done = None
    if muscles:
        n = len(bodies.full)
        # Both bodies of a version differ in their muscles alone: what is needed is the same.
        full = _on(bodies.full[0], bodies.light[0])
        done = work(motion.first(n, full), bodies.full, demand[:n][..., full])
        curves |= _muscle_curves(done)
    values = statistics(curves, motion, bodies.light)
    if speed_m_s is not None:
        values |= _per_kilometre(curves, speed_m_s)
    return LoadDraws(values, curves, done.reserve_share if done else {}, motion.apart_m)


def axial_moment(run: StrideDraws, bodies: Bodies) -> Array:
    """Turning moment between pelvis and trunk through the stride, ``(draw, n)``, N m."""
    motion = body_motion(run, bodies.light, INSTANTS)
    demand = needed(motion, bodies.light)
    return moment_curves(motion, bodies.light, demand)["l5s1_axial_moment", None]


def _on(body: Body, other: Body) -> list[int]:
    """Where each freedom of a body is in another."""
    return [other.dof[name] for name in body.dof]


def moment_curves(motion: BodyMotion, bodies: tuple[Body, ...], force: Array) -> dict[Name, Array]:
    """Moments by level and the twist of the chest, through the stride."""
    dof = bodies[0].dof
    found: dict[Name, Array] = {
        (f"{level}_{way}_moment", None): _SIGN[way] * force[..., dof[f"{level}_{turn}"]]
        for level in LEVELS
        for way, turn in _TURN.items()
    }
    twist = [motion.position[..., dof[f"{joint}_rotation"]] for joint in _TWISTED]
    found["thoracic_twist", None] = np.sum(twist, axis=0)
    passive = passive_moment(motion.position, bodies, dof)
    found["thoracic_twist_moment", None] = -passive["t8t9_rotation"]
    return found


def _muscle_curves(done: Work) -> dict[Name, Array]:
    found: dict[Name, Array] = {(f"{v}_compression", None): done.compression(v) for v in LEVELS}
    return found | {(f"{g}_effort", s): done.group(g, s) for g in GROUPS for s in SIDES}


def statistics(
    curves: Mapping[Name, Array], motion: BodyMotion, bodies: tuple[Body, ...]
) -> dict[Key, Array]:
    """Numbers of every curve, by what can be relied on."""
    found: dict[Key, Array] = {}
    for (name, side), curve in curves.items():
        for statistic in _statistics(name):
            found[name, statistic, side] = _statistic(statistic, _sized(name, curve))
    twist = curves["thoracic_twist", None]
    found["thoracic_twist_range", "mean", None] = np.ptp(twist, axis=1)
    return found


def _statistics(name: str) -> tuple[Statistic, ...]:
    if name.endswith("_flexion_moment"):
        return ("mean", "p10", "p50", "p90")
    if name.endswith(("_lateral_moment", "_axial_moment")):
        return ("mean", "peak")
    if name.endswith("_compression"):
        return ("mean", "p90")
    if name == "thoracic_twist_moment":
        return ("peak",)
    return ("mean",) if name.endswith("_effort") else ()


def _sized(name: str, curve: Array) -> Array:
    """What acts to both sides in turn counts by its magnitude."""
    both = name.endswith(("_lateral_moment", "_axial_moment")) or name == "thoracic_twist_moment"
    return np.abs(curve) if both else curve


def _statistic(which: Statistic, curve: Array) -> Array:
    if which == "mean":
        return np.asarray(curve.mean(axis=1))
    if which == "peak":
        return np.asarray(curve.max(axis=1))
    return np.asarray(np.percentile(curve, {"p10": 10, "p50": 50, "p90": 90}[which], axis=1))


def _per_kilometre(curves: Mapping[Name, Array], speed_m_s: Array) -> dict[Key, Array]:
    return {
        (name, "per_km", side): curve.mean(axis=1) * _KILOMETRE_M / speed_m_s
        for (name, side), curve in curves.items()
        if name.endswith("_flexion_moment")
    }
