"""Breathing bands made of formulas, with everything about them known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from runtall.motion.segments import Steps

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Spans = tuple[tuple[float, float], ...]
_SIZE: Final = 100.0
"""Movement of both bands together, peak to peak, in counts."""
_LEAST_SHARE: Final = 0.05
_RELAXED: Final = 0.85
"""Power of the time of breathing out: below 1 it starts quickly, as a chest that recoils."""


@dataclass(frozen=True, slots=True)
class Breather:
    """Somebody with two bands, and what goes wrong with them.

    Attributes
    ----------
    seconds, rate_hz
        Length and sampling of the recording.
    breaths_per_min
        Mean rate; two values change evenly from the first to the second.
    inspiratory
        Share of the breath without its pause that is breathing in.
    pause
        Share of the breath that is the pause after breathing out: about 0.15 at rest, 0 in a run.
    variability
        Standard deviation of the durations and depths of breaths, as a share.
    share
        Chest's share of the movement, %.
    lag_deg
        By how much the belly moves before the chest, in degrees of the breath.
    gain
        Factors of chest and belly, as of bands that are not calibrated.
    step_hz
        Frequency of the steps, 0 for none.
    step_size, stride_size
        Waves at the frequencies of step and stride in either band, peak to peak, as a share of
        that band's breath.
    wander
        Standard deviation of the duration of a step, as a share, which lasts over some steps.
    noise
        Standard deviation, as a share of the breath of the band.
    drift
        Slow wander of the level, as a multiple of the breath of the band, within 5 min.
    gaps
        Spans (s) without samples in both bands.
    jumps
        Instants (s) at which the belly band slips by five breaths.
    ceiling
        Highest value of the chest band, as a share of its breath above the middle; 0 for none.
    """

    seconds: float = 120.0
    rate_hz: float = 128.0
    breaths_per_min: float | tuple[float, float] = 15.0
    inspiratory: float = 0.42
    pause: float = 0.0
    variability: float = 0.03
    share: float = 60.0
    lag_deg: float = 0.0
    gain: tuple[float, float] = (1.0, 1.0)
    step_hz: float = 0.0
    step_size: float = 0.0
    stride_size: float = 0.0
    wander: float = 0.01
    noise: float = 0.01
    drift: float = 0.0
    gaps: Spans = ()
    jumps: tuple[float, ...] = ()
    ceiling: float = 0.0


@dataclass(frozen=True, slots=True)
class MadeBands:
    """The bands and what they were made of.

    Attributes
    ----------
    bands
        ``chest`` and ``belly`` (``time``), as a recording's ``breathing`` stream.
    steps
        True steps, None without any.
    inspiration_s, expiration_s
        Begins of breathing in and out of the chest; of both where there is no lag.
    chest, belly
        Peak to peak of each breath.
    """

    bands: xr.Dataset
    steps: Steps | None
    inspiration_s: Array
    expiration_s: Array
    chest: Array
    belly: Array

    @property
    def share(self) -> Array:
        """Chest's share of each breath, %."""
        return 100.0 * self.chest / (self.chest + self.belly)

    def rate(self, start_s: float = 0.0, end_s: float = np.inf) -> float:
        """Breaths a minute over the whole breaths within a stretch."""
        begin = self.inspiration_s
        begin = begin[(begin >= start_s) & (begin <= end_s)]
        return 60.0 * (len(begin) - 1) / float(begin[-1] - begin[0])


def made_bands(who: Breather | None = None, *, seed: int = 0) -> MadeBands:
    """Two bands and the truth about them.

    Parameters
    ----------
    who
        Somebody at rest where not given.
    seed
        Of everything random.

    Examples
    --------
    >>> made = made_bands(Breather(breaths_per_min=30.0, step_hz=2.7, step_size=0.5))
    >>> round(made.rate())
    30
    """
    import xarray as xr

    who = who or Breather()
    rng = np.random.default_rng(seed)
    time_s = np.arange(round(who.seconds * who.rate_hz)) / who.rate_hz
    begin = _begins(who, rng)
    depth = 1.0 + who.variability * rng.standard_normal(len(begin))
    steps, phase = _steps(who, time_s, rng)
    share = np.clip(who.share / 100.0 + 0.3 * who.variability * rng.standard_normal(len(begin)),
                    _LEAST_SHARE, 1.0 - _LEAST_SHARE)  # fmt: skip
    sizes = [_SIZE * depth * share * who.gain[0], _SIZE * depth * (1.0 - share) * who.gain[1]]
    earlier = [0.0, who.lag_deg / 360.0]
    made = [
        _breathing(time_s, begin, s, e, who) + _shaken(who, float(np.mean(s)), time_s, phase, rng)
        for s, e in zip(sizes, earlier, strict=True)
    ]
    _spoil(who, time_s, made, [float(np.mean(s)) for s in sizes])
    out = begin + who.inspiratory * (1.0 - who.pause) * np.diff(begin, append=np.nan)
    seen = (begin >= 0.0) & (out < who.seconds) & (np.append(begin[1:], np.inf) <= who.seconds)
    bands = xr.Dataset(
        {"chest": ("time", made[0]), "belly": ("time", made[1])}, coords={"time": time_s},
        attrs={"rate_hz": who.rate_hz, "unit": "", "calibrated": 0, "format": "made",
               "duration_s": who.seconds, "frames": len(time_s), "start": ""},
    )  # fmt: skip
    return MadeBands(bands, steps, begin[seen], out[seen], sizes[0][seen], sizes[1][seen])


