"""Loads with and without one habit alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from runtall.findings.cause import Cause
from runtall.findings.loads import Key, Values, interval, unit_of
from runtall.findings.versions import measured
from runtall.kinematics.measure import sides_of
from runtall.kinematics.metric import metrics
from runtall.motion.load import Change, Held
from runtall.motion.measurement import Side
from runtall.motion.stride_draws import StrideDraws
from runtall.units import factor

_SAME = 1e-9
"""A measurement that moves less than this has not moved: SI."""


@dataclass(frozen=True, slots=True)
class Alone:
    """A run without one habit, its loads, and what stayed as it was where there is a choice."""

    cause: Cause
    run: StrideDraws
    values: Values
    held: Held


@dataclass(frozen=True, slots=True)
class _Moved:
    """The habit's own measurement before and after, in display unit."""

    measure: str
    measured: float
    target: float


def changes(run: StrideDraws, values: Values, alone: Iterable[Alone]) -> tuple[Change, ...]:
    """Changes of the loads that each habit bears on, in the order of the habits and of the loads.

    A load whose interval holds zero is left out: a share of it says nothing.
    """
    found = []
    for one in alone:
        assert one.cause.without is not None
        asked = {*one.cause.without.bears_on, *one.cause.without.also}
        moved = _moved(run, one)
        found += [_change(one, moved, key, values) for key in values
                  if key[0] in asked and _has_sign(values, key)]  # fmt: skip
    return tuple(found)


def _has_sign(values: Values, key: Key) -> bool:
    _, low, high = interval(values[key])
    return bool(low > 0 or high < 0)


def _change(one: Alone, moved: _Moved, key: Key, values: Values) -> Change:
    before, after = values[key], one.values[key]
    change, low, high = interval(100.0 * (after - before) / np.abs(before))
    load, statistic, side = key
    return Change(
        cause=one.cause.name, load=load, statistic=statistic, side=side, unit=unit_of(key),
        value=float(before[0]), without=float(after[0]), change=change, low=low, high=high,
        measure=moved.measure, measured=moved.measured, target=moved.target, held=one.held,
    )  # fmt: skip


def _moved(run: StrideDraws, one: Alone) -> _Moved:
    """What the habit's removal moves in the best estimate; of two sides, the one moved further."""
    assert one.cause.without is not None
    before, after = run.first(1), one.run.first(1)
    first: _Moved | None = None
    for name in one.cause.without.measures:
        pairs = [_pair(before, after, name, side) for side in sides_of(metrics[name])]
        old, new = max(pairs, key=lambda pair: abs(pair[1] - pair[0]))
        scale = factor(metrics[name].unit, metrics[name].display_unit)
        found = _Moved(name, old * scale, new * scale)
        if abs(new - old) > _SAME:
            return found
        first = first or found
    assert first is not None
    return first


def _pair(
    before: StrideDraws, after: StrideDraws, name: str, side: Side | None
) -> tuple[float, float]:
    old, new = (float(measured(r, name, side)[0]) for r in (before, after))
    return old, new
