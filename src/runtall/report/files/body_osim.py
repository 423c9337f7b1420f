"""``body.osim``: the runner's own body as an OpenSim model."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.dynamics.body import build
from runtall.dynamics.osim.model import osim_text


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``body.osim``, in m, kg, N and rad, where loads were computed."""
    if analysis.body_stride is not None:
        text = osim_text(build(analysis.body_stride.size))
        (folder / "body.osim").write_text(text, encoding="utf-8")


writers.register("body.osim", write)
