"""Where the person is, whether there are others, and jumps from one to another.

Limits: the estimators see one person at a time. Another person is found when the first is
painted over; one who stands behind, or overlaps, the runner is not. A jump is a sudden move of
the mid-hip or change of trunk length; two people of one size that cross at the same place are
not told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_TRUNK_OF_HEIGHT: Final = 0.29
"""Shoulder-to-hip over standing height: only turns a trunk length into a rough body size."""
_SEEN: Final = 0.5
"""Score from which a point counts for the box."""
_MARGIN: Final = 0.2
"""Of the body height, around the box: hands and feet swing out between two looks."""
_SHIFT: Final = 0.35
"""Body heights that a mid-hip moves between two frames at most: a sprinter at 30 fps makes 0.2."""
_SPEED: Final = 6.0
"""Body heights per second: the allowance grows with the time between two sightings."""
_FRAME_S: Final = 1 / 30
_SIZE_RATIO: Final = 1.5
_LOOK_RATIO: Final = 1.8
"""Between two looks a runner who comes nearer may grow more than between two frames."""
_OTHER_SIZE: Final = 0.25
"""A figure smaller than this share of the runner is too small to be mistaken for them."""
_SHARE_OF_LOOKS: Final = 0.4


class Body(NamedTuple):
    """One person in a picture, px: mid-hip, rough standing height, box of the seen points."""

    x: float
    y: float
    height: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look at a few frames showed.

    Attributes
    ----------
    looked, seen
        Number of frames looked at, and of those with a person.
    person_px
        Height of the person in px of the upright picture, the smaller of those seen; None
        when nobody was.
    several
        Whether another person of comparable size was there too.
    times
        (looked,) s of the clip.
    bodies
        (looked, 7): `Body` per frame in px of the upright picture, NaN where nobody is seen.
    """

    looked: int
    seen: int
    person_px: float | None
    several: bool
    times: Floats
    bodies: Floats


def body_of(points: npt.NDArray[np.float32] | Floats, keypoints: tuple[str, ...]) -> Body | None:
    """Person whose points (K, 3) these are; None when nobody is seen."""
    position = points[None, :, :2].astype(np.float64)
    hip, trunk = hips_and_trunks(position, keypoints)
    seen = points[points[:, 2] >= _SEEN, :2]
    if not np.isfinite(trunk[0]) or not np.isfinite(hip[0]).all() or not len(seen):
        return None
    left, top = np.nanmin(seen, axis=0)
    right, bottom = np.nanmax(seen, axis=0)
    height = max(trunk[0] / _TRUNK_OF_HEIGHT, 1.0)
    return Body(hip[0, 0], hip[0, 1], height, left, top, right, bottom)


def hips_and_trunks(position: Floats, keypoints: tuple[str, ...]) -> tuple[Floats, Floats]:
    """Mid-hip (n, 2) and length of the trunk (n,) from positions (n, K, 2), all in px."""
    at = {name: i for i, name in enumerate(keypoints)}
    hip = (position[:, at["left_hip"]] + position[:, at["right_hip"]]) / 2
    shoulder = (position[:, at["left_shoulder"]] + position[:, at["right_shoulder"]]) / 2
    return hip, np.linalg.norm(shoulder - hip, axis=1)


def window_around(body: Body, shape: tuple[int, ...]) -> Floats:
    """Box (4,) that holds the whole person with room to move, within the picture."""
    margin = _MARGIN * body.height
    box = [body.left - margin, body.top - margin, body.right + margin, body.bottom + margin]
    height, width = shape[:2]
    return np.clip(box, 0, [width, height, width, height]).astype(np.float64)


def plausible_next(last: Body | None, found: Body) -> bool:
    """Whether a person found at the next look can be the one seen before."""
    if last is None:
        return True
    moved = np.hypot(found.x - last.x, found.y - last.y)
    ratio = found.height / last.height
    return bool(moved < last.height and 1 / _LOOK_RATIO < ratio < _LOOK_RATIO)


def summarise_look(
    points: Floats, others: Floats, times: Floats, keypoints: tuple[str, ...]
) -> Look:
    """Sum up a look.

    Parameters
    ----------
    points, others
        (n, K, 3) of the person, and of who is seen with that person painted over; px of the
        upright picture.
    times
        (n,) s of the clip.
    keypoints
        Names of the K points.
    """
    bodies = [body_of(p, keypoints) for p in points]
    seconds = [body_of(p, keypoints) for p in others]
    seen = [b for b in bodies if b is not None]
    both = [
        a is not None and b is not None and b.height > _OTHER_SIZE * a.height
        for a, b in zip(bodies, seconds, strict=True)
    ]
    heights = [b.height for b in seen]
    rows = [b if b is not None else (np.nan,) * 7 for b in bodies]
    return Look(
        looked=len(points),
        seen=len(seen),
        person_px=float(np.quantile(heights, 0.25)) if heights else None,
        several=bool(seen) and sum(both) >= max(2, _SHARE_OF_LOOKS * len(seen)),
        times=times,
        bodies=np.asarray(rows, np.float64).reshape(-1, 7),
    )


def main_person(
    time: Floats, position: Floats, keypoints: tuple[str, ...], anchor: Floats | None = None
) -> Mask:
    """Rows that show the person who is followed.

    Between two frames a person moves and grows little. Rows are joined into tracks by that
    rule; the longest track, weighted by size, is the runner, or the one nearest ``anchor``.

    Parameters
    ----------
    time
        (n,) s of the run, increasing.
    position
        (n, K, 2) in px, NaN rows where nobody is seen.
    keypoints
        Names of the K points.
    anchor
        (n, 2) px where the person to follow was found by a look, NaN where not known.

    Returns
    -------
    numpy.ndarray
        (n,) false where another person, or a chance figure, was seen. Rows where nobody is
        seen are true.
    """
    hip, trunk = hips_and_trunks(position, keypoints)
    seen = np.flatnonzero(np.isfinite(trunk) & np.isfinite(hip).all(axis=1))
    if not len(seen):
        return np.ones(len(time), np.bool_)
    labels = _tracks(time[seen], hip[seen], trunk[seen] / _TRUNK_OF_HEIGHT)
    weights = np.bincount(labels, weights=trunk[seen])
    if anchor is not None:
        near = np.linalg.norm(hip[seen] - anchor[seen], axis=1) < trunk[seen]
        weights = np.bincount(labels, weights=near)
    kept = np.ones(len(time), np.bool_)
    kept[seen] = labels == int(np.argmax(weights))
    return kept


def _tracks(time: Floats, hip: Floats, height: Floats) -> npt.NDArray[np.int64]:
    labels = np.zeros(len(time), np.int64)
    last = [0]
    for i in range(1, len(time)):
        ends = np.asarray(last)
        waited = np.maximum(time[i] - time[ends] - _FRAME_S, 0)
        moved = np.linalg.norm(hip[i] - hip[ends], axis=1) / height[ends]
        excess = moved / (_SHIFT + _SPEED * waited)
        grown = np.abs(np.log(height[i] / height[ends])) / np.log(_SIZE_RATIO)
        cost = np.maximum(excess, grown / (1 + waited))
        labels[i] = int(np.argmin(cost)) if cost.min() <= 1 else len(last)
        if labels[i] == len(last):
            last.append(i)
        last[labels[i]] = i
    return labels
