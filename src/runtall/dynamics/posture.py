"""The jointed spine and girdle fitted to the points of a mean stride.

The mean stride has one joint in the trunk. Splitting its angles over the spine afterwards would
move the shoulders, so the split body is fitted anew: its shoulders lie in the direction of those
of the stride and turn with them, its arms point the same way, its ears lie where they lay.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.dynamics.body import LETTERS, Body
from runtall.dynamics.places import joint_centre, scaled
from runtall.dynamics.shoulders import (
    SHARED,
    TURNS,
    Wanted,
    fit_shoulders,
    girdle_axes,
    shoulders,
    thorax,
)
from runtall.dynamics.size import BodySize, longer
from runtall.dynamics.turning import about, into, moved, zxy, zxy_angles
from runtall.literature.anatomy import SPINE, trunk
from runtall.motion.skeleton import COORDINATES, LENGTHS, Frames, frames
from runtall.motion.stride_draws import StrideDraws

Array = npt.NDArray[np.float64]

_JOINTS: Final = (
    "hip", *SPINE, "sternoclavicular", "acromioclavicular", "glenohumeral",
)  # fmt: skip
_CLAVICLES: Final = tuple(
    f"clavicle_{turn}_{letter}" for letter in LETTERS for turn in ("protraction", "elevation")
)
_SAME: Final = (
    "pelvis_tx", "pelvis_ty", "pelvis_tz", "pelvis_tilt", "pelvis_list", "pelvis_rotation",
    *(f"{n}_{s}" for s in LETTERS for n in (
        "elbow_flex", "hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle",
    )),
)  # fmt: skip
"""Coordinates that both bodies share."""
_STRETCHES: Final = 3


@dataclass(frozen=True, slots=True)
class BodyMotion:
    """Coordinates of the body over one stride, shape ``(draw, n, dof)``: m, rad, s.

    ``n`` instants are evenly spaced over the stride, the first at left contact. ``apart_m``
    (draw,) is how far shoulders, and ears seen from mid-shoulder, lie from those of the stride at
    most.
    """

    position: Array
    velocity: Array
    acceleration: Array
    apart_m: Array

    @property
    def n_instants(self) -> int:
        """Instants in the stride."""
        return self.position.shape[1]

    def first(self, n: int, dof: Sequence[int]) -> BodyMotion:
        """The first ``n`` versions, with their freedoms in another order."""
        parts = (self.position, self.velocity, self.acceleration)
        position, velocity, acceleration = (p[:n][..., dof] for p in parts)
        return BodyMotion(position, velocity, acceleration, self.apart_m[:n])


def instants(n: int) -> Array:
    """Phases of ``n`` evenly spaced instants."""
    return np.arange(n) / n


def body_motion(run: StrideDraws, bodies: Sequence[Body], n: int) -> BodyMotion:
    """Motion of the body through one stride.

    Parameters
    ----------
    run
        Versions of the stride.
    bodies
        The body of each version, all of one layout.
    n
        Instants in the stride; derivatives are exact for what has fewer than ``n / 2`` harmonics.
    """
    position, apart = posture(run, bodies, instants(n))
    velocity = _derived(position, run.frequency_hz, 1)
    return BodyMotion(position, velocity, _derived(position, run.frequency_hz, 2), apart)


def _derived(periodic: Array, frequency_hz: float, order: int) -> Array:
    n = periodic.shape[1]
    rate = 2j * np.pi * frequency_hz * np.arange(n // 2 + 1)
    # The highest wave of an even number of instants has no phase of its own.
    rate[-1] = 0.0 if n % 2 == 0 else rate[-1]
    spectrum = np.fft.rfft(periodic, axis=1) * (rate**order)[None, :, None]
    derived: Array = np.fft.irfft(spectrum, n=n, axis=1)
    return derived


def posture(run: StrideDraws, bodies: Sequence[Body], phase: Array) -> tuple[Array, Array]:
    """Coordinates ``(draw, n, dof)`` at phases, and the distance ``(draw,)`` in m."""
    given = run.coordinates(phase)
    seen = frames(given, run.lengths[:, None, :])
    fit = _Fit(given, seen, run.lengths, [b.size for b in bodies])
    found = fit.coordinates()
    dof = bodies[0].dof
    q = np.zeros((*given.shape[:2], len(dof)))
    for name, values in found.items():
        q[..., dof[name]] = values
    return q, fit.apart()


def stretched(run: StrideDraws, sizes: Sequence[BodySize], phase: Array) -> list[BodySize]:
    """Sizes whose bent trunk is as long as that of the stride on the mean."""
    ears = run.lengths[:, LENGTHS.index("ear_height")]
    for _ in range(_STRETCHES):
        seen = frames(given := run.coordinates(phase), run.lengths[:, None, :])
        # Turns of spine and girdle take back about half of what the trunk gains.
        factor = _Fit(given, seen, run.lengths, sizes).stretch() ** 2
        sizes = [longer(s, f, e) for s, f, e in zip(sizes, factor, ears, strict=True)]
    return list(sizes)


class _Fit:
    """One body after the other from the pelvis upward; arrays are ``(draw, n, ...)``."""

    def __init__(
        self, given: Array, seen: Frames, lengths: Array, sizes: Sequence[BodySize]
    ) -> None:
        self._given, self._seen, self._lengths, self._sizes = given, seen, lengths, sizes
        self._names = {name: k for k, name in enumerate(COORDINATES)}
        self._centre = {j: self._offset(partial(joint_centre, joint=j)) for j in _JOINTS}
        self._wanted = Wanted(
            pelvis=seen.axes["pelvis"],
            hip=seen.origin["pelvis"],
            shoulders=np.stack([seen.origin[f"upper_arm_{s}"] for s in LETTERS], axis=-2),
            clavicles=_clavicles(np.stack([given[..., self._names[n]] for n in _CLAVICLES], -1)),
        )
        self._turns = fit_shoulders(self._wanted, self._centre)
        self._thorax = thorax(self._turns, self._wanted, self._centre)
        self._far: list[Array] = []

    def coordinates(self) -> dict[str, Array]:
        """Every coordinate by name."""
        found = {name: self._given[..., self._names[name]] for name in _SAME}
        for joint in SHARED:
            for k, turn in enumerate(TURNS):
                found[f"{joint}_{turn}"] = trunk()["share"][joint][turn] * self._turns[..., k]
        for side, letter in enumerate(LETTERS):
            found |= self._side(side, letter)
        return found | self._neck()

    def apart(self) -> Array:
        """Greatest distance of a shoulder, or an ear seen from mid-shoulder, (draw,), m."""
        at, _ = shoulders(self._turns, self._wanted, self._centre)
        far = np.linalg.norm(at - self._wanted.shoulders, axis=-1).max(axis=(1, 2))
        return np.asarray(np.max([far, *(np.max(f, axis=1) for f in self._far)], axis=0))

    def stretch(self) -> Array:
        """Trunk of the stride over that of the body, from hips to shoulders, (draw,)."""
        at, _ = shoulders(self._turns, self._wanted, self._centre)
        hip = self._wanted.hip
        own, given = (np.linalg.norm(p.mean(axis=-2) - hip, axis=-1)
                      for p in (at, self._wanted.shoulders))  # fmt: skip
        return np.asarray(np.mean(given / own, axis=1))

    def _offset(self, of: Callable[[BodySize], Array]) -> Array:
        return np.array([of(s) for s in self._sizes])[:, None, :]

    def _side(self, side: int, letter: str) -> dict[str, Array]:
        sign = 1.0 if letter == "r" else -1.0
        turns = self._turns[..., 3 + 2 * side : 5 + 2 * side]
        clavicle, scapula = girdle_axes(turns)
        mirror = np.diag([1.0, 1.0, sign])
        blade = self._thorax.axes @ mirror @ clavicle @ scapula @ mirror
        flex, add, rot = zxy_angles(
            np.swapaxes(blade, -1, -2) @ self._seen.axes[f"upper_arm_{letter}"]
        )
        rest: dict[str, Any] = trunk()["scapula"]
        protraction, elevation = turns[..., 0], turns[..., 1]
        return {
            f"clavicle_protraction_{letter}": protraction,
            f"clavicle_elevation_{letter}": elevation,
            f"scapula_upward_{letter}": rest["upward_by_elevation"] * elevation,
            f"scapula_internal_{letter}": rest["inward_by_protraction"] * protraction,
            f"scapula_tilt_{letter}": rest["tilt_by_elevation"] * elevation,
            f"arm_flex_{letter}": np.unwrap(flex, axis=1),
            f"arm_add_{letter}": sign * add,
            f"arm_rot_{letter}": sign * np.unwrap(rot, axis=1),
        }

    def _neck(self) -> dict[str, Array]:
        head, chest = self._gaze(), self._thorax.axes
        base, top = self._centre["c7t1"], self._centre["c0c1"]
        ear = self._offset(_ear) * np.array([1.0, 1.0, 0.0])
        # Ears against mid-shoulder as in the stride: the shoulders may lie apart a little.
        at, _ = shoulders(self._turns, self._wanted, self._centre)
        middle = into(chest, at.mean(axis=-2) - self._thorax.place) + self._centre["t4t5"]
        wanted = middle + into(chest, self._ear_way() - moved(head, ear - top)) - base
        turn = zxy_angles(np.swapaxes(chest, -1, -2) @ head)[2] / 2
        tilt, side = _aimed(moved(about(1, turn), top - base), wanted)
        neck = chest @ zxy(tilt, side, turn)
        reached = moved(zxy(tilt, side, turn), top - base)
        self._far.append(np.linalg.norm(reached - wanted, axis=-1))
        angles = zxy_angles(np.swapaxes(neck, -1, -2) @ head)
        found = dict(zip((f"c7t1_{t}" for t in TURNS), (tilt, side, turn), strict=True))
        return found | dict(zip((f"c0c1_{t}" for t in TURNS), angles, strict=True))

    def _ear_way(self) -> Array:
        high = self._lengths[:, None, LENGTHS.index("ear_height"), None]
        middle: Array = np.mean([self._seen.origin[f"upper_arm_{s}"] for s in LETTERS], axis=0)
        ear: Array = self._seen.origin["head"] + self._seen.axes["head"][..., 1] * high
        way: Array = ear - middle
        return way

    def _gaze(self) -> Array:
        """Axes of the head: as the stride has them, but level on the mean."""
        axes = self._seen.axes["head"]
        yaw = np.arctan2(-axes[..., 2, 0], axes[..., 0, 0])
        flat = np.swapaxes(about(1, yaw), -1, -2) @ axes
        pitch = np.arctan2(flat[..., 1, 0], flat[..., 0, 0])
        roll = np.arctan2(flat[..., 2, 1], flat[..., 2, 2])
        level = pitch - pitch.mean(axis=1, keepdims=True)
        return about(1, yaw) @ about(2, level) @ about(0, roll)


def _clavicles(given: Array) -> Array:
    """Clavicles of the stride, without the part of their mean that a lean explains as well."""
    found = given.copy()
    found[..., [0, 2]] -= given[..., [0, 2]].mean(axis=1, keepdims=True)
    return found


def _ear(size: BodySize) -> Array:
    return scaled(size, np.array(trunk()["head"]["ear"], dtype=float), neck=True)


def _unit(vector: Array) -> Array:
    unit: Array = vector / np.linalg.norm(vector, axis=-1, keepdims=True)
    return unit


def _aimed(vector: Array, wanted: Array) -> tuple[Array, Array]:
    """Angles about z, then x, that turn a vector into the direction of another."""
    goal = _unit(wanted) * np.linalg.norm(vector, axis=-1, keepdims=True)
    across = np.hypot(vector[..., 1], vector[..., 2])
    own = np.arctan2(vector[..., 2], vector[..., 1])
    side = np.arcsin(np.clip(goal[..., 2] / across, -1.0, 1.0)) - own
    up = across * np.cos(side + own)
    tilt = np.arctan2(goal[..., 1], goal[..., 0]) - np.arctan2(up, vector[..., 0])
    return tilt, side
