"""How far the head travels ahead of the shoulders."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import inclination, point


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    curve=True,
    parts=("ear", "shoulder"),
    sources=("lau2009",),
)
def head_forward(position: xr.DataArray) -> xr.DataArray:
    """Sagittal angle between the line from mid-shoulder to mid-ear and the vertical.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.

    Returns
    -------
    xarray.DataArray
        Angle in rad, positive when the ears are ahead of the shoulders. Absolute: a trunk
        that leans carries the head with it.
    """
    return inclination(point(position, "mid_ear") - point(position, "mid_shoulder"))
