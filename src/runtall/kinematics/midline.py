"""Distance of the wrists from the body's midline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtall.kinematics.points import length, point
from runtall.motion.measurement import Side

if TYPE_CHECKING:
    import xarray as xr


def wrist_to_midline(position: xr.DataArray, side: Side) -> xr.DataArray:
    """Signed distance of a wrist from the mid-sagittal plane of the thorax.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``. With only ``y`` and ``z``
        shown (rear, front) the shoulder line of the picture stands for the thorax's own.
    side
        Which wrist.

    Returns
    -------
    xarray.DataArray
        In shoulder breadths: 0 on the midline, 0.5 under the shoulder joint, negative across.
    """
    line = point(position, "right_shoulder") - point(position, "left_shoulder")
    if "x" in position.space.values:
        line = line.where(line.space != "y", 0.0)
    breadth = length(line)
    direction = line / breadth
    wrist = point(position, f"{side}_wrist") - point(position, "mid_shoulder")
    outward = 1.0 if side == "right" else -1.0
    return outward * (wrist * direction).sum("space", skipna=False) / breadth.median("time")
