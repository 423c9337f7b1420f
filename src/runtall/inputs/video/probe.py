"""What a clip is: container, size, rate, frames; nothing is decoded in this process."""

from __future__ import annotations

import math
import stat
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runtall.errors import MalformedFile
from runtall.inputs.files import checked_stat, shown
from runtall.inputs.limits import PROBE_SECONDS
from runtall.inputs.process import WorkerProcess
from runtall.inputs.video.clip import ClipInfo, FrameIndex
from runtall.inputs.video.frames import IMAGES
from runtall.inputs.video.images import codec_of, numbered_pictures
from runtall.inputs.video.sniff import container_of
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    from runtall.inputs.wire import Message

# A slow disk or a network folder: the time allowed grows with the size of the file.
_BYTES_PER_S: Final = 20e6


def probe(path: Path) -> ClipInfo:
    """Look at a clip: a video file, or a folder of numbered pictures.

    What it is is decided by its content. The bytes are read in a child process with limits of
    memory and time; no other file or address that they name is followed.

    Raises
    ------
    runtall.errors.InputError
        When it cannot be read (`UnknownFormat`, `MalformedFile`, `MissingStream`,
        `TooShort`: see there).
    runtall.errors.LimitExceeded
        When its pictures are too large, or reading it takes too much memory or time.
    """
    path = Path(path)
    found = checked_stat(path)
    if stat.S_ISDIR(found.st_mode):
        codec_of(path, numbered_pictures(path))
        container = IMAGES
    else:
        container = container_of(path)
    seconds = PROBE_SECONDS + found.st_size / _BYTES_PER_S
    with WorkerProcess() as worker:
        fields = {"path": str(path.absolute()), "container": container}
        answer = worker.ask("inspect", fields, shown(path), seconds)
        return _clip_info(path, answer)


def _clip_info(path: Path, answer: Message) -> ClipInfo:
    fields, arrays = dict(answer.fields), answer.arrays
    index = FrameIndex(
        ticks=arrays["ticks"],
        times=arrays["times"],
        key=arrays["key"].astype(np.bool_),
        tick_s=float(fields.pop("tick_s")),
        seekable=bool(fields.pop("seekable")),
    )
    _check_answer(fields, index, shown(path))
    created = fields.pop("created")
    notices = tuple(Notice(code, message) for code, message in fields.pop("notices"))
    return ClipInfo(
        path=path,
        created=datetime.fromisoformat(created) if created else None,
        index=index,
        notices=notices,
        **fields,
    )


def _check_answer(fields: dict[str, Any], index: FrameIndex, name: str) -> None:
    sane = (
        math.isfinite(fields["fps"])
        and fields["fps"] > 0
        and np.isfinite(index.times).all()
        and (np.diff(index.times) > 0).all()
    )
    if not sane:
        raise MalformedFile(f"{name}: its timestamps make no sense; export it again")
