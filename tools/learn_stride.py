"""Learn how measurements of the 3-D stride are to be used, and say how good they are.

From the packed learning set: every runner while that runner took no part in the landmark table
(`judge_stride`), with an intercept, a weight beside the flat measurement and a spread that are
themselves judged on runners left out. Writes the landmark table and the table of measurements;
`accuracy.py` makes the documentation's tables of them.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from judge_stride import Row, judge
from learn_error import circular
from learn_landmarks import DATA, lag_of, learn, seen, write
from learning_data import load
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.shows import part_of_pair, shows, view_set

Array = NDArray[np.float64]
WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
# A fit that improves the flat measurement by less is not worth its place.
PARSIMONY = 0.97
WIDENINGS = (0.0, 0.5, 1.0, 1.5)
LEVEL = 0.9
# A few clips without a flat value are left out rather than the flat value everywhere.
MOSTLY = 0.8
SETS = [Path(__file__).parent / "data" / name for name in ("learning.npz", "second-legs.npz")]
EVENTS = ("initial_contact", "toe_off")


class Sample:
    """Held-out values of one measurement from one set of views."""

    def __init__(self, rows: list[Row], flat: dict[tuple[Any, ...], list[Row]]) -> None:
        found = [flat_value(r, flat) for r in rows]
        known = [v for v in found if v is not None]
        if len(known) > MOSTLY * len(rows):
            rows = [r for r, v in zip(rows, found, strict=True) if v is not None]
        self.flat = np.array(known) if len(known) == len(rows) else None
        self.runner = np.array([r.runner for r in rows])
        self.fitted = np.array([r.value for r in rows])
        self.spread = np.array([r.spread for r in rows])
        self.truth = np.array([r.truth for r in rows])


def flat_value(row: Row, flat: dict[tuple[Any, ...], list[Row]]) -> float | None:
    """Flat measurements of the same clips, weighted by their precision."""
    same = [
        f
        for view in row.views
        for f in flat.get((row.runner, row.form, view, row.name, row.side), [])
    ]
    if not same:
        return None
    weight = np.array([1 / f.spread**2 for f in same])
    return float(np.sum(weight * [f.value for f in same]) / weight.sum())


def samples(rows: list[Row]) -> dict[tuple[str, str], Sample]:
    """By set of views and by measurement with its part."""
    flat: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    fitted: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.method == "flat":
            flat[row.runner, row.form, row.views[0], row.name, row.side].append(row)
            continue
        name = view_set(row.views)  # type: ignore[arg-type]
        if row.name not in metrics or not shows(name, metrics[row.name]):
            continue
        part = part_of_pair(row.views, row.side)  # type: ignore[arg-type]
        fitted[name, f"{row.name}:{part}" if part else row.name].append(row)
    return {key: Sample(own, flat) for key, own in fitted.items() if len(own) > 7}


def use_of(sample: Sample, keep: NDArray[np.bool_], *, odd: bool) -> dict[str, float]:
    """Weight, intercept and spread from the runners kept."""
    best: tuple[float, dict[str, float]] | None = None
    for weight in WEIGHTS if sample.flat is not None else (1.0,):
        error, intercept = errors_of(sample, keep, weight, odd=odd)
        rmse = float(np.sqrt(np.mean(error**2)))
        cost = rmse * (1.0 if weight == 0.0 else 1 / PARSIMONY)
        if best is None or cost < best[0]:
            use = {"weight": weight, "intercept": intercept}
            best = cost, use | width_of(error, sample.spread[keep])
    assert best is not None
    return best[1] | {"runners": len(set(sample.runner[keep]))}


def errors_of(
    sample: Sample, keep: NDArray[np.bool_], weight: float, *, odd: bool
) -> tuple[Array, float]:
    """Left-over errors of the runners kept, and the intercept of the fitted value."""
    fitted, truth = sample.fitted[keep], sample.truth[keep]
    intercept = 0.0 if odd or weight == 0.0 else float(np.mean(truth - fitted))
    flat = sample.flat[keep] if sample.flat is not None else 0.0
    return truth - (weight * (fitted + intercept) + (1 - weight) * flat), intercept


def width_of(error: Array, spread: Array) -> dict[str, float]:
    """Floor and widening of the fit's own spread by the likelihood of the errors."""
    best = (np.inf, 0.0, 0.0)
    scale = float(np.sqrt(np.mean(error**2))) + 1e-12
    for widening in WIDENINGS:
        for floor in scale * np.linspace(0.02, 1.3, 33):
            sd = np.hypot(floor, widening * spread)
            cost = float(np.sum(np.log(sd) + 0.5 * (error / sd) ** 2))
            if cost < best[0]:
                best = cost, float(floor), widening
    return {"floor": best[1], "widening": best[2]}


