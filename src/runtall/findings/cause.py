"""How a cause is declared: what it is called, what shows it, what helps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runtall.findings.finding import Strength
from runtall.motion.measurement import Measurement, Side
from runtall.registry import Registry


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
    """

    name: str
    title: str
    cue: str
    exercises: tuple[str, ...]
    sources: tuple[str, ...]
    read: Read

    @property
    def summary(self) -> str:
        """First line of the reader's docstring."""
        return (self.read.__doc__ or "").strip().split("\n", 1)[0]


causes: Registry[Cause] = Registry("cause", "runtall.findings.causes", "runtall.causes")


def cause(
    *, title: str, cue: str, exercises: tuple[str, ...], sources: tuple[str, ...]
) -> Callable[[Read], Read]:
    """Register the decorated function as the reader of the cause of its name."""

    def register(read: Read) -> Read:
        name = read.__name__
        causes.register(name, Cause(name, title, cue, exercises, sources, read))
        return read

    return register
