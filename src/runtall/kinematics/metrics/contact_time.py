"""Time that each foot spends on the ground."""

import numpy as np
import xarray as xr

from runtall.kinematics.gait import Gait
from runtall.kinematics.metric import metric
from runtall.literature import number
from runtall.motion.measurement import Side


@metric(
    unit="s",
    display_unit="ms",
    axes="xy",
    reduce="per_stride",
    sided=True,
    min_fps=number("events.contact_time.fps_min"),
    parts=("ankle", "heel", "foot_index"),
    sources=("handsaker2016", "fellin2010"),
)
def contact_time(position: xr.DataArray, gait: Gait, side: Side) -> xr.DataArray:
    """From initial contact to toe-off.

    Parameters
    ----------
    position
        Not used: the gait holds the contacts.
    gait
        Strides and contacts.
    side
        Which foot.

    Returns
    -------
    xarray.DataArray
        Duration per stride in s. Where contacts are not seen one by one, the share of contact in
        the mean stride times each stride's duration.
    """
    if gait.contact_s is not None:
        return xr.DataArray(gait.contact_s[side], dims="stride")
    duration = np.diff(gait.strides(), axis=1)[:, 0]
    return xr.DataArray(gait.contact_share(side) * duration, dims="stride")
