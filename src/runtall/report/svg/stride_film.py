"""The mean stride as a film without script or file: drawings that style sheets show in turn."""

from __future__ import annotations

from typing import Final

from runtall.report.svg.markup import svg
from runtall.report.svg.stride_figure import figure
from runtall.report.svg.stride_poses import Paper, backdrop
from runtall.report.svg.stride_wrists import Cycle, ways

FRAMES: Final = 36
"""Pictures of one stride; the style sheet counts on it."""


def film(cycle: Cycle, on: Paper, label: str) -> str:
    """One stride seen from one side.

    Parameters
    ----------
    cycle
        The stride at `FRAMES` phases.
    on
        Where it is drawn.
    label
        What it shows, for those who do not see it.
    """
    pictures = [
        f'<g class="f" style="--i:{i}">{"".join(figure(position, on.stage))}</g>'
        for i, position in enumerate(cycle.position)
    ]
    bands, lines = ways(cycle, on.stage)
    parts = [*backdrop(on), *bands, *pictures, *lines]
    return svg(on.width, on.height, *parts, label=label, class_="film")


def seconds(frequency_hz: float, slower: float) -> float:
    """How long one turn of the film lasts, s."""
    return round(slower / frequency_hz, 3)
