"""A body with volume from 19 points: outlines of limbs, trunk and head on a plane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from runtall.motion.vocabulary import BODY

Array = npt.NDArray[np.float64]
Seen = Literal["left", "right", "rear", "front", "above"]

# Rows: right and down in the drawing, and towards the one who looks; columns: x y z of the lab.
_AXES: Final[dict[Seen, tuple[tuple[int, int, int], ...]]] = {
    "right": ((1, 0, 0), (0, -1, 0), (0, 0, 1)),
    "left": ((-1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "rear": ((0, 0, 1), (0, -1, 0), (-1, 0, 0)),
    "front": ((0, 0, -1), (0, -1, 0), (1, 0, 0)),
    "above": ((0, 0, 1), (-1, 0, 0), (0, 1, 0)),
}

# Volume is drawn, not measured. Radii and half breadths in m of a runner with legs of 0.876 m.
_LEGS_M: Final = 0.876
_ARM: Final = (0.050, 0.037, 0.025, 0.034)
_HAND_M: Final = 0.052
_LEG: Final = (0.084, 0.054, 0.055, 0.034)
_CALF: Final = 0.3
_FOOT: Final = (0.028, 0.018)
_NECK: Final = 0.052
_HEAD: Final = (0.098, 0.118, 0.078)
_HEAD_UP: Final = 0.028
# The tip of the nose lies below the ears of a head held level, rad.
_NOSE_BELOW: Final = 0.19
_NOSE: Final = 0.016
# Share of the way from the hips to the shoulders, half breadth, half depth.
_TRUNK: Final = (
    (-0.15, 0.085, 0.070), (0.00, 0.150, 0.104), (0.20, 0.148, 0.100), (0.42, 0.136, 0.092),
    (0.66, 0.156, 0.110), (0.86, 0.168, 0.102), (1.00, 0.164, 0.080), (1.09, 0.116, 0.064),
    (1.20, 0.054, 0.050),
)  # fmt: skip
_PELVIS, _CHEST = (0.0, 0.155, 0.104), (0.85, 0.166, 0.104)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a body is drawn: from where it is seen, px per m, px of the lab's origin."""

    seen: Seen
    scale: float
    origin: tuple[float, float] = (0.0, 0.0)

    def place(self, points: Array) -> Array:
        """Points (..., 3) in m as px (..., 2), right and down."""
        axes = np.array(_AXES[self.seen][:2], dtype=float)
        placed: Array = self.scale * points @ axes.T + np.array(self.origin)
        return placed

    def depth(self, points: Array) -> Array:
        """How near points (..., 3) are to the one who looks, m."""
        near: Array = points @ np.array(_AXES[self.seen][2], dtype=float)
        return near


@dataclass(frozen=True, slots=True)
class Body:
    """Points of one pose by name, each (3,) in m, and the body's size against the drawn one."""

    points: Mapping[str, Array]
    size: float

    def __getitem__(self, name: str) -> Array:
        """The point, or for ``mid_``... the middle of the left and the right one."""
        if name.startswith("mid_"):
            part = name.removeprefix("mid_")
            middle: Array = (self.points[f"left_{part}"] + self.points[f"right_{part}"]) / 2
            return middle
        return self.points[name]


def body(position: Array) -> Body:
    """The body from points (19, 3) in the order of ``BODY``."""
    points = dict(zip(BODY, position, strict=True))
    legs = sum(
        float(np.linalg.norm(points[f"{side}_{a}"] - points[f"{side}_{b}"]))
        for side in ("left", "right")
        for a, b in (("hip", "knee"), ("knee", "ankle"))
    )
    return Body(points, legs / 2 / _LEGS_M)


