"""What a user can set for an analysis, and the runner."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

Sex = Literal["female", "male", "unspecified"]


@dataclass(frozen=True, slots=True)
class Runner:
    """Who ran. What is not given is taken from a reference adult, and the result says so."""

    height_cm: float | None = None
    mass_kg: float | None = None
    sex: Sex = "unspecified"

    @property
    def assumed(self) -> tuple[str, ...]:
        """Names of the fields that were not given."""
        return tuple(f.name for f in fields(self) if getattr(self, f.name) in (None, "unspecified"))


@dataclass(frozen=True, slots=True)
class Settings:
    """Options of one analysis; written to ``config.toml``, which repeats it.

    ``incline_percent`` is the grade of the ground, positive uphill.
    """

    pose: str = "blazepose"
    every_frame: bool = False
    anonymous: Literal["", "blur", "stick"] = ""
    overlay: bool = True
    pdf: bool = True
    seed: int = 0
    incline_percent: float = 0.0