def _begins(who: Breather, rng: np.random.Generator) -> Array:
    """Begins of breaths from before the recording until after it."""
    asked = who.breaths_per_min
    first, last = asked if isinstance(asked, tuple) else (asked, asked)
    when = [-2.0 * 60.0 / first]
    while when[-1] < who.seconds + 2.0 * 60.0 / last:
        per_min = first + (last - first) * np.clip(when[-1] / who.seconds, 0.0, 1.0)
        longer = 1.0 + who.variability * float(np.clip(rng.standard_normal(), -3.0, 3.0))
        when.append(when[-1] + 60.0 / per_min * longer)
    return np.array(when)


def _breathing(time_s: Array, begin: Array, size: Array, earlier: float, who: Breather) -> Array:
    """Volume of one band: half a cosine up, a quicker start down, a pause."""
    turn = np.interp(time_s, begin, np.arange(len(begin))) + earlier
    part, phase = np.floor(turn).astype(int), turn % 1.0
    active = 1.0 - who.pause
    rise = np.clip(phase / (who.inspiratory * active), 0.0, 1.0)
    fall = np.clip((phase / active - who.inspiratory) / (1.0 - who.inspiratory), 0.0, 1.0)
    height = (1.0 - np.cos(np.pi * rise)) / 2.0 - (1.0 - np.cos(np.pi * fall**_RELAXED)) / 2.0
    found: Array = size[np.clip(part, 0, len(size) - 1)] * height
    return found


def _steps(who: Breather, time_s: Array, rng: np.random.Generator) -> tuple[Steps | None, Array]:
    """Steps and their phase in cycles at each sample."""
    if who.step_hz <= 0.0:
        return None, np.zeros_like(time_s)
    n = int((who.seconds + 4.0) * who.step_hz)
    slow = np.convolve(rng.standard_normal(n + 8), np.ones(9) / 3.0, mode="valid")
    instants = np.cumsum((1.0 + who.wander * slow) / who.step_hz) - 2.0
    phase = np.interp(time_s, instants, np.arange(n))
    window = np.arange(0.0, who.seconds + 1.0)
    frequency = np.diff(np.interp(np.append(window, window[-1] + 1.0), instants, np.arange(n)))
    frequency[-2:] = frequency[-3]
    inside = (instants >= 0.0) & (instants <= who.seconds)
    foot = np.arange(n)[inside] % 2
    return Steps(instants[inside], foot, True, window, frequency), phase


def _shaken(
    who: Breather, size: float, time_s: Array, phase: Array, rng: np.random.Generator
) -> Array:
    """Waves of the steps, noise and drift in a band whose breath has this size."""
    turns = rng.uniform(0.0, 2.0 * np.pi, 3)
    waves = who.step_size * np.cos(2.0 * np.pi * phase + turns[0]) / 2.0
    waves += who.stride_size * np.cos(np.pi * phase + turns[1]) / 2.0
    slow = who.drift * np.sin(2.0 * np.pi * time_s / 300.0 + turns[2])
    found: Array = size * (waves + slow + who.noise * rng.standard_normal(len(time_s)))
    return found


def _spoil(who: Breather, time_s: Array, made: list[Array], sizes: list[float]) -> None:
    for instant in who.jumps:
        made[1][time_s >= instant] += 5.0 * sizes[1]
    if who.ceiling > 0.0:
        middle = float(np.median(made[0]))
        np.minimum(made[0], middle + who.ceiling * sizes[0], out=made[0])
    for begin, end in who.gaps:
        for values in made:
            values[(time_s >= begin) & (time_s < end)] = np.nan
