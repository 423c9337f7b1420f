"""Points of one marker recording as plain arrays, and their derivatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.periodic import Array

if TYPE_CHECKING:
    import xarray as xr

Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

FILE, APPROXIMATE, SKELETON = "file", "approximate", "skeleton"
_PAUSE_FRAMES = 1.5
"""Frames further apart than this many intervals have a pause between them."""
_FEWEST = 10
_TURNED_S = 1.0
_MOST = 0.45
"""A cut-off nearer than this to half the rate filters nothing."""


@dataclass(frozen=True, slots=True)
class Points3D:
    """Points of one recording in the runner's or the laboratory's frame.

    Attributes
    ----------
    time_s
        Shape ``(time,)``, rising.
    position
        Shape ``(time, keypoint, 3)`` in m: x forward, y up, z right; NaN where not seen.
    keypoints
        Names along the second axis.
    rate_hz
        Frames per second.
    origin
        How each point came about, as `runtall.motion.recording.Recording` says.
    """

    time_s: Array
    position: Array
    keypoints: tuple[str, ...]
    rate_hz: float
    origin: Mapping[str, str] = field(default_factory=dict)

    @property
    def marked(self) -> frozenset[str]:
        """Points that were markers in the file; the others follow from them."""
        return frozenset(n for n, came in self.origin.items() if came == FILE)

    def has(self, *names: str) -> bool:
        """Whether all of these points are there; ``mid_<name>`` needs both sides."""
        return all(
            n in self.keypoints
            or (n.startswith("mid_") and self.has(*(f"{s}_{n[4:]}" for s in ("left", "right"))))
            for n in names
        )

    def point(self, name: str) -> Array:
        """Path of one point, shape ``(time, 3)``; ``mid_<name>`` is a midpoint."""
        if name.startswith("mid_") and name not in self.keypoints:
            part = name.removeprefix("mid_")
            return (self.point(f"left_{part}") + self.point(f"right_{part}")) / 2
        return self.position[:, self.keypoints.index(name)]

    def named(self, side: str, parts: tuple[str, ...]) -> list[str]:
        """Points of one side that are there, by their part's name."""
        return [n for p in parts if (n := f"{side}_{p}") in self.keypoints]


def from_markers(node: xr.Dataset) -> Points3D:
    """Points of a marker stream.

    Parameters
    ----------
    node
        Node ``markers`` of a recording, as `runtall.motion.recording.Recording` describes it.
    """
    array = node.position.transpose("time", "keypoint", "space").sel(space=["x", "y", "z"])
    time_s = node.time.values.astype(float)
    names = tuple(str(k) for k in node.keypoint.values)
    interval = float(np.median(np.diff(time_s))) if len(time_s) > 1 else np.inf
    came = node.origin.values.tolist() if "origin" in node.coords else [FILE] * len(names)
    origin = dict(zip(names, map(str, came), strict=True))
    rate_hz = float(node.attrs.get("rate_hz", 1.0 / interval))
    return Points3D(time_s, array.values.astype(float), names, rate_hz, origin)


def runs(on: Bools, least: int = 1) -> list[slice]:
    """Pieces in which a condition holds for at least so many frames."""
    edges = np.diff(np.concatenate([[0], on.astype(int), [0]]))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [
        slice(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if b - a >= max(least, 1)
    ]


def unbroken(points: Points3D) -> list[slice]:
    """Pieces without a pause in time."""
    cuts = np.flatnonzero(np.diff(points.time_s) > _PAUSE_FRAMES / points.rate_hz) + 1
    return [slice(a, b) for a, b in pairwise([0, *cuts.tolist(), len(points.time_s)]) if b > a]


def filled(path: Array) -> Array:
    """Columns of ``(time, d)`` with what is missing put on straight lines."""
    whole = path.copy()
    frames = np.arange(len(path))
    for column in whole.T:
        seen = np.isfinite(column)
        if seen.any() and not seen.all():
            column[~seen] = np.interp(frames[~seen], frames[seen], column[seen])
    return whole


def lowpass(values: Array, rate_hz: float, cutoff_hz: float) -> Array:
    """Gain of a third-order Butterworth filter run there and back, down the first axis.

    Parameters
    ----------
    values
        Shape ``(time, ...)``, no NaN.
    rate_hz, cutoff_hz
        Frames per second; at the cut-off an amplitude is lowered by 3 dB.

    Returns
    -------
    numpy.ndarray
        What is too short or too slow for it is given back as it is.
    """
    if cutoff_hz >= _MOST * rate_hz or len(values) < _FEWEST:
        return values
    # Turned about its ends the motion goes on, so that they are not pulled anywhere.
    reach = min(len(values) - 1, round(_TURNED_S * rate_hz))
    before = 2 * values[:1] - values[reach:0:-1]
    after = 2 * values[-1:] - values[-2 : -reach - 2 : -1]
    longer = np.concatenate([before, values, after])
    # Twice lowers the cut-off; the root puts it where it is asked.
    ratio = np.fft.rfftfreq(len(longer), 1 / rate_hz) / cutoff_hz * (np.sqrt(2) - 1) ** (1 / 6)
    gain = (1 / (1 + ratio**6)).reshape(-1, *[1] * (values.ndim - 1))
    smooth = np.fft.irfft(gain * np.fft.rfft(longer, axis=0), n=len(longer), axis=0)
    return np.asarray(smooth[reach : reach + len(values)])


def second_difference(values: Array, rate_hz: float) -> Array:
    """Acceleration from three neighbouring frames, per s squared; 0 at the ends."""
    bend = np.zeros_like(values)
    bend[1:-1] = (values[2:] - 2 * values[1:-1] + values[:-2]) * rate_hz**2
    return bend
