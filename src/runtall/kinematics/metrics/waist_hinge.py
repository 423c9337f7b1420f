"""The part of the trunk's lean that does not come from the legs."""

import xarray as xr

from runtall.kinematics.gait import Gait, by_stride
from runtall.kinematics.metric import metric
from runtall.kinematics.metrics.leg_lean import leg_lean
from runtall.kinematics.metrics.trunk_lean import trunk_lean


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    reduce="per_stride",
    difference_of=("trunk_lean", "leg_lean"),
    parts=("shoulder", "hip", "ankle"),
    sources=("runtall2026",),
)
def waist_hinge(position: xr.DataArray, gait: Gait) -> xr.DataArray:
    """Trunk lean over the stride less leg lean over stance.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    gait
        Contacts on the same time axis.

    Returns
    -------
    xarray.DataArray
        Hinge per stride in rad, positive when the trunk leans further forward than the leg.
    """
    return by_stride(trunk_lean(position), gait) - leg_lean(position, gait)
