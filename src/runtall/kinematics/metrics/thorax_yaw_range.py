"""How far the chest turns from side to side."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import across, turned


@metric(
    unit="rad",
    display_unit="deg",
    axes="xz",
    reduce="range",
    curve=True,
    bounds=(0.0, 6.0),
    parts=("shoulder",),
    sources=("hamner2010", "weber2020"),
)
def thorax_yaw_range(position: xr.DataArray) -> xr.DataArray:
    """Turn of the shoulder line seen from above; its peak-to-peak per stride.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.

    Returns
    -------
    xarray.DataArray
        Angle per frame in rad, 0 square to the way, positive with the right shoulder forward
        (the chest turned to the left).
    """
    return turned(across(position, "shoulder"))
