"""The options that commands share, and the ranges in which their values make sense."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from runtall.errors import UsageError

T = TypeVar("T")

# No person is outside these; a value that is was typed in another unit.
HEIGHT_CM: Final = (50.0, 260.0)
MASS_KG: Final = (20.0, 300.0)
_ROI_NUMBERS: Final = 4


class Sex(StrEnum):
    """Which reference adult stands in for what is not given."""

    female = "female"
    male = "male"
    unspecified = "unspecified"


class ViewChoice(StrEnum):
    """From where a clip was filmed."""

    auto = "auto"
    left = "left"
    right = "right"
    rear = "rear"
    front = "front"


class GroundChoice(StrEnum):
    """On what a runner runs."""

    auto = "auto"
    treadmill = "treadmill"
    overground = "overground"


class Anonymous(StrEnum):
    """How the runner is hidden in pictures."""

    blur = "blur"
    stick = "stick"


Json = Annotated[
    bool, typer.Option("--json", help="Machine-readable on stdout, nothing else there.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no warnings.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more of what goes on.")]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=256, help="Processes that look at pictures; all cores by default."),
]
Out = Annotated[Path | None, typer.Option(help="Folder of the result.", show_default=False)]


def within(name: str, value: float | None, bounds: tuple[float, float], unit: str) -> float | None:
    """A value inside its human range.

    Raises
    ------
    runtall.errors.UsageError
        When it is outside, or no number.
    """
    low, high = bounds
    if value is None or (math.isfinite(value) and low <= value <= high):
        return value
    raise UsageError(f"{name} {value:g} is not between {low:g} and {high:g} {unit}")


def per_clip(name: str, values: Sequence[T] | None, count: int, *, shared: bool) -> list[T | None]:
    """One value for each clip.

    Parameters
    ----------
    name
        Of the option, for messages.
    values
        As given, in order.
    count
        Number of clips.
    shared
        Whether one value stands for all clips.

    Raises
    ------
    runtall.errors.UsageError
        When their number does not fit.
    """
    given = list(values or [])
    if not given:
        return [None] * count
    if shared and len(given) == 1:
        return [given[0]] * count
    if len(given) != count:
        once = "once for all clips or " if shared else ""
        raise UsageError(
            f"{name} was given {_times(len(given))} for {count} clip{'s' if count > 1 else ''}; "
            f"give it {once}once per clip, in order"
        )
    return [*given]


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def span(start_s: float | None, end_s: float | None) -> tuple[float, float | None]:
    """Start and end in s of the clip.

    Raises
    ------
    runtall.errors.UsageError
        When they enclose no time.
    """
    start = 0.0 if start_s is None else start_s
    if not math.isfinite(start) or start < 0:
        raise UsageError(f"--start {start:g} is no time in a clip; give seconds from 0 on")
    if end_s is not None and not (math.isfinite(end_s) and end_s > start):
        raise UsageError(f"--end {end_s:g} is not after --start {start:g} (seconds of the clip)")
    return start, end_s


def roi(text: str | None) -> tuple[float, float, float, float] | None:
    """Left, top, width and height of a box.

    Raises
    ------
    runtall.errors.UsageError
        When it is not four numbers that can be a box.
    """
    if text is None:
        return None
    from runtall.inputs.pose.plan import parse_roi

    x, y, w, h = parse_roi(text)
    if min(x, y) < 0 or min(w, h) <= 0:
        raise UsageError(f"--roi {text} is no box in the picture: x and y from 0 on, w and h above")
    return x, y, w, h
