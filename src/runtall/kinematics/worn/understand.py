"""A recording of a trunk sensor, understood: kinds of movement and steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.worn.activity import frequency, segments
from runtall.kinematics.worn.feet import Feet, feet
from runtall.kinematics.worn.felt import STANDARD_GRAVITY, Array, Felt, felt
from runtall.kinematics.worn.noticed import notices
from runtall.kinematics.worn.steps import instants
from runtall.kinematics.worn.track import track
from runtall.motion.recording import Notice
from runtall.motion.segments import Segment, Steps

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True, slots=True)
class Worn:
    """What a sensor on the trunk tells of a recording.

    Attributes
    ----------
    steps
        In walking and running.
    segments
        Rest, walk, run and other, from the start to the end.
    notices
        What a person should know.
    """

    steps: Steps
    segments: tuple[Segment, ...]
    notices: tuple[Notice, ...]


def understand_worn(imu: xr.Dataset) -> Worn:
    """Segments and steps of a trunk sensor, whichever way it is worn.

    The sensor rides on a shirt or a belt and feels them as well: its instants and peaks are those
    of the cloth over the trunk.

    Parameters
    ----------
    imu
        ``acceleration`` (``time space``) in m/s² in the sensor's own axes, on an even clock of
        25 Hz or more, NaN in gaps; attrs ``axes`` ``"isb"`` where x points forward, y up and z to
        the right.

    Raises
    ------
    runtall.errors.InputError
        When the acceleration is missing, too short or sampled too seldom.
    """
    feels = felt(imu)
    windows = track(feels)
    found = segments(windows, float(feels.time_s[0]), float(feels.time_s[-1]))
    raw = np.asarray(imu["acceleration"].values, dtype=np.float64) / STANDARD_GRAVITY
    time_s, foot = _steps(feels, found)
    # `feet` says why no foot is called left.
    steps = Steps(time_s, foot, False, windows.time_s, frequency(windows, found))
    return Worn(steps, found, notices(feels, raw, found))


def _steps(felt: Felt, found: tuple[Segment, ...]) -> tuple[Array, Feet]:
    """Instants and feet of all segments of gait."""
    times, sides = [np.empty(0)], [np.empty(0, dtype=np.int64)]
    for segment in found:
        if segment.activity in ("walk", "run"):
            steps = instants(felt, segment)
            times.append(steps.time_s)
            sides.append(feet(felt, steps))
    return np.concatenate(times), np.concatenate(sides)
