"""A runner made of formulas among the cameras of a motion laboratory, with exact truth.

The foot that carries the runner lies still on the ground or goes with the belt, strikes with a
downward speed and leaves with an upward acceleration, as feet do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import Recording
from runtall.motion.vocabulary import BODY

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

_TRUNK, _HEAD, _UPPER_ARM, _FOREARM, _BACK = 0.5, 0.2, 0.28, 0.26, 0.5
_HIP_HALF, _ANKLE, _LIFT, _SINK = 0.09, 0.09, 0.25, 1.0
_FOOT = {
    "ankle": (0.0, 0.0), "heel": (-0.05, -0.06), "foot_index": (0.15, -0.06),
    "metatarsal_1": (0.1, -0.05),
}  # fmt: skip
_MIDLINE = ("c7", "sacrum")
_SKIN = ("nose", "ear", "heel", "foot_index", "metatarsal_1", *_MIDLINE)
EXTRA = (*_MIDLINE, "left_metatarsal_1", "right_metatarsal_1")
"""Points of the recording beyond those of ``BODY``."""


@dataclass(frozen=True, slots=True)
class CapturedRunner:
    """A stick figure that runs; lengths in m, speeds in m/s, angles in degrees.

    Left foot contact is at whole phases, right foot contact at halves. ``thorax_yaw`` and
    ``pelvis_yaw`` are ranges; the arms turn with the thorax. ``crossing`` moves each wrist inward
    by so many m in the frame of the thorax. ``swing`` is the range of the left and the right arm.
    """

    cadence: float = 170.0
    speed: float = 3.0
    duty: float = 0.34
    lean: float = 8.0
    back_lean: float = 11.0
    side_lean: float = 0.0
    head: float = 15.0
    elbow: float = 90.0
    swing: tuple[float, float] = (45.0, 45.0)
    crossing: float = 0.0
    thorax_yaw: float = 0.0
    pelvis_yaw: float = 0.0
    pelvis_list: float = 0.0
    oscillation: float = 0.08
    shoulder_breadth: float = 0.36
    walking: bool = False

    @property
    def frequency_hz(self) -> float:
        """Strides per second."""
        return self.cadence / 120.0

    def points(self, phase: Array) -> dict[str, Array]:
        """Paths against the place of the pelvis, each ``(time, 3)`` in m: x forward, y up."""
        hip = self._hip(phase)
        lean, side, head = np.radians([self.lean, self.side_lean, self.head])
        up = np.array([np.tan(lean), 1.0, np.tan(side)])
        shoulder = hip + _TRUNK * up / np.linalg.norm(up)
        ear = shoulder + _HEAD * np.array([np.sin(head), np.cos(head), 0.0])
        back = np.radians(self.back_lean)
        sacrum = hip + np.array([-0.1, 0.05, 0.0])
        found = {
            "nose": ear + np.array([0.1, -0.02, 0.0]), "sacrum": sacrum,
            "c7": sacrum + _BACK * np.array([np.sin(back), np.cos(back), 0.0]),
        }  # fmt: skip
        for name, sign, lead in (("left", -1.0, 0.0), ("right", 1.0, 0.5)):
            found[f"{name}_ear"] = ear + np.array([0.0, 0.0, 0.07 * sign])
            found |= self._arm(name, shoulder, phase, sign)
            found |= self._leg(name, hip, phase, (sign, lead))
        return found

    def _hip(self, phase: Array) -> Array:
        middle = np.cos(4 * np.pi * (phase - self.duty / 2))
        rise = (1.0 if self.walking else -1.0) * self.oscillation / 2 * middle
        return np.stack([np.zeros_like(phase), 0.93 + rise, np.zeros_like(phase)], axis=1)

    def _arm(self, name: str, shoulder: Array, phase: Array, sign: float) -> dict[str, Array]:
        # The arm goes back while its own leg reaches forward. Angles are counted from the trunk.
        own = phase + (0.5 if sign > 0 else 0.0)
        swing = self.swing[1 if sign > 0 else 0]
        down = np.radians(-15.0 - swing / 2 * np.cos(2 * np.pi * own) - self.lean)
        girdle = np.array([0.0, 0.0, sign * self.shoulder_breadth / 2])
        elbow = girdle + _UPPER_ARM * _sagittal(down)
        wrist = elbow + _FOREARM * _sagittal(down + np.pi - np.radians(self.elbow))
        wrist[:, 2] -= sign * self.crossing
        # The chest turns against the legs: to the left while the left leg reaches forward.
        yaw = np.radians(self.thorax_yaw / 2 * np.cos(2 * np.pi * phase))
        return {
            f"{name}_shoulder": shoulder + _turned(np.broadcast_to(girdle, elbow.shape), yaw),
            f"{name}_elbow": shoulder + _turned(elbow, yaw),
            f"{name}_wrist": shoulder + _turned(wrist, yaw),
        }

    def _leg(
        self, name: str, hip: Array, phase: Array, place: tuple[float, float]
    ) -> dict[str, Array]:
        sign, lead = place
        turn = np.cos(2 * np.pi * phase)
        # Positive lets the right hip fall while the left foot is in the middle of its contact.
        fall = -np.radians(self.pelvis_list * np.cos(2 * np.pi * (phase - self.duty / 2)))
        half = sign * _HIP_HALF * np.stack([0 * fall, np.sin(fall), np.cos(fall)], axis=1)
        joint = hip + _turned(half, np.radians(-self.pelvis_yaw / 2 * turn))
        ankle = self._ankle(phase + lead) + np.array([0.0, 0.0, sign * 0.05])
        foot = {p: ankle + np.array([x, y, 0.0]) for p, (x, y) in _FOOT.items()}
        return {
            f"{name}_hip": joint, f"{name}_knee": _knee(joint, ankle),
            **{f"{name}_{p}": path for p, path in foot.items()},
        }  # fmt: skip

    def _ankle(self, phase: Array) -> Array:
        own = np.mod(phase, 1.0)
        period = 1.0 / self.frequency_hz
        first, span = self.speed * period * self.duty / 2 + 0.02, (1 - self.duty) * period
        last = first - self.speed * period * self.duty
        along = np.clip((own - self.duty) / (1 - self.duty), 0.0, 1.0)
        x = np.where(
            own < self.duty, first - self.speed * period * own,
            _swing(along, (last, first), (-self.speed * span, (0.5 - self.speed) * span)),
        )  # fmt: skip
        lift = 16 * _LIFT * along**2 * (1 - along) ** 2 + _SINK * span * along**3 * (1 - along)
        return np.stack([x, _ANKLE + lift, np.zeros_like(x)], axis=1)


def _sagittal(angle: Array) -> Array:
    return np.stack([np.sin(angle), -np.cos(angle), np.zeros_like(angle)], axis=1)


def _turned(vector: Array, yaw: Array | float) -> Array:
    """Vectors turned about the vertical, to the left where ``yaw`` is positive."""
    cos, sin = np.cos(yaw), np.sin(yaw)
    x, y, z = vector.T
    return np.stack([cos * x + sin * z, y, cos * z - sin * x], axis=1)


def _swing(along: Array, ends: tuple[float, float], slopes: tuple[float, float]) -> Array:
    """Fifth-order way between two places with given slopes and no curvature at the ends."""
    s = along
    rise = 10 * s**3 - 15 * s**4 + 6 * s**5
    start = s - 6 * s**3 + 8 * s**4 - 3 * s**5
    stop = -4 * s**3 + 7 * s**4 - 3 * s**5
    way: Array = ends[0] + (ends[1] - ends[0]) * rise + slopes[0] * start + slopes[1] * stop
    return way


def _knee(hip: Array, ankle: Array) -> Array:
    thigh, shank = 0.45, 0.45
    line = ankle - hip
    distance = np.minimum(np.linalg.norm(line, axis=1), 0.999 * (thigh + shank))
    out = np.sqrt(thigh**2 - (distance / 2) ** 2)
    way = line / np.linalg.norm(line, axis=1, keepdims=True)
    ahead = np.stack([-way[:, 1], way[:, 0], np.zeros(len(way))], axis=1)
    knee: Array = hip + distance[:, None] / 2 * way + out[:, None] * ahead
    return knee


@dataclass(frozen=True, slots=True)
class Part:
    """Some seconds of one activity; ``turn`` is how far the path bends to the left, degrees."""

    kind: Literal["run", "walk", "stand"] = "run"
    seconds: float = 10.0
    turn: float = 0.0


def capture(
    runner: CapturedRunner,
    parts: Sequence[Part] = (Part(),),
    *,
    rate_hz: float = 200.0,
    overground: bool = False,
    noise_mm: float = 0.0,
    names: Sequence[str] = (*BODY, *EXTRA),
) -> Recording:
    """Motion capture of that runner.

    Parameters
    ----------
    runner
        Who runs.
    parts
        What they do, one after the other; the first goes along x.
    rate_hz
        Frames a second.
    overground
        Whether they travel through the laboratory or stay on a treadmill.
    noise_mm
        Spread of every coordinate.
    names
        Points that are recorded.

    Returns
    -------
    Recording
        Of kind ``"markers"``.
    """
    pieces: list[dict[str, Array]] = []
    place, heading = np.zeros(3), 0.0
    for part in parts:
        piece, place, heading = _walked(runner, part, rate_hz, (place, heading), overground)
        pieces.append(piece)
    position = np.concatenate([np.stack([p[n] for n in names], axis=1) for p in pieces])
    rng = np.random.default_rng(1)
    position = position + noise_mm / 1000 * rng.standard_normal(position.shape)
    return recording(position, names, rate_hz, overground=overground)


def _walked(
    runner: CapturedRunner,
    part: Part,
    rate_hz: float,
    start: tuple[Array, float],
    overground: bool,
) -> tuple[dict[str, Array], Array, float]:
    who = runner
    if part.kind == "walk":
        who = replace(runner, cadence=110.0, speed=1.4, duty=0.62, walking=True)
    time = np.arange(round(part.seconds * rate_hz)) / rate_hz
    moving = part.kind != "stand"
    # Who stands stays in the middle of a contact, both feet on the ground.
    points = who.points(who.frequency_hz * time if moving else np.full_like(time, who.duty / 2))
    if not moving:
        for p in _FOOT:
            beside = points[f"left_{p}"] * np.array([1.0, 1.0, -1.0])
            points[f"right_{p}"] = beside
        points["right_knee"] = points["left_knee"] * np.array([1.0, 1.0, -1.0])
    heading = start[1] + np.radians(part.turn) * time / part.seconds
    speed = who.speed if overground and moving else 0.0
    step = _turned(np.tile([speed / rate_hz, 0.0, 0.0], (len(time), 1)), heading)
    path = start[0] + np.cumsum(step, axis=0) - step[:1]
    placed = {name: _turned(way, heading) + path for name, way in points.items()}
    return placed, path[-1] + step[-1], float(start[1] + np.radians(part.turn))


def recording(
    position: Array,
    names: Sequence[str],
    rate_hz: float,
    *,
    overground: bool = False,
    force: xr.Dataset | None = None,
) -> Recording:
    """A recording of kind ``"markers"`` from positions ``(time, keypoint, 3)`` in m."""
    import xarray as xr

    time = np.arange(len(position)) / rate_hz
    node = xr.Dataset(
        {"position": (("time", "keypoint", "space"), position)},
        coords={
            "time": time, "keypoint": list(names), "space": ["x", "y", "z"],
            "origin": ("keypoint", [_origin(n) for n in names]),
        },
        attrs={
            "rate_hz": rate_hz, "frames": len(time), "duration_s": len(time) / rate_hz,
            "format": "c3d", "unit": "m", "unit_source": "file", "up": "+y", "up_source": "file",
            "direction": "+x", "direction_source": "travel", "travelling": int(overground),
            "filled": 0, "unknown": "", "recognised": ", ".join(names), "level": "full",
            "marker_set": "runtall",
        },
    )  # fmt: skip
    streams = {"markers": node} if force is None else {"markers": node, "force": force}
    return Recording(
        path=Path("made-of-formulas.c3d"), kind="markers", sha256="0" * 64,
        streams=xr.DataTree.from_dict(streams),
    )  # fmt: skip


def _origin(name: str) -> str:
    part = name.removeprefix("left_").removeprefix("right_")
    return "file" if part in _SKIN else "derived"
