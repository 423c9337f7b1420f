"""Some seconds of the breathing bands: chest over belly, breaths marked, on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from runtall.motion.breathing import BreathingExcerpt
from runtall.report import wording
from runtall.report.svg.markup import path, svg, tag
from runtall.report.svg.times import Frame, time_axis

Array = npt.NDArray[np.float64]

_WIDTH: Final = 500.0
_LANE: Final = 70.0
_TOP: Final = 20.0
_UNDER: Final = 24.0
_LEFT: Final = 46.0
_NAMES: Final = ("chest", "belly")
_AIR: Final = 1.12
_ROOM: Final = 18.0
"""px that a word over a breath takes."""


def lanes(excerpt: BreathingExcerpt) -> list[str]:
    """Bands that have anything to draw, from the top down."""
    return [n for n in _NAMES if np.isfinite(getattr(excerpt, n)).any()]


def half_height(excerpts: Sequence[BreathingExcerpt]) -> float:
    """Movement from the middle to the edge of a lane, the same for all drawings of a recording."""
    sizes = [
        float(np.nanpercentile(np.abs(_middled(getattr(e, name), getattr(e, name))), 99.5))
        for e in excerpts for name in lanes(e)
    ]  # fmt: skip
    return _AIR * max(sizes, default=1.0) or 1.0


def _middled(wave: Array, about: Array) -> Array:
    known = about[np.isfinite(about)]
    middle = (known.min() + known.max()) / 2 if len(known) else 0.0
    moved: Array = wave - middle
    return moved


def bands(excerpt: BreathingExcerpt, half: float, *, one_band: bool = False) -> str:
    """The drawing of one excerpt.

    Parameters
    ----------
    excerpt
        What to draw; its clock is shown from 0.
    half
        From `half_height`, so that several drawings compare.
    one_band
        Whether the only band is neither known as the chest's nor as the belly's.
    """
    names = lanes(excerpt)
    lasts = float(excerpt.time_s[-1] - excerpt.time_s[0])
    height = _TOP + len(names) * _LANE + _UNDER
    whole = Frame(_WIDTH, height, 0.0, lasts, 0.0, 1.0, _LEFT, _TOP, _UNDER)
    parts = _breaths(excerpt, whole)
    for row, name in enumerate(names):
        top = _TOP + row * _LANE
        frame = Frame(_WIDTH, top + _LANE, 0.0, lasts, -half, half, _LEFT, top, 0.0)
        parts += _lane(excerpt, name, frame, one_band=one_band)
    parts += time_axis(whole, minutes=False)
    return svg(_WIDTH, height, *parts, label=describe(excerpt, one_band=one_band), class_="bands")


def _lane(excerpt: BreathingExcerpt, name: str, frame: Frame, *, one_band: bool) -> list[str]:
    told, tone = ("band", "n") if one_band else (name, name)
    time = excerpt.time_s - excerpt.time_s[0]
    clean = getattr(excerpt, name)
    raw = _middled(_beside(getattr(excerpt, f"raw_{name}"), clean), clean)
    middle = (frame.top + frame.bottom) / 2
    return [
        tag("path", class_=f"raw {tone}", d=path(frame.points(time, raw))),
        tag("path", class_=f"p {tone}", d=path(frame.points(time, _middled(clean, clean)))),
        tag("text", told, class_=f"t {tone}", x=0.0, y=middle + 4),
    ]


def _beside(raw: Array, clean: Array) -> Array:
    """The raw band without the level that it stands at, which says nothing."""
    apart = raw - clean
    known = apart[np.isfinite(apart)]
    moved: Array = raw - (np.median(known) if len(known) else 0.0)
    return moved


def _breaths(excerpt: BreathingExcerpt, frame: Frame) -> list[str]:
    """A soft ground while breathing in, its left edge marked; the first one says so."""
    start = float(excerpt.time_s[0])
    parts: list[str] = []
    for row, (begins, turns) in enumerate(
        zip(excerpt.inspiration_s - start, excerpt.expiration_s - start, strict=True)
    ):
        left, right = float(frame.x(begins)), float(frame.x(turns))
        parts.append(tag("rect", class_="wash", x=left, y=frame.top - 4, width=right - left,
                         height=frame.bottom - frame.top + 4))  # fmt: skip
        parts.append(tag("line", class_="onset", x1=left, x2=left, y1=frame.top - 4,
                         y2=frame.bottom))  # fmt: skip
        if row == 0:
            parts += _words(excerpt, frame, left, right)
    return parts


def _words(excerpt: BreathingExcerpt, frame: Frame, left: float, right: float) -> list[str]:
    after = excerpt.inspiration_s - excerpt.time_s[0]
    ends = float(frame.x(after[1])) if len(after) > 1 else frame.right
    places = (("in", left, right), ("out", right, ends))
    if min(right - left, ends - right) < _ROOM:
        return []
    return [
        tag("text", word, class_="sub", x=(a + b) / 2, y=frame.top - 8, text_anchor="middle")
        for word, a, b in places
    ]


def describe(excerpt: BreathingExcerpt, *, one_band: bool = False) -> str:
    """What the drawing shows, for those who do not see it."""
    lasts = wording.seconds(float(excerpt.time_s[-1] - excerpt.time_s[0]))
    names = lanes(excerpt)
    what = "One breathing band" if one_band else f"{wording.listed(names).capitalize()} band"
    many = "s" if len(names) > 1 else ""
    told = f"{what}{many} over {lasts} of {wording.doing(excerpt.activity)}"
    count = wording.counted(len(excerpt.inspiration_s), "whole breath")
    if len(names) < 2:
        return f"{told}: {count}"
    chest, belly = (float(np.nanmax(w) - np.nanmin(w)) for w in (excerpt.chest, excerpt.belly))
    if not belly:
        return f"{told}: {count}"
    return f"{told}: {count}; the chest moves {wording.figure(chest / belly, 1)} times as the belly"
