"""How the picture behind the runner moves from frame to frame, to tell a camera that is moved."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

_LONG_SIDE: Final = 240
"""px; small enough to cost a millisecond, large enough for a tenth of a pixel."""
_MARGIN: Final = 0.15
_CORNERS: Final = 60
_LEAST_CORNERS: Final = 8
"""Fewer followed corners say nothing (a bare wall, a cut)."""


class Background:
    """Shift of the picture between consecutive frames, the person left out.

    The median way of corners that lie outside the box around the person, followed by
    pyramidal Lucas-Kanade flow on small grey pictures.
    """

    def __init__(self) -> None:
        self._last: tuple[Any, Any] | None = None

    def step(self, picture: Picture | None, points: npt.NDArray[np.float32]) -> Floats:
        """Shift since the frame before, px of this picture, x right and y down; NaN if unknown.

        Parameters
        ----------
        picture
            Upright RGB picture; None for a frame that could not be decoded.
        points
            Of the person in it, ``(K, 3)`` in px; NaN rows when nobody was seen.
        """
        if picture is None:
            self._last = None
            return np.full(2, np.nan)
        scale = min(1.0, _LONG_SIDE / max(picture.shape[:2]))
        grey = _small(picture, scale)
        mask = _outside(grey.shape, points, scale)
        last, self._last = self._last, (grey, mask)
        if last is None or last[0].shape != grey.shape:
            return np.full(2, np.nan)
        return _way(last, (grey, mask)) / scale


def _small(picture: Picture, scale: float) -> Picture:
    import cv2

    size = tuple(max(16, round(n * scale)) for n in picture.shape[1::-1])
    small: Any = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def _outside(shape: tuple[int, ...], points: npt.NDArray[np.float32], scale: float) -> Picture:
    """255 where the person is not."""
    mask = np.full(shape, 255, np.uint8)
    seen = points[np.isfinite(points[:, :2]).all(axis=1), :2] * scale
    if len(seen):
        low, high = seen.min(axis=0), seen.max(axis=0)
        margin = _MARGIN * float((high - low).max())
        left, top = np.maximum(low - margin, 0).astype(int)
        right, bottom = np.maximum(high + margin, 0).astype(int) + 1
        mask[top:bottom, left:right] = 0
    return mask


def _way(last: tuple[Any, Any], now: tuple[Any, Any]) -> Floats:
    import cv2

    unknown = np.full(2, np.nan)
    corners = cv2.goodFeaturesToTrack(last[0], _CORNERS, 0.02, 6, mask=last[1] & now[1])
    if corners is None or len(corners) < _LEAST_CORNERS:
        return unknown
    nothing: Any = None
    moved, found, _ = cv2.calcOpticalFlowPyrLK(last[0], now[0], corners, nothing)
    ways = (moved - corners)[found.ravel() == 1].reshape(-1, 2)
    return unknown if len(ways) < _LEAST_CORNERS else np.median(ways, axis=0).astype(float)
