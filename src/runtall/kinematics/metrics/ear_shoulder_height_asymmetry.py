"""One shoulder carried higher than the other."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.metrics.ear_shoulder_height import ear_shoulder_height


@metric(
    unit="1",
    display_unit="% of trunk length",
    axes="yz",
    odd=True,
    parts=("ear", "shoulder"),
    also=("hip",),
    sources=("runtall2026",),
)
def ear_shoulder_height_asymmetry(position: xr.DataArray) -> xr.DataArray:
    """Left less right height of the ear above the shoulder.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.

    Returns
    -------
    xarray.DataArray
        Share of trunk length, positive when the right shoulder is carried higher against the
        head than the left.
    """
    return ear_shoulder_height(position, "left") - ear_shoulder_height(position, "right")
