"""How a cause is declared: what it is called, what shows it, what helps, the run without it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from runtall.findings.finding import Strength
from runtall.motion.measurement import Measurement, Side
from runtall.motion.stride_draws import StrideDraws
from runtall.registry import Registry

Stage = Literal["shoulders", "lean", "turn", "head", "arms", "hands"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)
"""Order in which habits are taken away: first what carries, then what is carried by it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows a cause in one runner.

    ``sure`` is the probability, 0 to 1, that the measurement is past its threshold; ``excess``
    how far it is past, in widths of the usual range, for ranking.
    """

    measurement: Measurement
    why: str
    sure: float
    excess: float
    strength: Strength | None = None


class Shown:
    """The measurements of one runner, by name and side, for causes to read."""

    def __init__(self, measurements: Mapping[tuple[str, Side | None], Measurement]) -> None:
        self._found = measurements

    def get(self, name: str, side: Side | None = None) -> Measurement | None:
        """Measurement of that name and side when it was measured, else None."""
        found = self._found.get((name, side))
        return found if found is not None and found.measured else None

    def sides(self, name: str) -> list[Measurement]:
        """Measured sides of a measurement."""
        return [m for s in ("left", "right") if (m := self.get(name, s)) is not None]


Read = Callable[[Shown], Evidence | None]
Change = Callable[[StrideDraws], StrideDraws]


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The same run without a habit.

    Called with versions of a run it gives the same versions without the habit. Each version is
    treated on its own, and one that is already on the good side of the reference comes back as it
    was, to the last bit. Pelvis and legs always stay.

    Attributes
    ----------
    function
        What is changed, said in its docstring to the last coordinate.
    stage
        Which part of the body it acts on, for the order in which several are taken away.
    measures
        Measurements that it brings to their reference, the most telling first.
    bears_on
        Loads that the habit is expected to raise.
    also
        Further loads that a reader would ask about.
    pelvis_moment
        Whether a runner who gives the habit up is expected to keep the turning moment between
        pelvis and trunk, and so to turn the trunk less, instead of keeping the trunk's motion.
    """

    function: Change
    stage: Stage
    measures: tuple[str, ...]
    bears_on: tuple[str, ...]
    also: tuple[str, ...] = ()
    pelvis_moment: bool = False

    def __call__(self, run: StrideDraws) -> StrideDraws:
        """Versions of the run without the habit."""
        return self.function(run)

    @property
    def definition(self) -> str:
        """Docstring of the function."""
        return inspect.getdoc(self.function) or ""


def counterfactual(
    *,
    stage: Stage,
    measures: tuple[str, ...],
    bears_on: tuple[str, ...],
    also: tuple[str, ...] = (),
    pelvis_moment: bool = False,
) -> Callable[[Change], Counterfactual]:
    """Make the decorated function the counterfactual of a cause; see `Counterfactual`."""

    def declare(function: Change) -> Counterfactual:
        return Counterfactual(function, stage, measures, bears_on, also, pelvis_moment)

    return declare


@dataclass(frozen=True, slots=True)
class Cause:
    """One habit.

    Attributes
    ----------
    name
        As in results.
    title
        A short sentence to the runner.
    cue
        External focus first, one line.
    exercises
        Keys of exercises that train against it.
    sources
        Keys of ``references.bib``.
    read
        Gives the evidence for it, or None.
    without
        Gives the same run without it; None where the body model cannot say what that would be.
    """

    name: str
    title: str
    cue: str
    exercises: tuple[str, ...]
    sources: tuple[str, ...]
    read: Read
    without: Counterfactual | None = None

    @property
    def summary(self) -> str:
        """First line of the reader's docstring."""
        return (self.read.__doc__ or "").strip().split("\n", 1)[0]


causes: Registry[Cause] = Registry("cause", "runtall.findings.causes", "runtall.causes")


def cause(
    *,
    title: str,
    cue: str,
    exercises: tuple[str, ...],
    sources: tuple[str, ...],
    without: Counterfactual | None = None,
) -> Callable[[Read], Read]:
    """Register the decorated function as the reader of the cause of its name."""

    def register(read: Read) -> Read:
        name = read.__name__
        causes.register(name, Cause(name, title, cue, exercises, sources, read, without))
        return read

    return register
