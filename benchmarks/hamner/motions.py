"""States of the runner's model: drawn at random, and those of a recorded run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.interpolate import BSpline, make_interp_spline

from runtall.kinematics.markers.points3d import lowpass

Array = npt.NDArray[np.float64]

DEGREE = 5
THERE_AND_BACK = (np.sqrt(2) - 1) ** (1 / 6)
"""-3 dB of a third-order Butterworth filter run there and back, over the cut-off of one way."""


@dataclass(frozen=True, slots=True)
class States:
    """Coordinates by name with their derivatives, ``(frame, coordinate)``: m, rad, s."""

    names: tuple[str, ...]
    q: Array
    qd: Array
    qdd: Array

    def take(self, frames: slice) -> States:
        """Some of the frames."""
        return States(self.names, self.q[frames], self.qd[frames], self.qdd[frames])

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """For a file that both interpreters read."""
        return {"names": np.array(self.names), "q": self.q, "qd": self.qd, "qdd": self.qdd}


def drawn(names: Sequence[str], n: int, seed: int = 0) -> States:
    """Random states, livelier than a run: within 1 rad, some 3 rad/s and 30 rad/s2."""
    rng = np.random.default_rng(seed)
    shape = (n, len(names))
    return States(
        tuple(names), rng.uniform(-1, 1, shape), 3 * rng.normal(size=shape),
        30 * rng.normal(size=shape),
    )  # fmt: skip


def table(path: Path) -> tuple[tuple[str, ...], Array, Array]:
    """Names, times ``(frame,)`` and values ``(frame, column)`` of a motion file; angles in rad."""
    head, body = path.read_text(encoding="utf-8").split("endheader", 1)
    lines = [line.split() for line in body.splitlines() if line.strip()]
    names, rows = tuple(lines[0][1:]), np.array(lines[1:], dtype=float)
    values = rows[:, 1:]
    # Files of this age that say nothing hold degrees.
    if "inDegrees=no" not in head:
        turns = np.array([not name.endswith(("_tx", "_ty", "_tz")) for name in names])
        values = np.where(turns, np.radians(values), values)
    return names, rows[:, 0], values


def recorded(path: Path, names: Sequence[str], n: int) -> States:
    """States of a smooth recording, at ``n`` instants between its frames."""
    curve, times = _curve(path, names)
    inside = np.linspace(times[0], times[-1], n + 2)[1:-1]
    return states(names, curve, inside)


def filtered(path: Path, names: Sequence[str], cutoff_hz: float) -> tuple[BSpline, Array]:
    """Curves of a recording through runtall's low-pass filter, and the times they cover.

    The cut-off is that of one way, as OpenSim counts it; runtall's filter counts that of both.
    """
    curve, times = _curve(path, names)
    # Times are written to a millisecond; a filter needs even ones.
    even = np.linspace(times[0], times[-1], len(times))
    rate = (len(even) - 1) / (even[-1] - even[0])
    smooth = lowpass(curve(even), rate, cutoff_hz * THERE_AND_BACK)
    return make_interp_spline(even, smooth, k=DEGREE), even


def states(names: Sequence[str], curve: BSpline, times: Array) -> States:
    """States of curves at times."""
    return States(tuple(names), curve(times), curve(times, 1), curve(times, 2))


def _curve(path: Path, names: Sequence[str]) -> tuple[BSpline, Array]:
    columns, times, values = table(path)
    chosen = values[:, [columns.index(name) for name in names]]
    return make_interp_spline(times, chosen, k=DEGREE), times
