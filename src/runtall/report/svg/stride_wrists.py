"""The way of the wrists through the whole stride, with the band of where it may be."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np

from runtall.motion.measurement import LEVEL
from runtall.motion.vocabulary import BODY
from runtall.report.svg.markup import tag
from runtall.report.svg.stride_figure import SIDES
from runtall.report.svg.stride_shapes import Array, Stage, capsule, smooth_line

Z: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)
"""Half the band in standard deviations: unlike quantiles of few draws it runs smoothly."""
# Thinner than this a band is no more than its line, px.
_THIN: Final = 0.6


@dataclass(frozen=True, slots=True)
class Cycle:
    """One stride in the lab.

    Attributes
    ----------
    position
        Points of ``BODY`` at even phases, shape ``(n, 19, 3)``, m.
    draws
        The same for draws of the mean stride, shape ``(draw, n, 19, 3)``.
    """

    position: Array
    draws: Array


def ways(cycle: Cycle, stage: Stage) -> tuple[list[str], list[str]]:
    """Bands and closed lines of both wrists; of the far one in a side view only a dim line."""
    far = {"left": "right", "right": "left"}.get(stage.seen, "")
    bands, lines = [], []
    for side in sorted(SIDES, key=lambda s: s != far):
        point = BODY.index(f"{side}_wrist")
        middle = stage.place(cycle.position[:, point])
        tone = side[0] + (" dim" if side == far else "")
        lines.append(tag("path", class_=f"way {tone}", d=smooth_line(middle)))
        if side != far:
            half = half_width(middle, stage.place(cycle.draws[:, :, point]))
            bands.append(tag("path", class_=f"a {tone}", d=ribbon(middle, half)))
    return bands, lines


def half_width(middle: Array, draws: Array) -> Array:
    """Half the band across a closed line.

    Parameters
    ----------
    middle
        The line, shape ``(n, 2)``, px.
    draws
        Draws of it, shape ``(draw, n, 2)``, px.

    Returns
    -------
    numpy.ndarray
        Shape ``(n,)``, px: half the width that holds 90 % of the draws across the line.
    """
    along = np.roll(middle, -1, axis=0) - np.roll(middle, 1, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-9)
    off = np.einsum("dnk,nk->dn", draws - middle, across)
    half: Array = Z * off.std(axis=0)
    return half


def ribbon(middle: Array, half: Array) -> str:
    """A band of changing width around a closed line, empty where it would not show."""
    if float(np.max(half)) < _THIN:
        return ""
    after = np.roll(np.arange(len(middle)), -1)
    return "".join(
        capsule(middle[i], middle[j], float(half[i]), float(half[j]))
        for i, j in enumerate(after)
    )  # fmt: skip
