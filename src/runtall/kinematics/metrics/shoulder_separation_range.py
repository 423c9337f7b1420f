"""A stand-in for the turning of the thorax where only the side is seen."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import along, length, point, trunk


@metric(
    unit="1",
    display_unit="% of trunk length",
    axes="xy",
    reduce="range",
    bounds=(0.0, 9.0),
    parts=("shoulder",),
    also=("hip",),
    sources=("runtall2026",),
)
def shoulder_separation_range(position: xr.DataArray) -> xr.DataArray:
    """How much farther forward one shoulder travels than the other; peak-to-peak per stride.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.

    Returns
    -------
    xarray.DataArray
        Fore-aft separation of the shoulders per frame as a share of trunk length, positive
        with the right shoulder ahead. A proxy of thorax yaw for comparing a runner with
        themselves; it is no angle.
    """
    apart = point(position, "right_shoulder") - point(position, "left_shoulder")
    return along(apart, "x") / length(trunk(position)).mean("time")
