"""``joints.mot``: the joint coordinates of the 3-D mean stride, for OpenSim."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.files.sto import write_mot
from runtall.motion.mean_stride import PERCENT
from runtall.motion.skeleton import TRANSLATIONS

_ABOUT = (
    "x forward, y up, z to the right; all angles are 0 where the body stands straight and the "
    "limbs hang; pelvis_tx, pelvis_ty and pelvis_tz carry the middle of the hip joint centres"
)


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``joints.mot``, in degrees and m, where there is a 3-D mean stride."""
    stride = analysis.stride
    if stride is None:
        return
    phase = PERCENT / 100
    columns = dict(zip(stride.names, stride.coordinates(phase).T, strict=True))
    angles = [name for name in stride.names if name not in TRANSLATIONS]
    time = phase / stride.frequency_hz
    write_mot(folder / "joints.mot", time, columns, rotational=angles, about=_ABOUT)


writers.register("joints.mot", write)
