"""One recording: streams that share a clock, each on its own time axis."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import xarray as xr

View = Literal["left", "right", "rear", "front"]
VIEWS: tuple[View, ...] = ("left", "right", "rear", "front")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should know about an input: a stable code and a plain sentence."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Recording:
    """What one input holds.

    Attributes
    ----------
    path
        Where it was read from.
    kind
        ``"video"`` (more kinds come with more readers).
    sha256
        Of the content.
    streams
        ``xarray.DataTree`` with one node per stream. A video has the node ``pose``:
        ``position`` with dims ``time keypoint space`` in px of the upright picture (x right,
        y down, NaN where not seen), ``score`` (``time keypoint``); ``time`` in s of the run
        (slow motion undone). Its attrs hold ``width``, ``height`` (px), ``fps``,
        ``frames`` (decoded or declared), ``duration_s``, ``estimator``.
    view
        From where the runner was filmed, when the user said so.
    minute
        Minute of the run at which the recording starts, when known.
    calibration
        ``"relaxed"``, ``"shrug"`` or ``""``.
    notices
        What was noticed while reading.
    """

    path: Path
    kind: str
    sha256: str
    streams: xr.DataTree
    view: View | None = None
    minute: float | None = None
    calibration: str = ""
    notices: tuple[Notice, ...] = field(default_factory=tuple)
