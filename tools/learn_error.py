"""Learn what a pose estimator gets wrong on rendered runners with exact truth.

Reads a folder of clips with ``*.truth.json`` beside them (``render_runners.py set``), runs
the estimator and the raw measurements, fits a small correction per measurement and view, and
writes ``src/runtall/kinematics/data/<estimator>.json`` and the tables of ``docs/accuracy.md``.
Every figure that says how good it is comes from bodies left out of the fit.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from error_fit import Row, best, figures, nested, spread
from runtall.analysis.loading import ReadOptions
from runtall.analysis.loading import load as load_recording
from runtall.kinematics.clip import understand
from runtall.kinematics.error_model import Correction, ViewError, part_of, view_kind
from runtall.kinematics.events import across_marks, side_marks
from runtall.kinematics.gait import SIDES
from runtall.kinematics.measure import covariates_of, mirror_sign, raw_strides, sides_of
from runtall.kinematics.metric import metrics
from runtall.units import to_si

NEUTRAL = Correction(0.0, 0.0, 0.0, {}, 1.0, 3)
# Where the search for contacts starts; replaced by what is learned.
FIRST_EVENTS = {
    "side": {"initial_contact": 0.03, "toe_off": 0.02, "contact_share": 0.35},
    "rear": {"initial_contact": -0.25, "toe_off": 0.0, "contact_share": 0.35},
    "front": {"initial_contact": -0.07, "toe_off": 0.0, "contact_share": 0.35},
}


def neutral(kind: str, jitter: dict[str, float] | None = None) -> ViewError:
    """Errors that correct nothing."""
    return ViewError(FIRST_EVENTS[kind], NEUTRAL, NEUTRAL, {}, jitter or {})


def body_of(clip: Path) -> str:
    """Name of the runner in ``<runner>_<view>...``."""
    return re.split(r"_", clip.stem)[0]


def load(folder: Path, estimator: str) -> list[Row]:
    """Pose and truth of every finished clip."""
    rows = []
    for truth_file in sorted(folder.glob("*.truth.json")):
        clip = truth_file.with_name(truth_file.name.replace(".truth.json", ".mp4"))
        if not clip.exists():
            continue
        truth = json.loads(truth_file.read_text())
        recording = load_recording(clip, ReadOptions(pose=estimator, every_frame=True))
        rows.append(
            {
                "clip": clip,
                "body": body_of(clip),
                "truth": truth,
                "pose": recording.streams["pose"].to_dataset(),
            }
        )
    return rows


def see(row: Row, errors: dict[str, ViewError]) -> Any:
    """The clip understood with the view known."""
    truth = row["truth"]
    return understand(
        row["pose"],
        view=truth["view"],
        height_m=truth["height_cm"] / 100,
        sex=truth["sex"],
        errors=errors,
    )


def circular(values: list[float]) -> float:
    """Mean of phases, in (-0.5, 0.5]."""
    return float(np.angle(np.exp(2j * np.pi * np.array(values)).mean()) / (2 * np.pi))


def learn_geometry(rows: list[Row]) -> dict[str, ViewError]:
    """Event offsets, scale and camera roll by kind of view."""
    collected: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    start = {kind: neutral(kind) for kind in FIRST_EVENTS}
    for row in rows:
        try:
            motion = see(row, start)
        except Exception as error:  # noqa: BLE001 - a clip that fails is reported, not fatal
            print(row["clip"].name, "left out:", error)
            continue
        kind = view_kind(motion.seen)
        gather_events(collected[kind], motion, row["truth"])
        gather_geometry(collected[kind], motion, row)
    return {kind: geometry(found) for kind, found in collected.items()}


def gather_events(found: dict[str, list[Any]], motion: Any, truth: Row) -> None:
    """Learned offset = true phase less the mark, for every foot."""
    from runtall.kinematics.phase import Rhythm

    gait = motion.gait
    rhythm = Rhythm(gait.phase, gait.frequency_hz, 1.0)
    marks = (
        side_marks(motion.points, rhythm, motion.seen)
        if motion.seen.facing
        else across_marks(motion.points, rhythm)
    )
    for side in SIDES:
        on = circular(list(np.interp(truth["events"][f"strike_{side}_s"], gait.time_s, gait.phase)))
        off = circular(list(np.interp(truth["events"][f"off_{side}_s"], gait.time_s, gait.phase)))
        found["initial_contact"].append(on - marks[side][0])
        found["toe_off"].append(off - marks[side][1])
        found["contact_share"].append((off - on) % 1.0)


def gather_geometry(found: dict[str, list[Any]], motion: Any, row: Row) -> None:
    """Marks and truth of roll and scale, and the jitter of the keypoints."""
    from runtall.kinematics.frame import body_px, roll_mark, segment_share
    from runtall.kinematics.points2d import from_pose, without_outliers
    from runtall.kinematics.quality import jitter
    from runtall.kinematics.rhythm import find_rhythm

    camera, seen = row["truth"]["camera"], motion.seen
    sign = seen.facing or 1.0
    found["body"].append(row["body"])
    found["roll"].append(sign * np.radians(camera["roll_deg"]))
    found["roll_mark"].append(sign * roll_mark(motion.points, motion.gait, seen))
    found["yaw"].append(motion.covariates["yaw"])
    height = row["truth"]["height_cm"] / 100
    share = segment_share(row["truth"]["sex"])
    px_per_m = camera["focal_px"] / camera["distance_m"]
    found["share"].append(share)
    found["true_share"].append(body_px(motion.points) / (px_per_m * height))
    raw, rhythm = find_rhythm(without_outliers(from_pose(row["pose"])))
    found["jitter"].append(jitter(raw, rhythm))


def geometry(found: dict[str, list[Any]]) -> ViewError:
    """Fit one kind of view."""
    bodies = np.array(found["body"])
    roll, mark, yaw = (np.array(found[k]) for k in ("roll", "roll_mark", "yaw"))
    level = best(mark, roll, {"yaw": yaw}, bodies, intercept=False, slope_prior=1.0)
    share, true_share = np.array(found["share"]), np.array(found["true_share"])
    scale = best(share, true_share, {}, bodies, models=((),))
    jitters = {k: float(np.median([j[k] for j in found["jitter"]])) for k in found["jitter"][0]}
    events = {k: circular(found[k]) for k in ("initial_contact", "toe_off", "contact_share")}
    return ViewError(events, scale, level, {}, jitters)


def gather_metrics(
    rows: list[Row], errors: dict[str, ViewError]
) -> dict[tuple[str, str], dict[str, list[Any]]]:
    """Raw value, truth and covariates of every measurement, by view and measurement."""
    found: dict[tuple[str, str], dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        try:
            motion = see(row, errors)
        except Exception as error:  # noqa: BLE001
            print(row["clip"].name, "left out:", error)
            continue
        for metric in metrics.values():
            if metric.optional or not set(metric.axes) <= set(motion.position.space.values):
                continue
            for side in sides_of(metric):
                true = truth_of(row["truth"], metric, side)
                raw = raw_strides(motion, metric, side)
                if true is None or not np.isfinite(raw).any():
                    continue
                part = part_of(motion.seen, side)
                here = found[
                    view_kind(motion.seen), f"{metric.name}:{part}" if part else metric.name
                ]
                sign = mirror_sign(motion, metric)
                here["raw"].append(sign * np.nanmean(raw))
                here["truth"].append(sign * true)
                here["body"].append(row["body"])
                here["clip"].append(row["clip"].name)
                for k, v in covariates_of(motion, metric, side).items():
                    here[k].append(v)
    return found


def truth_of(truth: Row, metric: Any, side: str | None) -> float | None:
    """True value in SI; None where the truth file has none."""
    found = truth["measurements"]
    if metric.name == "shoulder_separation_range":
        # Shoulder line of breadth b that turns by a range r: the ends travel 2 b sin(r / 2).
        half = np.radians(found["thorax_yaw_range"]["value"]) / 2
        breadth = found["shoulder_breadth"]["value"] / found["trunk_length"]["value"]
        return float(2 * breadth * np.sin(half))
    if metric.name == "head_on_trunk":
        degrees = found["head_forward"]["value"] - found["trunk_lean"]["value"]
        return float(np.radians(degrees))
    if metric.name == "ear_shoulder_height_asymmetry":
        left, right = (found[f"ear_shoulder_height:{s}"]["value"] for s in SIDES)
        return float(left - right) / 100
    entry = found.get(f"{metric.name}:{side}" if side else metric.name)
    return None if entry is None else float(to_si(entry["value"], metric.display_unit, metric.unit))


def learn_metrics(
    found: dict[tuple[str, str], dict[str, list[Any]]],
) -> dict[str, dict[str, tuple[Correction, Row]]]:
    """Correction and held-out figures of every measurement by kind of view."""
    learned: dict[str, dict[str, tuple[Correction, Row]]] = defaultdict(dict)
    errors: dict[tuple[str, str], Any] = {}
    for (kind, key), columns in sorted(found.items()):
        raw, truth = np.array(columns["raw"]), np.array(columns["truth"])
        bodies = np.array(columns["body"])
        marks = [k for k in columns if k not in ("raw", "truth", "body", "clip")]
        covariates = {k: np.array(columns[k]) for k in marks if np.ptp(columns[k]) > 0}
        odd = metrics[key.partition(":")[0]].odd and kind != "side"
        correction = best(raw, truth, covariates, bodies, intercept=not odd)
        errors[kind, key], inside = nested(raw, truth, covariates, bodies, intercept=not odd)
        learned[kind][key] = correction, figures(raw, truth, bodies, errors[kind, key], inside)
    for (kind, key), columns in sorted(found.items()):
        parts = metrics[key.partition(":")[0]].difference_of
        if parts is not None:
            error = errors[kind, parts[0]] - errors[kind, parts[1]]
            learned[kind][key] = difference(columns, error)
    return learned


def difference(columns: dict[str, list[Any]], error: Any) -> tuple[Correction, Row]:
    """Correction and figures of a measurement that is the difference of two corrected ones."""
    from scipy import stats

    raw, truth, bodies = (np.array(columns[k]) for k in ("raw", "truth", "body"))
    count = len(np.unique(bodies))
    reach = [stats.t.ppf(0.95, max(count - 2, 2)) * spread(error[bodies != b]) for b in bodies]
    correction = Correction(0.0, 0.0, 0.0, {}, spread(error), count)
    return correction, figures(raw, truth, bodies, error, np.abs(error) <= np.array(reach))


def as_json(correction: Correction) -> Row:
    """Rounded to six digits, which is far below any error."""

    def short(value: float) -> float:
        return float(f"{value:.6g}")

    return {
        "intercept": short(correction.intercept),
        "slope": short(correction.slope),
        "centre": short(correction.centre),
        "weights": {k: short(v) for k, v in correction.weights.items()},
        "sd": short(correction.sd),
        "bodies": correction.bodies,
    }


def write_data(path: Path, geometry_: dict[str, ViewError], learned: Any, rows: list[Row]) -> None:
    """The data file that the package ships."""
    views = {
        kind: {
            "events": {k: float(f"{v:.5g}") for k, v in errors.events.items()},
            "scale": as_json(errors.scale),
            "level": as_json(errors.level),
            "jitter": {k: float(f"{v:.4g}") for k, v in errors.jitter.items()},
            "metrics": {k: as_json(c) for k, (c, _) in learned[kind].items()},
        }
        for kind, errors in geometry_.items()
    }
    made = {
        "made_by": "tools/learn_error.py",
        "truth": "rendered runners",
        "clips": len(rows),
        "bodies": len({r["body"] for r in rows}),
        "views": views,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


def write_table(path: Path, learned: Any, geometry_: dict[str, ViewError]) -> None:
    """Markdown table of held-out figures."""
    from runtall.units import to_display

    head = (
        "view", "measurement", "unit", "clips", "bodies", "true range", "mean abs. error", "RMSE",
        "bias", "uncorrected", "r", "in the 90 % interval",
    )  # fmt: skip
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for kind, entries in sorted(learned.items()):
        for key, (_, f) in sorted(entries.items()):
            metric = metrics[key.partition(":")[0]]
            v = {
                k: float(to_display(f[k], metric.unit, metric.display_unit))
                for k in ("mae", "rmse", "bias", "raw_mae", "low", "high")
            }
            lines.append(
                f"| {kind} | `{key}` | {metric.display_unit} | {f['clips']} | {f['bodies']} "
                f"| {v['low']:.3g} to {v['high']:.3g} | {v['mae']:.2g} | {v['rmse']:.2g} "
                f"| {v['bias']:+.2g} | {v['raw_mae']:.2g} | {f['r']:.2f} "
                f"| {100 * f['inside']:.0f} % |"
            )
    lines += [
        "",
        "| view | camera roll, RMSE (deg) | clips' own roll, sd (deg) | scale, RMSE (%) |",
        "|---|---|---|---|",
    ]
    for kind, errors in sorted(geometry_.items()):
        scale = 100 * errors.scale.sd / (errors.scale.centre or 1.0)
        lines.append(
            f"| {kind} | {np.degrees(errors.level.sd):.2f} | uniform within 2.5 | {scale:.1f} |"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--estimator", default="blazepose")
    root = Path(__file__).parents[1]
    parser.add_argument("--data", type=Path, default=root / "src/runtall/kinematics/data")
    parser.add_argument("--table", type=Path, default=root / "docs/reference/accuracy-table.md")
    options = parser.parse_args()
    rows = load(options.folder, options.estimator)
    geometry_ = learn_geometry(rows)
    learned = learn_metrics(gather_metrics(rows, geometry_))
    write_data(options.data / f"{options.estimator}.json", geometry_, learned, rows)
    write_table(options.table, learned, geometry_)
    print(options.table.read_text())


if __name__ == "__main__":
    main()
