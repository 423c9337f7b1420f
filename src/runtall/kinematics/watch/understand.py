"""The run in a watch file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from runtall.errors import NotARun
from runtall.kinematics.watch.fade import fades_of
from runtall.kinematics.watch.running import Running, find_running
from runtall.kinematics.watch.series import About, Array, seconds_of
from runtall.kinematics.watch.windows import window_means
from runtall.motion.watch import WatchField, WatchRun, tells_place

if TYPE_CHECKING:
    import xarray as xr

_LOW, _HIGH = 5.0, 95.0
_NO_DISTANCE: Final = 1.0
_DERIVED: Final = {
    "speed": About("speed", "m/s", "from distance"),
    "grade": About("grade", "%", "from altitude and distance"),
}


def understand_watch(watch: xr.Dataset, *, number: int = 0) -> WatchRun:
    """Find the running in a watch file and what its fields say of it.

    Only running sessions are used; pauses are left out and never bridged; zeros that mean that
    nothing was measured are missing; speeds that no runner reaches are left out and noticed.

    Parameters
    ----------
    watch
        Stream ``watch`` of a recording.
    number
        Of the recording.

    Raises
    ------
    NotARun
        When nobody runs in it, with what it is.
    """
    seconds = seconds_of(watch)
    if not len(seconds.time_s):
        raise NotARun("no run in it: the watch file has no records")
    found = find_running(seconds)
    window_s, windows = window_means(found)
    about = seconds.about | {n: a for n, a in _DERIVED.items() if n not in seconds.about}
    return WatchRun(
        input=number,
        device=seconds.device,
        segments=found.segments,
        distance_m=_distance(found),
        duration_s=float(found.run.sum()),
        fields=tuple(_field(found, name, about[name]) for name in seconds.fields),
        window_s=window_s,
        windows=windows,
        fades=fades_of(window_s, windows, {name: a.unit for name, a in about.items()}),
        notices=found.notices,
    )


def _field(found: Running, name: str, about: About) -> WatchField:
    values = found.seconds.clean(name)[found.run]
    values = values[np.isfinite(values)]
    share = len(values) / max(int(found.run.sum()), 1)
    if not len(values) or tells_place(name):
        return WatchField(name, *about, None, None, None, share)
    low, high = np.percentile(values, [_LOW, _HIGH])
    return WatchField(name, *about, float(values.mean()), float(low), float(high), share)


def _distance(found: Running) -> float | None:
    """Metres gained within the running parts; from the speed where the file has no distance."""
    distance = found.seconds.first(("distance",))
    if np.isfinite(distance).any():
        gained = np.append(0.0, np.diff(distance))
        return _sum(gained[found.run])
    return _sum(found.seconds.speed[found.run])


def _sum(metres: Array) -> float | None:
    known = metres[np.isfinite(metres)]
    total = float(known.sum())
    return total if len(known) and total > _NO_DISTANCE else None
