"""The product's own chain on a packed set that nothing was learned from, as one table.

Runs recognition, flat measurements, the 3-D fit and their merging on every clip and pair of clips,
with the tables as shipped, and compares with the truth.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from judge_stride import groups, truth_of
from learn_landmarks import seen
from learning_data import ClipData, load
from runtall.analysis.merge import Estimate, Motions, estimates, measure_all
from runtall.analysis.settings import Runner
from runtall.analysis.stride3d import mean_stride_of, upgraded
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.intervals import interval
from runtall.kinematics.stride3d.shows import view_set
from runtall.units import to_display

Array = NDArray[np.float64]
HERE = Path(__file__).parent
DOCS = HERE.parent / "docs/reference"
HEAD = (
    "| measurement | views | n | bias | mean abs. error | RMSE | 90 % interval holds |\n"
    "|---|---|---|---|---|---|---|\n"
)
ORDER = ("side", "rear", "front", "side+rear", "side+front")


def measured(group: tuple[ClipData, ...], motions: dict[str, ClipMotion]) -> dict[Any, Any]:
    """Estimates from one group of clips, as `analyze` makes them."""
    clips = {k: motions[c.name] for k, c in enumerate(group)}
    whole: Motions = dict(clips)
    runner = Runner(height_cm=group[0].height_cm, sex=group[0].sex)  # type: ignore[arg-type]
    found = estimates(whole, measure_all(whole), 0)
    stride, _ = mean_stride_of(clips, {}, runner, group[0].height_cm / 100)
    assert stride is not None
    return upgraded(found, stride, clips, seed=0)


def rows(clips: list[ClipData]) -> dict[tuple[str, str], list[tuple[float, float, float, float]]]:
    """Value, low, high and truth in display units, by set of views and measurement."""
    motions = {c.name: m for c in clips if (m := seen(c)) is not None}
    kept = [c for c in clips if c.name in motions]
    table: dict[tuple[str, str], list[tuple[float, float, float, float]]] = defaultdict(list)
    for group in groups(kept):
        for (name, side), entry in measured(group, motions).items():
            if not isinstance(entry, Estimate):
                continue
            truths = [t for c in group if (t := truth_of(c, entry.metric, side)) is not None]
            if not truths:
                continue
            low, high = interval(np.clip(entry.draws, *(entry.metric.bounds or (-np.inf, np.inf))))
            values = [entry.value, low, high, float(np.mean(truths))]
            shown = to_display(values, entry.metric.unit, entry.metric.display_unit)
            row = (float(shown[0]), float(shown[1]), float(shown[2]), float(shown[3]))
            table[view_set([c.view for c in group]), name].append(row)  # type: ignore[misc]
    return table


def text(table: dict[tuple[str, str], list[tuple[float, float, float, float]]]) -> str:
    """Markdown, and one line over all measurements for each set of views."""
    from runtall.kinematics.metric import metrics

    lines, sums = [], []
    for views in ORDER:
        held: list[bool] = []
        for (where, name), own in sorted(table.items()):
            if where != views or len(own) < 4:
                continue
            value, low, high, truth = np.array(own).T
            error, inside = value - truth, (low <= truth) & (truth <= high)
            held += list(inside)
            lines.append(
                f"| `{name}`, {metrics[name].display_unit} | {views} | {len(own)} "
                f"| {error.mean():+.3g} | {np.abs(error).mean():.3g} "
                f"| {np.sqrt((error**2).mean()):.3g} | {100 * inside.mean():.0f} % |"
            )
        sums.append(f"| all | {views} | {len(held)} | | | | {100 * np.mean(held):.0f} % |")
    return HEAD + "\n".join([*lines, *sums]) + "\n"


def main() -> None:
    """Judge the set named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path, nargs="?", default=HERE / "data/second-legs.npz")
    parser.add_argument("--out", type=Path, default=DOCS / "stride-second-legs.md")
    asked = parser.parse_args()
    asked.out.write_text(text(rows(load(asked.set))), encoding="utf-8")
    print(asked.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
