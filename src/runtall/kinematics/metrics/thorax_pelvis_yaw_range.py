"""How far the chest turns against the pelvis."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.metrics.pelvis_yaw_range import pelvis_yaw_range
from runtall.kinematics.metrics.thorax_yaw_range import thorax_yaw_range


@metric(
    unit="rad",
    display_unit="deg",
    axes="xz",
    reduce="range",
    curve=True,
    bounds=(0.0, 6.0),
    parts=("shoulder", "hip"),
    sources=("hamner2010",),
)
def thorax_pelvis_yaw_range(position: xr.DataArray) -> xr.DataArray:
    """Turn of the shoulder line against the hip line from above; its peak-to-peak per stride.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.

    Returns
    -------
    xarray.DataArray
        Angle per frame in rad, positive with the chest turned further to the left than the
        pelvis.
    """
    apart = thorax_yaw_range(position) - pelvis_yaw_range(position)
    wrapped: xr.DataArray = xr.ufuncs.arctan2(xr.ufuncs.sin(apart), xr.ufuncs.cos(apart))
    return wrapped