def arm(body: Body, side: str, stage: Stage) -> tuple[str, str]:
    """Outlines of upper arm, and of forearm with the hand."""
    shoulder, elbow, wrist = (body[f"{side}_{p}"] for p in ("shoulder", "elbow", "wrist"))
    along = (wrist - elbow) / max(float(np.linalg.norm(wrist - elbow)), 1e-6)
    hand = wrist + _HAND_M * body.size * along
    upper, middle, thin, fist = (r * body.size * stage.scale for r in _ARM)
    at = stage.place(np.array([shoulder, elbow, wrist, hand]))
    lower = capsule(at[1], at[2], middle, thin) + capsule(at[2], at[3], thin, fist)
    return capsule(at[0], at[1], upper, middle), lower


def leg(body: Body, side: str, stage: Stage) -> str:
    """Outline of thigh, shank and foot."""
    names = ("hip", "knee", "ankle", "heel", "foot_index")
    at = stage.place(np.array([body[f"{side}_{p}"] for p in names]))
    hip, knee, calf, ankle = (r * body.size * stage.scale for r in _LEG)
    heel, toe = (r * body.size * stage.scale for r in _FOOT)
    below = at[1] + _CALF * (at[2] - at[1])
    return (
        capsule(at[0], at[1], hip, knee)
        + capsule(at[1], below, knee, calf)
        + capsule(below, at[2], calf, ankle)
        + capsule(at[2], at[3], ankle, heel)
        + capsule(at[2], at[4], ankle, toe)
        + capsule(at[3], at[4], heel, toe)
        + polygon(at[2:5])
    )


def trunk(body: Body, stage: Stage) -> str:
    """Outline of the trunk with the neck; from above chest and hips as two ovals."""
    if stage.seen == "above":
        return _oval(body, _CHEST, stage)
    rows = [_section(body, row, stage) for row in _TRUNK]
    spine = stage.place(np.array([body["mid_hip"], body["mid_shoulder"]]))
    side = np.array([[0.0, -1.0], [1.0, 0.0]]) @ (spine[1] - spine[0])
    edges = []
    for centre, wide, deep in rows:
        # Where an ellipse in space is widest across the trunk's line as it is seen.
        turn = np.arctan2(deep @ side, wide @ side)
        edges.append((centre, wide * np.cos(turn) + deep * np.sin(turn)))
    ring = [c + e for c, e in edges] + [c - e for c, e in reversed(edges)]
    top = stage.place(_head_centre(body))
    neck = _NECK * body.size * stage.scale
    return smooth(np.array(ring)) + capsule(spine[1], top, neck, neck)


def hips(body: Body, stage: Stage) -> str:
    """Outline of the hips as seen from above."""
    return _oval(body, _PELVIS, stage)


def head(body: Body, stage: Stage) -> str:
    """Outline of the head with the tip of the nose."""
    ahead, up, out = _head_axes(body)
    axes = np.stack([ahead * _HEAD[0], up * _HEAD[1], out * _HEAD[2]], axis=1) * body.size
    flat = Stage(stage.seen, stage.scale).place(axes.T).T
    centre, nose = stage.place(np.array([_head_centre(body), body["nose"]]))
    tip = _NOSE * body.size * stage.scale
    return ellipse(centre, flat) + capsule(centre, nose, 2 * tip, tip)


def _head_axes(body: Body) -> tuple[Array, Array, Array]:
    out = _unit(body["right_ear"] - body["left_ear"])
    ahead = body["nose"] - body["mid_ear"]
    ahead = _unit(ahead - (ahead @ out) * out)
    up = np.cross(out, ahead)
    cos, sin = np.cos(_NOSE_BELOW), np.sin(_NOSE_BELOW)
    return cos * ahead + sin * up, cos * up - sin * ahead, out


def _head_centre(body: Body) -> Array:
    centre: Array = body["mid_ear"] + _HEAD_UP * body.size * _head_axes(body)[1]
    return centre


def _unit(vector: Array) -> Array:
    unit: Array = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return unit


def _section(
    body: Body, row: tuple[float, float, float], stage: Stage
) -> tuple[Array, Array, Array]:
    """Centre and the two half axes (2,) of a cross-section, px."""
    share, breadth, depth = row
    low, high = body["mid_hip"], body["mid_shoulder"]
    ends = [_unit(body[f"right_{p}"] - body[f"left_{p}"]) for p in ("hip", "shoulder")]
    mix = min(max(share, 0.0), 1.0)
    out = _unit((1 - mix) * ends[0] + mix * ends[1])
    ahead = _unit(np.cross(high - low, out))
    flat = Stage(stage.seen, stage.scale)
    centre = stage.place(low + share * (high - low))
    return centre, flat.place(breadth * body.size * out), flat.place(depth * body.size * ahead)


