"""Loads and their attribution on rendered runners, beside those of their exact joints.

Runners are left out in turn, as in ``judge_stride.py``. What counts as true is the same body model
laid on the exact joints: the model itself is not judged here, only what film adds in error.

    python tools/judge_loads.py [--folds 5] [--only 6] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from judge_stride import event_phase, folds, form_of, groups, table_of
from learn_landmarks import lag_of, learn, seen
from learning_data import ClipData, load
from runtall.analysis.loads import BodyLoads, Drawing, body_loads
from runtall.analysis.merge import as_measurement, estimates, measure_all
from runtall.analysis.settings import Runner
from runtall.analysis.stride3d import upgraded
from runtall.findings.cause import Shown, causes
from runtall.findings.finding import Finding
from runtall.findings.rank import find
from runtall.kinematics.clip import ClipMotion
from runtall.kinematics.gait import SIDES
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.fit import problem, solve
from runtall.kinematics.stride3d.landmarks import LandmarkError
from runtall.kinematics.stride3d.make import from_markers, mean_stride
from runtall.kinematics.stride3d.marked import marked
from runtall.kinematics.stride3d.observed import observe
from runtall.motion.mean_stride import MeanStride
from runtall.motion.measurement import Measurement

SETS = (
    Path(__file__).parent / "data" / "learning.npz",
    Path(__file__).parent / "data" / "second-legs.npz",
)
DRAWING = Drawing(moments=64, muscles=16)
EXACT = Drawing(moments=2, muscles=1)
NEXT_TO_NOTHING = 1e-3
_TOLD = ("mean", "peak")
CAUSE_OF = {
    "waist": "waist_lean", "crossing": "arm_crossing", "head": "head_forward",
    "shrug": "shoulder_elevation", "twist": "trunk_rotation", "elbow": "arm_tension",
    "asymmetry": "arm_tension",
}  # fmt: skip
"""Cause that each dial of the rendered runners belongs to; the others have none."""


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One load of one runner from film beside that from the exact joints."""

    runner: int
    form: str
    views: str
    load: str
    side: str | None
    value: float
    low: float
    high: float
    truth: float


@dataclass(frozen=True, slots=True)
class CauseRow:
    """What was named and what has the largest share of the load it bears on."""

    runner: int
    form: str
    views: str
    named: tuple[str, ...]
    named_true: tuple[str, ...]
    largest: dict[str, bool]
    largest_true: dict[str, bool]


def true_stride(clip: ClipData) -> MeanStride:
    """Mean stride of the exact joints."""
    stride = from_markers(
        marked(clip.phase, centred(clip)), clip.height_cm / 100, frequency_hz=frequency(clip),
        sex=clip.sex, height_known=True,
    )  # fmt: skip
    contact = {s: event_phase(clip, "strike", s) for s in SIDES}
    off = {s: event_phase(clip, "off", s) for s in SIDES}
    return replace(
        stride, initial_contact=contact, toe_off=off, n_strides=8, inputs=(0,)
    ).grounded()


def centred(clip: ClipData) -> np.ndarray:
    """Joints in the order of the body's points."""
    from learning_data import POINTS
    from runtall.motion.vocabulary import BODY

    return clip.joints[:, [POINTS.index(name) for name in BODY]]


def frequency(clip: ClipData) -> float:
    """Strides per second."""
    turning = np.unwrap(2 * np.pi * clip.phase) / (2 * np.pi)
    return float(np.polyfit(clip.time_s, turning, 1)[0])


def true_measurements(clip: ClipData) -> list[Measurement]:
    """What the clip's exact joints measure, with next to no interval."""
    found = []
    for key, value in clip.measurements.items():
        name, _, side = key.partition(":")
        if name not in metrics or not np.isfinite(value):
            continue
        unit = metrics[name].display_unit
        found.append(Measurement(name, side or None, value, unit, value - NEXT_TO_NOTHING,
                                 value + NEXT_TO_NOTHING, n_strides=8))  # fmt: skip
    known = {(m.name, m.side) for m in found}
    lean, head = clip.measurements.get("trunk_lean"), clip.measurements.get("head_forward")
    if lean is not None and head is not None and ("head_on_trunk", None) not in known:
        on = head - lean
        found.append(Measurement("head_on_trunk", None, on, "deg", on - NEXT_TO_NOTHING,
                                 on + NEXT_TO_NOTHING, n_strides=8))  # fmt: skip
    return found


def filmed(
    group: tuple[ClipData, ...], motions: dict[str, ClipMotion], learned: dict[str, LandmarkError]
) -> tuple[MeanStride, list[Measurement]]:
    """Stride and measurements as an analysis of these clips has them."""
    views = tuple(
        observe(motions[c.name], k, errors=table_of(learned, c.view), stature_m=c.height_cm / 100)
        for k, c in enumerate(group)
    )
    asked = problem(views, group[0].height_cm / 100, sex=group[0].sex)
    stride = mean_stride(solve(asked), views)
    clips = {k: motions[c.name] for k, c in enumerate(group)}
    found = estimates(clips, measure_all(clips), 0, height_known=True)
    better = upgraded(found, stride, clips, seed=0)
    return stride, [as_measurement(key, entry) for key, entry in better.items()]


