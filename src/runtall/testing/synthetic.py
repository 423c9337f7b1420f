"""A runner made of formulas, seen by a camera: truth that owes nothing to the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import View
from runtall.motion.vocabulary import BODY

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]

_TRUNK, _HEAD, _UPPER_ARM, _FOREARM = 0.5, 0.2, 0.28, 0.26
_THIGH, _SHANK = 0.42, 0.43
_CONTACT = 0.35


@dataclass(frozen=True, slots=True)
class SyntheticRunner:
    """A stick figure that runs in place; lengths in m, angles in degrees.

    Left foot contact is at phase 0; the hips are lowest in the middle of contact, as in a run
    (``walking`` turns that round). ``crossing`` moves the wrists inward by so many m.
    """

    cadence: float = 170.0
    lean: float = 8.0
    head: float = 15.0
    side_lean: float = 0.0
    elbow: float = 90.0
    arm_swing: float = 45.0
    crossing: float = 0.0
    oscillation: float = 0.08
    shoulder_breadth: float = 0.36
    walking: bool = False

    def phase(self, time_s: Array) -> Array:
        """Stride phase in cycles."""
        return time_s * self.cadence / 120.0

    def points(self, time_s: Array) -> dict[str, Array]:
        """Paths of all points, each ``(time, 3)`` in m: x forward, y up, z right."""
        phase = self.phase(time_s)
        hip = self._hip(phase)
        lean, side = np.radians(self.lean), np.radians(self.side_lean)
        up = np.array([np.tan(lean), 1.0, np.tan(side)])
        # Measured in the two planes apart, so that each inclination is exact in its own view.
        shoulder = hip + _TRUNK * up / np.linalg.norm(up)
        head = np.radians(self.head)
        ear = shoulder + _HEAD * np.array([np.sin(head), np.cos(head), 0.0])
        found = {"nose": ear + np.array([0.1, -0.02, 0.0])}
        for name, sign, lead in (("left", -1.0, 0.0), ("right", 1.0, 0.5)):
            out = np.array([0.0, 0.0, sign])
            found[f"{name}_ear"] = ear + 0.07 * out
            found[f"{name}_shoulder"] = shoulder + self.shoulder_breadth / 2 * out
            found[f"{name}_hip"] = hip + 0.09 * out
            found |= self._arm(name, found[f"{name}_shoulder"], phase + lead)
            found |= self._leg(name, found[f"{name}_hip"], phase + lead)
        return found

    def _hip(self, phase: Array) -> Array:
        middle = np.cos(4 * np.pi * (phase - _CONTACT / 2))
        rise = (1.0 if self.walking else -1.0) * self.oscillation / 2 * middle
        return np.stack([np.zeros_like(phase), 0.93 + rise, np.zeros_like(phase)], axis=1)

    def _arm(self, name: str, shoulder: Array, phase: Array) -> dict[str, Array]:
        # The arm goes back while its own leg reaches forward. Angles are counted from the trunk.
        swing = np.radians(-15.0 - self.arm_swing / 2 * np.cos(2 * np.pi * phase))
        down = swing - np.radians(self.lean)
        elbow = shoulder + _UPPER_ARM * _sagittal(down)
        forearm = down + np.pi - np.radians(self.elbow)
        wrist = elbow + _FOREARM * _sagittal(forearm)
        wrist[:, 2] += (1.0 if name == "left" else -1.0) * self.crossing
        return {f"{name}_elbow": elbow, f"{name}_wrist": wrist}

    def _leg(self, name: str, hip: Array, phase: Array) -> dict[str, Array]:
        reach = 0.36 * np.cos(2 * np.pi * (phase + 0.03)) - 0.1
        swinging = np.clip((np.mod(phase, 1.0) - _CONTACT) / (1 - _CONTACT), 0.0, 1.0)
        height = 0.09 + 0.3 * np.sin(np.pi * swinging) ** 2
        ankle = np.stack([reach, height, hip[:, 2]], axis=1)
        knee = _knee(hip, ankle)
        toe = ankle + np.array([0.15, -0.06, 0.0])
        heel = ankle + np.array([-0.05, -0.06, 0.0])
        return {
            f"{name}_knee": knee, f"{name}_ankle": ankle,
            f"{name}_heel": heel, f"{name}_foot_index": toe,
        }  # fmt: skip


def _sagittal(angle: Array) -> Array:
    return np.stack([np.sin(angle), -np.cos(angle), np.zeros_like(angle)], axis=1)


def _knee(hip: Array, ankle: Array) -> Array:
    line = ankle - hip
    distance = np.minimum(np.linalg.norm(line, axis=1), 0.999 * (_THIGH + _SHANK))
    share = (_THIGH**2 - _SHANK**2 + distance**2) / (2 * distance)
    out = np.sqrt(np.maximum(_THIGH**2 - share**2, 0.0))
    along = line / np.linalg.norm(line, axis=1, keepdims=True)
    ahead = np.stack([-along[:, 1], along[:, 0], np.zeros(len(along))], axis=1)
    knee: Array = hip + share[:, None] * along + out[:, None] * ahead
    return knee


def film(
    runner: SyntheticRunner,
    view: View = "left",
    *,
    seconds: float = 6.0,
    fps: float = 30.0,
    roll_deg: float = 0.0,
    noise: float = 0.0,
) -> xr.Dataset:
    """Pose stream of that runner, filmed from afar (no perspective).

    Parameters
    ----------
    runner
        Who runs.
    view
        Side of the runner that the camera sees.
    seconds, fps
        Length and frame rate.
    roll_deg
        By how much the picture is turned: positive turns the runner clockwise in it.
    noise
        Spread of every coordinate, px.

    Returns
    -------
    xarray.Dataset
        As `runtall.motion.recording.Recording` describes the node ``pose``.
    """
    import xarray as xr

    time_s = np.arange(0.0, seconds, 1 / fps)
    points = runner.points(time_s)
    position = np.stack([_project(points[k], view, np.radians(roll_deg)) for k in BODY], axis=1)
    rng = np.random.default_rng(1)
    position = position + noise * rng.standard_normal(position.shape)
    return xr.Dataset(
        {
            "position": (("time", "keypoint", "space"), position),
            "score": (("time", "keypoint"), np.ones(position.shape[:2])),
        },
        coords={"time": time_s, "file_time": ("time", time_s), "keypoint": list(BODY),
                "space": ["x", "y"]},
        attrs={"width": 720, "height": 1280, "fps": fps, "frames": len(time_s),
               "duration_s": seconds, "estimator": "blazepose"},
    )  # fmt: skip


def _project(path: Array, view: View, roll: float) -> Array:
    across = {"left": -path[:, 0], "right": path[:, 0], "rear": path[:, 2], "front": -path[:, 2]}[
        view
    ]
    right, down = 500.0 * across, -500.0 * (path[:, 1] - 0.9)
    turned = [
        np.cos(roll) * right - np.sin(roll) * down,
        np.sin(roll) * right + np.cos(roll) * down,
    ]
    return np.stack([360 + turned[0], 640 + turned[1]], axis=1)
