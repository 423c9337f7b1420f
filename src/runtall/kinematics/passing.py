"""A runner who passes the camera, as a camera that stands square and goes along would see them.

A camera turned in its place shows the same scene under a homography of the picture, whatever the
distances. So a pass is first turned back into the picture of a camera that stands still, by the way
the background moved; then into that of a camera square to the path, where a runner keeps one size;
and then moved, so that the runner stays in one place. How far the body is turned away from the
camera cannot be undone: only the part of a pass that was filmed nearly square is used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.errors import TooShort
from runtall.kinematics.approaching import approach
from runtall.kinematics.passes import Ints, Pass, background_path, find_passes
from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.settled import Settled, Way, chosen, in_place, straight, whole_body
from runtall.kinematics.turning import focal_px, moved, sizes, turn_of, turned_back, warped
from runtall.literature import number
from runtall.motion.recording import View

if TYPE_CHECKING:
    import xarray as xr

_OFF_SQUARE_DEG: Final = (15.0, 20.0, 25.0)
"""How far from square a part of a pass may be; each only where the one before holds too little."""
_ENOUGH_S: Final = 2.7
"""Four strides: with as many, nothing farther from square is taken."""
_LEAST_S: Final = 0.4
_OFF_PATH: Final = 0.6
"""Trunk lengths off the straight path at which a chance figure was seen, not the runner."""
_YAW_SD: Final = {False: float(np.radians(5.0)), True: float(np.radians(20.0))}
"""How far from square a camera stands; one that turns with the runner, in mid-pass."""
_SIZE_SD: Final = 0.04
"""Scatter of the body's size that every frame adds, counted as if frames were independent."""
_TURNED: Final = float(np.radians(2.0))
"""A background that turns less is that of a camera on a stand."""
_SIDES: Final[dict[float, View]] = {1.0: "right", -1.0: "left"}


@dataclass(frozen=True, slots=True)
class _Seen:
    """One pass in the picture of another camera: ``homography`` leads to ``points``."""

    frames: Ints
    homography: Array
    points: Points2D

    def turned(self, homography: Array) -> _Seen:
        position = warped(self.points.position, homography)
        return replace(
            self, homography=homography @ self.homography, points=self.points.with_position(position)
        )


def settle(points: Points2D, pose: xr.Dataset, told: View | None = None) -> Settled:
    """Bring a runner who passes to one place; one who stays in place is left alone.

    Parameters
    ----------
    points
        Cleaned points.
    pose
        Pose stream of the same frames: how the background moved, and what the user said.
    told
        What the user said about the view; of passes both ways, those that show it are taken.

    Returns
    -------
    Settled

    Raises
    ------
    runtall.errors.TooShort
        When hardly anything of it was filmed nearly square.
    """
    if pose.attrs.get("told_ground") == "treadmill":
        return in_place(points, overground=False)
    background = background_path(pose, points)
    passes = find_passes(points, background) if told not in ("rear", "front") else []
    if passes:
        return _beside(points, background, passes, told)
    coming = approach(points) if told not in ("left", "right") else None
    if coming is not None:
        return coming
    unknown = background is None and "camera_shift" in pose
    return in_place(points, overground=None if unknown else False)


def _beside(
    points: Points2D, background: Array | None, passes: list[Pass], told: View | None
) -> Settled:
    sign = _direction(points, passes, told)
    own = [p for p in passes if p.sign == sign]
    seen, turned = _standing(points, background, own)
    square = _squared(seen, turned=turned)
    for limit in _OFF_SQUARE_DEG:
        pieces = [_nearly_square(s, limit) for s in square]
        length_s = sum(_length(s, p) for s, p in zip(square, pieces, strict=True))
        if length_s >= _ENOUGH_S:
            break
    kept = [(s, p) for s, p in zip(square, pieces, strict=True) if _length(s, p) >= _LEAST_S]
    if not kept:
        raise TooShort(
            "too short: the runner is never seen whole and nearly square from the side; "
            + how_to_pass()
        )
    way = Way(
        view=_SIDES[sign], overground=True, passes=len(kept), left_out=len(passes) - len(own),
        off_deg=limit, turned=turned,
    )  # fmt: skip
    return _still(points, kept, way)


def how_to_pass() -> str:
    """What to do when a pass shows too little."""
    return (
        f"run past the camera {number('capture.passes_min'):.0f} times or more in one clip, "
        "or film from farther away, square to the path"
    )


def _direction(points: Points2D, passes: list[Pass], told: View | None) -> float:
    if told is not None:
        return 1.0 if told == "right" else -1.0
    time = points.time_s
    return float(np.sign(sum(p.sign * (time[p.frames[-1]] - time[p.frames[0]]) for p in passes)))


def _standing(
    points: Points2D, background: Array | None, passes: list[Pass]
) -> tuple[list[_Seen], bool]:
    """Every pass in the picture of a camera that stands, and whether the camera turned."""
    plain = [
        _Seen(p.frames, np.tile(np.eye(3), (len(p.frames), 1, 1)), chosen(points, [p.frames]))
        for p in passes
    ]
    if background is None:
        return plain, False
    turns = [turn_of(background[p.frames], points) for p in passes]
    if max(float(np.ptp(t[:, 0])) for t in turns) < _TURNED:
        return plain, False
    middle = [t - t[len(t) // 2] for t in turns]
    back = [s.turned(turned_back(t, points)) for s, t in zip(plain, middle, strict=True)]
    # A camera that goes along instead of turning keeps the runner's size.
    if sum(map(_size_scatter, back)) > sum(map(_size_scatter, plain)):
        return plain, False
    return back, True


def _size_scatter(seen: _Seen) -> float:
    size, good = sizes(seen.points), whole_body(seen.points)
    if good.sum() < 5:
        return 0.0
    across = seen.points.point("mid_hip")[good, 0]
    off = size[good] - np.polyval(np.polyfit(across, size[good], 1), across)
    return float(np.mean((off / size[good].mean()) ** 2) * good.sum())
