"""How far the head is ahead of what the trunk's lean explains."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.metrics.head_forward import head_forward
from runtall.kinematics.metrics.trunk_lean import trunk_lean


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    difference_of=("head_forward", "trunk_lean"),
    parts=("ear", "shoulder", "hip"),
    sources=("lau2009", "runtall2026"),
)
def head_on_trunk(position: xr.DataArray) -> xr.DataArray:
    """Angle of the line from mid-shoulder to mid-ear less that of the trunk.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.

    Returns
    -------
    xarray.DataArray
        Angle in rad, positive when the head is ahead of the trunk's own line.
    """
    return head_forward(position) - trunk_lean(position)
