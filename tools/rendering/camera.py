"""Phone-like pinhole cameras that see one view of a runner."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from rendering.rotations import rot_axis

Array = NDArray[np.float64]
AZIMUTH = {"front": 0.0, "right": 90.0, "rear": 180.0, "left": -90.0}


@dataclass(frozen=True)
class Camera:
    """A camera at rest.

    Attributes
    ----------
    distance_m, height_m
        Level distance from the belt's middle, and height above the belt.
    yaw_deg
        Added to the view's azimuth (see ``azimuth_deg``); the camera still points at the runner.
    pitch_deg, roll_deg
        Pitch up and roll clockwise (the picture turns counter-clockwise), positive.
    azimuth_deg
        Direction of the camera from the runner: 0 ahead (x), 90 to the right (z).
    focal_px, width, height
        Focal length and picture size in pixels; principal point in the middle.
    """

    distance_m: float
    height_m: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    azimuth_deg: float
    focal_px: float
    width: int
    height: int

    def position(self) -> Array:
        """Place of the camera (m, runner frame, origin on the belt)."""
        a = np.deg2rad(self.azimuth_deg)
        return np.array([self.distance_m * np.cos(a), self.height_m, self.distance_m * np.sin(a)])

    def axes(self) -> Array:
        """Rows: right, down and forward of the picture in the runner frame."""
        level = -self.position() * [1, 0, 1]
        level /= np.linalg.norm(level)
        side = np.cross(level, [0, 1, 0])
        forward = rot_axis(side, self.pitch_deg) @ level
        turn = rot_axis(forward, self.roll_deg)
        right = turn @ side
        return np.stack([right, np.cross(forward, right), forward])

    def project(self, points: Array) -> Array:
        """Pixels (x right, y down from the top left) of points ``(..., 3)`` in m."""
        p = (points - self.position()) @ self.axes().T
        scale = self.focal_px / p[..., 2:]
        return p[..., :2] * scale + np.array([self.width / 2, self.height / 2])

    def as_truth(self) -> dict[str, float]:
        """Values for the truth file."""
        digits = {"focal_px": 1, "width": 0, "height": 0}
        out = {
            k: round(v, digits.get(k, 3 if k.endswith("_m") else 2))
            for k, v in asdict(self).items()
        }
        return {**out, "width": self.width, "height": self.height}


def random_camera(
    rng: np.random.Generator, view: str, size: tuple[int, int], box: Array, *, steady: bool = False
) -> Camera:
    """Draw a camera whose picture holds a box of points ``(point, 3)`` (m).

    ``size`` is (width, height) in pixels; ``steady`` halves the misalignments.
    """
    calm = 0.5 if steady else 1.0
    yaw = float(np.clip(rng.normal(0, 5 * calm), -10, 10))
    distance, height = float(rng.uniform(3.5, 5.5)), float(rng.uniform(0.9, 1.4))
    aim = np.rad2deg(np.arctan2(box[:, 1].mean() - height, distance))
    pitch = float(np.clip(0.7 * aim + calm * rng.normal(0, 0.7), -2, 2))
    draft = Camera(
        distance, height, yaw, pitch, float(np.clip(calm * rng.normal(0, 1.2), -2.5, 2.5)),
        AZIMUTH[view] + yaw, 1000.0, *size,
    )  # fmt: skip
    reach = np.abs(draft.project(box) - np.array(size) / 2).max(0) / (np.array(size) / 2)
    fill = rng.uniform(0.84, 0.97) if not steady else 0.92
    values = {**asdict(draft), "focal_px": 1000.0 * fill / float(reach.max())}
    return Camera(**values)
