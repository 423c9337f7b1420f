"""How near each wrist comes to the body's midline."""

import xarray as xr

from runtall.kinematics.gait import Gait, by_stride
from runtall.kinematics.metric import metric
from runtall.kinematics.midline import arm_marks, wrist_to_midline
from runtall.literature import number
from runtall.motion.measurement import Side


@metric(
    unit="1",
    display_unit="shoulder breadths",
    axes="yz",
    reduce="per_stride",
    sided=True,
    overall="min",
    covariates=arm_marks,
    parts=("shoulder", "wrist"),
    sources=("arellano2014",),
)
def arm_crossing_nearest(position: xr.DataArray, gait: Gait, side: Side) -> xr.DataArray:
    """5th percentile of the wrist's distance from the midline.

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
        Per stride, in shoulder breadths: 0 on the midline, negative across.
    """
    share = number("arm_crossing.percentile") / 100
    return by_stride(wrist_to_midline(position, side), gait, f"quantile:{share}")
