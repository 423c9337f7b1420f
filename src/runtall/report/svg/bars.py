"""A quality of 0-1 as a small bar."""

from __future__ import annotations

from runtall.report.svg.markup import svg, tag


def bar(share: float) -> str:
    """Bar of 84 px, decoration beside its word."""
    width, height = 84.0, 6.0
    filled = min(max(share, 0.0), 1.0) * width
    rest = tag("rect", class_="bar-all", x=0.0, y=0.0, width=width, height=height, rx=3.0)
    on = tag(
        "rect", class_="bar-on", x=0.0, y=0.0, width=max(filled, height), height=height, rx=3.0
    )
    return svg(width, height, rest, on, label="", class_="bar")
