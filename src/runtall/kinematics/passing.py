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
from runtall.kinematics.frame import Level, known_roll
from runtall.kinematics.passes import Ints, Pass, background_path, find_passes, slides
from runtall.kinematics.periodic import Array
from runtall.kinematics.points2d import Points2D
from runtall.kinematics.settled import Settled, Way, chosen, in_place, straight, whole_body
from runtall.kinematics.sweep import sweep
from runtall.kinematics.turning import (
    focal_px,
    moved,
    sizes,
    turn_of,
    turned_back,
    upright_from,
    warped,
)
from runtall.literature import number
from runtall.motion.recording import View

if TYPE_CHECKING:
    import xarray as xr

_OFF_SQUARE_DEG: Final = (15.0, 20.0, 25.0, 30.0)
"""How far from square a part of a pass may be; each only where the one before holds too little."""
_STRIDES_PER_S: Final = 1.4
_CUT: Final = 0.5
"""Strides that are cut off at the ends of a pass."""
_LEAST_S: Final = 0.4
_FEW: Final = 5
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
            self,
            homography=homography @ self.homography,
            points=self.points.with_position(position),
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
        return _beside(points, background, passes, (told, known_roll(pose)))
    coming = approach(points) if told not in ("left", "right") else None
    if coming is not None:
        return coming
    unknown = "camera_shift" in pose and (background is None or slides(points, background))
    return in_place(points, overground=None if unknown else False)


def _beside(
    points: Points2D,
    background: Array | None,
    passes: list[Pass],
    told: tuple[View | None, Level | None],
) -> Settled:
    view, level = told
    sign = _direction(points, passes, view)
    own = [p for p in passes if p.sign == sign]
    plain = [_as_filmed(points, p) for p in own]
    back = _turned_back(points, background, plain)
    if back and sum(map(_size_scatter, back)) > sum(map(_size_scatter, plain)):
        # A camera that goes along instead of turning: size and view stay as they are.
        return in_place(points, overground=True)
    square = _squared(back or plain, turned=bool(back))
    kept, limit = _nearly_square(square)
    way = Way(
        view=_SIDES[sign], overground=True, passes=len(kept), left_out=len(passes) - len(own),
        off_deg=limit, turned=bool(back),
    )  # fmt: skip
    return _still(points, kept, way, level)


def how_to_pass(view: View | None = None) -> str:
    """What to do when passes seen from there show too little."""
    times = f"{number('capture.passes_min'):.0f} times or more in one clip"
    if view in ("rear", "front"):
        return f"run up to the camera, or away from it, {times}, over a longer way"
    return f"run past the camera {times}, or film from farther away, square to the path"


def _direction(points: Points2D, passes: list[Pass], told: View | None) -> float:
    if told is not None:
        return 1.0 if told == "right" else -1.0
    return float(np.sign(sum(p.sign * _seconds(points.time_s[p.frames]) for p in passes)))


def _seconds(time_s: Array) -> float:
    return float(time_s[-1] - time_s[0]) if len(time_s) else 0.0


def _as_filmed(points: Points2D, own: Pass) -> _Seen:
    same = np.tile(np.eye(3), (len(own.frames), 1, 1))
    return _Seen(own.frames, same, chosen(points, [own.frames]))


