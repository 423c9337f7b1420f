"""Strides and contacts as phases of the stride."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.periodic import Array
from runtall.motion.measurement import Side

if TYPE_CHECKING:
    import xarray as xr

MASKED = 0.15
"""Enough of a stride where only stance or half of it is looked at."""
SIDES: tuple[Side, Side] = ("left", "right")


@dataclass(frozen=True, slots=True)
class Gait:
    """When each foot is on the ground.

    Attributes
    ----------
    time_s
        Shape ``(time,)``.
    phase
        In cycles, shape ``(time,)``, whole at left initial contact.
    spans
        Contiguous pieces.
    frequency_hz
        Mean stride frequency.
    initial_contact, toe_off
        Phase of each event by side, in cycles from left initial contact.
    contact_s
        Duration of the contact that begins in each stride, by side, shape ``(stride,)``, s, where
        contacts were seen one by one; else None.
    """

    time_s: Array
    phase: Array
    spans: tuple[slice, ...]
    frequency_hz: float
    initial_contact: dict[Side, float]
    toe_off: dict[Side, float]
    contact_s: dict[Side, Array] | None = None

    def strides(self) -> Array:
        """Start and end of every whole stride, left contact to left contact, shape (n, 2), s."""
        found: list[tuple[float, float]] = []
        for span in self.spans:
            phase, time = self.phase[span], self.time_s[span]
            whole = np.arange(np.ceil(phase[0] - 1e-9), np.floor(phase[-1] + 1e-9) + 1)
            crossing = np.interp(whole, phase, time)
            found += pairwise(crossing)
        return np.array(found).reshape(-1, 2)

    def stride_of_frame(self) -> npt_int:
        """Number of the stride that each frame belongs to, -1 outside whole strides."""
        number = np.full(len(self.time_s), -1)
        for k, (start, end) in enumerate(self.strides()):
            number[(self.time_s >= start) & (self.time_s < end)] = k
        return number

    def stance(self, side: Side) -> npt_bool:
        """Whether that foot is on the ground, shape ``(time,)``."""
        return self.since_contact(side) < self.contact_share(side)

    def since_contact(self, side: Side) -> Array:
        """Cycles since that foot's last initial contact, in [0, 1), shape ``(time,)``."""
        return np.mod(self.phase - self.initial_contact[side], 1.0)

    def contact_share(self, side: Side) -> float:
        """Share of the stride for which that foot is on the ground (duty factor)."""
        return float(np.mod(self.toe_off[side] - self.initial_contact[side], 1.0))


npt_int = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
npt_bool = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def by_stride(
    values: xr.DataArray, gait: Gait, how: str = "mean", *, enough: float = 0.5
) -> xr.DataArray:
    """Reduce a value per frame to one per stride.

    Parameters
    ----------
    values
        Dim ``time``; NaN where not seen. Others pass through.
    gait
        Strides on the same time axis.
    how
        ``"mean"``, ``"range"`` (peak to peak), ``"max"``, or ``"quantile:q"`` with 0 < q < 1.
    enough
        Share of a stride's frames that must be seen; the others give NaN.

    Returns
    -------
    xarray.DataArray
        Dim ``stride`` in place of ``time``.
    """
    import xarray as xr

    axis = values.get_axis_num("time")
    array = np.moveaxis(values.values, axis, 0)
    number = gait.stride_of_frame()
    rows = [
        _reduced(array[number == k], how, enough) if (number == k).any() else np.nan * array[0]
        for k in range(len(gait.strides()))
    ]
    dims = ["stride", *(d for d in values.dims if d != "time")]
    coords = {d: values.coords[d] for d in dims[1:] if d in values.coords}
    shape = (len(rows), *array.shape[1:])
    return xr.DataArray(np.array(rows, dtype=float).reshape(shape), dims=dims, coords=coords)


def _reduced(part: Array, how: str, enough: float) -> Array:
    seen = np.isfinite(part)
    sufficient = seen.sum(axis=0) >= np.maximum(2, enough * len(part))
    # Columns that are all NaN would warn; they are masked by `sufficient` anyway.
    safe = np.where(seen.any(axis=0), part, 0.0)
    if how == "range":
        value = np.nanmax(safe, axis=0) - np.nanmin(safe, axis=0)
    elif how.startswith("quantile:"):
        value = np.nanquantile(safe, float(how.removeprefix("quantile:")), axis=0)
    elif how == "max":
        value = np.nanmax(safe, axis=0)
    else:
        value = np.nanmean(safe, axis=0)
    return np.where(sufficient, value, np.nan)
