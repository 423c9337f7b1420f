"""Pages of figures, as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accuracy.projected import Camera, Projected
from accuracy.starts import STARTS, Starts
from accuracy.tables import (
    HEADS,
    SETS,
    Figures,
    cells,
    name_of,
    of_rows,
    percent,
    table,
)
from accuracy.waves import Wave
from learning_data import ClipData
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.shows import shows
from runtall.units import to_display

Array = NDArray[np.float64]
KINDS = ("captured", "rendered")
YAW_THROUGH = "turn of the thorax through the stride"
USED = {0.0: "flat", 1.0: "fitted"}


# --- projected joints ----------------------------------------------------------------------------


def projected(found: Projected) -> str:
    """Measurements by set of views, the lines through the stride, cameras and phases."""
    parts = [_projected_set(found, views) for views in SETS]
    parts += ["### Through the stride: projected joints\n\n" + waves(found.waves)]
    parts += ["### Cameras and phases: projected joints\n\n" + cameras(found.cameras)]
    told = (
        f"Of {found.trials} trials, {found.refused} were refused as no run, and in "
        f"{found.exchanged} the labels of a side clip were exchanged, because an offset put the "
        "far foot lower than the near one.\n"
    )
    return "\n".join([*parts, told])


def _projected_set(found: Projected, views: str) -> str:
    rows = []
    for name, metric in metrics.items():
        if not shows(views, metric):
            continue
        own = [r for r in found.rows.get(views, []) if r.name == name]
        by_kind = [of_rows(r for r in own if r.method == kind) for kind in KINDS]
        if any(by_kind):
            numbers = [[str(f.n) if f else "-", *cells(f, metric)] for f in by_kind]
            rows.append([name_of(name), *numbers[0], *numbers[1]])
    heads = [f"{kind}: {h}" for kind in KINDS for h in ("n", *HEADS)]
    return f"### {SETS[views]}: projected joints\n\n" + table(["measurement", *heads], rows)


def waves(found: Sequence[Wave]) -> str:
    """Median and root mean square over the trials of the error through one stride."""
    kinds = sorted({w.kind for w in found})
    groups = [
        (k, v) for k in kinds for v in SETS if any(w.kind == k and w.views == v for w in found)
    ]
    rows = []
    for name in found[0].errors:
        row = [name]
        for kind, views in groups:
            own = np.array([w.errors[name] for w in found if (w.kind, w.views) == (kind, views)])
            row.append(f"{np.median(own):.2g} ({np.sqrt(np.mean(own**2)):.2g})")
        rows.append(row)
    return table(["through the stride", *(f"{k}, {v}" for k, v in groups)], rows)


def cameras(found: Sequence[Camera]) -> str:
    """Errors of yaw and phase."""
    rows = []
    for views in SETS:
        for kinds in (("left", "right"), ("rear",), ("front",)):
            own = [c for c in found if c.views == views and c.view in kinds]
            if own:
                yaw = np.degrees([c.yaw for c in own])
                late = 100 * np.abs([c.between for c in own if np.isfinite(c.between)])
                # Half a stride off: the labels of the side clip were exchanged.
                late = late[late < 25]
                rows.append([
                    views, "side" if len(kinds) > 1 else kinds[0], f"{len(own)}",
                    f"{yaw.mean():+.2g}", f"{np.sqrt(np.mean(yaw**2)):.2g}",
                    f"{100 * np.median([c.phase for c in own]):.2g}",
                    f"{np.sqrt(np.mean(late**2)):.2g}" if len(late) else "-",
                ])  # fmt: skip
    head = ("views", "camera", "n", "yaw bias, deg", "yaw RMSE, deg",
            "phase, SD, % of the stride", "lag behind the side clip, RMSE, %")  # fmt: skip
    return table(head, rows)


def starts(found: Iterable[Starts]) -> str:
    """Cold starts of the fit."""
    rows = [
        [s.name, s.views, f"{s.same} of {STARTS}", "yes" if s.best else "no", f"{s.fit_s:.2f}"]
        for s in found
    ]
    head = ("clips", "views", "starts that end in the best fit", "so does the usual start",
            "one fit, s")  # fmt: skip
    return table(head, rows)


# --- rendered clips ------------------------------------------------------------------------------


def rendered(stored: dict[str, Any]) -> str:
    """Held-out figures of every measurement by set of views."""
    parts = []
    for views, title in SETS.items():
        rows = [
            [name_of(key), *_held_out(key, entry)]
            for key, entry in stored["measures"].get(views, {}).items()
        ]
        head = ("measurement", "n", *HEADS, "r", "flat alone, RMSE", "fit alone, RMSE", "used")
        parts.append(f"### {title}: detected\n\n" + table(head, rows))
    return "\n".join(parts)


def _held_out(key: str, entry: dict[str, Any]) -> list[str]:
    metric, held = metrics[key.partition(":")[0]], entry["held_out"]
    own = Figures(held["n"], held["bias"], held["mae"], held["rmse"], held["holds"])
    alone = [
        "-"
        if held[k] is None
        else f"{float(to_display(held[k], metric.unit, metric.display_unit)):.2g}"
        for k in ("flat_rmse", "fitted_rmse")
    ]
    r = "-" if held["r"] is None else f"{held['r']:.2f}"
    return [str(own.n), *cells(own, metric), r, *alone, USED.get(entry["use"]["weight"], "both")]


def held(stored: dict[str, Any], views: str) -> tuple[float, float, float]:
    """Share of intervals that hold the truth: of all values, and the least and most of a row."""
    entries = [e["held_out"] for e in stored["measures"][views].values()]
    n, holds = (np.array([e[k] for e in entries], dtype=float) for k in ("n", "holds"))
    return float(np.average(holds, weights=n)), float(holds.min()), float(holds.max())


def targets(stored: dict[str, Any], through: Sequence[Wave], clips: Sequence[ClipData]) -> str:
    """What was aimed at and what was reached, by set of views."""
    known = [c.measurements for c in clips]
    breadth = float(np.mean([m["shoulder_breadth"] for m in known])) / 10
    turn = float(np.mean([m["thorax_yaw_range"] for m in known]))
    pairs = ("side+rear", "side+front")

    def rmse(name: str, views: str, scale: float = 1.0) -> float:
        entries = stored["measures"][views].items()
        own = [e["held_out"]["rmse"] for k, e in entries if k.partition(":")[0] == name]
        metric = metrics[name]
        return scale * float(to_display(max(own), metric.unit, metric.display_unit))

    def row(what: str, most: float, unit: str, name: str, scale: float = 1.0) -> list[str]:
        reached = [rmse(name, v, scale) for v in pairs]
        return [f"two clips: {what}", f"at most {most:g} {unit}", *(_met(v, most) for v in reached)]

    yaw = [_wave(through, v, "turn of the thorax, deg") for v in pairs]
    rows = [
        row("trunk lean", 3, "deg", "trunk_lean"), row("head", 3, "deg", "head_forward"),
        row("elbow", 4, "deg", "elbow_angle"), row("lateral lean", 1.5, "deg", "trunk_side_lean"),
        row("wrist to midline", 2, "cm", "arm_crossing_nearest", breadth),
        [f"two clips: {YAW_THROUGH}, median", "at most 3 deg", *(_met(v, 3) for v in yaw)],
        row("range of that turn", 20, "%", "thorax_yaw_range", 100 / turn),
    ]  # fmt: skip
    for what, most, name in (("trunk lean", 3, "trunk_lean"), ("head", 5, "head_forward")):
        value = _met(rmse(name, "side"), most)
        rows.append([f"one side clip: {what}", f"at most {most} deg", value, value])
    for views in SETS:
        share, least, most_ = held(stored, views)
        told = f"{percent(share)} (rows {percent(least)} to {percent(most_)})"
        rows.append([f"90 % intervals, {views}", "hold 85 to 95 %", told, told])
    return table(("what", "aim", *pairs), _merged(rows))


def _merged(rows: list[list[str]]) -> list[list[str]]:
    """What does not differ between the sets of views is said once."""
    return [[*r[:2], r[2], "" if r[2] == r[3] and "two clips" not in r[0] else r[3]] for r in rows]


def _met(value: float, most: float) -> str:
    return f"{value:.2g}" if value <= most else f"**{value:.2g}**, not reached"


def _wave(found: Sequence[Wave], views: str, name: str) -> float:
    own = np.array([w.errors[name] for w in found if w.views == views])
    return float(np.median(own))


def stored(path: Path) -> dict[str, Any]:
    """The table of measurements that the package ships."""
    table_: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table_
