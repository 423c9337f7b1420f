"""Height of the ear above the shoulder: falls as shoulders rise."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import length, point, trunk
from runtall.motion.measurement import Side


@metric(
    unit="1",
    display_unit="% of trunk length",
    axes="y",
    sided=True,
    curve=True,
    overall="mean",
    parts=("ear", "shoulder"),
    also=("hip",),
    sources=("runtall2026",),
)
def ear_shoulder_height(position: xr.DataArray, side: Side) -> xr.DataArray:
    """Distance from shoulder to ear along the trunk line, as a share of trunk length.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    side
        Which shoulder.

    Returns
    -------
    xarray.DataArray
        Share per frame. The head's own pitch moves it too, so only a change within one
        runner is read as a rise of the shoulder.
    """
    line = trunk(position)
    size = length(line)
    ear = point(position, f"{side}_ear") - point(position, f"{side}_shoulder")
    return (ear * line).sum("space", skipna=False) / size**2
