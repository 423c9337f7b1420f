"""Turning stored pictures upright."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class Orientation(NamedTuple):
    """How a stored picture is shown: mirrored left-right first, then turned clockwise."""

    rotation_deg: int = 0
    mirrored: bool = False

    @property
    def sideways(self) -> bool:
        """Whether width and height change places."""
        return self.rotation_deg in (90, 270)

    def upright(self, picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """Turn a picture (height, width, 3) as it is shown; contiguous in memory."""
        if self.mirrored:
            picture = picture[:, ::-1]
        return np.ascontiguousarray(np.rot90(picture, -(self.rotation_deg // 90)))


def orientation_of(frame: VideoFrame) -> Orientation:
    """Orientation that the file asks for, to the nearest quarter turn."""
    for side_data in _all_side_data(frame):
        if side_data.type.name == "DISPLAYMATRIX":
            return from_matrix(struct.unpack("9i", bytes(side_data)))
    return Orientation()


def from_matrix(matrix: tuple[int, ...]) -> Orientation:
    """Orientation of a display matrix.

    Parameters
    ----------
    matrix
        Nine fixed-point numbers ``a b u c d v x y w``; a stored point (x right, y down) is
        shown at ``(a x + c y, b x + d y)``.
    """
    a, b, _, c, d = matrix[:5]
    mirrored = a * d - b * c < 0
    if mirrored:
        a, b = -a, -b
    turns = round(math.degrees(math.atan2(b, a)) / 90) % 4
    return Orientation(90 * turns, mirrored)


def _all_side_data(frame: VideoFrame) -> list[Any]:
    container: Any = frame.side_data
    return [container[i] for i in range(len(container))]
