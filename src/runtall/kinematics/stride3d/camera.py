"""A pinhole camera around a runner who stays in place, with derivatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import View

Array = npt.NDArray[np.float64]

AZIMUTH: Final[dict[View, float]] = {
    "front": 0.0,
    "right": np.pi / 2,
    "rear": np.pi,
    "left": -np.pi / 2,
}
"""Direction of the camera from the runner: 0 ahead (x), a quarter turn to the right (z)."""
PARAMETERS: Final = ("yaw", "pitch", "roll", "log_scale", "log_distance", "across", "down", "lag")
"""Rad; log px per m at the body; log m; px of the body's place in the picture; cycles by which
this clip's phase runs ahead of the stride's."""


@dataclass(frozen=True, slots=True)
class Seen3D:
    """Points in the picture with their derivatives.

    Attributes
    ----------
    px
        Shape ``(n, point, 2)``: right, down.
    by_position
        Shape ``(n, point, 2, 3)``, px per m.
    by_camera
        Shape ``(n, point, 2, 7)``: all of ``PARAMETERS`` but the lag.
    """

    px: Array
    by_position: Array
    by_camera: Array


def axes(azimuth: float, parameters: Array) -> tuple[Array, Array]:
    """Rows right, down and forward of the picture, and the level axis of pitch.

    Parameters
    ----------
    azimuth
        Nominal direction of the view, rad.
    parameters
        As ``PARAMETERS``; yaw adds to the azimuth, pitch looks up, roll is clockwise.
    """
    yaw, pitch, roll = parameters[:3]
    angle = azimuth + yaw
    level = -np.array([np.cos(angle), 0.0, np.sin(angle)])
    side = np.array([-level[2], 0.0, level[0]])
    forward = np.cos(pitch) * level + np.sin(pitch) * np.array([0.0, 1.0, 0.0])
    under = np.cross(forward, side)
    right = np.cos(roll) * side + np.sin(roll) * under
    return np.stack([right, np.cross(forward, right), forward]), side


def project(position: Array, azimuth: float, centre: Array, parameters: Array) -> Seen3D:
    """Points as this camera shows them.

    Parameters
    ----------
    position
        Shape ``(n, point, 3)`` in m, about the body's mean place.
    azimuth
        Nominal direction of the view, rad.
    centre
        Of the picture, px.
    parameters
        As ``PARAMETERS``.
    """
    rows, side = axes(azimuth, parameters)
    scale, distance = np.exp(parameters[3]), np.exp(parameters[4])
    place = parameters[5:7] - centre
    deep = position @ rows[2] / distance
    shrink = 1.0 + deep
    flat = position @ rows[:2].T * scale
    apart = (place + flat) / shrink[..., None]
    by_position = (scale * rows[:2] - apart[..., None] * rows[2] / distance) / shrink[
        ..., None, None
    ]
    turned = []
    for axis in (np.array([0.0, -1.0, 0.0]), side, rows[2]):
        moved = np.cross(axis, rows)
        sideways = position @ moved[:2].T * scale
        deeper = (position @ moved[2] / distance)[..., None]
        turned.append((sideways - apart * deeper) / shrink[..., None])
    larger = flat / shrink[..., None]
    farther = apart * (deep / shrink)[..., None]
    shift = np.broadcast_to(np.eye(2), (*apart.shape, 2)) / shrink[..., None, None]
    by_camera = np.concatenate([np.stack([*turned, larger, farther], axis=-1), shift], axis=-1)
    return Seen3D(centre + apart, by_position, by_camera)
