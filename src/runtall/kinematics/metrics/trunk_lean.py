"""Forward lean of the trunk."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import inclination, trunk


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    curve=True,
    parts=("shoulder", "hip"),
    sources=("teng2015",),
)
def trunk_lean(position: xr.DataArray) -> xr.DataArray:
    """Sagittal angle between the line from mid-hip to mid-shoulder and the vertical.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.

    Returns
    -------
    xarray.DataArray
        Lean in rad, positive forward.

    Notes
    -----
    Says how far the trunk leans, not where the lean starts: see `waist_hinge`.
    """
    return inclination(trunk(position))
