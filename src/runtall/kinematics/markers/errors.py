"""How far a measurement may be off because joint centres are not where markers put them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.gait import SIDES, Gait
from runtall.kinematics.markers.contacts import Contacts
from runtall.kinematics.markers.motion import MarkerMotion
from runtall.kinematics.markers.points3d import APPROXIMATE, SKELETON
from runtall.kinematics.metric import Metric
from runtall.kinematics.periodic import Array, basis
from runtall.kinematics.stride3d.measures import evaluate
from runtall.literature import number
from runtall.motion.measurement import Side
from runtall.motion.vocabulary import BODY, mirrored

if TYPE_CHECKING:
    import xarray as xr

N_DRAWS = 128
_FRAMES, _HARMONICS = 40, 6
_SLIDES = 2
"""Harmonics of the stride in which skin slides over the joints."""
_HEAD = ("nose", "ear")
_POINTS = (*BODY, "c7", "sacrum")
_TWO_SIDED_95 = 2 * 1.959964


class MarkerErrors:
    """Draws of where the joint centres of one recording really are, for every measurement.

    Each point is off by one vector for the whole recording, partly the same on the left as on
    the right, and by a smaller one that changes with the stride.

    Parameters
    ----------
    motion
        One marker recording, understood.
    seed
        Of the draws.
    """

    def __init__(self, motion: MarkerMotion, *, seed: int = 0) -> None:
        self._contacts = motion.contacts
        phase = np.arange(_FRAMES + 1) / _FRAMES
        seen = motion.mean_positions(phase, _HARMONICS, _POINTS)
        self._gait = _one_stride(motion.gait, phase)
        rng = np.random.default_rng([seed, 19])
        size = np.array([_size(n, motion.points.origin.get(n, "")) for n in seen.keypoints])
        apart = _offsets(seen.keypoints, phase, size, rng)
        self._mean = _labelled(seen.mean[None], seen.keypoints, self._gait)
        self._drawn = _labelled(seen.mean[None] + apart, seen.keypoints, self._gait)

    def spread(self, metric: Metric, side: Side | None) -> float:
        """Spread of the error of a measurement, SI; 0 for what rests on time alone."""
        if metric.name == "contact_time":
            return timing_error(self._contacts)
        if not metric.axes:
            return 0.0
        mean, drawn = (evaluate(metric, side, p, self._gait) for p in (self._mean, self._drawn))
        apart = drawn - mean[0]
        return float(np.sqrt(np.mean(apart[np.isfinite(apart)] ** 2)))


def timing_error(contacts: Contacts) -> float:
    """Spread of the error of a contact time, s."""
    if contacts.source == "force":
        return number("events.force.error") / 1000
    if not contacts.sharp:
        return number("events.heel_height.initial_contact.error") / 1000
    low, high = (number(f"events.markers.contact_time.{edge}") for edge in ("low", "high"))
    return (high - low) / _TWO_SIDED_95 / 1000


def _offsets(
    keypoints: Sequence[str], phase: Array, size: Array, rng: np.random.Generator
) -> Array:
    """Shape ``(draw, time, keypoint, 3)``, m."""
    constant = size[:, None] * _paired(keypoints, rng, (N_DRAWS,))
    waves = basis(phase, _SLIDES)[:, 1:]
    # Each wave carries its part of the variance; that of a cosine is a half.
    slide = number("markers.error.locked") * size[:, None] / np.sqrt(_SLIDES)
    weights = slide * _paired(keypoints, rng, (N_DRAWS, waves.shape[1]))
    apart: Array = constant[:, None] + np.einsum("tw,dwkc->dtkc", waves, weights)
    return apart


def _size(name: str, origin: str) -> float:
    """Spread of the constant error of a point, m."""
    head = name.endswith(_HEAD)
    if origin == SKELETON:
        return number("markers.coordinates.error")
    if origin == APPROXIMATE:
        return number("markers.approximate_head.error" if head else "markers.approximate.error")
    return number("markers.head.error" if head else "markers.joint_centre.error")


def _paired(keypoints: Sequence[str], rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Normal vectors of which a share is the mirror image of that of the other side."""
    own = rng.standard_normal((*shape, len(keypoints), 3))
    both = rng.standard_normal((*shape, len(keypoints), 3))
    place = {name: k for k, name in enumerate(keypoints)}
    for name, k in place.items():
        twin = place.get(mirrored(name), k)
        if name.startswith(SIDES[1]) and twin != k:
            both[..., k, :] = both[..., twin, :] * np.array([1.0, 1.0, -1.0])
    shared = number("markers.error.shared")
    mixed: Array = np.sqrt(1 - shared) * own + np.sqrt(shared) * both
    return mixed


def _one_stride(gait: Gait, phase: Array) -> Gait:
    return Gait(
        time_s=phase / gait.frequency_hz,
        phase=phase,
        spans=(slice(0, len(phase)),),
        frequency_hz=gait.frequency_hz,
        initial_contact=gait.initial_contact,
        toe_off=gait.toe_off,
    )


def _labelled(position: Array, keypoints: Sequence[str], gait: Gait) -> xr.DataArray:
    import xarray as xr

    return xr.DataArray(
        position,
        dims=("draw", "time", "keypoint", "space"),
        coords={"time": gait.time_s, "keypoint": list(keypoints), "space": ["x", "y", "z"]},
        attrs={"units": "m"},
    )
