"""What does not change a run must not change its numbers: real pictures, changed and read anew."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from accuracy.starts import PAIRS
from accuracy.tables import percent, table
from runtall.analysis.loading import ReadOptions, load
from runtall.analysis.result import Analysis
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner
from runtall.kinematics.metric import metrics
from runtall.motion.measurement import Side

Picture = NDArray[np.uint8]
SHARE = 0.6
"""Of a clip: its first and its last part."""
OTHER: dict[Side | None, Side | None] = {"left": "right", "right": "left", None: None}


@dataclass(frozen=True, slots=True)
class Compared:
    """How many values of another reading lie in the intervals of the first.

    ``moved`` are changes in halves of the interval, the median and the largest.
    """

    n: int
    inside: int
    moved: tuple[float, float]
    worst: str


def rewritten(source: Path, target: Path, change: Callable[[Picture], Picture]) -> Path:
    """The clip with each picture changed, encoded anew."""
    with av.open(str(source)) as given, av.open(str(target), "w") as made:
        rate = given.streams.video[0].average_rate
        stream = None
        for frame in given.decode(video=0):
            picture = np.ascontiguousarray(change(frame.to_ndarray(format="rgb24")))
            if stream is None:
                stream = made.add_stream("libx264", rate=rate, options={"crf": "20"})
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
            made.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        if stream is not None:
            made.mux(stream.encode())
    return target


def compared(one: Analysis, other: Analysis, *, mirrored: bool = False) -> Compared:
    """Compare two readings of one run."""
    moved, names = [], []
    for entry in one.measurements:
        if not entry.measured or entry.name.endswith("_drift"):
            continue
        again = other.measurement(entry.name, OTHER[entry.side] if mirrored else entry.side)
        odd = mirrored and entry.name in metrics and metrics[entry.name].odd
        if again.value is None or entry.value is None:
            continue
        value = -again.value if odd else again.value
        bound = entry.high if value > entry.value else entry.low
        half = abs(float(bound or 0.0) - entry.value)
        moved.append(abs(value - entry.value) / half if half > 0 else float(value != entry.value))
        names.append(f"{entry.name} {entry.side or ''}".strip())
    change = np.array(moved)
    return Compared(
        len(change), int((change <= 1 + 1e-9).sum()),
        (float(np.median(change)), float(change.max())), names[int(change.argmax())],
    )  # fmt: skip


def readings(paths: Sequence[Path], who: Runner, room: Path) -> Iterator[tuple[str, Compared]]:
    """Each change of a pair of clips beside the pair itself."""

    def read(files: Sequence[Path], **how: float) -> Analysis:
        return analyze([load(f, ReadOptions(every_frame=True, **how)) for f in files], who)  # type: ignore[arg-type]

    def changed(name: str, change: Callable[[Picture], Picture]) -> list[Path]:
        return [rewritten(p, room / f"{name}_{p.name}", change) for p in paths]

    whole = read(paths)
    yield "clips in the other order", compared(whole, read(paths[::-1]))
    flipped = read(changed("mirror", lambda p: p[:, ::-1]))
    yield "pictures in the mirror", compared(whole, flipped, mirrored=True)
    yield "half the size", compared(whole, read(changed("half", lambda p: p[::2, ::2])))
    seconds = min(source.duration_s for source in whole.inputs)
    first, last = read(paths, end_s=SHARE * seconds), read(paths, start_s=(1 - SHARE) * seconds)
    yield (
        f"last {percent(SHARE)} against first {percent(SHARE)} of each clip",
        compared(first, last),
    )


def page(folder: Path) -> str:
    """Table over all pairs of rendered examples."""
    rows = []
    for pair in PAIRS:
        paths = [folder / f"{name}.mp4" for name in pair]
        truth = json.loads(paths[0].with_suffix(".truth.json").read_text("utf-8"))
        who = Runner(height_cm=truth["height_cm"], sex=truth["sex"])
        with tempfile.TemporaryDirectory() as room:
            for name, found in readings(paths, who, Path(room)):
                median, most = found.moved
                rows.append(
                    [" + ".join(pair), name, f"{found.inside} of {found.n}", f"{median:.2f}",
                     f"{most:.2f} (`{found.worst}`)"]
                )  # fmt: skip
    head = ("clips", "change", "inside the 90 % interval", "median change", "largest change")
    return table(head, rows)
