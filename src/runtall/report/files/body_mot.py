"""``body.mot``: how ``body.osim`` moves through the mean stride."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.files.sto import write_mot
from runtall.motion.mean_stride import PERCENT
from runtall.motion.skeleton import TRANSLATIONS

_ABOUT = (
    "coordinates of body.osim as the loads start from them: turns of the trunk are shared over its "
    "joints, shoulder blades and head are added to what joints.mot has"
)


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``body.mot``, in degrees and m, where loads were computed."""
    body = analysis.body_stride
    if body is None:
        return
    angles = [name for name in body.coordinates if name not in TRANSLATIONS]
    time = PERCENT / 100 / body.frequency_hz
    write_mot(folder / "body.mot", time, body.coordinates, rotational=angles, about=_ABOUT)


writers.register("body.mot", write)
