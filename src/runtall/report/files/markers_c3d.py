"""``markers.c3d``: the points and foot contacts of the 3-D mean stride."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.motion.files.c3d import INITIAL_CONTACT, TOE_OFF, Event, write_c3d
from runtall.motion.mean_stride import PERCENT, MeanStride
from runtall.motion.vocabulary import BODY


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``markers.c3d``, in mm with y up, where there is a 3-D mean stride."""
    stride = analysis.stride
    if stride is None:
        return
    phase = PERCENT / 100
    time, position = phase / stride.frequency_hz, stride.positions(phase)
    write_c3d(folder / "markers.c3d", BODY, time, position, events=events(stride))


def events(stride: MeanStride) -> list[Event]:
    """Foot contacts from the first frame to the last: one at phase 0 comes again at 1."""
    found: list[Event] = []
    for label, phases in ((INITIAL_CONTACT, stride.initial_contact), (TOE_OFF, stride.toe_off)):
        for side, phase in phases.items():
            # Twice, for a phase just under 0, whose remainder is rounded up to 1.
            at = phase % 1.0 % 1.0
            times = [at, 1.0] if at == 0.0 else [at]
            found += [(side, label, t / stride.frequency_hz) for t in times]
    return sorted(found, key=lambda event: event[2])


writers.register("markers.c3d", write)
