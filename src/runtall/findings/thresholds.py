"""Where a measurement stands against its usual range and its thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, sqrt

from runtall.literature import values
from runtall.motion.measurement import Z_LEVEL, Flag, Measurement


@dataclass(frozen=True, slots=True)
class Limits:
    """Usual range and thresholds of one measurement, in display unit; None where none is known."""

    usual: tuple[float, float] | None
    watch_below: float | None
    watch_above: float | None
    concern_below: float | None
    concern_above: float | None


def limits(name: str) -> Limits:
    """Limits of a measurement, from the literature table."""
    found = values()

    def get(key: str) -> float | None:
        return found[key].value if key in found else None

    low, high = get(f"usual.{name}.low"), get(f"usual.{name}.high")
    return Limits(
        usual=None if low is None or high is None else (low, high),
        watch_below=get(f"watch.{name}.below"),
        watch_above=get(f"watch.{name}.above"),
        concern_below=get(f"concern.{name}.below"),
        concern_above=get(f"concern.{name}.above"),
    )


def flag(name: str, low: float, high: float) -> Flag:
    """Flag of an interval: raised only when the whole of it is past a threshold.

    ``unknown`` when there is no threshold or the interval lies across one.
    """
    edge = limits(name)
    if _past(low, high, edge.concern_below, edge.concern_above):
        return "concern"
    if _past(low, high, edge.watch_below, edge.watch_above):
        return "watch"
    above = _first(edge.watch_above, edge.concern_above)
    below = _first(edge.watch_below, edge.concern_below)
    if above is None and below is None:
        return "unknown"
    inside = (above is None or high <= above) and (below is None or low >= below)
    return "ok" if inside else "unknown"


def _first(*options: float | None) -> float | None:
    return next((o for o in options if o is not None), None)


def _past(low: float, high: float, below: float | None, above: float | None) -> bool:
    return (above is not None and low > above) or (below is not None and high < below)


def probability_above(measurement: Measurement, threshold: float) -> float:
    """Chance that the true value is above a threshold, from the interval (normal, two halves)."""
    assert measurement.value is not None
    assert measurement.low is not None
    assert measurement.high is not None
    gap = threshold - measurement.value
    half = (
        (measurement.high - measurement.value) if gap > 0 else (measurement.value - measurement.low)
    )
    if half <= 0:
        return float(measurement.value > threshold)
    return 0.5 * (1 - erf(gap / (half / Z_LEVEL) / sqrt(2)))


def probability_below(measurement: Measurement, threshold: float) -> float:
    """Chance that the true value is below a threshold."""
    return 1 - probability_above(measurement, threshold)


def excess(measurement: Measurement, threshold: float, *, above: bool) -> float:
    """How far a value is past a threshold, in half widths of its own interval.

    Puts findings of different units in one order: first what is furthest beyond doubt.
    """
    assert measurement.value is not None
    assert measurement.low is not None
    assert measurement.high is not None
    half = max((measurement.high - measurement.low) / 2, 1e-9)
    past = (measurement.value - threshold) if above else (threshold - measurement.value)
    return past / half
