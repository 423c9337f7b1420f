"""``report.pdf``: for people, on paper."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report.pdf import render_pdf


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``report.pdf``, unless the settings leave it out."""
    if analysis.settings.pdf:
        (folder / "report.pdf").write_bytes(render_pdf(analysis))


writers.register("report.pdf", write)
