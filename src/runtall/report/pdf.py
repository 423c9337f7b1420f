"""The report on paper."""

from __future__ import annotations

import datetime
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from runtall.report.content import content
from runtall.report.svg.theme import label, on_paper
from runtall.report.wording import printable

if TYPE_CHECKING:
    from runtall.analysis.result import Analysis

_SCREEN: Final = "film"
"""What moves stays on the screen."""
_DRAWINGS: Final = ("svg", "scale", "still", "hero", "bar")


def render_pdf(analysis: Analysis) -> bytes:
    """Render the report as an A4 PDF with the fonts that typst itself holds.

    Parameters
    ----------
    analysis
        What was found; stills are read from its clips where these are still in place.

    Returns
    -------
    bytes
        The PDF, tagged for screen readers. Texts reach the template as data, never as markup.
    """
    return render(content(analysis), analysis.created)


def render(parts: dict[str, Any], created: str) -> bytes:
    """Render what `runtall.report.content.content` gives."""
    import typst

    data = json.dumps(_paper(parts), ensure_ascii=False)
    document: bytes = typst.compile(
        files("runtall.report").joinpath("templates", "report.typ").read_bytes(),
        sys_inputs={"data": data},
        font_paths=[],
        ignore_system_fonts=True,
        timestamp=_moment(created),
        format="pdf",
    )
    return document


def _moment(created: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(created)
    except ValueError:
        return None


def _paper(value: Any, key: str = "") -> Any:  # noqa: ANN401 - any JSON-like value
    """Drawings with colours and text alternative, texts without what a file cannot hold."""
    if isinstance(value, dict):
        return {k: _paper(v, k) for k, v in value.items() if k != _SCREEN}
    if isinstance(value, list):
        return [_paper(v) for v in value]
    if isinstance(value, str):
        if key in _DRAWINGS and value.startswith("<svg"):
            return {"svg": on_paper(printable(value)), "alt": label(value)}
        return printable(value)
    return value
