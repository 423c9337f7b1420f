"""Read points from SimCC: for each point one row of responses along x and one along y."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

SPLIT: Final = 2
"""Bins per px of the crop, as in all published RTMPose and SpinePose models."""


def decode_simcc(along_x: Floats, along_y: Floats) -> npt.NDArray[np.float64]:
    """Place and score of each point in the crop.

    Parameters
    ----------
    along_x
        Responses (K, `SPLIT` * width).
    along_y
        Responses (K, `SPLIT` * height).

    Returns
    -------
    numpy.ndarray
        (K, 3): x and y in px of the crop, and the smaller of the two peaks, at most 1. NaN
        where the model does not respond.
    """
    x, y = along_x.argmax(axis=1), along_y.argmax(axis=1)
    score = np.minimum(along_x.max(axis=1), along_y.max(axis=1)).astype(np.float64)
    points: npt.NDArray[np.float64] = np.stack(
        [x / SPLIT, y / SPLIT, np.minimum(score, 1.0)], axis=1
    )
    points[~(np.isfinite(score) & (score > 0))] = np.nan
    return points
