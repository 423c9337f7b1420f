"""Fall of the pelvis on the side of the swinging leg."""

import xarray as xr

from runtall.kinematics.gait import MASKED, Gait, by_stride
from runtall.kinematics.metric import metric
from runtall.kinematics.points import along, length, point
from runtall.motion.measurement import Side
from runtall.motion.vocabulary import mirrored


@metric(
    unit="rad",
    display_unit="deg",
    axes="yz",
    reduce="per_stride",
    sided=True,
    parts=("hip",),
    sources=("dingenen2018",),
)
def pelvic_drop(position: xr.DataArray, gait: Gait, side: Side) -> xr.DataArray:
    """Largest fall of the swing-side hip below the stance-side hip during stance.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    gait
        Contacts on the same time axis.
    side
        The side of the stance leg.

    Returns
    -------
    xarray.DataArray
        Angle of the hip line from level, in rad per stride. From rear and front it is that of
        the picture.
    """
    own = point(position, f"{side}_hip")
    other = point(position, mirrored(f"{side}_hip"))
    line = own - other
    drop = xr.ufuncs.arctan2(along(line, "y"), length(line.where(line.space != "y", 0.0)))
    return by_stride(
        drop.where(xr.DataArray(gait.stance(side), dims="time")), gait, "max", enough=MASKED
    )
