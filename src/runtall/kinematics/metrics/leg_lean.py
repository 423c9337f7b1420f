"""Lean of the leg that carries the runner."""

import xarray as xr

from runtall.kinematics.gait import MASKED, SIDES, Gait, by_stride
from runtall.kinematics.metric import metric
from runtall.kinematics.points import inclination, point


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    reduce="per_stride",
    parts=("hip", "ankle"),
    sources=("runtall2026",),
)
def leg_lean(position: xr.DataArray, gait: Gait) -> xr.DataArray:
    """Mean over stance of the sagittal angle of the line from stance ankle to mid-hip.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    gait
        Contacts on the same time axis.

    Returns
    -------
    xarray.DataArray
        Lean per stride in rad, positive forward: the part of the lean that comes from the
        ankles. Mean of the stances of both feet.
    """
    hip = point(position, "mid_hip")
    leans = [
        by_stride(
            inclination(hip - point(position, f"{side}_ankle")).where(
                xr.DataArray(gait.stance(side), dims="time")
            ),
            gait,
            enough=MASKED,
        )
        for side in SIDES
    ]
    return (leans[0] + leans[1]) / 2
