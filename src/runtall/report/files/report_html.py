"""``report.html``: for people, one file."""

from __future__ import annotations

from pathlib import Path

from runtall.analysis.result import Analysis
from runtall.analysis.saving import writers
from runtall.report.html import render_html
from runtall.report.wording import printable


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``report.html``."""
    (folder / "report.html").write_text(printable(render_html(analysis)), encoding="utf-8")


writers.register("report.html", write)
