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
        ``"video"``, ``"markers"``, ``"breathing"``, ``"imu"`` or ``"watch"``.
    sha256
        Of the content.
    streams
        ``xarray.DataTree`` with one node per stream. A video has the node ``pose``:
        ``position`` with dims ``time keypoint space`` in px of the upright picture (x right,
        y down, NaN where not seen), ``score`` (``time keypoint``); ``time`` in s of the run
        (slow motion undone). Its attrs hold ``width``, ``height`` (px), ``fps``,
        ``frames`` (decoded or declared), ``duration_s``, ``estimator``.

        Motion capture has the node ``markers``: ``position`` with dims ``time keypoint space``
        in m of the lab (x where the runner goes, y up, z to the right; NaN where not seen), for
        every recognised point of `runtall.motion.vocabulary.ANATOMICAL` and every joint centre of
        ``BODY`` that follows from them. The coordinate ``origin`` (``keypoint``) says how each
        came about: ``"file"``, ``"derived"``, ``"approximate"`` or ``"skeleton"``. Its attrs hold
        ``rate_hz``, ``frames``, ``duration_s``, ``format``, ``marker_set``, ``level`` (``"full"``,
        ``"legs"`` or ``"upper"``), ``recognised`` and ``unknown`` (names), ``unit``, ``up`` and
        ``direction`` of the file, each with ``_source`` (``"file"``, ``"detected"``, ``"given"``;
        of the direction ``"travel"``, ``"feet"``, ``"pelvis"``, ``"given"``), ``travelling``,
        ``mirrored``, ``filled``, ``spikes``, ``swapped``, ``approximate``.
        With joint coordinates there is the node ``coordinates``: one variable each (``time``),
        m and rad, as `runtall.motion.skeleton` counts them. With force plates there is the node
        ``force``: ``force`` and ``point`` (``time plate space``), N on the runner and m.

        Body-worn sensors and watches have, each on its own ``time`` from the start of the
        recording: ``breathing`` with ``chest`` and ``belly``, or ``band`` (NaN where missing);
        ``imu`` with ``acceleration`` (``time space``, m/s²) and maybe ``angular_velocity`` (rad/s)
        in the sensor's axes; ``beats`` with ``interval`` (s); ``watch`` with one variable for
        each field of the file; ``vendor/...`` with what the maker computed, for comparison. The
        attrs of the main one hold ``format``, ``rate_hz``, ``duration_s``, ``frames``, ``start``
        (ISO 8601 in UTC, or ``""``).
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

    @property
    def main(self) -> xr.DataTree:
        """The stream that gives the recording its kind."""
        return self.streams.children["pose" if self.kind == "video" else self.kind]
