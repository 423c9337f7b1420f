"""Where the frames of an analysed clip are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from runtall.analysis.result import Analysis, Track
from runtall.errors import InputError
from runtall.inputs.video.clip import ClipInfo
from runtall.inputs.video.frames import Source, source_of
from runtall.inputs.video.probe import probe
from runtall.report.cutout import indices

Ticks = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip that is still the one that was analysed."""

    info: ClipInfo

    def source(self, long_side: int | None = None) -> Source:
        """What a child needs to decode it."""
        return source_of(self.info, long_side)

    def frames(self, track: Track) -> npt.NDArray[np.int64]:
        """Number of the frame of each row of a track."""
        index = self.info.index
        return indices(track.time, index.times, self.info.start_s).astype(np.int64)

    def starts(self, frames: npt.NDArray[np.int64]) -> Ticks:
        """For each frame, the tick at which decoding has to start."""
        index = self.info.index
        keys = np.flatnonzero(index.key)
        before = keys[np.maximum(np.searchsorted(keys, frames, side="right") - 1, 0)]
        return np.asarray(index.ticks[before], dtype=np.int64)


def clip(analysis: Analysis, place: int) -> Clip:
    """The clip of one input.

    Raises
    ------
    runtall.errors.InputError
        When it is gone, or no longer the one that was analysed.
    """
    source = analysis.inputs[place]
    path = source.path.absolute()
    stat = path.stat() if path.exists() else None
    info = _probed(path, 0 if stat is None else stat.st_mtime_ns)
    if len(source.sha256.strip("0")) and info.sha256 != source.sha256:
        raise InputError(f"{source.path.name}: is not the clip that was analysed; give that one")
    return Clip(info)


@lru_cache(maxsize=16)
def _probed(path: Path, modified_ns: int) -> ClipInfo:
    # Stills and overlay ask for the same clip one after the other.
    del modified_ns
    return probe(path)
