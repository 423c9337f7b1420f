"""How far each upper arm swings."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import along, point, trunk
from runtall.motion.measurement import Side


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    reduce="range",
    sided=True,
    curve=True,
    bounds=(0.0, 6.0),
    parts=("shoulder", "elbow"),
    also=("hip",),
    sources=("runtall2026",),
)
def arm_swing_range(position: xr.DataArray, side: Side) -> xr.DataArray:
    """Sagittal angle of the upper arm against the trunk line; its peak-to-peak per stride.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.
    side
        Which arm.

    Returns
    -------
    xarray.DataArray
        Angle per frame in rad, 0 when the arm hangs along the trunk, positive forward.
    """
    arm = point(position, f"{side}_elbow") - point(position, f"{side}_shoulder")
    swing = _hanging(arm) - _hanging(-trunk(position))
    wrapped: xr.DataArray = xr.ufuncs.arctan2(xr.ufuncs.sin(swing), xr.ufuncs.cos(swing))
    return wrapped


def _hanging(vector: xr.DataArray) -> xr.DataArray:
    # Angle from straight down, positive forward.
    angle: xr.DataArray = xr.ufuncs.arctan2(along(vector, "x"), -along(vector, "y"))
    return angle
