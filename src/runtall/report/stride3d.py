"""The 3-D mean stride in the report: film, poses, curves, and what they rest on."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from runtall.analysis.result import Analysis, Curve
from runtall.motion.mean_stride import MeanStride
from runtall.report import stride_curves, wording
from runtall.report.svg import curves, stride_film, stride_poses
from runtall.report.svg.stride_poses import SCALE, Paper, half_breadth, paper
from runtall.report.svg.stride_shapes import Array, Seen
from runtall.report.svg.stride_wrists import Cycle

TITLE: Final = "Your mean stride"
_DRAWS: Final = 200
_FILM_SCALE: Final = 190.0
_SLOWER: Final = 3.0
_KEY: Final = (
    "All still poses at one scale. The thin loops are the paths of the wrists through the whole "
    "stride; with 90\u00a0% probability those of your mean stride lie in the soft band around them."
)
_NOT_SEEN: Final = "not seen from this side"


def part(analysis: Analysis) -> dict[str, Any] | None:
    """The section of the mean stride, or None where there is none."""
    stride = analysis.stride
    if stride is None:
        return None
    cycle = _cycle(stride, analysis.settings.seed)
    able = stride_curves.shown(stride)
    return {
        "title": TITLE,
        "rests_on": rests_on(stride),
        "film": _film(stride, cycle, able),
        "rows": _rows(stride, cycle, able),
        "key": _KEY,
        **_curves(analysis, stride),
    }


def _cycle(stride: MeanStride, seed: int) -> Cycle:
    phase = np.arange(stride_film.FRAMES) / stride_film.FRAMES
    return Cycle(stride.positions(phase), stride.position_draws(phase, _DRAWS, seed))


def _sides(stride: MeanStride, able: set[str]) -> list[tuple[Seen, bool]]:
    """From where it is drawn, and whether it was seen from there; what was seen comes first."""
    beside: Seen = "left" if "left" in stride.views and "right" not in stride.views else "right"
    across: Seen = "front" if "front" in stride.views and "rear" not in stride.views else "rear"
    flat: list[tuple[Seen, bool]] = [(beside, "side" in able), (across, "across" in able)]
    if "both" in able:
        return [*flat, ("above", True)]
    return sorted(flat, key=lambda row: not row[1])


def rests_on(stride: MeanStride) -> str:
    """What the stride was made from, in plain words."""
    able = stride_curves.shown(stride)
    all_ = f"One stride that stands for all {stride.n_strides}"
    numbers = [str(i + 1) for i in stride.inputs]
    if "markers" in able:
        return f"{all_}, measured by motion capture."
    clips = f"{'clip' if len(numbers) == 1 else 'clips'} {wording.listed(numbers)}"
    if "both" in able:
        return (
            f"{all_} in {clips}. The clips need not show the same moments: one jointed body was "
            "fitted to the mean stride of each."
        )
    return f"{all_} in {clips}. {_one_sided(stride, able)}"


def _one_sided(stride: MeanStride, able: set[str]) -> str:
    views = wording.listed([wording.seen(v) for v in dict.fromkeys(stride.views)])
    hidden = "How far you sway and turn" if "side" in able else "How far you lean and swing forward"
    more = "from behind or the front" if "side" in able else "from the side"
    return (
        f"It was filmed {views} only, so only that view is drawn in full. {hidden} does not show "
        f"there: what you see in grey dashes is a typical runner's. A clip {more} would show yours."
    )


def _film(stride: MeanStride, cycle: Cycle, able: set[str]) -> dict[str, Any]:
    views = []
    for seen, known in _sides(stride, able)[:2]:
        if known:
            on = paper(cycle, seen, _FILM_SCALE, half_breadth(cycle, (seen,)))
            label = f"Moving picture of one stride, seen {wording.seen(seen)}"
            svg = stride_film.film(cycle, on, label)
            views.append({"name": wording.seen(seen), "svg": svg})
    return {"views": views, "seconds": stride_film.seconds(stride.frequency_hz, _SLOWER)}


def moments(stride: MeanStride) -> list[tuple[float, str]]:
    """Four phases that tell a stride, with their names: contact, stance, flight, contact."""
    contact, off = stride.initial_contact, stride.toe_off
    if not {"left", "right"} <= set(contact) or "left" not in off:
        return [(k / 4, "") for k in range(4)]
    stance = (off["left"] - contact["left"]) % 1.0
    return [
        (contact["left"] % 1.0, "left foot lands"),
        ((contact["left"] + stance / 2) % 1.0, "left leg carries"),
        (off["left"] % 1.0, "left foot leaves"),
        (contact["right"] % 1.0, "right foot lands"),
    ]


def _rows(stride: MeanStride, cycle: Cycle, able: set[str]) -> list[dict[str, Any]]:
    """The four poses from each side at one scale; ``share`` is a row's breadth, % of the widest."""
    sides = _sides(stride, able)
    halves = [half_breadth(cycle, (seen,)) for seen, _ in sides]
    told = moments(stride)
    positions = stride.positions([phase for phase, _ in told])
    rows = []
    for (seen, known), half in zip(sides, halves, strict=True):
        on = paper(cycle, seen, SCALE, half)
        poses = [
            _pose(cycle, position, on, moment, ghost=not known)
            for position, moment in zip(positions, told, strict=True)
        ]
        rows.append({
            "name": wording.seen(seen), "note": "" if known else _NOT_SEEN,
            "share": round(100 * half / max(halves), 1), "poses": poses,
        })  # fmt: skip
    return rows


