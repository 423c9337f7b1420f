"""What a person should know about a recording of a trunk sensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from runtall.kinematics.worn.felt import Array, Felt, Mask
from runtall.literature import number
from runtall.motion.recording import Notice
from runtall.motion.segments import Segment

_ROW: Final = 2
"""Samples at the very end of the range that follow each other in a flat top."""
_TOPS: Final = 3
"""Flat tops that make a range: one may be chance in a sensor of few steps."""
_PIECE_S: Final = 10.0
"""Pieces of gait whose mean directions of gravity are compared: ten strides."""


def notices(felt: Felt, acceleration_g: Array, found: Sequence[Segment]) -> tuple[Notice, ...]:
    """Notices in a fixed order.

    Parameters
    ----------
    felt
        What the sensor feels.
    acceleration_g
        Shape ``(time, 3)``, as recorded, in g.
    found
        Segments.
    """
    return (*_no_run(found), *_clipped(acceleration_g), *_gaps(felt), *_turned(felt, found),
            *_axes(felt, found))  # fmt: skip


def _no_run(found: Sequence[Segment]) -> list[Notice]:
    if any(s.activity == "run" for s in found):
        return []
    text = (
        "the trunk sensor shows no running of 10 s: the force on the trunk never falls towards "
        "nothing between steps, as in flight"
    )
    return [Notice("no_run", text)]


def clipped(acceleration_g: Array) -> Mask:
    """Samples in flat tops at the end of the range of an axis, shape ``(time,)``."""
    found = np.zeros(len(acceleration_g), dtype=np.bool_)
    for values in acceleration_g.T:
        for end in (np.nanmax(values), np.nanmin(values)):
            if abs(end) < number("worn.clipped.least"):
                continue
            at = np.concatenate([[False], values == end, [False]])
            starts, ends = (np.flatnonzero(np.diff(at.astype(int)) == sign) for sign in (1, -1))
            flat = ends - starts >= _ROW
            if flat.sum() >= _TOPS:
                for a, b in zip(starts[flat], ends[flat], strict=True):
                    found[a:b] = True
    return found


def _clipped(acceleration_g: Array) -> list[Notice]:
    cut = clipped(acceleration_g)
    if not cut.any():
        return []
    end = float(np.nanmax(np.abs(acceleration_g[cut])))
    text = (
        f"the acceleration of the trunk sensor ends at its range of about {end:.3g} g in "
        f"{int(cut.sum())} samples: peaks are cut off; set a wider range"
    )
    return [Notice("acceleration_clipped", text)]


def _gaps(felt: Felt) -> list[Notice]:
    missing = float((~felt.known).sum() / felt.rate_hz)
    if not missing:
        return []
    text = f"the trunk sensor dropped samples: {missing:.1f} s are missing and tell no steps"
    return [Notice("samples_dropped", text)]


def _turned(felt: Felt, found: Sequence[Segment]) -> list[Notice]:
    """Whether gravity lies otherwise in the sensor in later gait than in earlier gait."""
    times, means = gait_directions(felt, found)
    if len(times) < 3:
        return []
    # Two pieces on: the one between may hold the turn.
    cosines = np.clip((means[2:] * means[:-2]).sum(axis=1), -1.0, 1.0)
    angles = np.degrees(np.arccos(cosines))
    worst = int(angles.argmax())
    if angles[worst] < number("worn.turned.least"):
        return []
    text = (
        f"the trunk sensor turned over by {angles[worst]:.0f}° at about {times[worst + 1]:.0f} s: "
        "inclinations before and after it do not compare"
    )
    return [Notice("sensor_turned", text)]


def gait_directions(felt: Felt, found: Sequence[Segment]) -> tuple[Array, Array]:
    """Starts of pieces of gait and the mean direction of up in them, in the sensor's axes."""
    times, means = [], []
    for s in found:
        if s.activity not in ("walk", "run"):
            continue
        for start in np.arange(s.start_s, s.end_s - _PIECE_S + 1e-6, _PIECE_S):
            first, last = np.searchsorted(felt.time_s, [start, start + _PIECE_S])
            mean = felt.smooth[first:last].mean(axis=0)
            times.append(float(start))
            means.append(mean / np.linalg.norm(mean))
    return np.array(times), np.array(means)


def _axes(felt: Felt, found: Sequence[Segment]) -> list[Notice]:
    if felt.axes != "isb" or upright(felt, found):
        return []
    text = (
        "gravity does not lie along the axis of the trunk sensor that was said to point up: "
        "forward is not told from sideways; give the axes as they are worn"
    )
    return [Notice("axes_unlike_gravity", text)]


def upright(felt: Felt, found: Sequence[Segment]) -> bool:
    """Whether the axes fit: in gait, up is nearer to the told axis than to any other."""
    _, means = gait_directions(felt, found)
    if not len(means):
        means = felt.up[felt.known]
    middle = np.median(means, axis=0)
    return bool(middle[1] > np.sqrt(0.5) * np.linalg.norm(middle))
