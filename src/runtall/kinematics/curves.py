"""Quantities through the stride: mean and spread of strides at 101 phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.gait import Gait
from runtall.kinematics.metric import Metric
from runtall.kinematics.periodic import Array
from runtall.motion.measurement import LEVEL, Side

if TYPE_CHECKING:
    import xarray as xr

    from runtall.kinematics.markers.motion import MarkerMotion

PERCENT = np.linspace(0.0, 100.0, 101)


def waveform(motion: ClipMotion | MarkerMotion, metric: Metric, side: Side | None) -> Array:
    """Value per frame, SI, shape ``(time,)``, before correction."""
    named = {"side": side} if side else {}
    values: xr.DataArray = metric.function(motion.position, **named)
    return np.asarray(values.values, dtype=float)


def through_stride(values: Array, gait: Gait) -> tuple[Array, Array, Array]:
    """Mean and central 90 % of strides at 0-100 % from left foot contact.

    Parameters
    ----------
    values
        Per frame; NaN where not seen.
    gait
        Strides on the same time axis.

    Returns
    -------
    mean, low, high
        Each of shape ``(101,)``.
    """
    rows = by_percent(values, gait)
    low, high = np.nanquantile(rows, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return np.nanmean(rows, axis=0), low, high


def by_percent(values: Array, gait: Gait) -> Array:
    """Every whole stride resampled to 101 phases, shape ``(stride, 101)``."""
    rows: list[Array] = []
    for span in gait.spans:
        phase, own = gait.phase[span], values[span]
        seen = np.isfinite(own)
        if seen.sum() < 4:
            continue
        starts = np.arange(np.ceil(phase[0] - 1e-9), np.floor(phase[-1] + 1e-9))
        rows += [np.interp(s + PERCENT / 100, phase[seen], own[seen]) for s in starts]
    return np.array(rows).reshape(-1, len(PERCENT))
