"""A measured quantity with its interval, or the plain statement that it was not measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right"]
Flag = Literal["ok", "watch", "concern", "unknown"]

LEVEL = 0.9
"""Coverage that every interval claims."""
Z_LEVEL = 1.6449
"""Half width of such an interval of a normal error, in standard errors."""
NOT_SEEN = "needs film or motion capture of the run"
"""Why body-worn sensors alone do not give what the movement of the body would show."""


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """Why a quantity is absent and what would show it; a value, not an exception."""

    reason: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """One quantity of the runner, in the unit that people read.

    ``low`` and ``high`` bound the ``level`` interval, which holds both the scatter from
    stride to stride and the error of the estimator for this quantity and view. Where
    ``status`` is ``"unmeasured"``, ``value``, ``low`` and ``high`` are None and ``reason``
    says what would show it. ``method`` tells how ``inputs`` gave it: ``"flat"`` in the picture
    of one clip, ``"stride3d"`` through the 3-D mean stride, ``"markers"`` by motion capture.
    """

    name: str
    side: Side | None
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    n_strides: int = 0
    status: Literal["measured", "unmeasured"] = "measured"
    reason: str | None = None
    flag: Flag = "unknown"
    inputs: tuple[int, ...] = ()
    grade: str = "C"
    sources: tuple[str, ...] = ()
    usual: tuple[float, float] | None = None
    method: str = ""

    @property
    def measured(self) -> bool:
        """Whether there is a value."""
        return self.status == "measured"
