"""How far the body moves up and down per step."""

import numpy as np
import xarray as xr

from runtall.kinematics.gait import MASKED, SIDES, Gait, by_stride
from runtall.kinematics.metric import metric
from runtall.kinematics.points import along, point


@metric(
    unit="m",
    display_unit="mm",
    axes="y",
    reduce="per_stride",
    needs_scale=True,
    bounds=(0.0, 1.0),
    parts=("hip",),
    sources=("hamner2010",),
)
def vertical_oscillation(position: xr.DataArray, gait: Gait) -> xr.DataArray:
    """Peak-to-peak height of mid-hip per step; mean of the two steps of a stride.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    gait
        Contacts on the same time axis.

    Returns
    -------
    xarray.DataArray
        Height in m per stride.
    """
    height = along(point(position, "mid_hip"), "y")
    steps = []
    for side in SIDES:
        own = np.mod(gait.since_contact(side), 1.0) < 0.5
        steps.append(
            by_stride(height.where(xr.DataArray(own, dims="time")), gait, "range", enough=MASKED)
        )
    return (steps[0] + steps[1]) / 2
