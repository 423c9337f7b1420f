"""The report as one HTML file without scripts that fetches nothing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from runtall.report.content import content

if TYPE_CHECKING:
    from jinja2 import Environment

    from runtall.analysis.result import Analysis


def render_html(analysis: Analysis) -> str:
    """Render the report.

    Parameters
    ----------
    analysis
        What was found; stills are read from its clips where these are still in place.

    Returns
    -------
    str
        The whole page. Every text in it is escaped; drawings escape their own.
    """
    return render(content(analysis))


def render(parts: dict[str, Any]) -> str:
    """Render what `runtall.report.content.content` gives."""
    return _environment().get_template("report.html.j2").render(**parts)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    # Drawings are made by our own functions, which escape each text they are given.
    environment.filters["drawing"] = Markup
    environment.globals["style"] = Markup(_template("report.css"))  # noqa: S704 - our own file
    return environment


def _template(name: str) -> str:
    return files("runtall.report").joinpath("templates", name).read_text(encoding="utf-8")
