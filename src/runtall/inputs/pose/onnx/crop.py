"""Cut the person out of the picture as the pose models were trained on it.

Pixel positions are those of pixel centres, (0, 0) being the centre of the first pixel, and the
middle of a picture of width w lies at w / 2, as in the training of the models.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Points = npt.NDArray[np.float64]

PADDING: Final = 1.25
"""Side of the crop over side of the person's box, as in the training of RTMPose."""

# Mean and spread of ImageNet's pixels in RGB order, 0-255; the models were trained on them.
_MEAN: Final = (123.675, 116.28, 103.53)
_SPREAD: Final = (58.395, 57.12, 57.375)


@dataclass(frozen=True, slots=True)
class Box:
    """Upright rectangle in px of the picture, x to the right and y down."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Area in px², 0 when turned inside out."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def overlap(self, other: Box) -> float:
        """Intersection over union, 0-1."""
        shared = Box(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        ).area
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def grown(self, factor: float) -> Box:
        """The box with `factor` times its sides about the same middle."""
        x, y = (self.left + self.right) / 2, (self.top + self.bottom) / 2
        half_x = (self.right - self.left) / 2 * factor
        half_y = (self.bottom - self.top) / 2 * factor
        return Box(x - half_x, y - half_y, x + half_x, y + half_y)


@dataclass(frozen=True, slots=True)
class Crop:
    """Map between the picture and the model's input: a shift and one scale.

    Attributes
    ----------
    middle
        (x, y) in px of the picture that lands in the middle of the crop.
    scale
        px of the picture per px of the crop.
    size
        (width, height) of the crop in px.
    """

    middle: tuple[float, float]
    scale: float
    size: tuple[int, int]

    @classmethod
    def around(cls, box: Box, size: tuple[int, int]) -> Crop:
        """The smallest crop of that size that holds the padded box."""
        width, height = (box.right - box.left) * PADDING, (box.bottom - box.top) * PADDING
        scale = max(width / size[0], height / size[1])
        middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
        return cls(middle, scale, size)

    def to_crop(self, points: Points) -> Points:
        """Points (..., 2) of the picture in px of the crop."""
        moved: Points = (points - np.asarray(self.middle)) / self.scale
        placed: Points = moved + np.asarray(self.size) / 2
        return placed

    def to_picture(self, points: Points) -> Points:
        """Points (..., 2) of the crop in px of the picture."""
        moved: Points = (points - np.asarray(self.size) / 2) * self.scale
        placed: Points = moved + np.asarray(self.middle)
        return placed

    def cut(self, rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """The part of the picture (height, width, 3), black where it goes beyond the edge."""
        import cv2

        x, y = self.to_picture(np.zeros(2))
        to_picture = np.array([[self.scale, 0.0, x], [0.0, self.scale, y]])
        # Nearest pixels along both axes, weighted: the models were trained on crops made so.
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cut = cv2.warpAffine(rgb, to_picture, self.size, flags=flags)
        return np.asarray(cut, np.uint8)


def normalized(rgb: npt.NDArray[np.uint8]) -> Floats:
    """A crop (height, width, 3) as input (1, 3, height, width) of a pose model."""
    mean, spread = np.asarray(_MEAN, np.float32), np.asarray(_SPREAD, np.float32)
    scaled = (rgb.astype(np.float32) - mean) / spread
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[None])
