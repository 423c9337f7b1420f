"""Distance of the wrists from the body's midline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runtall.kinematics.points import along, length, point
from runtall.motion.measurement import Side

if TYPE_CHECKING:
    import xarray as xr

_NEAR = 0.05


def arm_marks(position: xr.DataArray, side: Side) -> dict[str, float]:
    """What else shows where a hand is when the trunk hides it, in shoulder breadths.

    Parameters
    ----------
    position
        Runner-frame positions in m, dims ``time keypoint space``.
    side
        Which arm.

    Returns
    -------
    dict
        ``elbow_nearest``, the least distance of the elbow from the midline; ``elbow_rise``, its
        travel up and down; ``wrist_height``, mean height of the wrist over mid-shoulder.
    """
    line = point(position, "right_shoulder") - point(position, "left_shoulder")
    breadth = length(line)
    size = float(breadth.median("time"))
    outward = 1.0 if side == "right" else -1.0
    elbow = point(position, f"{side}_elbow") - point(position, "mid_shoulder")
    across = outward * (elbow * line / breadth).sum("space", skipna=False) / size
    wrist = point(position, f"{side}_wrist") - point(position, "mid_shoulder")
    rise = along(elbow, "y")
    return {
        "elbow_nearest": float(across.quantile(_NEAR)),
        "elbow_rise": float(rise.max() - rise.min()) / size,
        "wrist_height": float(along(wrist, "y").mean()) / size,
    }


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
    breadth = length(line)
    if "x" in position.space.values:
        # Seen from all around, the plane stands upright however the shoulders tilt.
        line = line.where(line.space != "y", 0.0)
    direction = line / length(line)
    wrist = point(position, f"{side}_wrist") - point(position, "mid_shoulder")
    outward = 1.0 if side == "right" else -1.0
    return outward * (wrist * direction).sum("space", skipna=False) / breadth.median("time")
