"""Difference between the swings of the two arms."""

import xarray as xr

from runtall.kinematics.gait import Gait, by_stride
from runtall.kinematics.metric import metric
from runtall.kinematics.metrics.arm_swing_range import arm_swing_range


@metric(
    unit="1",
    display_unit="%",
    axes="xy",
    reduce="per_stride",
    odd=True,
    parts=("shoulder", "elbow"),
    also=("hip",),
    sources=("runtall2026",),
)
def arm_swing_asymmetry(position: xr.DataArray, gait: Gait) -> xr.DataArray:
    """Right less left arm swing range, as a share of their mean.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    gait
        Strides on the same time axis.

    Returns
    -------
    xarray.DataArray
        Asymmetry per stride, positive when the right arm swings further.
    """
    left, right = (
        by_stride(arm_swing_range(position, side), gait, "range") for side in ("left", "right")
    )
    return (right - left) / ((right + left) / 2)