def apply(sample: Sample, use: dict[str, float], keep: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Errors (estimate less truth) and spreads with a given use."""
    flat = sample.flat[keep] if sample.flat is not None else 0.0
    value = use["weight"] * (sample.fitted[keep] + use["intercept"]) + (1 - use["weight"]) * flat
    sd = np.hypot(use["floor"], use["widening"] * sample.spread[keep])
    return value - sample.truth[keep], sd


def held_out(sample: Sample, *, odd: bool) -> tuple[Array, Array]:
    """Errors of every runner with what was learned without that runner, and whether held."""
    error, held = np.zeros(len(sample.truth)), np.zeros(len(sample.truth), dtype=bool)
    for runner in np.unique(sample.runner):
        out = sample.runner == runner
        use = use_of(sample, ~out, odd=odd)
        error[out], sd = apply(sample, use, out)
        reach = stats.t.ppf((1 + LEVEL) / 2, use["runners"] - 1) * sd
        held[out] = np.abs(error[out]) <= reach
    return error, held


def judged(found: dict[tuple[str, str], Sample]) -> dict[str, dict[str, Any]]:
    """Use and held-out figures of every measurement by set of views."""
    table: dict[str, dict[str, Any]] = defaultdict(dict)
    for (views, key), sample in sorted(found.items()):
        odd = metrics[key.partition(":")[0]].odd
        error, held = held_out(sample, odd=odd)
        everyone = np.ones(len(error), dtype=bool)
        estimate = sample.truth + error
        table[views][key] = {
            "use": rounded(use_of(sample, everyone, odd=odd)),
            "held_out": {
                "n": len(error),
                "bias": float(error.mean()),
                "mae": float(np.abs(error).mean()),
                "rmse": float(np.sqrt(np.mean(error**2))),
                "r": correlation(estimate, sample.truth),
                "holds": float(held.mean()),
                "fitted_rmse": float(np.sqrt(np.mean((sample.fitted - sample.truth) ** 2))),
                "flat_rmse": None if sample.flat is None
                else float(np.sqrt(np.mean((sample.flat - sample.truth) ** 2))),
            },
        }  # fmt: skip
    return dict(table)


def correlation(a: Array, b: Array) -> float | None:
    """Pearson's r; None where nothing varies."""
    return float(np.corrcoef(a, b)[0, 1]) if np.ptp(a) > 1e-9 and np.ptp(b) > 1e-9 else None


def rounded(use: dict[str, float]) -> dict[str, float]:
    """Four figures."""
    return {k: v if k == "runners" else float(f"{v:.4g}") for k, v in use.items()}


def event_offsets(rows: list[Row]) -> dict[str, float]:
    """Cycles from the raw mark to the true event, from pairs of views."""
    found = {}
    for name in EVENTS:
        gaps = [r.truth - r.value for r in rows if r.name == f"mark:{name}" and len(r.views) == 2]
        found[name] = round(circular(gaps), 4)
    return found


def main() -> None:
    """Learn everything from the set named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sets", type=Path, nargs="*", default=SETS, help="packed learning sets; one motion each"
    )
    parser.add_argument("--estimator", default="blazepose")
    parser.add_argument("--rows", type=Path, help="keep the held-out rows here, or take them")
    asked = parser.parse_args()
    packed = [load(path) for path in asked.sets]
    clips = [c for own in packed for c in own]
    apart = {c.runner for own in packed[1:] for c in own}
    if asked.rows and asked.rows.exists():
        rows = pickle.loads(asked.rows.read_bytes())  # noqa: S301 - our own file
    else:
        rows = judge(clips, apart=apart)
        if asked.rows:
            asked.rows.write_bytes(pickle.dumps(rows))
    table = judged(samples(rows))
    about = {
        "made_by": "tools/learn_stride.py",
        "truth": "rendered runners, each left out in turn",
        "clips": len(clips),
        "runners": len({c.runner for c in clips}),
        "events": event_offsets(rows),
        "measures": table,
    }
    path = DATA / f"measures-{asked.estimator}.json"
    path.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    motions = {c.name: m for c in clips if (m := seen(c)) is not None}
    lags = {c.name: lag_of(c, motions[c.name]) for c in clips if c.name in motions}
    print(path, write(learn(clips, lags), asked.estimator, clips))


if __name__ == "__main__":
    main()
