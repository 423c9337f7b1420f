"""What a child does with pictures: looks, follows, finds points in a chunk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from runtall.inputs.pose.background import Background
from runtall.inputs.pose.estimator import PoseEstimator, estimators
from runtall.inputs.pose.track import Body, body_of, plausible_next, window_around
from runtall.inputs.video.frames import Picture, Source, read_frames

if TYPE_CHECKING:
    from runtall.inputs.wire import Message
    from runtall.inputs.worker import Beat, Reply

Floats = npt.NDArray[np.float32]

_GREY: Final = 127
_loaded: dict[str, PoseEstimator] = {}


def look(request: Message, beat: Beat) -> Reply:
    """Points in single frames, and in the same frames with that person painted over.

    Arrays ``ticks`` and ``starts`` (n,); the answer has ``points`` and ``others`` (n, K, 3) in
    px of the decoded picture.
    """
    estimator, source = _estimator(request.fields), _source(request.fields)
    box = request.fields.get("box")
    points, others = [], []
    for number, picture in enumerate(_single_frames(request, source, beat)):
        first = second = _nobody(estimator)
        if picture is not None:
            first = _fresh(estimator, _only(picture, box))
            beat(number)
            second = _fresh(estimator, _painted_over(_only(picture, box), _body(estimator, first)))
        points.append(first)
        others.append(second)
        beat(number)
    return {}, {"points": np.stack(points), "others": np.stack(others)}


def follow(request: Message, beat: Beat) -> Reply:
    """Follow one person from frame to frame, each looked at afresh.

    Arrays ``ticks`` (n,) and ``box`` (4,), px of the decoded picture; the answer has ``boxes``
    (n, 4): where the person was, or was last seen.
    """
    estimator, source = _estimator(request.fields), _source(request.fields)
    box = request.arrays["box"].astype(np.float64)
    boxes = np.empty((len(request.arrays["ticks"]), 4), np.float64)
    last: Body | None = None
    for number, picture in _frames(request, source, beat):
        if picture is not None:
            found = _body(estimator, _fresh(estimator, _only(picture, tuple(box))))
            if found is not None and plausible_next(last, found):
                box, last = window_around(found, picture.shape), found
        boxes[number] = box
        beat(number)
    return {}, {"boxes": boxes}


def chunk(request: Message, beat: Beat) -> Reply:
    """Points in consecutive frames, the first ``warm_up`` of which are dropped.

    Arrays ``ticks`` (n,) and, to see one person only, ``boxes`` (n, 4) in px of the decoded
    picture; the answer has ``points`` (n - warm_up, K, 3) and ``failed``, true where the frame
    could not be decoded.
    """
    estimator, source = _estimator(request.fields), _source(request.fields)
    warm_up, boxes = int(request.fields["warm_up"]), request.arrays.get("boxes")
    count = len(request.arrays["ticks"])
    points = np.full((count, len(estimator.keypoints), 3), np.nan, np.float32)
    failed = np.zeros(count, np.uint8)
    shift, background = np.full((count, 2), np.nan, np.float32), Background()
    estimator.reset()
    beat(0)
    for number, picture in _frames(request, source, beat):
        if picture is None:
            failed[number] = 1
        elif boxes is None:
            points[number] = estimator.estimate(picture)
        else:
            points[number] = _in_window(estimator, picture, boxes, number)
        shift[number] = background.step(picture, points[number])
        beat(number + 1 - warm_up)
    own = slice(warm_up, None)
    return {}, {"points": points[own], "failed": failed[own], "shift": shift[own]}


def _estimator(fields: dict[str, Any]) -> PoseEstimator:
    key = json.dumps([fields["estimator"], fields["options"]], sort_keys=True)
    if key not in _loaded:
        _loaded[key] = estimators[fields["estimator"]](**fields["options"])
    return _loaded[key]


def _source(fields: dict[str, Any]) -> Source:
    return Source.from_fields(fields["source"])


def _frames(request: Message, source: Source, beat: Beat) -> Iterator[tuple[int, Picture | None]]:
    start = request.fields.get("start")
    for number, picture in read_frames(source, request.arrays["ticks"], start):
        if number < 0:
            beat(0)
        else:
            yield number, picture


def _single_frames(request: Message, source: Source, beat: Beat) -> Iterator[Picture | None]:
    ticks, starts = request.arrays["ticks"], request.arrays["starts"]
    if not source.seekable:
        # Entering the file anew for each would decode it from the beginning each time.
        yield from (picture for _, picture in _frames(request, source, beat))
        return
    for at in range(len(ticks)):
        for number, picture in read_frames(source, ticks[at : at + 1], int(starts[at])):
            beat(at)
            if number == 0:
                yield picture


def _nobody(estimator: PoseEstimator) -> Floats:
    return np.full((len(estimator.keypoints), 3), np.nan, np.float32)


def _body(estimator: PoseEstimator, points: Floats) -> Body | None:
    return body_of(points, estimator.keypoints)


def _fresh(estimator: PoseEstimator, picture: Picture) -> Floats:
    estimator.reset()
    return estimator.estimate(picture)


def _only(picture: Picture, box: tuple[float, ...] | None) -> Picture:
    """The picture with everything outside a box painted grey."""
    if box is None:
        return picture
    left, top, right, bottom = _inside(box, picture)
    masked = np.full_like(picture, _GREY)
    masked[top:bottom, left:right] = picture[top:bottom, left:right]
    return masked


def _painted_over(picture: Picture, body: Body | None) -> Picture:
    if body is None:
        return picture
    left, top, right, bottom = _inside(tuple(window_around(body, picture.shape)), picture)
    painted = picture.copy()
    painted[top:bottom, left:right] = _GREY
    return painted


def _in_window(
    estimator: PoseEstimator, picture: Picture, boxes: npt.NDArray[np.float64], number: int
) -> Floats:
    # One window for the whole chunk: a window that moved would look to the estimator, which
    # remembers where the person was, like a person that moves.
    window = (*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0))
    left, top, right, bottom = _inside(window, picture)
    masked = _only(picture, tuple(boxes[number]))
    points = estimator.estimate(np.ascontiguousarray(masked[top:bottom, left:right]))
    return points + np.asarray([left, top, 0], np.float32)


def _inside(box: tuple[float, ...], picture: Picture) -> tuple[int, int, int, int]:
    height, width = picture.shape[:2]
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    return left, top, max(left + 1, min(width, int(box[2]))), max(top + 1, min(height, int(box[3])))
