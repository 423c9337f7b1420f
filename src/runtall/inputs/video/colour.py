"""From decoded planes to RGB, quickly.

Almost all clips are 8-bit 4:2:0 in TV range. FFmpeg's own conversion to RGB takes four times
as long as OpenCV's for them, which was most of the work on a frame beside the pose itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

Picture = npt.NDArray[np.uint8]

# Luma weights of red and blue (ITU-R BT.601 and BT.709).
_BT601: Final = (0.299, 0.114)
_BT709: Final = (0.2126, 0.0722)
_BT709_TAG: Final = 1
_FULL_RANGE_TAG: Final = 2


def quick_rgb(frame: VideoFrame, width: int, height: int) -> Picture | None:
    """RGB picture (height, width, 3) of an 8-bit 4:2:0 frame in TV range; None for any other.

    Parameters
    ----------
    frame
        As decoded.
    width, height
        px of the picture to give, as stored (before any turn); not larger than the frame.
    """
    even = not (width % 2 or height % 2 or frame.width % 2 or frame.height % 2)
    if frame.format.name != "yuv420p" or int(frame.color_range) == _FULL_RANGE_TAG or not even:
        return None
    import cv2

    planes = np.asarray(frame.to_ndarray(format="yuv420p"), np.uint8)
    if (frame.width, frame.height) != (width, height):
        planes = _shrunk(planes, (frame.width, frame.height), (width, height))
    rgb: Any = cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420)
    if int(frame.colorspace) == _BT709_TAG:
        rgb = cv2.transform(rgb, _TO_BT709)
    return np.asarray(rgb, np.uint8)


def _shrunk(planes: Picture, old: tuple[int, int], new: tuple[int, int]) -> Picture:
    """Planes of another size: each by the mean of the area that a new pixel covers."""
    import cv2

    flat, done = planes.ravel(), 0
    parts = []
    for share in (1, 2, 2):
        width, height = old[0] // share, old[1] // share
        plane = flat[done : done + width * height].reshape(height, width)
        done += width * height
        size = (new[0] // share, new[1] // share)
        parts.append(np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA)).ravel())
    whole: Picture = np.concatenate(parts).reshape(new[1] * 3 // 2, new[0])
    return whole


def _from_yuv(weights: tuple[float, float]) -> npt.NDArray[np.float64]:
    """Matrix from luma and centred chroma to RGB for the luma weights of red and blue."""
    red, blue = weights
    green = 1 - red - blue
    return np.array(
        [
            [1.0, 0.0, 2 * (1 - red)],
            [1.0, -2 * blue * (1 - blue) / green, -2 * red * (1 - red) / green],
            [1.0, 2 * (1 - blue), 0.0],
        ]
    )


# OpenCV knows BT.601 only; this turns its red, green and blue into those of BT.709.
_TO_BT709: Final = (_from_yuv(_BT709) @ np.linalg.inv(_from_yuv(_BT601))).astype(np.float32)