def _oval(body: Body, row: tuple[float, float, float], stage: Stage) -> str:
    centre, wide, deep = _section(body, row, stage)
    return ellipse(centre, np.stack([wide, deep], axis=1))


def figures(*values: float) -> str:
    """Numbers of path data, one decimal, no space that a reader of paths can do without."""
    text = ""
    for value in values:
        number = f"{value:.1f}".removesuffix(".0")
        number = "0" if number == "-0" else number
        text += number if not text or number.startswith("-") else f" {number}"
    return text


def capsule(a: Array, b: Array, ra: float, rb: float) -> str:
    """Outline around two circles, clockwise in the drawing as all outlines here.

    Parts of one path then add up where they overlap.
    """
    line = b - a
    long = float(np.hypot(*line))
    if long <= abs(ra - rb) + 1e-6:
        return disc(a if ra >= rb else b, max(ra, rb))
    lean = np.arccos(np.clip((ra - rb) / long, -1.0, 1.0))
    turn = np.arctan2(line[1], line[0])
    out = [np.array([np.cos(turn + s * lean), np.sin(turn + s * lean)]) for s in (-1.0, 1.0)]
    p, q, r, s = a + ra * out[0], b + rb * out[0], b + rb * out[1], a + ra * out[1]
    wide = int(lean > np.pi / 2), int(lean < np.pi / 2)
    return (
        f"M{figures(*p)}L{figures(*q)}A{figures(rb, rb)} 0 {wide[0]} 1 {figures(*r)}"
        f"L{figures(*s)}A{figures(ra, ra)} 0 {wide[1]} 1 {figures(*p)}Z"
    )


def disc(centre: Array, radius: float) -> str:
    """A circle, clockwise."""
    return ellipse(centre, radius * np.eye(2))


def ellipse(centre: Array, axes: Array) -> str:
    """The shadow of an ellipse or ellipsoid whose half axes are the columns of ``axes`` (2, n)."""
    spread, turned = np.linalg.eigh(axes @ axes.T)
    short, long = np.sqrt(np.maximum(spread, 1e-9))
    tilt = float(np.degrees(np.arctan2(turned[1, 1], turned[0, 1])))
    start, end = centre + long * turned[:, 1], centre - long * turned[:, 1]
    arc = f"A{figures(long, short, tilt)} 0 1 "
    return f"M{figures(*start)}{arc}{figures(*end)}{arc}{figures(*start)}Z"


def clockwise(points: Array) -> Array:
    """Corners (n, 2) in the order of all outlines here."""
    x, y = points.T
    return points if float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) >= 0 else points[::-1]


def polygon(points: Array) -> str:
    """Closed outline with straight sides, clockwise."""
    return f"M{'L'.join(figures(*p) for p in clockwise(points))}Z"


def smooth(points: Array) -> str:
    """Outline through points (n, 2), clockwise."""
    return smooth_line(clockwise(points))


def smooth_line(points: Array) -> str:
    """Closed curve through points (n, 2) in their order."""
    ahead, back = np.roll(points, -1, axis=0), np.roll(points, 1, axis=0)
    pull = (ahead - back) / 6
    first = f"M{figures(*points[0])}C{figures(*(points[0] + pull[0]))} "
    # Each curve leaves a point in the direction in which the last one came.
    ends = zip(ahead - np.roll(pull, -1, axis=0), ahead, strict=True)
    return first + "S".join(figures(*control, *end) for control, end in ends) + "Z"


def strokes(lines: Iterable[Array]) -> str:
    """Path data of open lines, each (n, 2)."""
    return "".join(f"M{'L'.join(figures(*p) for p in line)}" for line in lines)
