"""Strides of the runs, and means over whole strides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.kinematics.worn.felt import Array, Felt
from runtall.motion.segments import Segment, Steps

_UNLIKE: Final = 0.25
"""Share by which a stride may differ from the usual one: more is a missed step or a turn."""


@dataclass(frozen=True, slots=True)
class Strides:
    """Strides that follow each other in stretches, with every second step.

    ``start_s`` and ``end_s`` have shape ``(stride,)``.
    """

    start_s: Array
    end_s: Array

    def __len__(self) -> int:
        """How many."""
        return len(self.start_s)

    @property
    def middle_s(self) -> Array:
        """Middles, s."""
        found: Array = (self.start_s + self.end_s) / 2
        return found

    @property
    def duration_s(self) -> Array:
        """Durations, s."""
        found: Array = self.end_s - self.start_s
        return found


def strides(steps: Steps, segments: tuple[Segment, ...]) -> Strides:
    """Strides of these segments, one after the other without sharing steps.

    Parameters
    ----------
    steps
        Of the recording.
    segments
        Of walking or running.
    """
    starts, ends = [np.empty(0)], [np.empty(0)]
    for s in segments:
        inside = steps.time_s[(steps.time_s >= s.start_s) & (steps.time_s <= s.end_s)]
        start, end = inside[:-2:2], inside[2::2]
        if not len(start):
            continue
        usual = float(np.median(end - start))
        alike = np.abs(end - start - usual) <= _UNLIKE * usual
        starts.append(start[alike])
        ends.append(end[alike])
    return Strides(np.concatenate(starts), np.concatenate(ends))


def stride_means(felt: Felt, found: Strides) -> Array:
    """Mean specific force of each stride in the sensor's axes, g, shape ``(stride, 3)``.

    Strides begin and end between samples, so the integral is interpolated.
    """
    middle = (felt.smooth[1:] + felt.smooth[:-1]) / (2 * felt.rate_hz)
    total = np.vstack([np.zeros(3), np.cumsum(middle, axis=0)])
    ends = [
        np.stack([np.interp(when, felt.time_s, column) for column in total.T], axis=1)
        for when in (found.start_s, found.end_s)
    ]
    means: Array = (ends[1] - ends[0]) / found.duration_s[:, None]
    return means
