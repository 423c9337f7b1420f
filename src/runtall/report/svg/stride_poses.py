"""Still poses of the mean stride, all at one scale, and the arms from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.motion.vocabulary import BODY
from runtall.report.svg.markup import svg, tag
from runtall.report.svg.stride_figure import SIDES, bust, figure
from runtall.report.svg.stride_shapes import Array, Seen, Stage
from runtall.report.svg.stride_wrists import Cycle, ways

SCALE: Final = 128.0
"""Px per m of the poses."""
_SCALE_ARMS: Final = 270.0
# Air in m: around the points, over the ears, under the lowest point of a foot.
_AIR, _OVER_EARS, _SOLE = 0.10, 0.165, 0.028
_BELOW_PX: Final = 8.0
_LOWER: Final = ("hip", "knee", "ankle", "heel", "foot_index")
_LEGS: Final = [k for k, name in enumerate(BODY) if name.endswith(_LOWER)]
_HEAD: Final = [k for k, name in enumerate(BODY) if name.endswith("ear")]


@dataclass(frozen=True, slots=True)
class Paper:
    """A stage with its size in px, and the height of the ground in it, if it shows."""

    stage: Stage
    width: float
    height: float
    ground: float | None


def half_breadth(cycle: Cycle, seen: tuple[Seen, ...]) -> float:
    """Half the breadth in m that holds the whole stride from each of these sides."""
    return max(float(np.abs(_shown(cycle, s)[..., 0]).max()) for s in seen) + _AIR


def paper(cycle: Cycle, seen: Seen, scale: float, half_m: float) -> Paper:
    """Where to draw so that every pose of the stride fits, the hips' mean place in the middle."""
    down = _shown(cycle, seen)[..., 1]
    if seen == "above":
        top, bottom, ground = float(down.min()) - _AIR, float(down.max()) + _AIR, None
    else:
        top = float(-cycle.position[:, _HEAD, 1].max()) - _OVER_EARS
        ground = float(down.max()) + _SOLE
        bottom = ground + _BELOW_PX / scale
    width, height = 2 * half_m * scale, (bottom - top) * scale
    stage = Stage(seen, scale, (width / 2, -top * scale))
    return Paper(stage, width, height, None if ground is None else (ground - top) * scale)


def _shown(cycle: Cycle, seen: Seen) -> Array:
    """All points of the stride, m, right and down in the drawing; from above without the legs."""
    points = cycle.position
    if seen == "above":
        points = np.delete(points, _LEGS, axis=1)
    return Stage(seen, 1.0).place(points)


def pose(cycle: Cycle, position: Array, on: Paper, label: str, *, ghost: bool = False) -> str:
    """One pose with the way of the wrists.

    Parameters
    ----------
    cycle
        The whole stride.
    position
        The pose, shape ``(19, 3)``, m.
    on
        Where it is drawn.
    label
        What it shows, for those who do not see it.
    ghost
        Whether it is no measurement: drawn in dashes, without sides and wrist paths.
    """
    parts = backdrop(on)
    if ghost:
        # Lines of the sides would claim what was not seen.
        outlines = figure(position, on.stage, lines=False)
        parts.append(f'<g class="ghost">{"".join(outlines)}</g>')
    else:
        bands, lines = ways(cycle, on.stage)
        parts += figure(position, on.stage, under=[*bands, *lines])
    return svg(on.width, on.height, *parts, label=label, class_="pose")


def backdrop(on: Paper) -> list[str]:
    """The ground, or from above the midline."""
    if on.ground is not None:
        return [tag("line", class_="ground", x1=0.0, x2=on.width, y1=on.ground, y2=on.ground)]
    middle = on.width / 2
    return [tag("line", class_="midl", x1=middle, x2=middle, y1=2.0, y2=on.height - 2.0)]


def arms(cycle: Cycle, label: str) -> str:
    """Both wrists from above, the chest held still, forward up; dots mark where they are nearest.

    Parameters
    ----------
    cycle
        The whole stride.
    label
        What it shows, for those who do not see it.
    """
    still = Cycle(_chest(cycle.position), _chest(cycle.draws))
    on = paper(still, "above", _SCALE_ARMS, half_breadth(still, ("above",)))
    bands, lines = ways(still, on.stage)
    parts = [*backdrop(on), *bust(still.position.mean(axis=0), on.stage), *bands, *lines]
    for side, outward in (("left", -1.0), ("right", 1.0)):
        wrist = still.position[:, BODY.index(f"{side}_wrist")]
        x, y = on.stage.place(wrist[np.argmin(outward * wrist[:, 2])]).tolist()
        parts.append(tag("circle", class_=f"near {side[0]}", cx=x, cy=y, r=4.5))
    return svg(on.width, on.height, *parts, label=label, class_="arms")


def _chest(points: Array) -> Array:
    """Points (..., 19, 3) from mid-shoulder: ahead of the shoulder line, up, along it."""
    left, right = (points[..., BODY.index(f"{s}_shoulder"), :] for s in SIDES)
    line = (right - left) * np.array([1.0, 0.0, 1.0])
    out = line / np.linalg.norm(line, axis=-1, keepdims=True)
    up = np.broadcast_to([0.0, 1.0, 0.0], out.shape)
    axes = np.stack([np.cross(up, out), up, out], axis=-1)
    turned: Array = (points - ((left + right) / 2)[..., None, :]) @ axes
    return turned
