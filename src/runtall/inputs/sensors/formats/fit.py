"""FIT: what watches of Garmin, Coros, Suunto, Wahoo, Stryd and others write."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from runtall.errors import MalformedFile, MissingStream
from runtall.inputs.files import open_regular
from runtall.inputs.limits import MIB
from runtall.inputs.readers.text import listed
from runtall.inputs.sensors.raw import RawSensors
from runtall.inputs.sensors.reader import SensorReader, SensorSource, sensor_readers
from runtall.inputs.sensors.watch.activity import Activity, check, sensors_of
from runtall.inputs.sensors.watch.beats import Beat
from runtall.inputs.sensors.watch.chain import MARK, chain
from runtall.inputs.sensors.watch.fit import Read, read_link, words
from runtall.inputs.sensors.watch.rows import Array, Table
from runtall.motion.recording import Notice

Spans = list[tuple[float, float]]

LARGEST: Final = 16 * MIB
"""Bytes; a day of running with a record each second takes about 5 MB."""
_NO_RUN: Final = frozenset({"course", "workout", "schedules"})
"""Plans: what they hold was never run."""
_STOPS: Final = frozenset({"stop", "stop_all", "stop_disable", "stop_disable_all"})
_LOCAL_HOURS: Final = 26
"""Places on earth differ by up to so many hours."""


def recognises(source: SensorSource) -> bool:
    """Whether a source is FIT, as far as its head tells; a damaged start is recognised too."""
    return source.head[8:12] == MARK


def read(source: SensorSource) -> RawSensors:
    """Read a FIT file, or several chained into one.

    Every field of the messages ``record`` is kept with its unit and source, those of developers and
    those without a name (``unknown_88``) too. ``hrv`` makes the stream ``beats``. What lies behind
    damage is lost, and a notice says how much was read.

    Raises
    ------
    runtall.errors.InputError
        When there is no record of an activity in it.
    runtall.errors.LimitExceeded
        When it is larger than a run can be.
    """
    check(source, LARGEST)
    with os.fdopen(open_regular(source.path), "rb") as file:
        content = file.read(LARGEST + 1)
    links, rest = chain(content)
    if not links:
        raise MalformedFile(
            f"{source.name}: its FIT header is damaged, so nothing in it can be read; copy it from "
            "the watch again"
        )
    reads = [read_link(link, source.name) for link in links]
    runs = [each for each in reads if len(each.records) and each.kind not in _NO_RUN]
    if not runs:
        raise _without_run(reads, source)
    notices = (*_damage(reads, len(content), rest), *_oddities(reads, links))
    return sensors_of(_activity(runs, notices), source)


def _activity(runs: Sequence[Read], notices: tuple[Notice, ...]) -> Activity:
    # Of files that hold one activity twice, the first tells about it: the clock leaves out the
    # records of the others.
    told = [session for run in runs for session in _sessions(run)]
    tables = [run.records.table() for run in runs]
    return Activity(
        format="fit",
        parts=tables,
        sessions=list(dict.fromkeys(told)),
        pauses=list(dict.fromkeys(pause for run in runs for pause in _pauses(run))),
        beats=_beats(runs, tables),
        about=_about(runs[0]),
        notices=notices,
    )


def _without_run(reads: Sequence[Read], source: SensorSource) -> Exception:
    kinds = [each.kind for each in reads if each.kind]
    damaged = [each.damage for each in reads if each.damage is not None]
    if damaged and not set(kinds) & _NO_RUN:
        return MalformedFile(
            f"{source.name}: is damaged from byte {damaged[0]} on, before its first record; "
            "copy it from the watch again"
        )
    kind = f"of the kind {listed(kinds[:1])}" if kinds else "without a kind"
    held = "a plan and no run" if set(kinds) & _NO_RUN else "no record of a run"
    return MissingStream(
        f"{source.name}: is a FIT file {kind}, which holds {held}; give the file of the activity"
    )


# --- Damage -------------------------------------------------------------------------------------


def _damage(reads: Sequence[Read], size: int, rest: int) -> tuple[Notice, ...]:
    notices = []
    records = sum(len(each.records) for each in reads)
    for each in reads:
        if each.damage is not None:
            text = (
                f"it is damaged or ends early at byte {each.damage} of {size}: of what follows "
                f"there, nothing is read; {records} records are used"
            )
            notices.append(Notice("file_damaged", text))
        elif not each.checksum:
            text = "its checksum does not fit its content: some values may be wrong"
            notices.append(Notice("checksum_wrong", text))
    if rest:
        text = (
            f"its last {rest} of {size} bytes begin no FIT file and are left out; the {records} "
            "records before them are used"
        )
        notices.append(Notice("chain_damaged", text))
    return tuple(dict.fromkeys(notices))


def _oddities(reads: Sequence[Read], links: Sequence[Any]) -> tuple[Notice, ...]:
    notices = []
    if not all(link.size_told for link in links):
        text = "its header does not say how long it is, as if the watch had stopped while writing"
        notices.append(Notice("size_missing", text))
    problems = sum(each.problems for each in reads)
    if problems:
        text = f"{problems} of its definitions are incomplete; fields by them are kept as bytes"
        notices.append(Notice("definitions_missing", text))
    texts = sorted(set().union(*(each.texts for each in reads)))
    if texts:
        text = f"fields that hold texts or long lists are left out: {listed(texts)}"
        notices.append(Notice("fields_not_numbers", text))
    if any(each.counts["hr"] for each in reads):
        text = "heart beats that a strap stored by itself (messages 'hr') are not read"
        notices.append(Notice("stored_beats", text))
    return tuple(notices)


# --- Sessions, pauses, beats --------------------------------------------------------------------


def _sessions(run: Read) -> list[tuple[str, float, float]]:
    """Sport, start and end of each session; one over all of it where the file tells a sport only.

    The end is the later of start plus elapsed time and the time of the message, as watches write
    sessions either when they end or all together at the end.
    """
    found = []
    for values in run.sessions:
        start = _number(values.get("start_time"))
        ends = (start + _number(values.get("total_elapsed_time")), _number(values.get("timestamp")))
        known = [end for end in ends if end == end]
        found.append((_sport(values), start, max(known, default=math.nan)))
    if found:
        return found
    sports = [run.about.get("sport", {}), *run.laps]
    told = next((_sport(values) for values in sports if values.get("sport") is not None), None)
    return [] if told is None else [(told, math.nan, math.nan)]


def _sport(values: dict[str, Any]) -> str:
    """``running``, or with its kind: ``running, trail``."""
    sport, kind = values.get("sport"), values.get("sub_sport")
    name = str(sport) if sport is not None else "unknown"
    plain = kind is None or not isinstance(kind, str) or kind == "generic"
    return name if plain else f"{name}, {kind}"


def _pauses(run: Read) -> Spans:
    """From each stop of the timer to the next start; the last stop is the end."""
    spans: Spans = []
    stopped = math.nan
    for event in run.events:
        if event.get("event") != "timer":
            continue
        time = _number(event.get("timestamp"))
        if event.get("event_type") in _STOPS and stopped != stopped:
            stopped = time
        elif event.get("event_type") == "start" and stopped == stopped:
            spans.append((stopped, time))
            stopped = math.nan
    return [(start, end) for start, end in spans if end > start]


def _beats(runs: Sequence[Read], tables: Sequence[Table]) -> list[Beat]:
    beats = []
    for run, table in zip(runs, tables, strict=True):
        times = table.time
        before, after = _filled(times), _filled(times[::-1])[::-1]
        for interval, row in run.intervals:
            last = before[row - 1] if row else math.nan
            following = after[row] if row < len(after) else math.nan
            beats.append(Beat(interval, float(last), float(following)))
    return beats


def _filled(times: Array) -> Array:
    """Times with holes filled by the one before."""
    last = np.maximum.accumulate(np.where(np.isfinite(times), np.arange(len(times)), 0))
    filled: Array = times[last]
    return filled


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else math.nan


# --- About --------------------------------------------------------------------------------------


def _about(run: Read) -> dict[str, str]:
    """Device, software, laps and the difference of local time, in plain words."""
    file_id = run.about.get("file_id", {})
    product = file_id.get("garmin_product") or file_id.get("product_name")
    device = [words(file_id.get("manufacturer")), words(product)]
    version = run.about.get("file_creator", {}).get("software_version")
    found = {
        "device": " ".join(word for word in device if word),
        "software": str(version) if version else "",
        "laps": str(len(run.laps)) if run.laps else "",
        "utc_offset": _utc_offset(run.about.get("activity", {})),
    }
    return {key: value for key, value in found.items() if value}


def _utc_offset(activity: dict[str, Any]) -> str:
    """How far local time is ahead of UTC: ``+02:00``."""
    raw, time = activity.get("local_timestamp"), activity.get("timestamp")
    ahead = _number(raw) - _number(time)
    if ahead != ahead or abs(ahead) > _LOCAL_HOURS * 3600:
        return ""
    minutes = round(abs(ahead) / 60)
    return f"{'-' if ahead < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


sensor_readers.register("fit", SensorReader("fit", "FIT", (".fit",), recognises, read))
