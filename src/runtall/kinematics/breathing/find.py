"""From two breathing bands to breaths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from runtall.kinematics.breathing.artefact import (
    at_the_steps,
    own_multiples_spared,
    step_waves,
    told,
    without_steps,
)
from runtall.kinematics.breathing.bands import Bands, prepare
from runtall.kinematics.breathing.onsets import Onsets, find_onsets
from runtall.kinematics.breathing.rate import breathing_frequency
from runtall.kinematics.breathing.volume import volume
from runtall.kinematics.breathing.waves import Waves, fit_waves, sound_share
from runtall.motion.breathing import Breaths
from runtall.motion.recording import Notice
from runtall.motion.segments import Steps

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
_SOUND = 0.9
"""Share of a breath in which the bands it was found by must be sound."""


@dataclass(frozen=True, slots=True)
class Found:
    """Breaths, and the bands they were found in.

    Attributes
    ----------
    breaths
        All breaths in the sound parts.
    time_s
        Shape ``(time,)``, about 16 samples a second on the recording's own clock.
    chest, belly
        Cleaned of drift and steps, in the unit of the bands, growing on breathing in; NaN where
        not sound or absent. A band of unknown place stands in neither, but in ``band``.
    raw_chest, raw_belly
        As recorded, but growing on breathing in.
    band, raw_band
        The same of a single band of unknown place, else all NaN.
    trusted
        Shape ``(time,)``: at least one band is sound, so breaths can be told. Where only one is,
        `Breaths` has NaN for the other.
    notices
        What was not sound.
    bands
        Which there are: of ``chest``, ``belly``, ``band``.
    frequency_hz
        Shape ``(time,)``: breathing frequency as the spectra show it.
    step_hz
        Shape ``(time,)``: frequency of the steps that was taken out, NaN where none was seen.
    """

    breaths: Breaths
    time_s: Array
    chest: Array
    belly: Array
    raw_chest: Array
    raw_belly: Array
    band: Array
    raw_band: Array
    trusted: Mask
    notices: tuple[Notice, ...]
    bands: tuple[str, ...]
    frequency_hz: Array
    step_hz: Array


def find_breaths(bands: xr.Dataset, steps: Steps | None = None) -> Found:
    """Breaths with their begins, turns and waves.

    Parameters
    ----------
    bands
        ``chest`` and ``belly``, or ``band`` (``time``), 8 Hz or more, NaN where missing; the
        attribute ``inspiration`` is ``"falls"`` where values fall on breathing in.
    steps
        Steps of the same recording; without them they are looked for in the bands. Where somebody
        breathes once a stride, the movement of the bands stays unmeasured, since no filter parts
        it from that of the steps.

    Raises
    ------
    MissingStream, MalformedFile, TooShort
        See `runtall.kinematics.breathing.bands.prepare`.
    """
    ready = prepare(bands)
    waves = step_waves(ready, steps)
    breath_hz = breathing_frequency(ready, waves)
    if not told(steps):
        waves = own_multiples_spared(ready, waves, breath_hz)
    cleaned = without_steps(ready, waves, breath_hz)
    whole = volume(cleaned, breath_hz, ready.rate_hz)
    onsets = find_onsets(ready.time_s, whole, breath_hz, ready.rate_hz)
    mixed = at_the_steps(waves, breath_hz, ready.rate_hz) & ready.sound.any(axis=0)
    return Found(
        breaths=_breaths(ready, np.where(mixed, np.nan, cleaned), onsets), time_s=ready.time_s,
        chest=_row(ready, cleaned, "chest"), belly=_row(ready, cleaned, "belly"),
        raw_chest=_row(ready, ready.raw, "chest"), raw_belly=_row(ready, ready.raw, "belly"),
        band=_row(ready, cleaned, "band"), raw_band=_row(ready, ready.raw, "band"),
        trusted=ready.sound.any(axis=0), bands=ready.names,
        notices=ready.notices + _mixed(mixed, ready.rate_hz),
        frequency_hz=breath_hz, step_hz=waves.frequency_hz,
    )  # fmt: skip


def _mixed(mixed: Mask, rate_hz: float) -> tuple[Notice, ...]:
    seconds = float(mixed.sum()) / rate_hz
    if seconds < 1.0:
        return ()
    text = "breaths came as often as strides, so how far each band moved is not known"
    return (Notice("breath_at_stride", f"for {seconds:.0f} s {text}"),)


def _row(ready: Bands, values: Array, name: str) -> Array:
    if name not in ready.names:
        return np.full(len(ready.time_s), np.nan)
    row: Array = values[ready.names.index(name)]
    return row


def _breaths(ready: Bands, cleaned: Array, onsets: Onsets) -> Breaths:
    each = {
        name: fit_waves(ready.time_s, _row(ready, cleaned, name), onsets, ready.rate_hz)
        for name in ("chest", "belly")
    }
    whole = fit_waves(ready.time_s, _together(cleaned), onsets, ready.rate_hz)
    share = sound_share(ready.time_s, ready.sound.any(axis=0), onsets)
    return Breaths(
        onsets.inspiration_s, onsets.expiration_s, onsets.end_s,
        each["chest"].range, each["belly"].range, _first(each["chest"]), _first(each["belly"]),
        whole.range, share >= _SOUND,
    )  # fmt: skip


def _together(cleaned: Array) -> Array:
    """Plain sum of the bands in their own unit; the only one where there is one."""
    total: Array = cleaned.sum(axis=0)
    return total


def _first(waves: Waves) -> npt.NDArray[np.complex128]:
    return waves.harmonics[:, 0]
