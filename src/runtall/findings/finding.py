"""One thing that stands out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from runtall.motion.measurement import Measurement

Strength = Literal["clear", "likely", "possible"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A habit that the measurements show, in plain words.

    ``measurement`` is the one that shows it; ``input`` and ``time_s`` say in which recording
    and when it is seen best (None where no picture shows it).
    """

    rank: int
    cause: str
    title: str
    why: str
    strength: Strength
    cue: str
    exercises: tuple[str, ...]
    sources: tuple[str, ...]
    measurement: Measurement
    input: int | None = None
    time_s: float | None = None
