"""Draw on one frame after the other; used in the child process only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from runtall.inputs.video.frames import Source, read_frames
from runtall.inputs.wire import AnyArray
from runtall.report import hide, wording
from runtall.report.lines import Pose, Shape, Stroke, head_ring, lines, skeleton
from runtall.report.overlay import lettering
from runtall.report.overlay.canvas import ON_FILM, ON_PAPER, Canvas, Look
from runtall.report.overlay.encode import encode

Picture = npt.NDArray[np.uint8]
Emit = Callable[[dict[str, Any], AnyArray], None]

_TRAIL_S: Final = 0.45
_CUT_S: Final = 1.0
_DIM: Final = 0.35
# Width of a bone in trunk lengths, and its bounds in px: thin on a small runner, never a hair.
_BONE, _THIN, _THICK = 0.022, 1.6, 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """One clip to draw on: everything by row of the track, px already of the overlay."""

    fields: Mapping[str, Any]
    time: AnyArray
    position: AnyArray
    piece: AnyArray
    values: AnyArray
    faces: AnyArray | None
    size: tuple[int, int]
    look: Look
    bone: float
    """Width of a bone in px."""

    @property
    def text_px(self) -> int:
        """Size of the large figures."""
        return max(round(0.034 * (self.size[0] + self.size[1]) / 2), 14)


def film(fields: Mapping[str, Any], arrays: Mapping[str, AnyArray], emit: Emit) -> None:
    """Draw a whole overlay and emit its bytes with their places."""
    job = _job(fields, arrays)
    pictures = _decoded(fields, arrays) if fields["source"] else _blank(job)

    def put(at: int, data: bytes) -> None:
        emit({"at": at}, np.frombuffer(data, np.uint8))

    count = len(job.time) + int(job.piece.max(initial=0)) + 1
    encode(draw_overlay(pictures, job), put, size=job.size, count=count)


def _job(fields: Mapping[str, Any], arrays: Mapping[str, AnyArray]) -> Job:
    width, height = fields["size"]
    zoom = width / fields["native"][0]
    faces = arrays.get("faces")
    return Job(
        fields=fields, time=arrays["time"], position=arrays["position"].astype(float) * zoom,
        piece=arrays["piece"], values=arrays["values"],
        faces=None if faces is None else faces * zoom,
        size=(width - width % 2, height - height % 2),
        look=ON_FILM if fields["source"] else ON_PAPER,
        bone=_bone(fields["keypoints"], arrays["position"] * zoom),
    )  # fmt: skip


def _bone(keypoints: list[str], position: AnyArray) -> float:
    at = {name: position[:, i] for i, name in enumerate(keypoints)}
    trunk = sum(at[f"{s}_shoulder"] - at[f"{s}_hip"] for s in ("left", "right")) / 2
    lengths = np.hypot(trunk[:, 0], trunk[:, 1])
    usual = float(np.median(lengths[np.isfinite(lengths)])) if np.isfinite(lengths).any() else 0.0
    return min(max(_BONE * usual, _THIN), _THICK)


def _decoded(
    fields: Mapping[str, Any], arrays: Mapping[str, AnyArray]
) -> Iterator[tuple[int, Picture]]:
    """Row and picture of each analysed frame that can be decoded, entering each piece by a seek."""
    source = Source.from_fields(fields["source"])
    ticks, starts, piece = arrays["ticks"], arrays["starts"], arrays["piece"]
    for number in np.unique(piece):
        rows = np.flatnonzero(piece == number)
        start = int(starts[rows[0]]) if source.seekable else None
        for place, picture in read_frames(source, ticks[rows], start):
            if picture is not None:
                yield int(rows[place]), picture


def _blank(job: Job) -> Iterator[tuple[int, Picture]]:
    """Plain paper for each row: no pixel of the clip."""
    width, height = job.size
    paper = np.full((height, width, 3), job.look.paper, np.uint8)
    for row in range(len(job.time)):
        yield row, paper.copy()


def draw_overlay(
    pictures: Iterator[tuple[int, Picture]], job: Job
) -> Iterator[tuple[float, Picture]]:
    """Draw on pictures as they come; a new piece of film begins with a held, labelled frame.

    Parameters
    ----------
    pictures
        Row of the track and RGB picture; drawn on in place.
    job
        What to draw.

    Yields
    ------
    tuple
        Time in the overlay in s, and the picture of the overlay's size.
    """
    shift, last_row, last_out = 0.0, -1, 0.0
    width, height = job.size
    for row, whole in pictures:
        picture = np.ascontiguousarray(whole[:height, :width])
        if job.faces is not None:
            hide.pixelate(picture, job.faces[row])
        if last_row < 0:
            shift = -float(job.time[row])
        elif job.piece[row] != job.piece[last_row]:
            step = float(np.median(np.diff(job.time))) if len(job.time) > 1 else 0.0
            at = last_out + step
            yield at, _card(picture, float(job.time[row]), job)
            shift = at + _CUT_S - float(job.time[row])
        _paint(picture, row, job)
        last_row, last_out = row, float(job.time[row]) + shift
        yield last_out, picture


def _card(picture: Picture, moment: float, job: Job) -> Picture:
    """The first frame of a piece, dimmed, with its time in the clip."""
    paper = job.look is ON_PAPER
    dim = picture.copy() if paper else (picture * _DIM).astype(np.uint8)
    text, size = f"at {wording.seconds(moment)}", job.text_px
    x = (job.size[0] - lettering.width(text, size)) // 2
    lettering.write(dim, text, (x, job.size[1] // 2 - size), size=size, **_ink(job))
    return dim


def _ink(job: Job) -> dict[str, Any]:
    return {"colour": job.look.line, "edge": job.look.edge or job.look.paper}


def _paint(picture: Picture, row: int, job: Job) -> None:
    points = dict(zip(job.fields["keypoints"], job.position[row], strict=True))
    pose = Pose(points=points, forward=float(job.fields["forward"]))
    if not any(np.isfinite(p).all() for p in points.values()):
        return
    canvas = Canvas(picture, job.look, job.bone)
    ring = head_ring(pose) if job.look is ON_PAPER else []
    canvas.draw([*_trails(row, job, pose), *ring, *skeleton(pose), *_marked(pose)])
    _numbers(picture, row, job)


def _marked(pose: Pose) -> list[Shape]:
    if pose.near:
        return [*lines(pose, "trunk_lean"), *lines(pose, "head_forward")]
    return lines(pose, "arm_crossing_nearest")


def _trails(row: int, job: Job, pose: Pose) -> list[Shape]:
    """Where the wrists went in the last moments, thicker towards now; rear and front only."""
    if pose.near:
        return []
    first = int(np.searchsorted(job.time, job.time[row] - _TRAIL_S))
    rows = [r for r in range(first, row + 1) if job.piece[r] == job.piece[row]]
    shapes: list[Shape] = []
    for side in ("left", "right"):
        name = f"{side}_wrist"
        if name not in job.fields["keypoints"]:
            continue
        path = job.position[rows, job.fields["keypoints"].index(name)]
        shapes += _fading(path[np.isfinite(path).all(axis=1)], side)
    return shapes


def _fading(path: AnyArray, side: str) -> list[Shape]:
    role: Any = side
    thirds = np.linspace(0, max(len(path) - 1, 0), 4).astype(int)
    return [
        Stroke(path[a : b + 1], role, weight)
        for a, b, weight in zip(thirds[:-1], thirds[1:], (0.3, 0.5, 0.8), strict=True)
        if b > a
    ]


def _key(picture: Picture, job: Job, size: int) -> None:
    """Which colour is which side, in words, in the lower right."""
    x, y = job.size[0] - size, job.size[1] - round(size * 2.2)
    edge = job.look.edge or job.look.paper
    for side, colour in (("right", job.look.right), ("left", job.look.left)):
        x -= lettering.width(side, size)
        lettering.write(picture, side, (x, y), size=size, colour=colour, edge=edge)
        x -= size // 2


def _numbers(picture: Picture, row: int, job: Job) -> None:
    """At most two numbers in the lower left, each under its name, only where they are steady."""
    size = job.text_px
    small = max(round(size * 0.52), 11)
    x, y = round(size * 0.8), job.size[1] - round(size * 2.6)
    _key(picture, job, small)
    for told, values in zip(job.fields["shown"], job.values, strict=True):
        text = f"{wording.figure(float(values[row]), told['decimals'])}{told['unit']}"
        lettering.write(picture, told["label"], (x, y), size=small, **_ink(job))
        if np.isfinite(values[row]):
            lettering.write(picture, text, (x, y + round(small * 1.2)), size=size, **_ink(job))
        x += max(lettering.width(told["label"], small), lettering.width("-00.0°", size)) + size