def loads(
    stride: MeanStride, measurements: list[Measurement], clip: ClipData, drawing: Drawing
) -> tuple[BodyLoads, tuple[Finding, ...]]:
    """Loads of one stride, and the habits that its measurements show."""
    named = find(Shown({(m.name, m.side): m for m in measurements}))
    mass = float(clip.more["mass_kg"])
    runner = (Runner(clip.height_cm, mass, clip.sex), mass, clip.height_cm / 100)
    body = body_loads(stride, measurements, named, runner=runner, drawing=drawing)
    return body, named


def largest(body: BodyLoads, name: str) -> bool:
    """Whether a habit has the largest positive share of the load it bears on first."""
    told = causes[name].without
    if told is None:
        return False
    for bears in told.bears_on:
        shares = [s for s in body.attribution if s.load == bears and s.statistic in _TOLD]
        if shares:
            top = max(shares, key=lambda s: s.share)
            return top.cause == name and top.share > 0
    return False


def judge(clips: list[ClipData], count: int) -> Iterator[LoadRow | CauseRow]:
    """Every left-out runner from the side and from two views."""
    motions = {c.name: m for c in clips if (m := seen(c)) is not None}
    lags = {c.name: lag_of(c, motions[c.name]) for c in clips if c.name in motions}
    for learning, out in folds(clips, count):
        learned = learn(learning, {c.name: lags[c.name] for c in learning if c.name in lags})
        exact: dict[tuple[int, str], tuple[BodyLoads, tuple[Finding, ...]]] = {}
        for group in groups([c for c in out if c.name in motions]):
            if group[0].view not in SIDES:
                continue
            clip, key = group[0], (group[0].runner, form_of(group[0]))
            if key not in exact:
                exact[key] = loads(true_stride(clip), true_measurements(clip), clip, EXACT)
            yield from compared(group, exact[key], filmed(group, motions, learned))


def compared(
    group: tuple[ClipData, ...],
    exact: tuple[BodyLoads, tuple[Finding, ...]],
    found: tuple[MeanStride, list[Measurement]],
) -> Iterator[LoadRow | CauseRow]:
    """Rows of one fit."""
    body, named = loads(*found, group[0], DRAWING)
    views = "+".join("side" if c.view in SIDES else c.view for c in group)
    label = (group[0].runner, form_of(group[0]), views)
    truth = {(x.load, x.statistic, x.side): x.value for x in exact[0].loads if x.measured}
    for one in body.loads:
        true = truth.get((one.load, one.statistic, one.side))
        if one.measured and true is not None and not one.load.endswith("_effort"):
            yield LoadRow(*label, f"{one.load}:{one.statistic}", one.side, float(one.value),
                          float(one.low), float(one.high), float(true))  # fmt: skip
    names = [CAUSE_OF[d] for d in group[0].fault if d in CAUSE_OF]
    yield CauseRow(
        *label, tuple(f.cause for f in named), tuple(f.cause for f in exact[1]),
        {n: largest(body, n) for n in names}, {n: largest(exact[0], n) for n in names},
    )  # fmt: skip


def table(rows: list[LoadRow]) -> list[str]:
    """Error and coverage by load and views."""
    by: dict[tuple[str, str], list[LoadRow]] = defaultdict(list)
    for row in rows:
        by[row.load, row.views].append(row)
    lines = [f"{'load':34s} {'views':11s}   n    truth     bias     rmse  inside"]
    for (what, views), same in sorted(by.items()):
        error = np.array([r.value - r.truth for r in same])
        inside = 100 * np.mean([r.low <= r.truth <= r.high for r in same])
        true, rmse = np.mean([r.truth for r in same]), np.sqrt(np.mean(error**2))
        lines.append(
            f"{what:34s} {views:11s} {len(same):3d} {true:8.1f} {error.mean():8.1f} "
            f"{rmse:8.1f} {inside:5.0f} %"
        )
    return lines


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", type=int, default=0, help="so many runners only")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    clips = [c for name in SETS for c in load(name)]
    if args.only:
        kept = sorted({c.runner for c in clips})[: args.only]
        clips = [c for c in clips if c.runner in kept]
    rows = []
    for row in judge(clips, args.folds):
        rows.append(row)
        if isinstance(row, CauseRow):
            print(row, flush=True)
    print("\n".join(table([r for r in rows if isinstance(r, LoadRow)])))
    if args.json:
        args.json.write_text(json.dumps([asdict(r) for r in rows]), encoding="utf-8")


if __name__ == "__main__":
    main()
