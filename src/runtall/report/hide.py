"""Where a face is, widely, so that it can be hidden in every frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from runtall.analysis.result import Track

Array = npt.NDArray[np.float64]

_HEAD: Final = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_mouth", "right_mouth",
    "left_eye_inner", "left_eye_outer", "right_eye_inner", "right_eye_outer",
)  # fmt: skip
# Half the side of the box in trunk lengths: a head is about half a trunk high, and the
# estimator may miss its centre by a third of that; hiding too much costs nothing.
_HALF = 0.42
# How much wider the box grows for each second in which the head was not seen.
_GROWTH_PER_S = 0.8
# A head that jumps this far (trunk lengths) between frames may be wrong in either: both are hidden.
_JUMP = 0.3


def face_boxes(track: Track) -> Array:
    """Boxes (time, left top right bottom) in px that hold the face; never NaN once seen.

    Where the head is not seen, the box of the nearest frame is held and widened. Where no
    frame shows a head, the whole picture is given, as an endless box.
    """
    centre, half = _seen(track)
    known = np.flatnonzero(np.isfinite(centre).all(axis=1))
    if len(known) == 0:
        return np.tile([-np.inf, -np.inf, np.inf, np.inf], (len(track.time), 1))
    boxes = np.empty((len(track.time), 4))
    for row, moment in enumerate(track.time):
        near = known[np.argmin(np.abs(track.time[known] - moment))]
        wide = half[near] * (1.0 + _GROWTH_PER_S * abs(track.time[near] - moment))
        boxes[row] = [*(centre[near] - wide), *(centre[near] + wide)]
    return _joined(boxes, centre, half)


def _seen(track: Track) -> tuple[Array, Array]:
    """Centre of the head (time, xy) and half the side of its box (time), in px."""
    at = {name: track.position[:, i] for i, name in enumerate(track.keypoints)}
    head = np.array([at[name] for name in _HEAD if name in at])
    trunk = _middle(at, "shoulder") - _middle(at, "hip")
    length = np.hypot(trunk[:, 0], trunk[:, 1])
    usual = float(np.nanmedian(length)) if np.isfinite(length).any() else 0.0
    # A trunk seen short for a moment must not shrink the box.
    length = np.fmax(length, usual)
    with np.errstate(invalid="ignore"):
        low, high = _extremes(head)
    half = _HALF * length + np.nan_to_num((high - low).max(axis=1)) / 2
    return (low + high) / 2, half


def _middle(at: dict[str, Array], joint: str) -> Array:
    return (at[f"left_{joint}"] + at[f"right_{joint}"]) / 2


def _extremes(head: Array) -> tuple[Array, Array]:
    seen = np.isfinite(head).any(axis=0)
    low = np.where(seen, np.where(np.isfinite(head), head, np.inf).min(axis=0), np.nan)
    high = np.where(seen, np.where(np.isfinite(head), head, -np.inf).max(axis=0), np.nan)
    return low, high


def _joined(boxes: Array, centre: Array, half: Array) -> Array:
    """Where the head jumps, hide both the old and the new place."""
    out = boxes.copy()
    jump = np.hypot(*np.diff(centre, axis=0).T) > _JUMP / _HALF * half[1:]
    for row in np.flatnonzero(jump) + 1:
        both = boxes[row - 1 : row + 1]
        out[row - 1 : row + 1, :2] = np.minimum(out[row - 1 : row + 1, :2], both[:, :2].min(axis=0))
        out[row - 1 : row + 1, 2:] = np.maximum(out[row - 1 : row + 1, 2:], both[:, 2:].max(axis=0))
    return out


def at_moment(track: Track, boxes: Array, moment: float) -> Array:
    """Box at a moment: the one of the nearest frame, joined with its neighbours."""
    row = int(np.argmin(np.abs(track.time - moment)))
    near = boxes[max(row - 1, 0) : row + 2]
    return np.concatenate([near[:, :2].min(axis=0), near[:, 2:].max(axis=0)])


def pixelate(picture: npt.NDArray[np.uint8], box: Array) -> None:
    """Make a face unreadable, in place: few large cells, blurred once more."""
    import cv2

    height, width = picture.shape[:2]
    left, right = np.clip(box[[0, 2]] + [0, 1], 0, width).astype(int)
    top, bottom = np.clip(box[[1, 3]] + [0, 1], 0, height).astype(int)
    if right <= left or bottom <= top:
        return
    part = picture[top:bottom, left:right]
    # Five cells a side leave a few dozen colours: no face can be told from them.
    cells = cv2.resize(part, (5, 5), interpolation=cv2.INTER_AREA)
    part[:] = cv2.resize(cells, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
