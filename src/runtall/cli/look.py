"""A short look at one clip: what it is, and what a camera there can show."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.cli.progress import Told
from runtall.errors import InputError, RuntallError
from runtall.inputs.files import shown
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    from runtall.inputs.pose.run import PoseRun
    from runtall.inputs.pose.track import Look
    from runtall.inputs.video.clip import ClipInfo
    from runtall.kinematics.clip import ClipMotion

_HEIGHT_M: Final = 1.7
"""Only lengths depend on it, and none is shown."""
_PICTURES: Final = 4
_PICTURE_PX: Final = 240


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen in one clip.

    Attributes
    ----------
    path, info
        The clip.
    look
        Where the person is, and who else.
    light
        Mean brightness around the person, 0 black to 1 white; None when no picture was read.
    motion
        The run, when the seconds looked at show one.
    refusal
        Why they do not.
    notices
        What was noticed.
    """

    path: Path
    info: ClipInfo
    look: Look
    light: float | None
    motion: ClipMotion | None
    refusal: str
    notices: tuple[Notice, ...]


def look_at(path: Path, workers: int | None, told: Told) -> Sight:
    """Look at a few seconds of a clip.

    Raises
    ------
    runtall.errors.RuntallError
        When it cannot be read, or shows nobody.
    """
    from runtall.analysis.loading import gravity_attrs
    from runtall.inputs.pose.run import PoseRun
    from runtall.inputs.video.probe import probe

    info = probe(path)
    with PoseRun(info, workers=workers, progress=told) as run:
        pose = run.estimate([best_chunk(run)])
        pose.attrs |= gravity_attrs(info)
        motion, refusal = _understood(pose)
        light = _light(info, run.look)
        return Sight(path, info, run.look, light, motion, refusal, run.notices)


def best_chunk(run: PoseRun) -> int:
    """Number of the chunk in which the person was seen most often, the middle one of equals."""
    seen = run.look.times[np.isfinite(run.look.bodies[:, 0])]
    middle = (run.chunks - 1) / 2
    return max(
        range(run.chunks), key=lambda n: (_inside(seen, run.chunk_span(n)), -abs(n - middle))
    )


def _inside(times: Any, span: tuple[float, float]) -> int:  # noqa: ANN401 - an array
    return int(((times >= span[0]) & (times <= span[1])).sum())


def _understood(pose: Any) -> tuple[ClipMotion | None, str]:  # noqa: ANN401 - an xarray.Dataset
    from runtall.kinematics.clip import understand

    try:
        return understand(pose, height_m=_HEIGHT_M), ""
    except InputError as error:
        return None, str(error)


def _light(info: ClipInfo, look: Look) -> float | None:
    """Mean brightness of the box around the person in a few of the frames looked at."""
    from runtall.inputs.pose.looking import entry_tick
    from runtall.inputs.video.frames import source_of
    from runtall.inputs.wire import Message
    from runtall.report import child

    rows = np.flatnonzero(np.isfinite(look.bodies).all(axis=1))[:_PICTURES]
    frames = np.searchsorted(info.index.times, look.times[rows])
    starts = [entry_tick(info, int(f)) or 0 for f in frames]
    arrays = {
        "ticks": info.index.ticks[frames],
        "starts": np.asarray(starts, np.int64),
        "boxes": _inside_picture(look.bodies[rows, 3:], info),
    }
    values: list[float] = []

    def measure(part: Message) -> None:
        values.append(_brightness(part.arrays["data"].tobytes()))

    fields = {"source": source_of(info, None).to_fields(), "height": _PICTURE_PX}
    try:
        child.run("stills", fields, arrays, subject=shown(info.path), on_part=measure)
    except RuntallError:
        # The pose estimator read it; that is what matters.
        return None
    return float(np.mean(values)) if values else None


def _inside_picture(boxes: Any, info: ClipInfo) -> Any:  # noqa: ANN401 - arrays
    edge = np.asarray([info.width, info.height] * 2, float)
    inside = np.clip(boxes, 0, edge)
    # A box of no area cannot be cut out.
    inside[:, 2:] = np.maximum(inside[:, 2:], inside[:, :2] + 2)
    return inside


def _brightness(jpeg: bytes) -> float:
    from PIL import Image

    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        return float(np.asarray(picture.convert("L")).mean() / 255)


def directions(views: Sequence[str]) -> set[str]:
    """Directions of the runner's frame that these views show together."""
    return {"y"} | {"x" if v in ("left", "right") else "z" for v in views}
