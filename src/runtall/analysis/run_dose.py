"""What the back holds over the whole run that a watch recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from runtall.motion.load import Load
from runtall.motion.watch import WatchRun


def run_dose(loads: Sequence[Load], watches: Sequence[WatchRun]) -> tuple[Load, ...]:
    """Time integral of each load over the running time of the watch, in its unit times s.

    The stride that was recorded stands for the whole run. Of the loads that are given per
    kilometre; empty without a watch.
    """
    if not watches:
        return ()
    seconds = max(watch.duration_s for watch in watches)
    summed = {(x.load, x.side) for x in loads if x.statistic == "per_km" and x.measured}
    return tuple(
        _times(x, seconds)
        for x in loads
        if x.statistic == "mean" and x.measured and (x.load, x.side) in summed
    )


def _times(load: Load, seconds: float) -> Load:
    def scaled(value: float | None) -> float | None:
        return None if value is None else value * seconds

    return replace(
        load,
        statistic="per_run",
        value=scaled(load.value),
        low=scaled(load.low),
        high=scaled(load.high),
        reference=scaled(load.reference),
        unit=f"{load.unit} s",
    )
