"""Made recordings of a trunk sensor whose every number is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Doing = Literal["rest", "walk", "run", "stairs"]
G: Final = 9.80665
DUTY: Final = 0.65
"""Share of the step of the run that a foot is on the ground."""
_WALK: Final = (0.3, 0.1)
"""Vertical swing of the walk at the step and at twice the step, g."""
_SWAY: Final = 0.15
_DRIVE: Final = 0.12
_STAIRS_JITTER: Final = 0.35


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing done for some time.

    ``cadence`` is in steps/min, going evenly to ``cadence_end`` where that is given; ``lean_deg``
    is the forward lean of the sensor, going evenly to ``lean_end_deg``.
    """

    doing: Doing
    seconds: float
    cadence: float = 0.0
    cadence_end: float | None = None
    lean_deg: float = 0.0
    lean_end_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Wearing:
    """How the sensor is worn and how the person moves.

    Attributes
    ----------
    rate_hz
        Samples per second.
    turned
        Rotation ``(3, 3)`` from the body's axes (x forward, y up, z right) to the sensor's; None
        for a sensor in the body's axes, told as ``"isb"``.
    noise
        Standard deviation of the noise of each axis, m/s².
    uneven
        Share by which the vertical swing is larger in left steps and smaller in right ones.
    yaw_deg
        Peak-to-peak turn about the vertical in each stride; None for a sensor without gyroscope.
    start_s
        First time of the clock.
    seed
        Of noise and of uneven stairs.
    """

    rate_hz: float = 100.0
    turned: Array | None = None
    noise: float = 0.3
    uneven: float = 0.0
    yaw_deg: float | None = None
    start_s: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True)
class MadeWorn:
    """A recording and the truth about it.

    Attributes
    ----------
    imu
        As a reader gives it.
    contact_s
        Contacts of the feet in walking and running, on the clock of the recording.
    left
        Which of them are of the left foot.
    rising_s
        Instants at which the force rises through the weight, one for each contact of the run.
    bounds_s
        Start of each piece and the end of the last.
    """

    imu: xr.Dataset
    contact_s: Array
    left: npt.NDArray[np.bool_]
    rising_s: Array
    bounds_s: Array


def worn(pieces: Sequence[Piece], wearing: Wearing | None = None) -> MadeWorn:
    """A recording of a trunk sensor.

    The run is a half sine of force while a foot is down and nothing in flight, so that the mean
    of a step is body weight; the walk swings by 0.3 g at the step and 0.1 g at twice the step.
    After a left contact the body is pushed to the right. Over each stride the mean is gravity.

    Parameters
    ----------
    pieces
        What is done, one after the other.
    wearing
        How the sensor is worn.
    """
    wearing = wearing or Wearing()
    rng = np.random.default_rng(wearing.seed)
    bounds = np.concatenate([[0.0], np.cumsum([p.seconds for p in pieces])])
    time = np.arange(round(bounds[-1] * wearing.rate_hz)) / wearing.rate_hz
    force, turning = np.zeros((len(time), 3)), np.zeros((len(time), 3))
    contacts, left, rising = [], [], []
    for piece, start, end in zip(pieces, bounds[:-1], bounds[1:], strict=True):
        here = (time >= start) & (time < end)
        steps = _steps(piece, time[here] - start, rng)
        force[here] = _leaned(_force(piece, steps, wearing.uneven), piece, time[here] - start)
        if piece.doing in ("walk", "run"):
            yaw = np.gradient(np.sin(np.pi * steps), time[here])
            upward = np.array([0.0, 1.0, 0.0]) * yaw[:, None]
            turning[here] = _leaned(upward, piece, time[here] - start)
            at, foot, rise = _contacts(piece, steps, time[here])
            contacts.append(at)
            left.append(foot)
            rising.append(rise)
    imu = _dataset(time, force, turning, wearing, rng)
    none = [np.empty(0)]
    start_s = wearing.start_s
    return MadeWorn(
        imu,
        np.concatenate(contacts or none) + start_s,
        np.concatenate(left or [np.empty(0, dtype=np.bool_)]),
        np.concatenate(rising or none) + start_s,
        bounds + start_s,
    )


