"""Learn where a pose estimator puts its points against the joints, by view, point and phase.

Reads the packed learning set (`learning_data`), compares what was found in each rendered clip with
the true places of the joints, and writes ``data/landmarks-<estimator>.json`` of the 3-D stride:
mean and spread over runners of the Fourier coefficients of the error, as shares of stature.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from learn_error import circular
from learning_data import POINTS, ClipData, load
from runtall.errors import RuntallError
from runtall.kinematics.clip import ClipMotion, understand
from runtall.kinematics.stride3d.landmarks import LandmarkError, mirror_error
from runtall.kinematics.stride3d.observed import picture_stride

Array = NDArray[np.float64]
DATA = Path(__file__).parents[1] / "src/runtall/kinematics/stride3d/data"
KINDS = {"left": "left", "right": "left", "rear": "rear", "front": "front"}
# Spreads below this are held to be luck of a small sample.
LEAST = 0.0008
LEAST_LAG = 0.01
# Clips whose own noise hides more than this share of the spread keep some of it.
KEPT = 0.3


def clip_error(clip: ClipData) -> tuple[Array, Array]:
    """Coefficients of found less true, as shares of stature, and their noise, each (13, 19, 2)."""
    camera = clip.camera
    px = camera["focal_px"] / camera["distance_m"] * clip.height_cm / 100
    coefficients, noise = picture_stride(clip.phase, (clip.found - clip.true_px) / px)
    if clip.view == "right":
        return mirror_error(coefficients), np.abs(mirror_error(noise))
    return coefficients, noise


def learn(
    clips: list[ClipData], lags: Mapping[str, float] | None = None
) -> dict[str, LandmarkError]:
    """Mean and spread by view; ``left`` holds both sides.

    ``lags`` gives by clip name how far the true phase runs ahead of the one that was found.
    """
    found = {}
    for kind in sorted(set(KINDS.values())):
        own = [c for c in clips if KINDS[c.view] == kind]
        if len({c.runner for c in own}) < 3:
            continue
        pairs = [clip_error(c) for c in own]
        errors, noise = (np.array([p[k] for p in pairs]) for k in (0, 1))
        table = pooled(errors, noise, np.array([c.runner for c in own]))
        known = np.array([lags[c.name] for c in own if c.name in lags] if lags else [0.0, 0.05])
        found[kind] = replace(
            table, lag=float(known.mean()), lag_sd=float(max(known.std(ddof=1), LEAST_LAG))
        )
    return found


def pooled(errors: Array, noise: Array, runners: NDArray[np.int64]) -> LandmarkError:
    """Mean over runners, shrunk where it is small beside its own error, and spread of clips."""
    trusted = np.where(noise < 1.0, errors, np.nan)
    names = np.unique(runners)
    by_runner = np.array([np.nanmean(trusted[runners == r], axis=0) for r in names])
    mean = np.nan_to_num(np.nanmean(by_runner, axis=0))
    squares = np.nanmean((trusted - mean) ** 2, axis=0)
    own = np.nanmean(np.where(noise < 1.0, noise, np.nan) ** 2, axis=0)
    variance = np.maximum(squares - own, KEPT * squares)
    # Cosine and sine of one harmonic have no reason to differ in size.
    variance[1:] = np.repeat((variance[1::2] + variance[2::2]) / 2, 2, axis=0)
    shrunk = mean * mean**2 / (mean**2 + variance / len(names))
    left_over = variance + (mean - shrunk) ** 2
    sd = np.sqrt(np.nan_to_num(left_over, nan=0.05**2) * (1 + 1 / len(names)))
    return LandmarkError(shrunk, np.maximum(sd, LEAST))


def pose_of(clip: ClipData) -> xr.Dataset:
    """The clip's found points as a pose stream."""
    return xr.Dataset(
        {"position": (("time", "keypoint", "space"), clip.found)},
        coords={"time": clip.time_s, "keypoint": list(POINTS), "space": ["x", "y"]},
        attrs={"width": clip.size[0], "height": clip.size[1], "fps": clip.fps},
    )


def seen(clip: ClipData) -> ClipMotion | None:
    """The clip understood; None where it is refused."""
    try:
        return understand(
            pose_of(clip),
            view=clip.view,
            height_m=clip.height_cm / 100,
            sex=clip.sex,  # type: ignore[arg-type]
        )
    except RuntallError as error:
        print(clip.name, "left out:", error)
        return None


def lag_of(clip: ClipData, motion: ClipMotion) -> float:
    """Cycles by which the true phase runs ahead of the clip's own."""
    found = np.interp(clip.time_s, motion.gait.time_s, motion.gait.phase)
    return circular(list(clip.phase - found))


def write(learned: dict[str, LandmarkError], estimator: str, clips: list[ClipData]) -> Path:
    """Write the table with its making."""
    views = {
        kind: {
            "mean": error.mean.round(5).tolist(),
            "sd": error.sd.round(5).tolist(),
            "lag": round(error.lag, 4),
            "lag_sd": round(error.lag_sd, 4),
        }
        for kind, error in learned.items()
    }
    about = {
        "made_by": "tools/learn_landmarks.py",
        "truth": "rendered runners",
        "clips": len(clips),
        "runners": len({c.runner for c in clips}),
        "unit": "share of stature",
        "axes": "Fourier coefficients of the phase from left contact; points; right, down",
    }
    path = DATA / f"landmarks-{estimator}.json"
    text = json.dumps({**about, "views": views}, separators=(",", ":"))
    path.write_text(text.replace("]],[[", "]],\n[[") + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Learn from the set named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path, help="packed learning set, .npz")
    parser.add_argument("--estimator", default="blazepose")
    asked = parser.parse_args()
    clips = load(asked.set)
    motions = {c.name: m for c in clips if (m := seen(c)) is not None}
    lags = {c.name: lag_of(c, motions[c.name]) for c in clips if c.name in motions}
    print(write(learn(clips, lags), asked.estimator, clips))


if __name__ == "__main__":
    main()
