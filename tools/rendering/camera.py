"""Phone-like pinhole cameras that see one view of a runner."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from rendering.rotations import rot_axis, rot_y

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
    pan_deg
        Turn about the vertical through the camera, to the right positive: it no longer points at
        the origin.
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
    pan_deg: float = 0.0

    def position(self) -> Array:
        """Place of the camera (m, runner frame, origin on the belt)."""
        a = np.deg2rad(self.azimuth_deg)
        return np.array([self.distance_m * np.cos(a), self.height_m, self.distance_m * np.sin(a)])

    def axes(self) -> Array:
        """Rows: right, down and forward of the picture in the runner frame."""
        level = -self.position() * [1, 0, 1]
        level = rot_y(-self.pan_deg) @ (level / np.linalg.norm(level))
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
        if not self.pan_deg:
            out.pop("pan_deg")
        return {**out, "width": self.width, "height": self.height}


@dataclass(frozen=True)
class Spread:
    """How much cameras differ: (SD, most) in deg, (least, most) in m and of the picture filled."""

    yaw: tuple[float, float]
    pitch: tuple[float, float]
    roll: tuple[float, float]
    distance: tuple[float, float]
    height: tuple[float, float]
    fill: tuple[float, float]


PHONE = Spread((5, 10), (0.7, 2), (1.2, 2.5), (3.5, 5.5), (0.9, 1.4), (0.84, 0.97))
WIDE = Spread((6, 15), (1.2, 4), (1.3, 2.5), (3.0, 6.0), (0.5, 1.6), (0.68, 0.97))


def random_camera(
    rng: np.random.Generator, view: str, size: tuple[int, int], box: Array, *,
    steady: bool = False, spread: Spread = PHONE,
) -> Camera:  # fmt: skip
    """Draw a camera whose picture holds a box of points ``(point, 3)`` (m).

    ``size`` is (width, height) in pixels; ``steady`` halves the misalignments.
    """
    calm = 0.5 if steady else 1.0
    near = lambda sd, most, middle=0.0: float(  # noqa: E731
        np.clip(middle + calm * rng.normal(0, sd), -most, most)
    )
    yaw = near(*spread.yaw)
    distance, height = float(rng.uniform(*spread.distance)), float(rng.uniform(*spread.height))
    aim = np.rad2deg(np.arctan2(box[:, 1].mean() - height, distance))
    pitch = near(*spread.pitch, 0.7 * aim)
    draft = Camera(
        distance, height, yaw, pitch, near(*spread.roll), AZIMUTH[view] + yaw, 1000.0, *size
    )
    reach = np.abs(draft.project(box) - np.array(size) / 2).max(0) / (np.array(size) / 2)
    fill = rng.uniform(*spread.fill) if not steady else 0.92
    values = {**asdict(draft), "focal_px": 1000.0 * fill / float(reach.max())}
    return Camera(**values)