def _turned_back(points: Points2D, background: Array | None, seen: list[_Seen]) -> list[_Seen]:
    """Every pass in the picture of a camera that stands; empty where the camera did."""
    if background is None:
        return []
    turns = [turn_of(background[s.frames], points) for s in seen]
    if max((float(np.ptp(t[:, 0])) for t in turns), default=0.0) < _TURNED:
        return []
    return [
        s.turned(turned_back(t - t[len(t) // 2], points)) for s, t in zip(seen, turns, strict=True)
    ]


def _size_scatter(seen: _Seen) -> float:
    """Sum of squares of the body's size off its even change, relative."""
    size = np.where(whole_body(seen.points), sizes(seen.points), np.nan)
    if np.isfinite(size).sum() < _FEW:
        return 0.0
    line, kept = straight(seen.points.time_s, size)
    off = size[kept] - np.polyval(line, seen.points.time_s[kept])
    return float(np.sum((off / np.mean(size[kept])) ** 2))


def _squared(seen: list[_Seen], *, turned: bool) -> list[_Seen]:
    """Every pass in the picture of a camera square to the path."""
    marks = [_size_along(s) for s in seen]
    # A standing camera has one direction in all passes; one that turns starts anew in each.
    groups = [[m] for m in marks] if turned else [marks] * len(marks)
    yaws = [_yaw(np.concatenate(g), _YAW_SD[turned]) for g in groups]
    return [
        s.turned(turned_back(np.tile([yaw, 0.0], (len(s.frames), 1)), s.points))
        for s, yaw in zip(seen, yaws, strict=True)
    ]


def _size_along(seen: _Seen) -> Array:
    """Place across the picture over focal length, and relative size, each about its mean."""
    good = whole_body(seen.points)
    if good.sum() < _FEW:
        return np.zeros((0, 2))
    across = seen.points.point("mid_hip")[good, 0] / focal_px(seen.points)
    size = sizes(seen.points)[good]
    return np.stack([across - across.mean(), size / np.median(size) - 1.0], axis=1)


def _yaw(marks: Array, sd: float) -> float:
    # Size = distance along the lens's axis: even in the picture, by minus the tangent of the yaw.
    if not len(marks):
        return 0.0
    across, size = marks.T
    slope = across @ (size - size.mean()) / (across @ across + (_SIZE_SD / sd) ** 2)
    return float(np.arctan(-slope))


def _nearly_square(square: list[_Seen]) -> tuple[list[_Seen], float]:
    """The part of every pass filmed squarest, and how far from square it reaches, degrees."""
    enough = number("capture.steps_per_side")
    for limit in _OFF_SQUARE_DEG:
        parts = [_within(s, limit) for s in square]
        kept = [s for s in parts if _seconds(s.points.time_s) >= _LEAST_S]
        if sum(_STRIDES_PER_S * _seconds(s.points.time_s) - _CUT for s in kept) >= enough:
            return kept, limit
    if not kept:
        raise TooShort(
            "too short: the runner is never seen whole and nearly square from the side; "
            + how_to_pass()
        )
    return kept, limit


def _within(seen: _Seen, limit_deg: float) -> _Seen:
    across = seen.points.point("mid_hip")[:, 0] - seen.points.width / 2
    off = np.abs(np.arctan(across / focal_px(seen.points)))
    good = whole_body(seen.points) & (off < np.radians(limit_deg))
    first, last = (np.flatnonzero(good)[[0, -1]]) if good.any() else (0, -1)
    inside = slice(int(first), int(last) + 1)
    return _Seen(
        seen.frames[inside], seen.homography[inside],
        chosen(seen.points, [np.arange(len(good))[inside]]),
    )  # fmt: skip


def _still(points: Points2D, kept: list[_Seen], way: Way, known: Level | None) -> Settled:
    """The parts set upright and with the runner's even travel taken out, one after the other."""
    paths = [_path(s) for s in kept]
    weights = [_seconds(s.points.time_s) for s in kept]
    speed = np.average([np.hypot(*v) for _, v in paths], weights=weights)
    slope = np.average([v[1] / v[0] for _, v in paths], weights=weights)
    level = known or Level(float(-np.arctan(slope)), 0.0)
    aside = np.concatenate([path[:, 0] for path, _ in paths]) - points.width / 2
    middle = np.median(np.concatenate([path for path, _ in paths]), axis=0)
    upright = upright_from(level.roll, middle)
    parts = [
        s.turned(upright @ moved(path - middle)) for s, (path, _) in zip(kept, paths, strict=True)
    ]
    used = chosen(points, [s.frames for s in parts])
    position = np.concatenate([_on_path(s, middle) for s in parts])
    used = used.with_position(position)
    drift = sweep(used, aside / focal_px(points))
    return Settled(
        used.with_position(position - drift), np.concatenate([s.frames for s in parts]),
        np.concatenate([s.homography for s in parts]), points.time_s,
        replace(way, level=level, px_per_s=float(speed)), drift,
    )  # fmt: skip


def _path(seen: _Seen) -> tuple[Array, Array]:
    """Even travel of the hips, ``(time, 2)`` px, and its velocity, ``(2,)`` px/s."""
    time, hip = seen.points.time_s, seen.points.point("mid_hip")
    lines = np.array([straight(time, hip[:, axis])[0] for axis in (0, 1)])
    return np.outer(time, lines[:, 0]) + lines[:, 1], lines[:, 0]


def _on_path(seen: _Seen, place: Array) -> Array:
    off = np.abs(seen.points.point("mid_hip") - place).max(axis=1)
    chance = off > _OFF_PATH * seen.points.trunk_length()
    return np.where(chance[:, None, None], np.nan, seen.points.position)
