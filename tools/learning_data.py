"""A learning set in one file: what an estimator found on rendered runners, beside the truth.

``pack`` writes and `load` reads an ``.npz`` of these arrays, with all frames of all clips one
after the other:

- ``index``: JSON text as bytes; ``{"points": [...], "clips": [...]}``, the clips in order, each
  with its number of ``frames`` and all of `ClipData` that is no array;
- ``true_px``: int16, steps of 0.05 px, differences along the frames of a clip (the first as it is);
- ``found``: int16, steps of 0.05 px, offset of what was found from ``true_px``;
  -32768 where nothing was found;
- ``score``: uint8, steps of 1/255, the estimator's own trust;
- ``xyz``: int16, steps of 0.1 mm, differences along the frames of a clip;
- ``phase``: uint16, steps of 1/65536 stride; ``frame``: uint16, number of the frame in its clip.

Differences wrap around in 16 bits, so that sums give the values back exactly.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
PX, METRE, SCORE, PHASE = 0.05, 1e-4, 1 / 255, 1 / 65536
MISSING = -32768
POINTS = (
    "nose", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee",
    "right_knee", "left_ankle", "right_ankle", "left_heel", "right_heel", "left_foot_index",
    "right_foot_index",
)  # fmt: skip
ARRAYS = ("time_s", "found", "score", "true_px", "joints", "phase")


@dataclass(frozen=True, slots=True)
class ClipData:
    """One clip: what was found and what was there.

    Attributes
    ----------
    name, runner, view
        File name, number of the runner (body and motion) and where it was filmed from.
    fault
        Dials of what the runner does wrong; empty for good form.
    fps, size
        Frame rate, and picture width and height (px).
    time_s
        ``(frame,)`` on the clip's clock.
    found, true_px
        ``(frame, point, 2)`` px, x right and y down; points as in `POINTS`. ``found`` is NaN
        where the estimator gave nothing.
    score
        ``(frame, point)`` the estimator's own trust, 0 to 1.
    joints
        ``(frame, point, 3)`` m: x forward, y up, z right, origin on the ground under the runner.
    phase
        ``(frame,)`` true stride phase, 0 at left initial contact.
    camera
        Pinhole camera, see ``tools/README.md``.
    height_cm, sex, measurements
        Of the runner; measurements without their units.
    events
        Times (s) of ``strike_left_s``, ``off_left_s``, ``strike_right_s`` and ``off_right_s``.
    more
        Estimator, style dials, motion family, body and mass.
    """

    name: str
    runner: int
    view: str
    fault: dict[str, float]
    fps: float
    size: tuple[int, int]
    time_s: Array
    found: Array
    score: Array
    true_px: Array
    joints: Array
    phase: Array
    camera: dict[str, float]
    height_cm: float
    sex: str
    measurements: dict[str, float]
    events: dict[str, list[float]]
    more: dict[str, Any]


def load(path: str | Path) -> list[ClipData]:
    """Read a packed learning set, in the order in which its clips were packed."""
    with np.load(path) as file:
        data = {name: file[name] for name in file.files}
    index = json.loads(data["index"].tobytes())
    clips, start = [], 0
    for entry in index["clips"]:
        stop = start + entry.pop("frames")
        rows = {k: v[start:stop] for k, v in data.items() if k != "index"}
        clips.append(ClipData(**{**entry, "size": tuple(entry["size"])}, **_decoded(rows, entry)))
        start = stop
    return clips


def _decoded(rows: dict[str, NDArray[Any]], entry: dict[str, Any]) -> dict[str, Array]:
    true_px = _summed(rows["true_px"]) * PX
    offset = np.where(rows["found"] == MISSING, np.nan, rows["found"].astype(float))
    return {
        "time_s": rows["frame"] / entry["fps"], "found": true_px + PX * offset,
        "score": rows["score"] * SCORE, "true_px": true_px,
        "joints": _summed(rows["xyz"]) * METRE, "phase": rows["phase"] * PHASE,
    }  # fmt: skip


def _summed(steps: NDArray[np.int16]) -> NDArray[np.int16]:
    return np.cumsum(steps, axis=0, dtype=np.int16)


def pack(clips: list[ClipData]) -> bytes:
    """The file's content for these clips; coordinates are rounded to its steps."""
    parts = [_encoded(clip) for clip in clips]
    entries = []
    for clip in clips:
        plain = {f.name: getattr(clip, f.name) for f in fields(clip) if f.name not in ARRAYS}
        entries.append({**plain, "frames": len(clip.time_s)})
    index = json.dumps({"points": POINTS, "clips": entries}, separators=(",", ":"))
    arrays = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    out = io.BytesIO()
    np.savez_compressed(out, index=np.frombuffer(index.encode(), np.uint8), **arrays)
    return out.getvalue()


def _encoded(clip: ClipData) -> dict[str, NDArray[Any]]:
    true = _steps(clip.true_px, PX)
    offset = clip.found / PX - true
    missing = ~np.isfinite(offset)
    return {
        "true_px": np.diff(true, axis=0, prepend=np.zeros_like(true[:1])),
        "found": np.where(missing, MISSING, _steps(np.where(missing, 0, offset), 1.0)),
        "score": np.round(np.nan_to_num(clip.score) / SCORE).astype(np.uint8),
        "xyz": np.diff(_steps(clip.joints, METRE), axis=0, prepend=np.zeros((1, 19, 3), np.int16)),
        "phase": (np.round(clip.phase / PHASE).astype(np.int64) % 65536).astype(np.uint16),
        "frame": np.round(clip.time_s * clip.fps).astype(np.uint16),
    }


def _steps(values: Array, size: float) -> NDArray[np.int16]:
    whole = np.round(values / size)
    return np.clip(whole, MISSING + 1, -MISSING - 1).astype(np.int16)
