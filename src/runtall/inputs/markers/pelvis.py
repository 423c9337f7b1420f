"""Hip joint centres from markers on the pelvis."""

from __future__ import annotations

import numpy as np

from runtall.inputs.markers.cloud import Array, Cloud, mean, median, unit
from runtall.literature import number

_UP = np.array([0.0, 1.0, 0.0])


def hip_centres(cloud: Cloud) -> tuple[dict[str, Array], bool]:
    """Both hip joint centres from the iliac spines.

    Parameters
    ----------
    cloud
        Points in m of the lab frame.

    Returns
    -------
    dict, bool
        Side to path (time, 3), empty without both front spines; and whether the tilt of the
        pelvis was seen, without which its front spines are taken to lie level with its back.

    Notes
    -----
    Regression on magnetic resonance images (harrington2007), errors of some 10 mm on people;
    without the back of the pelvis the older one on its width alone (bell1990).
    """
    if "left_asis" not in cloud or "right_asis" not in cloud:
        return {}, False
    front = (cloud["left_asis"] + cloud["right_asis"]) / 2
    across = cloud["right_asis"] - cloud["left_asis"]
    width = _length(across)
    across = unit(across)
    back = _back(cloud)
    if back is None:
        ahead = unit(np.cross(_UP, across))
        place = _bell(width)
    else:
        rough = front - back
        ahead = unit(rough - np.sum(rough * across, axis=1, keepdims=True) * across)
        place = _harrington(width, _length(rough))
    upward = np.cross(across, ahead)
    middle = front + place[0] * ahead + place[1] * upward
    hips = {"left": middle - place[2] * across, "right": middle + place[2] * across}
    return hips, back is not None


def _back(cloud: Cloud) -> Array | None:
    if "left_psis" in cloud and "right_psis" in cloud:
        return mean([cloud["left_psis"], cloud["right_psis"]])
    return cloud.get("sacrum")


def _harrington(width: float, depth: float) -> tuple[float, float, float]:
    """Ahead of, above and beside the middle of the front spines, m."""
    return (
        number("hip_centre.ahead.per_depth") * depth + number("hip_centre.ahead.offset"),
        number("hip_centre.up.per_width") * width + number("hip_centre.up.offset"),
        number("hip_centre.out.per_width") * width + number("hip_centre.out.offset"),
    )


def _bell(width: float) -> tuple[float, float, float]:
    ahead, up, out = (number(f"hip_centre.width_only.{k}") for k in ("ahead", "up", "out"))
    return ahead * width, up * width, out * width


def _length(vectors: Array) -> float:
    # The pelvis is rigid, its skin is not.
    return median(np.linalg.norm(vectors, axis=1))
