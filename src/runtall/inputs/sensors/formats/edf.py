"""EDF, EDF+ and BDF files: breathing bands and trunk acceleration among their signals."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from runtall.errors import InputError, LimitExceeded, MissingStream
from runtall.inputs.files import open_regular
from runtall.inputs.limits import MIB
from runtall.inputs.readers.headings import heading_of
from runtall.inputs.readers.text import listed
from runtall.inputs.sensors import columns
from runtall.inputs.sensors.bands import BANDS, in_one_unit
from runtall.inputs.sensors.edf_header import FIXED, Header, Signal, header_of, is_edf
from runtall.inputs.sensors.edf_records import (
    count_of_words,
    numbers,
    read_signals,
    record_count,
    record_times,
)
from runtall.inputs.sensors.raw import Array, RawChannel, RawSensors, RawStream
from runtall.inputs.sensors.reader import SensorReader, SensorSource, sensor_readers
from runtall.inputs.sensors.vectors import Column, imu_channels
from runtall.motion.recording import Notice

_LARGEST: Final = 2048 * MIB
"""Bytes of a file; only the signals that matter are held in memory."""
_MOST_HEADER: Final = FIXED * 1025

Told = list[Notice]


@dataclass(frozen=True, slots=True)
class Series:
    """One signal on its clock.

    Attributes
    ----------
    values, time_s
        (time,)
    rate_hz
        Of it.
    signal
        What the header says.
    """

    values: Array
    time_s: Array
    rate_hz: float
    signal: Signal


def recognises(source: SensorSource) -> bool:
    """Whether a source is EDF or BDF."""
    return is_edf(source.head)


def read(source: SensorSource) -> RawSensors:
    """Read the bands and the trunk sensor of a file."""
    header = _header(source)
    told = Told()
    chosen = _chosen(header, source, told)
    records, cut = record_count(header, source.size, source.name)
    told += cut
    series = _series(header, records, chosen, source, told)
    streams = (*_breathing(series, told, source), *_imu(series, told, source))
    _say_unused(header, chosen, told)
    told.append(Notice("zone_unknown", _ZONE.format(header.started or "no time")))
    about = {"started": header.started} if header.started else {}
    return RawSensors(header.kind, streams, about=about, notices=tuple(told))


_ZONE: Final = (
    "its header tells the local time ({}) without a zone: its clock is not compared with other "
    "files'"
)


def _header(source: SensorSource) -> Header:
    if source.more:
        raise InputError(f"{source.name}: is an EDF file, which stands alone; give one file")
    if source.size > _LARGEST:
        raise LimitExceeded(
            f"{source.name}: is {source.size // MIB} MB large, above the limit of "
            f"{_LARGEST // MIB} MB; cut out the run"
        )
    with os.fdopen(open_regular(source.path), "rb") as file:
        return header_of(file.read(_MOST_HEADER), source.name)


def _chosen(header: Header, source: SensorSource, told: Told) -> dict[str, Signal]:
    """The signal of each thing that is wanted.

    Raises
    ------
    runtall.errors.MissingStream
        When no label names a band or acceleration.
    """
    usable = [s for s in header.signals if not s.is_annotation and s.samples]
    headings = [heading_of(signal.label) for signal in usable]
    told += columns.absent(headings, source.columns)
    found = columns.meanings(headings, source.columns, source.name)
    wanted = {word: usable[n] for n, word in found.items() if _is_wanted(word)}
    if "chest" in wanted or "belly" in wanted:
        wanted.pop("band", None)
    if not wanted:
        raise MissingStream(
            f"{source.name}: none of its signals is known as a band or an acceleration: "
            f"{listed([s.label for s in usable], 12)}; say it with --columns 'LABEL=chest' and "
            "'LABEL=belly'"
        )
    return wanted


def _is_wanted(word: str) -> bool:
    return word in BANDS or word.startswith(columns.VECTORS)


def _series(
    header: Header, records: int, chosen: Mapping[str, Signal], source: SensorSource, told: Told
) -> dict[str, Series]:
    words = next((s for s in header.signals if s.is_annotation and s.samples), None)
    signals = [*chosen.values(), *([words] if words else [])]
    found = read_signals(source.path, header, records, signals)
    annotations = found.pop() if words else None
    begins = record_times(header, records, annotations, source.name)
    count = 0 if annotations is None else count_of_words(annotations)
    if count:
        told.append(Notice("annotations_left_out", f"{count} annotations are not used"))
    series = {}
    for (word, signal), samples in zip(chosen.items(), found, strict=True):
        rate = signal.samples / header.record_s
        time_s = (begins[:, None] + np.arange(signal.samples) / rate).ravel()
        series[word] = Series(numbers(samples, header, signal), time_s, rate, signal)
        if np.isnan(signal.scale):
            text = f"the header gives '{signal.label}' no scale: its values are counts"
            told.append(Notice("scale_unknown", text))
    return series


def _breathing(
    series: Mapping[str, Series], told: Told, source: SensorSource
) -> tuple[RawStream, ...]:
    bands = {word: series[word] for word in BANDS if word in series}
    if not bands:
        return ()
    first = max(bands.values(), key=lambda s: s.rate_hz)
    channels = []
    for word, band in bands.items():
        values = band.values
        if band.rate_hz != first.rate_hz:
            values = np.interp(first.time_s, band.time_s, values)
            text = f"the {word}'s band has {band.rate_hz:.4g} samples a second: values between are"
            told.append(Notice("band_resampled", f"{text} taken, {first.rate_hz:.4g} a second"))
        unit = "" if np.isnan(band.signal.scale) else band.signal.unit
        values = values * columns.signs([heading_of(band.signal.label)], source.columns).get(0, 1)
        channels.append(RawChannel(word, values, unit, band.signal.label, band.signal.unit))
    stream = RawStream("breathing", first.time_s, in_one_unit(channels, told), first.rate_hz)
    return (stream,)


def _imu(series: Mapping[str, Series], told: Told, source: SensorSource) -> tuple[RawStream, ...]:
    found = {word: s for word, s in series.items() if word.startswith(columns.VECTORS)}
    if not found:
        return ()
    rates = {s.rate_hz for s in found.values()}
    if len(rates) > 1:
        text = "acceleration and angular velocity have different rates and are left out"
        told.append(Notice("rates_differ", text))
        return ()
    chosen = {w: Column(s.values, s.signal.unit, s.signal.label) for w, s in found.items()}
    channels = imu_channels(chosen, told, source.name)
    first = next(iter(found.values()))
    return (RawStream("imu", first.time_s, channels, first.rate_hz),) if channels else ()


def _say_unused(header: Header, chosen: Mapping[str, Signal], told: Told) -> None:
    used = {signal.first for signal in chosen.values()}
    unused = [
        s.label for s in header.signals if s.first not in used and not s.is_annotation and s.samples
    ]
    if unused:
        text = f"{len(unused)} signals are not used: {listed(unused)}"
        told.append(Notice("columns_left_out", text))


sensor_readers.register(
    "edf",
    SensorReader(
        name="edf",
        title="an EDF or BDF file",
        suffixes=(".edf", ".bdf", ".rec"),
        recognises=recognises,
        read=read,
    ),
)
