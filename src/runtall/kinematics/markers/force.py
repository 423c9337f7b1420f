"""Contacts of the feet from force plates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from runtall.kinematics.gait import SIDES
from runtall.kinematics.markers.points3d import filled, lowpass, runs
from runtall.kinematics.periodic import Array
from runtall.literature import number
from runtall.motion.measurement import Side

if TYPE_CHECKING:
    import xarray as xr

_CONTACT_S = (0.08, 1.0)
"""Shorter and longer pushes on a plate are no contact of one foot."""
_OVERLAP = 0.5
"""Share of a contact that one foot alone must be seen to lie on the ground."""

Pairs = list[tuple[float, float]]


def plate_contacts(node: xr.Dataset) -> tuple[Pairs, float]:
    """First and last moment of every contact on any plate, s, and the rate of the plates.

    Parameters
    ----------
    node
        Node ``force`` of a recording: ``force`` (``time plate space``), N on the runner.
    """
    vertical = node.force.sel(space="y").transpose("time", "plate").values.astype(float)
    time_s = node.time.values.astype(float)
    rate_hz = 1.0 / float(np.median(np.diff(time_s)))
    found: Pairs = []
    for load in vertical.T:
        if np.isfinite(load).sum() > 2:
            found += _contacts(time_s, filled(load[:, None])[:, 0], rate_hz)
    return sorted(found), rate_hz


def _contacts(time_s: Array, load: Array, rate_hz: float) -> Pairs:
    edge = number("events.force.threshold")
    smooth = lowpass(load, rate_hz, number("events.force.cutoff"))
    found: Pairs = []
    for run in runs(smooth >= edge):
        if run.start == 0 or run.stop == len(smooth):
            continue
        first = _crossing(time_s, smooth, run.start - 1, edge)
        last = _crossing(time_s, smooth, run.stop - 1, edge)
        if _CONTACT_S[0] <= last - first <= _CONTACT_S[1]:
            found.append((first, last))
    return found


def _crossing(time_s: Array, load: Array, k: int, edge: float) -> float:
    share = (edge - load[k]) / (load[k + 1] - load[k])
    return float(time_s[k] + share * (time_s[k + 1] - time_s[k]))


def by_foot(plates: Pairs, feet: dict[Side, Pairs]) -> dict[Side, Pairs]:
    """Contacts on plates by the foot that was on the ground, those of both feet left out.

    Parameters
    ----------
    plates
        From `plate_contacts`.
    feet
        Contacts by side as the markers show them.
    """
    found: dict[Side, Pairs] = {side: [] for side in SIDES}
    for first, last in plates:
        shares = {s: _share((first, last), feet[s]) for s in SIDES}
        on = [s for s in SIDES if shares[s] >= _OVERLAP]
        if len(on) == 1:
            found[on[0]].append((first, last))
    return found


def _share(contact: tuple[float, float], pairs: Pairs) -> float:
    first, last = contact
    overlap = max((min(last, b) - max(first, a) for a, b in pairs), default=0.0)
    return overlap / (last - first)
