"""Forward lean of the back, from the sacrum to the base of the neck."""

import xarray as xr

from runtall.kinematics.metric import metric
from runtall.kinematics.points import inclination, point


@metric(
    unit="rad",
    display_unit="deg",
    axes="xy",
    curve=True,
    optional=True,
    parts=("c7", "sacrum"),
    sources=("runtall2026",),
)
def sacrum_c7_lean(position: xr.DataArray) -> xr.DataArray:
    """Sagittal angle between the line from the sacrum to C7 and the vertical.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``keypoint`` and ``space``; others pass through.

    Returns
    -------
    xarray.DataArray
        Lean in rad, positive forward.

    Notes
    -----
    Given where both points carry a marker, beside `trunk_lean` and never in its place: lines on
    the back and lines between joints differ by several degrees in one runner.
    """
    return inclination(point(position, "c7") - point(position, "sacrum"))
