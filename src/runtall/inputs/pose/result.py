"""From points of chunks to one labelled data set, and what is to be said about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from runtall.inputs.pose.plan import Numbers
from runtall.inputs.pose.track import main_person
from runtall.inputs.video.frames import scaled_size
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    import xarray as xr

    from runtall.inputs.pose.run import PoseRun

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_FEW: Final = 3
"""Fewer frames dropped as another person's are glitches not worth a notice."""


@dataclass(frozen=True, slots=True)
class Found:
    """Points in some frames: px of the decoded picture.

    ``frames`` (n,), ``points`` (n, K, 3), ``failed`` (n,), ``shift`` (n, 2) of the background
    since the frame before; ``anchor`` (n, 2) in px of the
    upright picture where the followed person was, when one is followed.
    """

    frames: Numbers
    points: npt.NDArray[np.float32]
    failed: Mask
    shift: npt.NDArray[np.float32]
    anchor: Floats | None = None

    @classmethod
    def joined(cls, parts: list[Found], centres: Floats | None) -> Found:
        """Several chunks as one; ``centres`` (frames of the clip, 2) of the followed box."""
        frames = np.concatenate([part.frames for part in parts])
        return cls(
            frames=frames,
            points=np.concatenate([part.points for part in parts]),
            failed=np.concatenate([part.failed for part in parts]),
            shift=np.concatenate([part.shift for part in parts]),
            anchor=None if centres is None else centres[frames],
        )

    def between(self, keep: Mask) -> Found:
        """Only some of the frames."""
        anchor = None if self.anchor is None else self.anchor[keep]
        return Found(
            self.frames[keep], self.points[keep], self.failed[keep], self.shift[keep], anchor
        )


class _Counts(NamedTuple):
    failed: int
    jumped: int
    unseen: int


def dataset_of(found: Found, run: PoseRun) -> tuple[xr.Dataset, list[Notice]]:
    """Data set as `PoseRun.estimate` gives it, and notices about it."""
    import xarray as xr

    info, plan, model = run.info, run.plan, run.model
    times = info.index.times[found.frames]
    inside = (times >= plan.start_s) & (times < plan.end_s)
    found, times = found.between(inside), times[inside]
    native = np.asarray([info.width, info.height], np.float64)
    scale = native / scaled_size(info.width, info.height, run.long_side)
    position = found.points[..., :2].astype(np.float64) * scale
    score = found.points[..., 2].astype(np.float64)
    kept = main_person(times * plan.time_scale, position, model.keypoints, found.anchor)
    position[~kept], score[~kept] = np.nan, np.nan
    seen = np.isfinite(position).any(axis=(1, 2))
    counts = _Counts(
        failed=int(found.failed.sum()),
        jumped=int((~kept).sum()),
        unseen=int((~seen & kept & ~found.failed).sum()),
    )
    dataset = xr.Dataset(
        {
            "position": (("time", "keypoint", "space"), position, {"units": "px"}),
            "score": (("time", "keypoint"), score, {"units": "1"}),
            "camera_shift": (("time", "space"), found.shift * scale, {"units": "px"}),
        },
        coords={
            "time": ("time", times * plan.time_scale, {"units": "s"}),
            "file_time": ("time", times, {"units": "s"}),
            "frame": ("time", found.frames),
            "keypoint": list(model.keypoints),
            "space": ["x", "y"],
        },
        attrs=_attrs(run, counts),
    )
    return dataset, list(_notices(run, counts, len(times)))


def _attrs(run: PoseRun, counts: _Counts) -> dict[str, int | float | str]:
    info, plan, model = run.info, run.plan, run.model
    return {
        "width": info.width,
        "height": info.height,
        "fps": info.fps / plan.time_scale,
        "frames": info.frames,
        "duration_s": info.duration_s,
        "estimator": model.name,
        "version": model.version,
        "model_sha256": model.model_sha256,
        "frames_failed": counts.failed,
        "frames_missing": info.frames_missing,
        "frames_jumped": counts.jumped,
        "frames_unseen": counts.unseen,
        "long_side": run.long_side,
        "step": plan.step,
        "time_scale": plan.time_scale,
    }


def _notices(run: PoseRun, counts: _Counts, total: int) -> list[Notice]:
    notices = []
    if counts.failed:
        message = f"{counts.failed} of {total} frames could not be decoded and are left out"
        notices.append(Notice("frames_failed", message))
    if counts.jumped >= _FEW:
        message = (
            f"in {counts.jumped} of {total} frames another person or a chance figure was seen; "
            "they are left out (--roi x,y,w,h around the runner helps)"
        )
        notices.append(Notice("person_jump", message))
    if run.look.several:
        message = (
            "more than one person is in the picture; the one seen most is analysed "
            "(--roi x,y,w,h around the runner chooses another)"
        )
        if run.box is None:
            notices.append(Notice("several_people", message))
    return notices
