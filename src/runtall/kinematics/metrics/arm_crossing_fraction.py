"""How much of the stride each wrist spends across the midline."""

import xarray as xr

from runtall.kinematics.gait import Gait, by_stride
from runtall.kinematics.metric import metric
from runtall.kinematics.midline import wrist_to_midline
from runtall.motion.measurement import Side


@metric(
    unit="1",
    display_unit="%",
    axes="yz",
    reduce="per_stride",
    sided=True,
    bounds=(0.0, 1.0),
    parts=("shoulder", "wrist"),
    sources=("arellano2014",),
)
def arm_crossing_fraction(position: xr.DataArray, gait: Gait, side: Side) -> xr.DataArray:
    """Share of the stride in which the wrist is on the other side of the midline.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    gait
        Strides on the same time axis.
    side
        Which wrist.

    Returns
    -------
    xarray.DataArray
        Share per stride, 0 to 1.
    """
    distance = wrist_to_midline(position, side)
    return by_stride((distance < 0).where(distance.notnull()), gait)
