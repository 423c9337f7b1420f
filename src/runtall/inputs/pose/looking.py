"""First look at a clip, and following one person through it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtall.inputs.pose.plan import Numbers, decoding_long_side
from runtall.inputs.pose.pool import Job
from runtall.inputs.pose.track import Look, summarise_look
from runtall.inputs.video.frames import scaled_size

if TYPE_CHECKING:
    from runtall.inputs.pose.run import PoseRun
    from runtall.inputs.video.clip import ClipInfo

Floats = npt.NDArray[np.float64]

_LOOKS: Final = 8
_CLOSER_LOOKS: Final = 32
"""When the first eight show nobody: a runner may cross the picture in two seconds."""
_KEY_WITHIN_S: Final = 1.0
"""A frame where decoding can start, so near to the one wanted, does as well and costs less."""
_BLIND_SPAN_S: Final = 20.0
"""A clip that cannot be entered in the middle is looked at in its first seconds only."""
_LOOK_LONG_SIDE: Final = 1280
"""Enough to find a person of a tenth of the picture, and bounded for 4K."""
_FOLLOW_HZ: Final = 4.0
_LOOKING: Final = "finding the runner"
_FOLLOWING: Final = "following the runner"


def first_look(run: PoseRun) -> Look:
    """Look at a few frames of the span, at more when they show nobody."""
    look = _look(run, _LOOKS)
    return look if look.seen else _look(run, _CLOSER_LOOKS)


def entry_tick(info: ClipInfo, frame: int) -> int | None:
    """Tick of the last frame at or before this one where decoding can start."""
    if not info.index.seekable:
        return None
    keys = np.flatnonzero(info.index.key[: frame + 1])
    return int(info.index.ticks[keys[-1]]) if len(keys) else None


def look_frames(info: ClipInfo, start_s: float, end_s: float, count: int) -> Numbers:
    """Frames spread over a span, each where decoding can start when one is near."""
    index = info.index
    if not index.seekable:
        end_s = min(end_s, start_s + _BLIND_SPAN_S)
    inside = np.flatnonzero((index.times >= start_s) & (index.times < end_s))
    edges = np.linspace(0, len(inside) - 1, 2 * count + 1)[1::2]
    wanted = inside[np.round(edges).astype(np.int64)]
    keys = inside[index.key[inside]]
    chosen = []
    for frame in wanted:
        apart = np.abs(index.times[keys] - index.times[frame])
        near = len(keys) > 0 and apart.min() <= _KEY_WITHIN_S
        chosen.append(int(keys[np.argmin(apart)]) if near else int(frame))
    found = np.unique(np.asarray(chosen, np.int64))
    return found if len(found) > count // 2 else np.unique(wanted)


def followed(run: PoseRun, last_frame: int) -> Floats:
    """Box (n, 4) around the followed person for each frame up to ``last_frame``.

    In px of the upright picture; frames between two looks are interpolated.
    """
    info, index = run.info, run.info.index
    first = int(np.searchsorted(index.times, run.plan.start_s))
    looks = _follow_frames(info, first, last_frame)
    boxes = _follow(run, looks)
    times = index.times[: last_frame + 1]
    return np.stack([np.interp(times, index.times[looks], side) for side in boxes.T], axis=1)


def _look(run: PoseRun, count: int) -> Look:
    info, plan = run.info, run.plan
    frames = look_frames(info, plan.start_s, plan.end_s, count)
    long_side = min(_LOOK_LONG_SIDE, max(info.width, info.height))
    cache = run.cache_for(look=[frames.tolist(), long_side])
    shape = (len(frames), len(run.model.keypoints), 3)
    found = cache.load("look", {"points": shape, "others": shape})
    if found is None:
        found = _ask_for_look(run, frames, long_side)
        cache.save("look", found)
    scale = np.asarray([info.width, info.height], np.float64)
    scale = scale / scaled_size(info.width, info.height, long_side)
    points, others = (_scaled(found[name], scale) for name in ("points", "others"))
    return summarise_look(points, others, info.index.times[frames], run.model.keypoints)


def _ask_for_look(
    run: PoseRun, frames: Numbers, long_side: int
) -> dict[str, npt.NDArray[np.float32]]:
    fields = run.request(long_side) | {"start": None}
    if run.box is not None:
        shrink = long_side / max(run.info.width, run.info.height)
        fields["box"] = [side * shrink for side in run.box]
    # Spread over all children, which load the model meanwhile.
    shares = 1 if not run.info.index.seekable else min(run.pool.size, len(frames))
    jobs = [
        Job(number, "look", fields, _look_arrays(run, share), frames=len(share))
        for number, share in enumerate(np.array_split(frames, shares))
    ]
    run.say(0, len(frames), _LOOKING)
    answers = {
        job.number: answer.arrays
        for job, answer in run.pool.run(jobs, lambda done: run.say(done, len(frames), _LOOKING))
    }
    return {
        name: np.concatenate([answers[number][name] for number in range(shares)])
        for name in ("points", "others")
    }


def _look_arrays(run: PoseRun, frames: Numbers) -> dict[str, npt.NDArray[np.int64]]:
    starts = [entry_tick(run.info, int(frame)) for frame in frames]
    return {
        "ticks": run.info.index.ticks[frames],
        "starts": np.asarray([0 if start is None else start for start in starts], np.int64),
    }


def _follow_frames(info: ClipInfo, first: int, last: int) -> Numbers:
    every = max(1, round(info.fps / _FOLLOW_HZ))
    return np.arange(first, max(last, first) + every, every, dtype=np.int64).clip(
        max=len(info.index) - 1
    )


def _follow(run: PoseRun, looks: Numbers) -> Floats:
    info = run.info
    looks, back = np.unique(looks, return_inverse=True)
    long_side = decoding_long_side(info, run.look.person_px)
    cache = run.cache_for(follow=[run.plan.start_s, long_side, _FOLLOW_HZ])
    kept = cache.load("track", {"boxes": (None, 4), "frames": (None,)})
    if kept is None or not np.isin(looks, kept["frames"]).all():
        kept = {"boxes": _ask_to_follow(run, looks), "frames": looks}
        cache.save("track", kept)
    at = np.searchsorted(kept["frames"], looks)
    boxes: Floats = kept["boxes"][at][back] / run.shrinking
    return boxes


def _ask_to_follow(run: PoseRun, looks: Numbers) -> Floats:
    start = entry_tick(run.info, int(looks[0]))
    box = np.asarray(run.box, np.float64) * run.shrinking
    arrays = {"ticks": run.info.index.ticks[looks], "box": box}
    job = Job(0, "follow", run.request(run.long_side) | {"start": start}, arrays, len(looks))
    run.say(0, len(looks), _FOLLOWING)
    ((_, answer),) = run.pool.run([job], lambda done: run.say(done, len(looks), _FOLLOWING))
    boxes: Floats = answer.arrays["boxes"]
    return boxes


def _scaled(points: npt.NDArray[np.float32], scale: Floats) -> Floats:
    scaled = points.astype(np.float64)
    scaled[..., :2] *= scale
    return scaled