def _pose(
    cycle: Cycle, position: Array, on: Paper, moment: tuple[float, str], *, ghost: bool
) -> dict[str, str]:
    percent, what = f"{round(100 * moment[0])} %", moment[1]
    where = f"seen {wording.seen(on.stage.seen)}"
    told = ", ".join(p for p in (what, f"{percent} of the stride", where) if p)
    label = f"A typical runner: {told}" if ghost else told[:1].upper() + told[1:]
    svg = stride_poses.pose(cycle, position, on, label, ghost=ghost)
    return {"percent": percent, "what": what, "svg": svg}


def _curves(analysis: Analysis, stride: MeanStride) -> dict[str, Any]:
    stance = curves.stances(stride)
    found = stride_curves.groups(analysis, stride)
    return {
        "groups": [
            {"title": title, "panels": [_panel(same, stance) for same in panels]}
            for title, panels in found.items()
        ],
        "curves_key": _curves_key(stride, bool(stance)),
        "names": [same[0].name for panels in found.values() for same in panels],
    }


def _panel(same: list[Curve], stance: list[curves.Stance]) -> dict[str, str]:
    name, unit = same[0].name, wording.long_unit(same[0].unit)
    sign = wording.positive(name)
    return {
        "name": wording.words(name).name, "unit": f"{unit}, {sign}" if sign else unit, "clip": "",
        "svg": curves.panel(same, stance),
    }  # fmt: skip


def _curves_key(stride: MeanStride, bars: bool) -> str:
    numbers = wording.listed([str(i + 1) for i in stride.inputs])
    many = "clip" if len(stride.inputs) == 1 else "clips"
    of = "motion capture" if "markers" in stride.views else f"{many} {numbers}"
    feet = " Bars below the curves: foot on the ground." if bars else ""
    return (
        f"From one left foot contact (0) to the next (100\u00a0%), 3-D, from {of}. Band: where the "
        "mean stride lies with 90\u00a0% probability; it says how sure it is, not how strides "
        f"differ.{feet}"
    )


def arms(analysis: Analysis) -> str | None:
    """Both wrists from above, or None where the stride was not seen from two sides.

    Nor where their distance from the midline was read off a flat picture: drawing and number
    would differ.
    """
    stride = analysis.stride
    if stride is None or "both" not in stride_curves.shown(stride):
        return None
    if len(stride_curves.sides_of(analysis, stride_curves.WRIST)) < 2:
        return None
    label = "Path of the wrists from above, forward up, against the midline of the chest"
    return stride_poses.arms(_cycle(stride, analysis.settings.seed), label)
