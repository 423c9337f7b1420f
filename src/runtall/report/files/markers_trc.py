"""``markers.trc``: the points of the 3-D mean stride, for OpenSim."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.files.trc import write_trc
from runtall.motion.mean_stride import PERCENT
from runtall.motion.vocabulary import BODY


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``markers.trc``, in m with y up, where there is a 3-D mean stride."""
    stride = analysis.stride
    if stride is None:
        return
    phase = PERCENT / 100
    time = phase / stride.frequency_hz
    write_trc(folder / "markers.trc", BODY, time, stride.positions(phase))


writers.register("markers.trc", write)
