"""Bend of the elbow."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import inner_angle, point
from runtall.motion.measurement import Side


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    sided=True,
    curve=True,
    parts=("shoulder", "elbow", "wrist"),
    sources=("yegian2019",),
)
def elbow_angle(position: xr.DataArray, side: Side) -> xr.DataArray:
    """Inner angle between upper arm and forearm.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.
    side
        Which arm.

    Returns
    -------
    xarray.DataArray
        Angle in rad, pi when the arm is straight. From one view it is the angle of the
        picture, whose usual difference from the true one the estimator's error table holds.
    """
    elbow = point(position, f"{side}_elbow")
    return inner_angle(
        point(position, f"{side}_shoulder") - elbow, point(position, f"{side}_wrist") - elbow
    )
