"""Strokes, spots and labels in px of the picture, and the pose that they are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from runtall.analysis.result import Track

Array = npt.NDArray[np.float64]
Role = Literal["left", "right", "line", "soft"]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through ``points`` (n, xy); ``weight`` 1 is the width of a bone."""

    points: Array
    role: Role
    weight: float = 1.0
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A joint."""

    at: Array
    role: Role
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """A short text beside a line; ``align`` says which end of the text lies at ``at``."""

    at: Array
    text: str
    align: Literal["start", "end"] = "start"


Shape = Stroke | Spot | Label


@dataclass(frozen=True, slots=True)
class Pose:
    """Points of one moment, in px (x right, y down).

    ``forward`` is +1 when the runner faces to the right of the picture, -1 left, 0 when seen
    from the rear or front.
    """

    points: dict[str, Array]
    forward: float

    def at(self, name: str) -> Array:
        """Place of a point, NaN where it is unknown."""
        return self.points.get(name, np.full(2, np.nan))

    def mid(self, joint: str) -> Array:
        """Middle between left and right, or the one that is known."""
        both = np.array([self.at(f"left_{joint}"), self.at(f"right_{joint}")])
        known = both[np.isfinite(both).all(axis=1)]
        return known.mean(axis=0) if len(known) else np.full(2, np.nan)

    @property
    def near(self) -> Literal["left", "right", ""]:
        """The side that faces the camera; empty from the rear or front."""
        return "right" if self.forward > 0 else "left" if self.forward < 0 else ""

    @property
    def size(self) -> float:
        """Length of the trunk, the yardstick for what is drawn beside it."""
        length = float(np.hypot(*(self.mid("shoulder") - self.mid("hip"))))
        return length if np.isfinite(length) and length > 1.0 else 100.0


def pose_at(track: Track, row: int) -> Pose:
    """Pose of one analysed frame."""
    points = {name: track.position[row, i] for i, name in enumerate(track.keypoints)}
    return Pose(points=points, forward=track.forward)
