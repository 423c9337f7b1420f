"""A watch's records brought to one value each second, in the units that people read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from runtall.errors import LimitExceeded
from runtall.units import factor

if TYPE_CHECKING:
    import xarray as xr

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

LONGEST_HOLD_S: Final = 15.0
"""A watch that saves memory writes a record every few seconds while little changes; a longer
silence is a pause."""
_DAY_S: Final = 86400.0
_LONGEST_S: Final = 7 * _DAY_S
"""No run is longer; a clock that jumped by years must not fill the memory with seconds."""


class Read(NamedTuple):
    """How people read a known field: its unit, and whether 0 means that nothing was measured."""

    unit: str
    zero_is_missing: bool


KNOWN: Final[dict[str, Read]] = {
    "heart_rate": Read("bpm", zero_is_missing=True),
    "cadence": Read("steps/min", zero_is_missing=True),
    "speed": Read("m/s", zero_is_missing=False),
    "enhanced_speed": Read("m/s", zero_is_missing=False),
    "grade": Read("%", zero_is_missing=False),
    "vertical_oscillation": Read("mm", zero_is_missing=True),
    "stance_time": Read("ms", zero_is_missing=True),
    "stance_time_balance": Read("%", zero_is_missing=True),
    "stance_time_percent": Read("%", zero_is_missing=True),
    "vertical_ratio": Read("%", zero_is_missing=True),
    "step_length": Read("mm", zero_is_missing=True),
    "respiration_rate": Read("1/min", zero_is_missing=True),
    "power": Read("W", zero_is_missing=True),
    "distance": Read("m", zero_is_missing=False),
    "altitude": Read("m", zero_is_missing=False),
    "enhanced_altitude": Read("m", zero_is_missing=False),
    "vertical_speed": Read("m/s", zero_is_missing=False),
    "form_power": Read("W", zero_is_missing=True),
    "air_power": Read("W", zero_is_missing=False),
    "leg_spring_stiffness": Read("kN/m", zero_is_missing=True),
    "step_speed_loss": Read("m/s", zero_is_missing=False),
    "file_cadence": Read("1/min", zero_is_missing=True),
    "fractional_cadence": Read("1/min", zero_is_missing=False),
}
"""The fields that runtall knows, in the order in which they are shown."""
_STIFFNESS: Final = ("N/m", "kN/m")
_THOUSANDTH: Final = 1e-3
_SLOPING: Final = ("distance", "altitude", "enhanced_altitude")
_SPEEDS: Final = ("enhanced_speed", "speed")
_ALTITUDES: Final = ("enhanced_altitude", "altitude")
PAUSED: Final = "paused"


class About(NamedTuple):
    """Where a field comes from: its name in the file, the unit it is in here, who defined it."""

    label: str
    unit: str
    source: str


class Sport(NamedTuple):
    """One session of a watch file, s on its clock."""

    sport: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Seconds:
    """A watch file at one value a second.

    Attributes
    ----------
    time_s
        Shape ``(second,)``.
    there
        Shape ``(second,)``: whether the watch was recording; pauses and silences are not.
    fields
        Shape ``(second,)`` each, as recorded (zeros kept), in the unit of ``about``; NaN where
        missing.
    about
        Of each field.
    device
        What recorded it.
    sports
        Its sessions, in order; empty where the file names none.
    """

    time_s: Array
    there: Mask
    fields: dict[str, Array]
    about: dict[str, About]
    device: str
    sports: tuple[Sport, ...]

    def first(self, names: tuple[str, ...]) -> Array:
        """The first of these fields that has values, NaN throughout where none has."""
        for name in names:
            if name in self.fields and np.isfinite(self.fields[name]).any():
                return self.fields[name]
        return np.full(len(self.time_s), np.nan)

    @property
    def cadence(self) -> Array:
        """Steps per minute, 0 where the watch saw none."""
        return self.first(("cadence",))

    @property
    def speed(self) -> Array:
        """In m/s, from the distance where the file has no speed."""
        found = self.first(_SPEEDS)
        return found if np.isfinite(found).any() else _rate(self.first(("distance",)))

    @property
    def altitude(self) -> Array:
        """Metres above what the watch takes for the sea."""
        return self.first(_ALTITUDES)

    def clean(self, name: str) -> Array:
        """A field with the zeros that mean nothing was measured taken out."""
        values = self.fields[name]
        zero = name in KNOWN and KNOWN[name].zero_is_missing
        return np.where(values == 0.0, np.nan, values) if zero else values


def seconds_of(watch: xr.Dataset) -> Seconds:
    """Bring the records of a watch to one value a second.

    A record holds until the next; distance and altitude go straight from one to the next. Nothing
    is filled where the watch was paused or silent for more than `LONGEST_HOLD_S`.

    Parameters
    ----------
    watch
        One variable for each field along ``time`` (s), with attrs ``units``, ``label`` and
        ``source``; attrs ``device`` and ``sessions`` (JSON text: a list of tables with ``sport``,
        ``start_s``, ``end_s``).

    Raises
    ------
    LimitExceeded
        When it goes over more than a week.
    """
    record_s = np.asarray(watch["time"].values, dtype=float)
    time_s = _clock(record_s)
    held = np.clip(np.searchsorted(record_s, time_s + 1e-6, side="right") - 1, 0, None)
    there = _recorded(record_s, time_s, held)
    names = [str(n) for n in watch.data_vars if watch[n].dims == ("time",)]
    if PAUSED in names:
        there &= np.asarray(watch[PAUSED].values, dtype=float)[held] != 1.0
    fields, about = {}, {}
    for name in sorted(set(names) - {PAUSED}, key=lambda n: (_rank(n), names.index(n))):
        values, about[name] = _read(watch[name], name)
        each = np.interp(time_s, record_s, values) if name in _SLOPING else values[held]
        fields[name] = np.where(there, each, np.nan)
    sports = _sports(watch.attrs.get("sessions", ""))
    return Seconds(time_s, there, fields, about, str(watch.attrs.get("device", "")), sports)


def _clock(record_s: Array) -> Array:
    """Seconds from the first record to the last."""
    if not len(record_s):
        return np.empty(0)
    span = float(record_s[-1] - record_s[0])
    if span > _LONGEST_S:
        days = span / _DAY_S
        raise LimitExceeded(f"the watch file goes over {days:.0f} days; give the file of one run")
    return np.arange(record_s[0], record_s[-1] + 0.5)


def _recorded(record_s: Array, time_s: Array, held: npt.NDArray[np.int64]) -> Mask:
    """Seconds that belong to a record: all until the next, or its own where that is far."""
    if not len(record_s):
        return np.zeros(0, dtype=bool)
    until = np.append(np.diff(record_s), 1.0)[held]
    mask: Mask = (until <= LONGEST_HOLD_S) | (time_s - record_s[held] < 1.0)
    return mask


def _rank(name: str) -> int:
    return list(KNOWN).index(name) if name in KNOWN else len(KNOWN)


def _read(field: xr.DataArray, name: str) -> tuple[Array, About]:
    """Values and unit as people read them; a unit that is not known stays as it is."""
    values = np.asarray(field.values, dtype=float)
    unit = str(field.attrs.get("units", ""))
    label, source = str(field.attrs.get("label", name)), str(field.attrs.get("source", "file"))
    if name in KNOWN:
        wanted = KNOWN[name].unit
        try:
            by = _factor(unit, wanted)
        except KeyError:
            return values, About(label, unit, source)
        return values * by, About(label, wanted, source)
    return values, About(label, unit, source)


def _factor(unit: str, wanted: str) -> float:
    return _THOUSANDTH if (unit, wanted) == _STIFFNESS else factor(_plain(unit), _plain(wanted))


def _plain(unit: str) -> str:
    # Beats and breaths a minute are counted alike; a count each second is a frequency.
    return {"bpm": "1/min", "1/s": "Hz", "steps/s": "Hz"}.get(unit, unit)


def _sports(text: object) -> tuple[Sport, ...]:
    listed = json.loads(str(text)) if text else []
    return tuple(
        Sport(str(s.get("sport", "")), float(s["start_s"]), float(s["end_s"])) for s in listed
    )


def _rate(distance: Array) -> Array:
    return np.gradient(distance) if len(distance) > 1 else np.full(len(distance), np.nan)
