"""Points and directions that measurements share, on labelled positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr


def point(position: xr.DataArray, name: str) -> xr.DataArray:
    """One keypoint; ``mid_<name>`` is the midpoint of left and right.

    Parameters
    ----------
    position
        Dims ``keypoint`` and ``space``; others pass through.

    Raises
    ------
    KeyError
        When the keypoint is absent.
    """
    if name.startswith("mid_") and name not in position.keypoint.values:
        part = name.removeprefix("mid_")
        return (point(position, f"left_{part}") + point(position, f"right_{part}")) / 2
    return position.sel(keypoint=name, drop=True)


def along(vector: xr.DataArray, axis: str) -> xr.DataArray:
    """Component of a vector along one axis of its frame."""
    return vector.sel(space=axis, drop=True)


def length(vector: xr.DataArray) -> xr.DataArray:
    """Euclidean length over the axes that the recording shows, in m."""
    import xarray as xr

    size: xr.DataArray = xr.ufuncs.sqrt((vector**2).sum("space", skipna=False))
    return size


def inclination(vector: xr.DataArray, axis: str = "x") -> xr.DataArray:
    """Angle of a vector from the vertical towards ``axis``, in rad, positive towards it."""
    import xarray as xr

    angle: xr.DataArray = xr.ufuncs.arctan2(along(vector, axis), along(vector, "y"))
    return angle


def trunk(position: xr.DataArray) -> xr.DataArray:
    """Vector from mid-hip to mid-shoulder, in m."""
    return point(position, "mid_shoulder") - point(position, "mid_hip")


def inner_angle(first: xr.DataArray, second: xr.DataArray) -> xr.DataArray:
    """Angle between two vectors over the axes shown, 0 to pi rad."""
    cosine = (first * second).sum("space", skipna=False) / (length(first) * length(second))
    import xarray as xr

    angle: xr.DataArray = xr.ufuncs.arccos(cosine.clip(-1, 1))
    return angle


def turned(line: xr.DataArray) -> xr.DataArray:
    """Turn of a line from left to right as seen from above, rad, positive to the left.

    Parameters
    ----------
    line
        From a point of the left to one of the right side, over ``x`` and ``z``.
    """
    import xarray as xr

    angle: xr.DataArray = xr.ufuncs.arctan2(along(line, "x"), along(line, "z"))
    return angle


def across(position: xr.DataArray, part: str) -> xr.DataArray:
    """Vector from the left to the right one of a pair of points, in m."""
    return point(position, f"right_{part}") - point(position, f"left_{part}")
