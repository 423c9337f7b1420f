"""What a wrong view costs the fit, so that one that was told can be doubted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from accuracy.tables import percent, table
from judge_stride import form_of
from learn_landmarks import pose_of
from learning_data import ClipData
from runtall.errors import NotARun
from runtall.kinematics.clip import understand
from runtall.kinematics.points2d import from_pose, without_outliers
from runtall.kinematics.stride3d.make import from_clips
from runtall.kinematics.view import find_view
from runtall.motion.recording import VIEWS, View


@dataclass(frozen=True, slots=True)
class Told:
    """One clip told to be from somewhere; ``cost`` is None where it was refused as no run."""

    true: str
    told: str
    cost: float | None
    own_cost: float
    shown: str


def tried(clips: list[ClipData]) -> Iterator[Told]:
    """Every clip in good form as every view."""
    for clip in clips:
        if form_of(clip) != "good":
            continue
        shown = find_view(without_outliers(from_pose(pose_of(clip)))).view
        own = cost_of(clip, clip.view)  # type: ignore[arg-type]
        if own is not None:
            yield from (Told(clip.view, v, cost_of(clip, v), own, shown) for v in VIEWS)


def cost_of(clip: ClipData, view: View) -> float | None:
    """Cost of the fit to one clip taken for a view."""
    height = clip.height_cm / 100
    try:
        motion = understand(pose_of(clip), view=view, height_m=height, sex=clip.sex)
    except NotARun:
        return None
    return from_clips({0: motion}, height, sex=clip.sex)[1].cost


def page(clips: list[ClipData]) -> str:
    """Table by true and told view."""
    found = list(tried(clips))
    rows = []
    for true in VIEWS:
        for told in VIEWS:
            own = [f for f in found if (f.true, f.told) == (true, told)]
            costs = [f.cost for f in own if f.cost is not None]
            more = np.array([f.cost - f.own_cost for f in own if f.cost is not None])
            rows.append([
                true, told, f"{len(own)}", f"{len(own) - len(costs)}",
                f"{np.min(costs):.0f} to {np.max(costs):.0f}" if costs else "-",
                f"{more.min():.0f} to {more.max():.0f}" if costs and true != told else "-",
            ])  # fmt: skip
    right = [f.shown == f.true for f in found]
    head = (
        "filmed from",
        "told",
        "clips",
        "refused as no run",
        "cost of the fit",
        "more than as filmed",
    )
    share = percent(float(np.mean(right)))
    return table(head, rows) + f"\nUntold, the view was found right in {share} of the clips.\n"
