"""One pose of the mean stride as a quiet body with the lines of both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from runtall.report.svg.markup import tag
from runtall.report.svg.stride_shapes import (
    Array,
    Body,
    Stage,
    arm,
    body,
    head,
    hips,
    leg,
    strokes,
    trunk,
)

SIDES: Final = ("left", "right")
_ARM: Final = ("shoulder", "elbow", "wrist")
_LEG: Final = ("hip", "knee", "ankle", "foot_index")


def figure(
    position: Array, stage: Stage, *, lines: bool = True, under: Sequence[str] = ()
) -> list[str]:
    """The parts of a body, far ones first.

    Parameters
    ----------
    position
        Points in the order of `runtall.motion.vocabulary.BODY`, shape ``(19, 3)``, m.
    stage
        Where it is drawn.
    lines
        Whether the lines of limbs, shoulders, hips and trunk are drawn on it.
    under
        Elements that go between the trunk and the arms before it.

    Returns
    -------
    list of str
        Elements of class ``k1`` (far), ``k2`` and ``k3`` (near; filled outlines), ``bone l`` and
        ``bone r`` (lines of the sides) and ``span`` (shoulder, hip or trunk line).
    """
    runner = body(position)
    if stage.seen == "above":
        body_, arms = _from_above(runner, stage)
    elif stage.seen in SIDES:
        body_, arms = _from_the_side(runner, stage)
    else:
        body_, arms = _across(runner, stage)
    back, front = ([text for kind, text in p if lines or kind == "fill"] for p in (body_, arms))
    return [*back, *under, *front]


def bust(position: Array, stage: Stage) -> list[str]:
    """Chest, shoulder line with its ends, and head from above, without the arms."""
    runner = body(position)
    parts = [_fill("k2", trunk(runner, stage)), _spans(runner, stage, ("shoulder",))]
    for side in SIDES:
        x, y = stage.place(runner[f"{side}_shoulder"]).tolist()
        parts.append(("line", tag("circle", class_="sh", cx=x, cy=y, r=4.0)))
    return [text for _, text in [*parts, _fill("k3", head(runner, stage))]]


Part = tuple[str, str]
Parts = tuple[list[Part], list[Part]]


def _from_the_side(runner: Body, stage: Stage) -> Parts:
    near = stage.seen
    far = "left" if near == "right" else "right"
    spine = stage.place(np.array([runner["mid_hip"], runner["mid_shoulder"]]))
    return [
        _fill("k1", leg(runner, far, stage)),
        _bone(runner, far, _LEG, stage, " dim"),
        _fill("k1", "".join(arm(runner, far, stage))),
        _bone(runner, far, _ARM, stage, " dim"),
        _fill("k2", trunk(runner, stage)),
        _fill("k2", head(runner, stage)),
        _fill("k3", leg(runner, near, stage)),
        _bone(runner, near, _LEG, stage),
        ("line", tag("path", class_="span", d=strokes([spine]))),
    ], [
        _fill("k3", "".join(arm(runner, near, stage))),
        _bone(runner, near, _ARM, stage),
    ]


def _across(runner: Body, stage: Stage) -> Parts:
    """From behind or from the front: what the trunk hides comes first."""
    middle = float(stage.depth((runner["mid_hip"] + runner["mid_shoulder"]) / 2))
    hidden: list[Part] = []
    uppers: list[Part] = []
    open_: list[Part] = []
    for side in SIDES:
        upper, lower = arm(runner, side, stage)
        depth = float(stage.depth((runner[f"{side}_elbow"] + runner[f"{side}_wrist"]) / 2))
        (hidden if depth < middle else open_).append(_fill("k3", lower))
        uppers.append(_fill("k3", upper))
    order = sorted(SIDES, key=lambda side: float(stage.depth(runner[f"{side}_ankle"])))
    return [
        *hidden,
        *(_fill("k3", leg(runner, side, stage)) for side in order),
        _fill("k2", trunk(runner, stage)),
        _fill("k2", head(runner, stage)),
    ], [
        *uppers,
        *open_,
        _spans(runner, stage, ("shoulder", "hip")),
        *(_bone(runner, side, names, stage) for side in SIDES for names in (_LEG, _ARM)),
    ]


def _from_above(runner: Body, stage: Stage) -> Parts:
    return [_fill("k1", hips(runner, stage))], [
        *(_fill("k3", "".join(reversed(arm(runner, side, stage)))) for side in SIDES),
        _fill("k2", trunk(runner, stage)),
        _fill("k3", head(runner, stage)),
        _spans(runner, stage, ("shoulder", "hip")),
        *(_bone(runner, side, _ARM, stage) for side in SIDES),
    ]


def _fill(shade: str, outline: str) -> Part:
    return "fill", tag("path", class_=shade, d=outline)


def _spans(runner: Body, stage: Stage, parts: tuple[str, ...]) -> Part:
    lines = [np.array([runner[f"{side}_{part}"] for side in SIDES]) for part in parts]
    return "line", tag("path", class_="span", d=strokes(stage.place(line) for line in lines))


def _bone(runner: Body, side: str, names: tuple[str, ...], stage: Stage, dim: str = "") -> Part:
    points = stage.place(np.array([runner[f"{side}_{name}"] for name in names]))
    return "line", tag("path", class_=f"bone {side[0]}{dim}", d=strokes([points]))
