"""Points of the runner over a clip, chunk by chunk, on all cores."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from runtall.errors import NotARun, UsageError
from runtall.inputs.files import shown
from runtall.inputs.pose import looking
from runtall.inputs.pose.cache import PointCache, default_cache
from runtall.inputs.pose.estimator import estimators
from runtall.inputs.pose.plan import (
    CHUNK_FRAMES,
    WARM_UP_FRAMES,
    Numbers,
    Plan,
    decoding_long_side,
    make_plan,
    roi_box,
)
from runtall.inputs.pose.pool import Job, Pool
from runtall.inputs.pose.result import Found, dataset_of
from runtall.inputs.pose.track import Look
from runtall.inputs.video.clip import ClipInfo
from runtall.inputs.video.frames import source_of
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    import xarray as xr

    from runtall.inputs.wire import AnyArray

Progress = Callable[[int, int, str], None]
"""Called with frames done, frames in all, and what is being done."""
Roi = tuple[float, float, float, float]

_FINDING_POINTS: Final = "finding the runner's joints"


@dataclass(frozen=True, slots=True)
class Model:
    """What identifies an estimator, and its points."""

    name: str
    version: str
    model_sha256: str
    keypoints: tuple[str, ...]


class PoseRun:
    """Points of the runner in one clip; holds the child processes that find them.

    A context manager: the children end with it. Which chunks are asked for, in which order, and
    how many children work on them, changes no result.

    Parameters
    ----------
    info
        The clip, from `runtall.inputs.video.probe.probe`.
    estimator, options
        Name in `runtall.inputs.pose.estimator.estimators`, and keyword arguments of its factory.
    roi
        Left, top, width and height of a box around the runner in the first frame of the span,
        in px, or as fractions of the picture when no number is above 1.
    workers
        Number of child processes; that of the usable CPUs when None.
    cache
        Folder that keeps found points; the user's cache folder when None.
    every_frame
        Leave no frame out.
    recorded_fps
        Rate in Hz at which a slow-motion clip was filmed.
    start_s, end_s
        Span of the clip in s of its own clock.
    progress
        Told of what is done, at least every second while something is.

    Attributes
    ----------
    notices
        What was noticed so far, with those of the clip.

    Raises
    ------
    runtall.errors.UsageError
        When an option makes no sense.
    runtall.errors.TooShort
        When the span holds no frame.
    """

    def __init__(  # noqa: PLR0913
        self,
        info: ClipInfo,
        *,
        estimator: str = "blazepose",
        options: Mapping[str, Any] | None = None,
        roi: Roi | None = None,
        workers: int | None = None,
        cache: Path | None = None,
        every_frame: bool = False,
        recorded_fps: float | None = None,
        start_s: float = 0.0,
        end_s: float | None = None,
        progress: Progress | None = None,
    ) -> None:
        self.info = info
        self.plan: Plan = make_plan(
            info,
            every_frame=every_frame,
            recorded_fps=recorded_fps,
            start_s=start_s,
            end_s=end_s,
        )
        self.box = None if roi is None else roi_box(info, roi)
        self.progress = progress
        self.notices: tuple[Notice, ...] = info.notices
        self.pool = Pool(workers, shown(info.path))
        self.options = dict(options or {})
        self._request = {"estimator": estimator, "options": self.options}
        self._cache_root = default_cache() if cache is None else cache
        self._close = weakref.finalize(self, self.pool.close)

    def __enter__(self) -> PoseRun:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child processes."""
        self._close()

    @property
    def chunks(self) -> int:
        """Number of chunks in the span; `estimate` takes their numbers from 0."""
        return self.plan.chunks

    def chunk_span(self, number: int) -> tuple[float, float]:
        """First and last time of a chunk, in s of the clip."""
        times = self.info.index.times[self.plan.chunk(number)]
        return float(times[0]), float(times[-1])

    @cached_property
    def model(self) -> Model:
        """The estimator; one that may download its model does so here, as a child cannot."""
        self.say(0, 1, "starting")
        made = estimators[str(self._request["estimator"])](**self.options)
        return Model(made.name, made.version, made.model_sha256, tuple(made.keypoints))

    @cached_property
    def look(self) -> Look:
        """First look at a few frames of the span: where the person is, and who else."""
        return looking.first_look(self)

    @cached_property
    def long_side(self) -> int:
        """Longer side in px at which pictures are decoded for the estimator."""
        return decoding_long_side(self.info, self.look.person_px)

    def estimate(self, chunk_numbers: Iterable[int] | None = None) -> xr.Dataset:
        """Points in the chunks asked for.

        Parameters
        ----------
        chunk_numbers
            From 0 to ``chunks - 1``, in any order; all when None.

        Returns
        -------
        xarray.Dataset
            ``position`` (time, keypoint, space) in px of the upright picture at its own size,
            x right and y down, NaN where not seen; ``score`` (time, keypoint) 0-1;
            ``camera_shift`` (time, space), how the background moved since the frame before, px.
            ``time`` in s of the run (slow motion undone); ``file_time`` (time) in s of the
            clip; ``frame`` (time) number in the clip. Attrs: ``width``, ``height`` (px),
            ``fps``, ``frames``, ``duration_s``, ``estimator``, ``version``,
            ``model_sha256``, ``frames_failed``, ``frames_missing``, ``frames_jumped``,
            ``frames_unseen``, ``long_side`` (px), ``step``, ``time_scale``.

        Raises
        ------
        runtall.errors.NotARun
            When nobody is seen in the clip.
        runtall.errors.UsageError
            When there is no such chunk.
        runtall.errors.RuntallError
            When the clip cannot be decoded (`MalformedFile`), passes a limit
            (`LimitExceeded`), or the model is absent (`MissingModel`).
        """
        numbers = self._checked(chunk_numbers)
        if not self.look.seen:
            raise NotARun(
                f"{shown(self.info.path)}: nobody is seen in {self.look.looked} pictures of it; "
                "film one runner, whole in the picture, in good light"
            )
        boxes = self._boxes(max(numbers))
        parts = dict(self._found(numbers, boxes))
        anchor = None if boxes is None else (boxes[:, :2] + boxes[:, 2:]) / 2
        found = Found.joined([parts[n] for n in numbers], anchor)
        dataset, notices = dataset_of(found, self)
        self._note(notices)
        return dataset

    def _checked(self, chunk_numbers: Iterable[int] | None) -> list[int]:
        numbers = range(self.chunks) if chunk_numbers is None else chunk_numbers
        asked = sorted(set(numbers))
        if not asked or asked[0] < 0 or asked[-1] >= self.chunks:
            raise UsageError(
                f"chunks {asked} of {shown(self.info.path)} were asked for; "
                f"it has those from 0 to {self.chunks - 1}"
            )
        return asked

    def _found(
        self, numbers: list[int], boxes: npt.NDArray[np.float64] | None
    ) -> Iterator[tuple[int, Found]]:
        total = sum(len(self.plan.chunk(n)) for n in numbers)
        cache, ready, jobs = self._cache, 0, []
        for number in numbers:
            kept = cache.load(self._chunk_name(number), self._shapes(number))
            if kept is None:
                jobs.append(self._job(number, boxes))
            else:
                ready += len(kept["failed"])
                yield number, self._part(number, kept)
        self.say(ready, total, _FINDING_POINTS)
        for job, answer in self.pool.run(
            jobs, lambda n: self.say(ready + n, total, _FINDING_POINTS)
        ):
            cache.save(self._chunk_name(job.number), answer.arrays)
            yield job.number, self._part(job.number, answer.arrays)
        self.say(total, total, _FINDING_POINTS)

    def _part(self, number: int, arrays: Mapping[str, AnyArray]) -> Found:
        return Found(
            self.plan.chunk(number),
            arrays["points"],
            arrays["failed"].astype(np.bool_),
            arrays["shift"],
        )

    def _job(self, number: int, boxes: npt.NDArray[np.float64] | None) -> Job:
        warm_up, own = self.plan.warm_up(number), self.plan.chunk(number)
        frames: Numbers = np.concatenate([warm_up, own])
        arrays: dict[str, AnyArray] = {"ticks": self.info.index.ticks[frames]}
        if boxes is not None:
            arrays["boxes"] = boxes[frames] * self.shrinking
        fields = self.request(self.long_side) | {
            "start": looking.entry_tick(self.info, int(frames[0])),
            "warm_up": len(warm_up),
        }
        return Job(number, "chunk", fields, arrays, frames=len(own))

    def _boxes(self, last_chunk: int) -> npt.NDArray[np.float64] | None:
        if self.box is None:
            return None
        return looking.followed(self, int(self.plan.chunk(last_chunk)[-1]))

    @property
    def shrinking(self) -> float:
        """Size of the decoded picture as a share of the upright picture's."""
        return self.long_side / max(self.info.width, self.info.height)

    def request(self, long_side: int | None) -> dict[str, Any]:
        """Fields that each request to a child has."""
        source = source_of(self.info, long_side)
        return {**self._request, "source": source.to_fields()}

    @cached_property
    def _cache(self) -> PointCache:
        return self.cache_for(
            long_side=self.long_side,
            step=self.plan.step,
            chunk=CHUNK_FRAMES,
            warm_up=WARM_UP_FRAMES,
            holds=["points", "failed", "shift"],
            span=None if self.box is None else [self.plan.start_s, self.plan.end_s],
        )

    def cache_for(self, **identity: object) -> PointCache:
        """Cache of what depends on the clip, the model, the region and ``identity``."""
        model = self.model
        base = {
            "estimator": [model.name, model.version, model.model_sha256],
            "options": self.options,
            "roi": self.box,
            "frames": len(self.info.index),
        }
        return PointCache(self._cache_root, self.info.sha256, base | identity)

    def _chunk_name(self, number: int) -> str:
        return f"chunk-{self.plan.first + number:04d}"

    def _shapes(self, number: int) -> dict[str, tuple[int | None, ...]]:
        count = len(self.plan.chunk(number))
        keypoints = len(self.model.keypoints)
        return {"points": (count, keypoints, 3), "failed": (count,), "shift": (count, 2)}

    def say(self, done: int, total: int, what: str) -> None:
        """Tell whoever listens how far it is."""
        if self.progress is not None:
            self.progress(done, total, what)

    def _note(self, notices: Iterable[Notice]) -> None:
        fresh = {notice.code: notice for notice in notices}
        kept = [notice for notice in self.notices if notice.code not in fresh]
        self.notices = (*kept, *fresh.values())
