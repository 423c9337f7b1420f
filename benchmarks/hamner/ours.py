"""The same work as OpenSim's, done by MuJoCo and by runtall: processor time of each frame."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import mujoco
import numpy as np

import runtall
from hamner import osim
from hamner.motions import States, filtered, states
from runtall.dynamics.bodies import RunnerMass, bodies_of
from runtall.dynamics.body import Body
from runtall.dynamics.inverse import levers, needed
from runtall.dynamics.muscles import shared
from runtall.dynamics.posture import BodyMotion, body_motion
from runtall.motion.stride_draws import drawn

MASS_KG, HEIGHT_M = 65.9, 1.75
INSTANTS = 100


def clocked(work: Callable[[], object], rounds: int) -> float:
    """Least processor time of a call over some rounds, s."""
    found = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)


def inverse_s(model: mujoco.MjModel, given: States, rounds: int) -> dict[str, float]:
    """Seconds of one frame of inverse dynamics on the bodies of the OpenSim file."""
    feed, frames = (model, given.q, given.qd, given.qdd), len(given.q)
    return {
        "inverse": clocked(lambda: osim.inverse(*feed), rounds) / frames,
        "recursion": clocked(lambda: osim.recursion(*feed), rounds) / frames,
    }


def chain_s(model: mujoco.MjModel, motion: Path, cutoff_hz: float, rounds: int) -> float:
    """Seconds of one frame from the file to moments: read, filter, spline, inverse dynamics."""
    names = osim.coordinates(model)

    def work() -> int:
        curve, even = filtered(motion, names, cutoff_hz)
        given = states(names, curve, even)
        return len(osim.inverse(model, given.q, given.qd, given.qdd))

    return clocked(work, rounds) / work()


@dataclass(frozen=True, slots=True)
class Stride:
    """Best estimate of a mean stride on runtall's body with muscles."""

    motion: BodyMotion
    bodies: tuple[Body, ...]
    period_s: float


def stride_of(motion: Path) -> Stride:
    """Mean stride of a recording."""
    analysis = runtall.analyze([runtall.load(motion)])
    assert analysis.stride is not None
    run = drawn(analysis.stride, 1).first(1)
    bodies = bodies_of(run, RunnerMass(MASS_KG, HEIGHT_M), n_muscle=1).full
    period = 1 / float(np.ravel(run.frequency_hz)[0])
    return Stride(body_motion(run, bodies, INSTANTS), bodies, period)


def muscle_s(stride: Stride, rounds: int) -> dict[str, float]:
    """Seconds of one frame: inverse dynamics, muscle geometry, and all with the sharing."""
    motion, bodies = stride.motion, stride.bodies
    tasks: dict[str, Callable[[], object]] = {
        "needed": lambda: needed(motion, bodies),
        "levers": lambda: levers(motion, bodies),
        "whole": lambda: shared(motion, bodies),
    }
    return {name: clocked(task, rounds) / INSTANTS for name, task in tasks.items()}
