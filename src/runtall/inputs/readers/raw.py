"""What a motion file holds, as the file says it: nothing named, turned or scaled yet."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from runtall.motion.recording import Notice

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Force:
    """What one force plate measured.

    Attributes
    ----------
    name
        Of the plate, as in the file.
    time_s
        (n,), s, rising, on the clock of the markers.
    force
        (n, 3), N, acting on the runner, in the axes of the file.
    point
        (n, 3), centre of pressure in the unit and axes of the file, NaN where nothing stands on
        the plate; None when the file does not say.
    """

    name: str
    time_s: Array
    force: Array
    point: Array | None = None


@dataclass(frozen=True, slots=True)
class RawMotion:
    """What one motion file holds.

    Attributes
    ----------
    format
        ``"c3d"``, ``"trc"``, ``"mot"``, ``"sto"``, ``"bvh"``, ``"csv"`` or ``"parquet"``.
    time_s
        (time,), s, rising.
    labels
        Names of the markers as in the file, without the prefix of a subject; may be none.
    position
        (time, label, 3) in the unit and axes of the file; NaN where missing.
    unit
        ``"m"``, ``"cm"``, ``"mm"`` or ``"in"``; None when the file does not say.
    up
        Axis that points up, ``"+y"``, ``"+z"`` ...; None when the file does not say.
    coordinates
        Generalised coordinates by name, (time,), rad and m.
    in_degrees
        What the file said of its angles; None when it said nothing.
    forces
        One per force plate.
    events
        ``(context, label, time_s)``; the context is ``"left"``, ``"right"`` or ``""``.
    parents
        Joint to parent joint, where the file holds a skeleton; else empty.
    notices
        What was noticed while reading.
    """

    format: str
    time_s: Array
    labels: tuple[str, ...]
    position: Array
    unit: str | None = None
    up: str | None = None
    coordinates: dict[str, Array] = field(default_factory=dict)
    in_degrees: bool | None = None
    forces: tuple[Force, ...] = ()
    events: tuple[tuple[str, str, float], ...] = ()
    parents: dict[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
