"""Left and right: files of a mirrored world, and labels that were exchanged."""

from __future__ import annotations

from typing import Final

import numpy as np

from runtall.inputs.markers.anatomy import anatomy
from runtall.inputs.markers.cloud import Array, Cloud, mean, median
from runtall.motion.recording import Notice
from runtall.motion.vocabulary import mirrored as other_side

_ROOTS: Final = ("pelvis", "thorax", "head")
"""Segments that turn little against the direction of travel: there left must lie left."""
_PARENTS: Final = {
    "thigh": ("pelvis",),
    "shank": ("thigh", "pelvis"),
    "foot": ("shank", "thigh", "pelvis"),
    "upper_arm": ("thorax",),
    "forearm": ("upper_arm", "thorax"),
}
"""By segment those it hangs from, the nearest first; in an order that mends parents before."""
_APART_M: Final = 0.02
"""Points of a pair that lie closer side by side say nothing."""
_NEARER: Final = 0.97
"""So much nearer to the other side than to its own, a pair is exchanged."""
_LISTED: Final = 6


def is_mirrored(cloud: Cloud, right: Array) -> bool:
    """Whether right lies on the left: left-handed axes, or all labels exchanged.

    Parameters
    ----------
    cloud
        Points in m.
    right
        (3,) where the right of the runner is, if the axes are right-handed.
    """
    votes = [np.sign(gap) for _, gap in _gaps(cloud, right)]
    return bool(sum(votes) < 0)


def _gaps(cloud: Cloud, right: Array) -> list[tuple[str, float]]:
    """Left points of pairs on the trunk and head, and how far right their partner lies, m."""
    found = []
    for name, point in anatomy().points.items():
        pair = other_side(name)
        paired = name.startswith("left_") and name in cloud and pair in cloud
        if not paired or point.segment not in _ROOTS:
            continue
        apart = median((cloud[pair] - cloud[name]) @ right)
        if abs(apart) > _APART_M:
            found.append((name, apart))
    return found


def exchange(cloud: Cloud, right: Array) -> tuple[Cloud, list[str], list[Notice]]:
    """Put back points whose left and right labels were exchanged.

    Parameters
    ----------
    cloud
        Points in m.
    right
        (3,) where the right of the runner is.

    Returns
    -------
    dict, list, list
        The points; our names, without side, of pairs that were exchanged; notices.
    """
    mended = dict(cloud)
    swapped = []
    for name, apart in _gaps(mended, right):
        if apart < 0:
            swapped.append(_swap(mended, name))
    for segment, parents in _PARENTS.items():
        own = _pairs(mended, segment)
        base = next((pairs for p in parents if (pairs := _pairs(mended, p))), None)
        swapped += [_swap(mended, n) for n in own if base and _belongs_across(mended, n, base)]
    return mended, swapped, _told(swapped)


def _pairs(cloud: Cloud, segment: str) -> list[str]:
    """Left names of a segment of which both sides are there."""
    points = anatomy().points
    return [
        name
        for name in cloud
        if name.startswith("left_") and points[name].segment == segment
        if other_side(name) in cloud
    ]


def _belongs_across(cloud: Cloud, name: str, base: list[str]) -> bool:
    """Whether a pair lies nearer to the other side's limbs, and keeps its distance from them.

    Hands may cross the middle of the body, but a forearm keeps its length.
    """
    left = mean(cloud[n] for n in base)
    right = mean(cloud[other_side(n)] for n in base)
    assert left is not None
    assert right is not None
    here, there = cloud[name], cloud[other_side(name)]
    own = [_apart(here, left), _apart(there, right)]
    across = [_apart(here, right), _apart(there, left)]
    nearer = sum(map(median, across)) < _NEARER * sum(map(median, own))
    return nearer and sum(map(_spread, across)) < sum(map(_spread, own))


def _swap(cloud: Cloud, name: str) -> str:
    pair = other_side(name)
    cloud[name], cloud[pair] = cloud[pair], cloud[name]
    return name.removeprefix("left_")


def _told(swapped: list[str]) -> list[Notice]:
    if not swapped:
        return []
    more = f" and {len(swapped) - _LISTED} more" if len(swapped) > _LISTED else ""
    names = ", ".join(swapped[:_LISTED]) + more
    text = f"left and right of {names} were exchanged in the file; they are put back"
    return [Notice("sides_exchanged", text)]


def _apart(a: Array, b: Array) -> Array:
    found: Array = np.linalg.norm(a - b, axis=1)
    return found


def _spread(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(np.std(finite)) if len(finite) else np.nan