def _steps(piece: Piece, time: Array, rng: np.random.Generator) -> Array:
    """Steps done so far, counted from a left contact."""
    first = piece.cadence / 60.0
    last = first if piece.cadence_end is None else piece.cadence_end / 60.0
    steps: Array = first * time + (last - first) * time**2 / (2 * piece.seconds)
    if piece.doing != "stairs":
        return steps
    count = int(steps[-1]) + 2
    early = rng.uniform(-_STAIRS_JITTER, _STAIRS_JITTER, count)
    return np.asarray(np.interp(steps, np.arange(count) + early, np.arange(count)))


def _force(piece: Piece, steps: Array, uneven: float) -> Array:
    """Specific force in the body's axes, m/s²."""
    part = steps % 1.0
    side = np.where(np.floor(steps) % 2 == 0, 1.0, -1.0)
    found = np.zeros((len(steps), 3))
    found[:, 1] = 1.0
    if piece.doing == "run":
        stance = np.where(part < DUTY, np.sin(np.pi * np.minimum(part / DUTY, 1.0)), 0.0)
        found[:, 1] = np.pi / 2 / DUTY * stance * (1 + uneven * side)
    elif piece.doing != "rest":
        swing = _WALK[0] * np.sin(2 * np.pi * part) + _WALK[1] * np.sin(4 * np.pi * part)
        found[:, 1] += swing * (1 + uneven * side)
    if piece.doing != "rest":
        found[:, 0] = -_DRIVE * np.sin(2 * np.pi * part)
        found[:, 2] = _SWAY * np.sin(np.pi * steps)
    return found * G


def _leaned(force: Array, piece: Piece, time: Array) -> Array:
    """The same in the axes of a trunk that leans forward: turned about z, to the right."""
    last = piece.lean_deg if piece.lean_end_deg is None else piece.lean_end_deg
    lean = np.radians(piece.lean_deg + (last - piece.lean_deg) * time / piece.seconds)
    x, y = force[:, 0].copy(), force[:, 1].copy()
    force[:, 0] = np.cos(lean) * x - np.sin(lean) * y
    force[:, 1] = np.sin(lean) * x + np.cos(lean) * y
    return force


def _contacts(
    piece: Piece, steps: Array, time: Array
) -> tuple[Array, npt.NDArray[np.bool_], Array]:
    """Instants of the contacts, whether of the left foot, and of the force at body weight."""
    number = np.arange(np.ceil(steps[0] - 1e-9), steps[-1])
    rise = np.arcsin(2 * DUTY / np.pi) * DUTY / np.pi if piece.doing == "run" else 0.0
    return (
        np.interp(number, steps, time),
        number % 2 == 0,
        np.interp(number[number + rise < steps[-1]] + rise, steps, time),
    )


def _dataset(
    time: Array, force: Array, turning: Array, wearing: Wearing, rng: np.random.Generator
) -> xr.Dataset:
    import xarray as xr

    turned = np.eye(3) if wearing.turned is None else wearing.turned
    noise = wearing.noise * rng.standard_normal(force.shape)
    variables = {"acceleration": (("time", "space"), force @ turned.T + noise)}
    if wearing.yaw_deg is not None:
        spin = np.radians(wearing.yaw_deg) / 2 * turning @ turned.T
        variables["angular_velocity"] = (("time", "space"), spin)
    return xr.Dataset(
        variables,
        {"time": time + wearing.start_s, "space": ["x", "y", "z"]},
        {
            "rate_hz": wearing.rate_hz,
            "axes": "isb" if wearing.turned is None else "unknown",
            "format": "made",
            "duration_s": len(time) / wearing.rate_hz,
            "frames": len(time),
            "start": "",
        },
    )
