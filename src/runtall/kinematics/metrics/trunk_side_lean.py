"""Sideways lean of the trunk."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import inclination, trunk


@metric(
    unit="rad",
    display_unit="deg",
    axes="yz",
    curve=True,
    odd=True,
    parts=("shoulder", "hip"),
    sources=("dingenen2018",),
)
def trunk_side_lean(position: xr.DataArray) -> xr.DataArray:
    """Frontal angle between the line from mid-hip to mid-shoulder and the vertical.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.

    Returns
    -------
    xarray.DataArray
        Lean in rad, positive to the right.
    """
    return inclination(trunk(position), "z")
