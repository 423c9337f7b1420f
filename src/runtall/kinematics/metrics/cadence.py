"""Steps per minute."""

import numpy as np
import xarray as xr

from runtall.kinematics.gait import Gait
from runtall.kinematics.metric import metric


@metric(
    unit="Hz",
    display_unit="steps/min",
    axes="",
    reduce="per_stride",
    sources=("hamner2010",),
)
def cadence(position: xr.DataArray, gait: Gait) -> xr.DataArray:
    """Steps of both feet per second.

    Parameters
    ----------
    position
        Not used: any view shows it.
    gait
        Strides.

    Returns
    -------
    xarray.DataArray
        Two steps over each stride's duration, in Hz.
    """
    return xr.DataArray(2.0 / np.diff(gait.strides(), axis=1)[:, 0], dims="stride")
