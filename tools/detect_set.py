"""Run a pose estimator on rendered clips with known joints and pack both into one file.

Reads a folder that ``render_runners.py set`` fills, keeps what it found beside each clip and
writes the packed set anew while clips come in: see ``learning_data.py``.

Examples
--------
::

    python tools/detect_set.py set --out learning.npz --wait-for 160
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learning_data import POINTS, ClipData, pack

PAUSE_S, PACK_EVERY = 5.0, 8


def finished(folder: Path) -> list[Path]:
    """Clips whose video, truth and joints are all there."""
    truths = sorted(folder.glob("*.truth.json"))
    clips = [t.with_name(t.name.replace(".truth.json", ".mp4")) for t in truths]
    return [c for c in clips if c.exists() and _joints_path(c).exists()]


def _joints_path(clip: Path) -> Path:
    return clip.with_name(clip.stem + ".joints.npz")


def _found_path(clip: Path, estimator: str) -> Path:
    return clip.with_name(f"{clip.stem}.{estimator}.npz")


def detect(clip: Path, estimator: str) -> None:
    """Run the estimator on every frame and keep what it found beside the clip."""
    from runtall.analysis.loading import ReadOptions, load

    options = ReadOptions(pose=estimator, every_frame=True, workers=1)
    pose = load(clip, options).streams["pose"].dataset.sel(keypoint=list(POINTS))
    part = _found_path(clip, estimator).with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(
            file, frame=pose.frame.to_numpy(),
            position=pose.position.transpose("time", "keypoint", "space").to_numpy(),
            score=pose.score.transpose("time", "keypoint").to_numpy(),
        )  # fmt: skip
    part.replace(_found_path(clip, estimator))


def paired(clip: Path, estimator: str) -> ClipData:
    """What was found on a clip beside its truth."""
    truth = json.loads(clip.with_name(clip.stem + ".truth.json").read_text())
    with np.load(_found_path(clip, estimator)) as file:
        frame, position, score = file["frame"], file["position"], file["score"]
    with np.load(_joints_path(clip)) as file:
        names = file["names"].tolist()
        columns = [names.index(name) for name in POINTS]
        uv, xyz = file["uv"][frame][:, columns], file["xyz"][frame][:, columns]
        phase, time_s = file["phase"][frame], file["time_s"][frame]
    arrays: dict[str, NDArray[Any]] = {
        "time_s": time_s, "found": position, "score": score, "true_px": uv, "joints": xyz,
        "phase": phase,
    }  # fmt: skip
    return _described(truth, arrays, estimator)


def _described(truth: dict[str, Any], arrays: dict[str, NDArray[Any]], estimator: str) -> ClipData:
    camera, motion = truth["camera"], truth["motion"]
    more = {k: truth[k] for k in ("style", "body", "mass_kg")}
    motion = {k: v for k, v in motion.items() if k != "mean"}
    return ClipData(
        name=truth["clip"], runner=truth["seed"], view=truth["view"], fault=truth["faults"],
        fps=truth["fps"], size=(camera["width"], camera["height"]), camera=camera,
        height_cm=truth["height_cm"], sex=truth["sex"], events=truth["events"],
        measurements={k: v["value"] for k, v in truth["measurements"].items()},
        more={"estimator": estimator, "motion": motion, **more}, **arrays,
    )  # fmt: skip


def write(out: Path, clips: list[Path], estimator: str) -> None:
    """Pack all clips on which the estimator has run."""
    ready = [c for c in clips if _found_path(c, estimator).exists()]
    if not ready:
        return
    part = out.with_suffix(".part")
    part.write_bytes(pack([paired(c, estimator) for c in ready]))
    part.replace(out)
    print(f"{len(ready)} clips, {out.stat().st_size / 1e6:.2f} MB", file=sys.stderr, flush=True)


def follow(folder: Path, out: Path, estimator: str, wait_for: int) -> None:
    """Detect on clips as they come in, until ``wait_for`` are done."""
    packed = 0
    while True:
        clips = finished(folder)
        todo = [c for c in clips if not _found_path(c, estimator).exists()]
        for clip in todo[:PACK_EVERY]:
            detect(clip, estimator)
        done = len(clips) - len(todo[PACK_EVERY:])
        if done > packed:
            write(out, clips, estimator)
            packed = done
        if not todo and done >= wait_for:
            return
        if not todo:
            time.sleep(PAUSE_S)


def main(argv: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="default: learning.npz in the folder")
    parser.add_argument("--estimator", default="blazepose")
    parser.add_argument("--wait-for", type=int, default=0, help="clips to wait for")
    args = parser.parse_args(argv)
    out = args.out or args.folder / "learning.npz"
    follow(args.folder, out, args.estimator, args.wait_for)


if __name__ == "__main__":
    main()
