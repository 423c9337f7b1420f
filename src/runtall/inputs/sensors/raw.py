"""What a file of body-worn sensors holds, before anything is made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import Notice

Array = npt.NDArray[np.float64]
Node = Literal["breathing", "imu", "beats", "watch", "vendor"]
NODES: Final[tuple[Node, ...]] = ("breathing", "imu", "beats", "watch", "vendor")


@dataclass(frozen=True, slots=True)
class RawChannel:
    """One series of a stream.

    Attributes
    ----------
    name
        Ours where runtall knows what it is (see `RawStream`), else the file's own in snake case.
    values
        Shape ``(time,)``, in ``unit``; NaN where missing.
    unit
        SI where runtall knows the unit, else as in the file; ``"1"`` for a pure number, ``""``
        where the file does not say.
    label, file_unit
        Name and unit as in the file.
    source
        ``"file"``, or who else defined the field: ``"developer: Stryd"``.
    """

    name: str
    values: Array
    unit: str
    label: str = ""
    file_unit: str = ""
    source: str = "file"


@dataclass(frozen=True, slots=True)
class RawStream:
    """Channels that share a clock.

    Attributes
    ----------
    node
        What it is; decides the names of its channels:

        - ``breathing``: ``chest``, ``belly`` (either may be absent), or ``band`` where it is not
          known which of the two it is;
        - ``imu``: ``acceleration_x``, ``_y``, ``_z`` (m/s²), ``angular_velocity_x``, ``_y``,
          ``_z`` (rad/s), in the frame of the sensor; or ``acceleration_forward``, ``_up``,
          ``_right`` and ``angular_velocity_forward`` ..., where the user said how it sat;
        - ``beats``: ``interval`` (s), the R-R interval that ends at its time;
        - ``watch``: any, one row per record of the watch; the known names are those of
          ``runtall.inputs.sensors.fields``;
        - ``vendor``: what the maker of the sensor computed itself (breath times, rates, cadence).
    time_s
        Shape ``(time,)``, s since the start of the recording, strictly increasing.
    channels
        Each name once.
    rate_hz
        Of even sampling; 0 where the samples come when they come.
    part
        Tells streams of one node apart: ``""``, or for ``vendor`` what it holds.
    """

    node: Node
    time_s: Array
    channels: tuple[RawChannel, ...]
    rate_hz: float = 0.0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One sport of a watch file, s since the start of the recording."""

    sport: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class RawSensors:
    """Everything in one file or folder.

    Attributes
    ----------
    format
        Name of the reader.
    streams
        At least one.
    start
        ISO 8601 in UTC (``2017-01-17T17:06:47Z``) of second 0, or ``""``.
    sessions
        Sports of a watch file, in order.
    about
        Device, maker, software and the like, in plain words.
    notices
        What was noticed on reading: damage, gaps, doubtful units.
    """

    format: str
    streams: tuple[RawStream, ...]
    start: str = ""
    sessions: tuple[Session, ...] = ()
    about: dict[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
