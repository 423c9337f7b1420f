"""Hexoskin shirts: the folder of one recording, or the WAV files of its bands alone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from runtall.errors import InputError, LimitExceeded, MissingStream, UnknownFormat
from runtall.inputs.files import checked_stat, open_regular, shown
from runtall.inputs.readers.text import listed
from runtall.inputs.sensors.bands import band_stream, known_bands
from runtall.inputs.sensors.events import beats_of, events_of
from runtall.inputs.sensors.fields import units
from runtall.inputs.sensors.raw import Array, RawChannel, RawSensors, RawStream
from runtall.inputs.sensors.reader import SensorReader, SensorSource, sensor_readers
from runtall.inputs.sensors.stamps import iso
from runtall.inputs.sensors.wave import Wave, is_wave, read_wave
from runtall.literature import number
from runtall.motion.recording import Notice

_BANDS: Final = {"chest": "respiration_thoracic.wav", "belly": "respiration_abdominal.wav"}
_AXES: Final = {axis: f"acceleration_{axis}.wav" for axis in "xyz"}
_BAND_HZ: Final = 128
_ACCELERATION_HZ: Final = 64
_SLOWEST_HZ, _FASTEST_HZ = 4, 1024
"""A band outside these is sound, or no band: a breath in a hard run has 1 Hz."""
_SECOND: Final = {
    "heart_rate": ("Hz", "bpm"),
    "breathing_rate": ("Hz", "breaths/min"),
    "cadence": ("Hz", "steps/min"),
    "breathing_rate_quality": ("1", ""),
    "minute_ventilation": ("", ""),
    "tidal_volume": ("", ""),
}
"""What the shirt tells once a second, and in which units."""
_FEWEST_ZEROS: Final = 4
"""In a row; the shirt begins with as many, and a band of some 20,000 counts never passes 0."""
_EVENTS: Final = ("inspiration", "expiration", "step")
_LARGEST_INFO: Final = 1 << 20

Names = Mapping[str, Path]
Told = list[Notice]


def recognises(source: SensorSource) -> bool:
    """Whether a source is a folder with a file of a shirt, or a WAV file."""
    if source.path.is_dir():
        found = _names(source.path)
        return any(name in found for name in (*_BANDS.values(), *_AXES.values()))
    return is_wave(source.head)


def read(source: SensorSource) -> RawSensors:
    """Read a folder, or one or two bands."""
    return _folder(source) if source.path.is_dir() else _bands_alone(source)


def _names(folder: Path) -> Names:
    """Paths of the regular files in a folder by their names in small letters."""
    try:
        return {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    except OSError as error:
        raise InputError(
            f"{shown(folder)}: cannot be looked into ({error.strerror}); check its permissions"
        ) from error


def _folder(source: SensorSource) -> RawSensors:
    found, told = _names(source.path), Told()
    _missing(found, told)
    info = _info(found, told)
    bands = _waves(found, _BANDS, told)
    streams = [*_breathing(bands, told, source), *_acceleration(_waves(found, _AXES, told), told)]
    if not streams:
        said = "; ".join(notice.message for notice in told)
        raise MissingStream(f"{source.name}: has no band and no acceleration to read ({said})")
    beats = beats_of(found, told)
    streams += [stream for stream in (beats, _seconds(found, told)) if stream is not None]
    streams += [s for s in (events_of(found, name, told) for name in _EVENTS) if s is not None]
    start = iso(info.get("timestamp"))
    if not start:
        text = "info.json tells no start; the clock of the day is unknown"
        told.append(Notice("start_unknown", text))
    return RawSensors("hexoskin", tuple(streams), start, about=_about(info), notices=tuple(told))


def _waves(found: Names, wanted: Mapping[str, str], told: Told) -> dict[str, Wave]:
    """Series of those files that are there and whole enough; what is not is told."""
    waves = {}
    for key, name in wanted.items():
        if name not in found:
            continue
        try:
            checked_stat(found[name])
            waves[key] = read_wave(found[name])
        except (InputError, LimitExceeded) as error:
            told.append(Notice("file_left_out", f"{error}; it is left out"))
    return waves


def _missing(found: Names, told: Told) -> None:
    """Say what a whole recording would have besides."""
    wanted = [*_BANDS.values(), *_AXES.values(), "info.json", "rr_interval.csv"]
    absent = [name for name in wanted if name not in found]
    if absent:
        text = f"the folder lacks {listed(absent, len(wanted))}: what they would show is missing"
        told.append(Notice("files_missing", text))


def _info(found: Names, told: Told) -> dict[str, Any]:
    if "info.json" not in found:
        return {}
    with os.fdopen(open_regular(found["info.json"]), "rb") as file:
        content = file.read(_LARGEST_INFO)
    try:
        info = json.loads(content)
    except (ValueError, RecursionError):
        info = None
    if not isinstance(info, dict):
        told.append(Notice("info_unreadable", "info.json cannot be read and is left out"))
        return {}
    return info


def _about(info: Mapping[str, Any]) -> dict[str, str]:
    listing = info.get("devices")
    devices = [d for d in listing if isinstance(d, str)] if isinstance(listing, list) else []
    about = {"maker": "Hexoskin"}
    if devices:
        about["device"] = ", ".join(devices[:3])
    if isinstance(info.get("decoder_version"), str):
        about["software"] = info["decoder_version"]
    return about


def _breathing(
    bands: Mapping[str, Wave], told: Told, source: SensorSource
) -> tuple[RawStream, ...]:
    """The stream of the bands, NaN where one ends before the other; none without a band."""
    if not bands:
        return ()
    rates = {wave.rate_hz for wave in bands.values()}
    if len(rates) > 1:
        raise InputError(
            f"{source.name}: its two bands have different rates, "
            f"{' and '.join(f'{rate} Hz' for rate in sorted(rates))}; export both of one recording"
        )
    for wave in bands.values():
        told += wave.notices
    rate = rates.pop()
    _check_rate(rate, told, source)
    # The shirt's counts fall as a band grows: its maker says so, and so do its own marks of
    # breathing in. Turned over, up is breathing in as with all other bands.
    series = {band: -_without_zeros(band, wave, told) for band, wave in bands.items()}
    return (band_stream(series, rate, told),)


def _without_zeros(band: str, wave: Wave, told: Told) -> Array:
    """The values, NaN where the shirt wrote zeros: before it measures, after, and unplugged."""
    zero = wave.values == 0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], zero, [False]])))
    missing = np.zeros(len(zero), bool)
    for start, end in edges.reshape(-1, 2):
        missing[start:end] = end - start >= _FEWEST_ZEROS
    if missing.any():
        seconds = missing.sum() / wave.rate_hz
        text = f"the {band}'s band is 0 for {seconds:.3g} s, which is no measurement"
        told.append(Notice("zeros_missing", text))
    return np.where(missing, np.nan, wave.values)


def _check_rate(rate: int, told: Told, source: SensorSource) -> None:
    if not _SLOWEST_HZ <= rate <= _FASTEST_HZ:
        raise UnknownFormat(
            f"{source.name}: has {rate} samples a second, which is no breathing band "
            f"({_SLOWEST_HZ} to {_FASTEST_HZ} Hz); give the files of the shirt"
        )
    if rate != _BAND_HZ:
        text = f"the bands have {rate} samples a second where the shirt writes {_BAND_HZ}"
        told.append(Notice("rate_unusual", text))


def _acceleration(waves: Mapping[str, Wave], told: Told) -> tuple[RawStream, ...]:
    """Acceleration in m/s² in the axes of the device; none where an axis is missing."""
    if len(waves) < len(_AXES):
        return ()
    told += [notice for wave in waves.values() for notice in wave.notices]
    rates = {wave.rate_hz for wave in waves.values()}
    if len(rates) > 1 or not _SLOWEST_HZ <= min(rates) <= _FASTEST_HZ:
        told.append(
            Notice("acceleration_left_out", "the axes of the acceleration have rates that differ")
        )
        return ()
    rate = rates.pop()
    if rate != _ACCELERATION_HZ:
        text = f"the acceleration comes {rate} times a second where the shirt writes 64"
        told.append(Notice("rate_unusual", text))
    length = min(len(wave.values) for wave in waves.values())
    unit = units()["g"].factor / number("hexoskin.counts_per_g")
    channels = tuple(
        RawChannel(f"acceleration_{axis}", wave.values[:length] * unit, "m/s2", found_name, "g/256")
        for (axis, wave), found_name in zip(waves.items(), _AXES.values(), strict=True)
    )
    return (RawStream("imu", np.arange(length) / rate, channels, float(rate)),)


def _seconds(found: Names, told: Told) -> RawStream | None:
    """What the shirt computed once a second; for comparison only."""
    waves = _waves(found, {name: f"{name}.wav" for name in _SECOND}, told)
    series = {name: wave.values for name, wave in waves.items() if wave.rate_hz == 1}
    if not series:
        return None
    length = max(map(len, series.values()))
    channels = tuple(_second(name, values, length) for name, values in series.items())
    return RawStream("vendor", np.arange(length, dtype=np.float64), channels, 1.0, "second")


def _second(name: str, values: Array, length: int) -> RawChannel:
    unit, file_unit = _SECOND[name]
    laid = np.full(length, np.nan)
    laid[: len(values)] = values / 60 if unit == "Hz" else values
    return RawChannel(name, laid, unit, name, file_unit, "vendor")


def _bands_alone(source: SensorSource) -> RawSensors:
    """One or two WAV files without the rest of their folder."""
    told = Told()
    paths = (source.path, *source.more)
    waves = {}
    for band, (path, sign) in known_bands(paths, source).items():
        wave = read_wave(path)
        waves[band] = replace(wave, values=sign * wave.values)
    streams = _breathing(waves, told, source)
    told.append(
        Notice("start_unknown", "bands given without their folder tell no clock of the day")
    )
    return RawSensors("hexoskin", streams, about={"maker": "Hexoskin"}, notices=tuple(told))


sensor_readers.register(
    "hexoskin",
    SensorReader(
        name="hexoskin",
        title="a recording of a Hexoskin shirt",
        suffixes=(".wav",),
        recognises=recognises,
        read=read,
    ),
)
