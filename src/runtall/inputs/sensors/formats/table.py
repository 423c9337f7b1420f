"""CSV, TSV and Parquet tables of bands, trunk sensors and watches, one row for each moment."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from runtall.errors import InputError, MissingStream
from runtall.inputs.readers.delimited import cells, top_of
from runtall.inputs.readers.headings import Heading, heading_of
from runtall.inputs.readers.layout import layout_of
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.tables import Frame, read_csv, read_parquet
from runtall.inputs.readers.text import decoded, is_text, listed, number_of
from runtall.inputs.sensors import columns
from runtall.inputs.sensors.bands import BANDS, in_one_unit
from runtall.inputs.sensors.column_units import factor
from runtall.inputs.sensors.fields import fields
from runtall.inputs.sensors.moments import Clock, counted, told_in_words
from runtall.inputs.sensors.parquet import column_names
from runtall.inputs.sensors.raw import RawChannel, RawSensors, RawStream
from runtall.inputs.sensors.reader import SensorReader, SensorSource, sensor_readers
from runtall.inputs.sensors.vectors import Column, imu_channels
from runtall.inputs.sensors.watch.activity import Activity, sensors_of
from runtall.inputs.sensors.watch.clock import settled
from runtall.inputs.sensors.watch.rows import Key, Table
from runtall.motion.recording import Notice
from runtall.motion.skeleton import COORDINATES

_MAGIC: Final = b"PAR1"
_LONGEST_BEAT_S: Final = 10.0
"""A usual R-R interval above this is no number of seconds."""

Told = list[Notice]
Meanings = Mapping[int, str]


def recognises_csv(source: SensorSource) -> bool:
    """Whether a source is a text table whose header names what a sensor gives."""
    if source.path.is_dir() or not is_text(source.head):
        return False
    top = top_of(io.StringIO(decoded(source.head)))
    return top is not None and is_sensor_table(top.headings, source.columns)


def recognises_parquet(source: SensorSource) -> bool:
    """Whether a source is Parquet with columns that a sensor gives."""
    if not source.head.startswith(_MAGIC):
        return False
    names = column_names(source.path, source.size)
    return is_sensor_table([heading_of(name) for name in names], source.columns)


def is_sensor_table(headings: Sequence[Heading], said: Mapping[str, str]) -> bool:
    """Whether a table with these headings is one of a sensor, and not of markers.

    Parameters
    ----------
    headings
        Of all columns.
    said
        Name in the file to what it is, where the user said so.
    """
    if columns.names_any([word for h in headings for word in (h.text, h.name)], said):
        return True
    found = columns.meanings(headings, {})
    if "time" not in found.values() or not set(found.values()) - {"time", "interval"}:
        return False
    rest = [h for n, h in enumerate(headings) if found.get(n, "time") == "time"]
    layout = layout_of(rest)
    if layout is None:
        return True
    wide = layout.wide
    return layout.kind == "wide" and not (
        wide.markers or wide.forces or wide.coordinates.keys() & set(COORDINATES)
    )


def csv(source: SensorSource) -> RawSensors:
    """Read a text table."""
    worded = not _counts(source)
    frame = read_csv(_plain(source), lambda headings: _chosen(headings, source, worded=worded))
    return _sensors(frame, "csv", source)


def parquet(source: SensorSource) -> RawSensors:
    """Read a Parquet table."""
    frame = read_parquet(
        _plain(source), lambda headings: _chosen(headings, source, worded=True), moments=True
    )
    return _sensors(frame, "parquet", source)


def _counts(source: SensorSource) -> bool:
    """Whether the first row of a text table tells its time as a number.

    Words cost several times the memory of numbers, and each is told from the others.
    """
    text = io.StringIO(decoded(source.head))
    top = top_of(text)
    if top is None:
        return False
    found = columns.meanings(top.headings, source.columns, source.name)
    at = next((n for n, word in found.items() if word == "time"), 0)
    row = cells(next((line for line in text if line.strip()), ""), top.separator)
    try:
        number_of(row[at] if at < len(row) else "")
    except ValueError:
        return False
    return True


def _plain(source: SensorSource) -> Source:
    if source.more:
        raise InputError(f"{source.name}: is a table, which stands alone; give its columns in one")
    return Source(source.path, source.size, source.head)


def _chosen(
    headings: Sequence[Heading], source: SensorSource, *, worded: bool
) -> tuple[list[int], list[int]]:
    """Columns of words, which that of time may be, and those of numbers."""
    found = columns.meanings(headings, source.columns, source.name)
    times = [n for n, word in found.items() if word == "time"]
    if not times:
        raise MissingStream(
            f"{source.name}: has no column of time; say which it is with --columns 'NAME=time'"
        )
    values = [n for n, word in found.items() if word != "time"]
    return (times[:1], sorted(values)) if worded else ([], sorted([times[0], *values]))


def _sensors(frame: Frame, kind: str, source: SensorSource) -> RawSensors:
    found = columns.meanings(frame.headings, source.columns, source.name)
    told = [*frame.notices, *columns.absent(frame.headings, source.columns)]
    clock = _clock(frame, found, source.name)
    told += clock.notices
    streams = [
        *_breathing(frame, found, clock, told, source),
        *_imu(frame, found, clock, told, source),
        *_beats(frame, found, clock),
    ]
    try:
        raw = _watch(frame, found, clock, kind, source)
    except InputError as error:
        if not streams:
            raise
        raw = None
        told.append(Notice("fields_left_out", f"{error}; the fields of a watch are left out"))
    if raw is not None:
        streams += raw.streams
        told += raw.notices
    unused = [h.text for n, h in enumerate(frame.headings) if n not in found and h.text]
    if unused:
        text = f"{len(unused)} columns are not used: {listed(unused)}"
        told.append(Notice("columns_left_out", text))
    return RawSensors(kind, tuple(streams), clock.start, notices=tuple(told))


def _clock(frame: Frame, found: Meanings, name: str) -> Clock:
    at = next(n for n, word in found.items() if word == "time")
    quick = any(word in BANDS or word.startswith(columns.VECTORS) for word in found.values())
    unit = columns.time_unit(frame.headings[at])
    if frame.data[str(at)].dtype.is_numeric():
        return counted(frame.numbers(at), unit, quick)
    return told_in_words(frame.words(at), unit, quick, name)


def _stream(node: str, clock: Clock, channels: Sequence[RawChannel]) -> tuple[RawStream, ...]:
    """Channels at the rows where one of them has a value; other rows belong to other streams."""
    if not channels:
        return ()
    rows = np.isfinite(np.stack([c.values for c in channels])).any(axis=0)
    kept = tuple(
        RawChannel(c.name, c.values[rows], c.unit, c.label, c.file_unit, c.source) for c in channels
    )
    return (RawStream(node, clock.time_s[rows], kept),)  # type: ignore[arg-type]


def _breathing(
    frame: Frame, found: Meanings, clock: Clock, told: Told, source: SensorSource
) -> tuple[RawStream, ...]:
    channels = []
    known = {"chest", "belly"} & set(found.values())
    signs = columns.signs(frame.headings, source.columns)
    for number, word in found.items():
        if word in (known or BANDS):
            heading = frame.headings[number]
            channels.append(
                RawChannel(
                    word,
                    signs.get(number, 1) * frame.numbers(number),
                    heading.unit,
                    heading.text,
                    heading.unit,
                )
            )
    return _stream("breathing", clock, in_one_unit(channels, told))


def _imu(
    frame: Frame, found: Meanings, clock: Clock, told: Told, source: SensorSource
) -> tuple[RawStream, ...]:
    vectors = {n: word for n, word in found.items() if word.startswith(columns.VECTORS)}
    chosen = {
        word: Column(frame.numbers(n), frame.headings[n].unit, frame.headings[n].text)
        for n, word in vectors.items()
    }
    return _stream("imu", clock, imu_channels(chosen, told, source.name))


def _beats(frame: Frame, found: Meanings, clock: Clock) -> tuple[RawStream, ...]:
    """R-R intervals; without a unit they are in ms where they could not be in s."""
    at = next((n for n, word in found.items() if word == "interval"), None)
    if at is None:
        return ()
    heading, values = frame.headings[at], frame.numbers(at)
    scale = factor("time", heading.unit)
    if scale is None:
        usual = float(np.median(values[values > 0])) if (values > 0).any() else 0.0
        scale = 1e-3 if usual > _LONGEST_BEAT_S else 1.0
    kept = np.where(values > 0, values * scale, np.nan)
    channel = RawChannel("interval", kept, "s", heading.text, heading.unit)
    return _stream("beats", clock, (channel,)) if np.isfinite(kept).any() else ()


def _watch(
    frame: Frame, found: Meanings, clock: Clock, kind: str, source: SensorSource
) -> RawSensors | None:
    """Fields of a watch, checked and completed as those of any watch file; None without one."""
    at = {n: word for n, word in found.items() if word in fields()}
    if not at:
        return None
    series = {_key(frame.headings[n], word): frame.numbers(n) for n, word in at.items()}
    there = np.isfinite(np.stack(list(series.values()))).any(axis=0)
    whole = Table(clock.time_s + clock.zero_s, series).take(there)
    table, _ = settled([whole], source.name)
    raw = sensors_of(Activity(kind, [table]), source)
    shift = float(table.time[0]) - clock.zero_s
    moved = tuple(
        RawStream(s.node, s.time_s + shift, s.channels, s.rate_hz, s.part) for s in raw.streams
    )
    return RawSensors(kind, moved, raw.start, notices=raw.notices)


def _key(heading: Heading, word: str) -> Key:
    """The column under a name by which fields of watches are known."""
    if columns.meaning_of(heading.name) == word:
        return Key(heading.name, heading.unit)
    labels = fields()[word].labels
    return Key(labels[0] if labels else word, heading.unit)


sensor_readers.register(
    "csv",
    SensorReader(
        name="csv",
        title="a CSV table of a sensor",
        suffixes=(".csv", ".tsv", ".txt"),
        recognises=recognises_csv,
        read=csv,
    ),
)
sensor_readers.register(
    "parquet",
    SensorReader(
        name="parquet",
        title="a Parquet table of a sensor",
        suffixes=(".parquet",),
        recognises=recognises_parquet,
        read=parquet,
    ),
)
