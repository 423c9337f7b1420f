"""The lag at which the cadence of two recordings is the same, where only one will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from runtall.motion.measurement import Z_LEVEL

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_STEP_S: Final = 1.0
"""Grid of the search; watches and shirts give a cadence once a second."""
_FINE_S: Final = 0.25
"""Grid of the best place, well below its standard error."""
_AROUND_S: Final = 30.0
"""Lags this near to the best are the same answer, further ones are rivals."""
_OVERLAP_S: Final = 60.0
"""Seconds of cadence in both that a lag needs."""
_NEAR_S: Final = 10.0
"""How far around the best whole second the likelihood is looked at closely."""
_HOLE_S: Final = 5.0
"""A hole in a cadence is bridged up to this."""
_FREE: Final = 2.0
_CAP: Final = 2.5
"""A second speaks against a lag only by what lies beyond 2 standard deviations of the noise, or
the noise of two steady cadences would seem to fit somewhere; and no more than by 3, so that a
dropout in one device does not outvote the rest."""
_NOISE: Final = (2.0, 6.0)
"""Least and most that two devices' cadence of the same steps may scatter about each other,
steps/min: smoothing and rounding below, above it they do not show the same steps."""
_BIN: Final = 2.0
"""Width of the classes of cadence for what would be seen by chance, steps/min."""
_SHARED: Final = 0.5
"""Share of the shorter cadence that the other must overlap; less fits somewhere by chance."""
_MAD_TO_SD: Final = 1.4826
_AGREEING: Final = 0.9
"""Share of the seconds in both that must agree within 3 standard deviations."""
_ODDS: Final = float(np.log(20.0))
"""Log-odds by which the best place must beat every other one."""
_LONGEST_S: Final = 60
"""Longest correlation of the noise that is looked for."""
_PLATEAU: Final = 1.3528
"""Half the 90 % point of chi-square with one degree: a likelihood falls by it at the ends of a
90 % interval, 1.645 standard errors away."""


@dataclass(frozen=True, slots=True)
class CadenceTrack:
    """Cadence through a recording: ``time_s`` on its own clock, ``steps_per_min``, NaN missing."""

    time_s: Array
    steps_per_min: Array


class Lag(NamedTuple):
    """Seconds to add to the time of the second track to have it on the clock of the first."""

    offset_s: float
    sd_s: float


class _Grid(NamedTuple):
    start_s: float
    values: Array


def find_lag(first: CadenceTrack, second: CadenceTrack) -> Lag | str:
    """Place the second track on the clock of the first, or say why that cannot be.

    Every lag is scored by how much better the two agree, second by second, than the same seconds
    would in any other order: two steady cadences agree, and say nothing. Seconds that only one of
    them has count for neither. The score is divided by how long the disagreement of the two keeps
    (neighbouring seconds tell the same), so that it is about a log-likelihood. A cadence so
    steady that several lags do as well is refused. The standard error comes from how fast the
    cadence changes at the best lag against the noise with its correlation; to it come the spacing
    of the samples and the likelihood's own width where that is more.

    Parameters
    ----------
    first, second
        Any spacing, holes allowed.
    """
    a, b = _even(first), _even(second)
    known = min(np.isfinite(a.values).sum(), np.isfinite(b.values).sum())
    if known < _OVERLAP_S:
        return "less than a minute of cadence"
    found = _search(a, b, max(_OVERLAP_S, _SHARED * float(known)))
    if isinstance(found, str):
        return found
    spacing = float(np.hypot(_step(first), _step(second))) / np.sqrt(12.0)
    return Lag(a.start_s - b.start_s + found.offset_s, float(np.hypot(found.sd_s, spacing)))


def _search(a: _Grid, b: _Grid, least: float) -> Lag | str:
    """Lag of one grid on the other, with ``least`` seconds in both, or why there is none."""
    lags = np.arange(1 - len(b.values), len(a.values))
    noise = _noise(a.values, b.values, lags)
    for _ in range(2):
        score = _scores(a.values, b.values, lags, noise, least)
        if not np.isfinite(score).any():
            return "the two have too few seconds of cadence in common at any lag"
        best = int(np.argmax(score))
        apart = _difference(a.values, b.values, int(lags[best]))
        noise = _spread(apart)
    kept = _kept(apart, noise)
    reason = _refused(score / kept, best, apart, noise)
    found = None if reason else _fine(a, b, float(lags[best]), noise, kept)
    return found or reason or "the cadence is too steady to tell where one lies on the other"


def _even(track: CadenceTrack) -> _Grid:
    """A value each second from the first sample on, NaN in holes and where nobody steps."""
    known = np.isfinite(track.steps_per_min) & (track.steps_per_min > 0)
    time_s, values = track.time_s[known], track.steps_per_min[known]
    if len(time_s) < 2:
        return _Grid(0.0, np.empty(0))
    grid = np.arange(np.ceil(time_s[0]), np.floor(time_s[-1]) + _STEP_S / 2, _STEP_S)
    after = np.clip(np.searchsorted(time_s, grid), 1, len(time_s) - 1)
    step = _step(track)
    whole = time_s[after] - time_s[after - 1] <= max(_HOLE_S, 1.5 * step)
    return _Grid(float(grid[0]), np.where(whole, np.interp(grid, time_s, values), np.nan))


def _step(track: CadenceTrack) -> float:
    """Usual spacing of the samples, s."""
    if len(track.time_s) < 2:
        return _STEP_S
    return max(float(np.median(np.diff(track.time_s))), _STEP_S)


def _difference(a: Array, b: Array, lag: int) -> Array:
    """``a`` less ``b`` moved ``lag`` seconds later, where both may be."""
    start, stop = max(0, lag), min(len(a), len(b) + lag)
    return a[start:stop] - b[start - lag : stop - lag]


def _scores(a: Array, b: Array, lags: npt.NDArray[np.int64], noise: float, least: float) -> Array:
    """Gain in log-likelihood of each lag over chance, neighbours taken as independent."""
    score = np.full(len(lags), -np.inf)
    by_chance = _Chance(a, b, noise)
    for k, lag in enumerate(lags):
        apart = _difference(a, b, int(lag))
        apart = apart[np.isfinite(apart)]
        if len(apart) >= least:
            usual = by_chance.loss(int(lag))
            score[k] = len(apart) * usual - _loss(apart, noise).sum()
    return score


def _loss(apart: Array, noise: float) -> Array:
    """What each difference says against a lag."""
    loss: Array = np.clip((apart / noise) ** 2 / 2.0 - _FREE, 0.0, _CAP)
    return loss


class _Chance:
    """Mean loss of the seconds of an overlap when they are put beside each other in any order."""

    def __init__(self, a: Array, b: Array, noise: float) -> None:
        top = float(np.nanmax(np.concatenate([a, b])))
        self._classes = np.arange(0.0, top + 2 * _BIN, _BIN)
        apart = self._classes[:, None] - self._classes[None, :]
        self._loss = _loss(apart, noise)
        self._a, self._b = self._counted(a), self._counted(b)

    def _counted(self, values: Array) -> Array:
        """How often each class came up to each second, shape ``(second + 1, class)``."""
        place = np.round(np.nan_to_num(values) / _BIN).astype(int)
        found = np.zeros((len(values) + 1, len(self._classes)))
        found[np.arange(1, len(values) + 1), place] = np.isfinite(values)
        counts: Array = np.cumsum(found, axis=0)
        return counts

    def loss(self, lag: int) -> float:
        """For the overlap at this lag."""
        start, stop = max(0, lag), min(len(self._a) - 1, len(self._b) - 1 + lag)
        a = self._a[stop] - self._a[start]
        b = self._b[stop - lag] - self._b[start - lag]
        return float(a @ self._loss @ b) / max(float(a.sum() * b.sum()), 1.0)


def _noise(a: Array, b: Array, lags: npt.NDArray[np.int64]) -> float:
    """A first scale of the noise: the closest that the two come anywhere."""
    tried = lags[:: max(len(lags) // 500, 1)]
    spreads = [_spread(_difference(a, b, int(lag))) for lag in tried]
    return float(np.clip(2.0 * min(spreads), *_NOISE))


def _spread(apart: Array) -> float:
    known = apart[np.isfinite(apart)]
    if len(known) < _OVERLAP_S:
        return _NOISE[1]
    return float(np.clip(_MAD_TO_SD * np.median(np.abs(known)), *_NOISE))


def _kept(apart: Array, noise: float) -> float:
    """How many seconds in a row tell the same: the sum of the autocorrelation of the noise."""
    return 1.0 + 2.0 * float(_correlation(apart, noise)[1:].sum())


def _correlation(apart: Array, noise: float) -> Array:
    """Autocorrelation of the noise by lag in s, up to where it first falls to nothing."""
    within = np.clip(np.nan_to_num(apart - np.nanmedian(apart)), -3 * noise, 3 * noise)
    there = np.isfinite(apart)
    found = [1.0]
    power = float(np.mean(within[there] ** 2)) or 1.0
    for k in range(1, min(_LONGEST_S, len(apart) - 1)):
        pairs = there[k:] & there[:-k]
        if not pairs.any():
            break
        rho = float((within[k:] * within[:-k])[pairs].mean()) / power
        if rho <= 0.0:
            break
        found.append(min(rho, 1.0))
    return np.array(found)


def _refused(score: Array, best: int, apart: Array, noise: float) -> str:
    """Why the best lag is no answer; empty where it is."""
    near = np.abs(np.arange(len(score)) - best) * _STEP_S <= _AROUND_S
    rival = float(score[~near].max()) if (~near).any() else 0.0
    known = apart[np.isfinite(apart)]
    agreeing = float(np.mean(np.abs(known) <= 3.0 * noise))
    if score[best] < _ODDS + np.log(len(score)):
        return "the cadence is too steady, or too different in the two, to tell the lag"
    if agreeing < _AGREEING:
        return "the cadence of the two does not agree at any lag"
    if score[best] - max(rival, 0.0) < _ODDS:
        return "the cadence of the two agrees as well at several lags"
    return ""


def _fine(a: _Grid, b: _Grid, lag: float, noise: float, kept: float) -> Lag | None:
    """Best lag between whole seconds and its standard error."""
    offsets = lag + np.arange(-_NEAR_S, _NEAR_S + _FINE_S / 2, _FINE_S)
    at = np.arange(len(a.values), dtype=float)
    losses = np.empty(len(offsets))
    for k, offset in enumerate(offsets):
        apart = a.values - _moved(b.values, at - offset)
        apart = apart[np.isfinite(apart)]
        losses[k] = len(at) * np.minimum((apart / noise) ** 2 / 2, _FREE + _CAP).mean()
    best = int(np.argmin(losses))
    error = _error(a.values, _moved(b.values, at - offsets[best]), noise)
    if error is None:
        return None
    inside = np.flatnonzero(losses <= losses[best] + kept * _PLATEAU)
    width = float(offsets[inside[-1]] - offsets[inside[0]]) / 2.0 / Z_LEVEL
    return Lag(float(offsets[best]), max(error, width))


def _moved(values: Array, at: Array) -> Array:
    """Values at places between whole seconds, NaN outside."""
    if not len(values):
        return np.full(len(at), np.nan)
    low = np.floor(at).astype(int)
    inside = (low >= 0) & (low < len(values) - 1)
    low = np.clip(low, 0, len(values) - 2)
    part = at - low
    mixed = values[low] * (1 - part) + values[low + 1] * part
    return np.where(inside, mixed, np.nan)


def _error(a: Array, b: Array, noise: float) -> float | None:
    """Standard error of the lag: the noise, with its correlation, against the common changes.

    The change of the mean of both holds the noise too; that of half their difference holds the
    same amount of it and nothing else, and is taken off.
    """
    common, half = np.gradient((a + b) / 2.0), np.gradient((a - b) / 2.0)
    use = np.isfinite(common) & np.isfinite(half) & (np.abs(a - b) <= 3.0 * noise)
    common, half = np.where(use, common, 0.0), np.where(use, half, 0.0)
    told = float(np.sum(common**2) - np.sum(half**2))
    if told <= 0.0:
        return None
    rho = _correlation(np.where(use, a - b, np.nan), noise)
    beside = [
        float(np.sum(common[k:] * common[: len(common) - k]))
        - float(np.sum(half[k:] * half[: len(half) - k]))
        for k in range(len(rho))
    ]
    kept = beside[0] + 2.0 * float(np.dot(rho[1:], beside[1:]))
    variance = noise**2 * max(kept, told) / told**2
    return float(np.sqrt(variance))
