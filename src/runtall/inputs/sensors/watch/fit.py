"""Messages of one FIT file of a chain, kept as far as they can be read."""

from __future__ import annotations

import struct
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from runtall.inputs.sensors.watch.chain import Link
from runtall.inputs.sensors.watch.rows import Key, Records

if TYPE_CHECKING:
    from fitdecode.records import FitDataMessage
    from fitdecode.types import FieldData

UTC_OFFSET: Final = 631065600
"""FIT counts seconds from 1989-12-31T00:00:00Z; this many s after 1970."""
_TIME: Final = 253
"""Number of the field that holds the time, in every message."""
_LONGEST_LIST: Final = 16
"""Values of one field; longer lists are raw signals that no run needs."""
_LARGEST_EXACT: Final = 2.0**53


@dataclass(slots=True)
class Read:
    """What one FIT file of a chain holds.

    Attributes
    ----------
    records
        Messages ``record``.
    sessions, laps, events
        Their messages by field, decoded; times in s since 1970.
    about
        Messages of which one is enough (``file_id``, ``activity``, ...): the first of each.
    intervals
        R-R intervals in s and the number of records before each, in the order of the file.
    counts
        Messages by name.
    makers
        Who defined developer fields, by number.
    scales
        Of developer fields that have one: (maker, field) to scale and offset.
    texts
        Fields that hold texts or long lists.
    problems
        What the decoder complained about.
    damage
        Byte of the chain at which reading ended early.
    checksum
        Whether the checksum is right, as far as there is one.
    """

    records: Records
    sessions: list[dict[str, Any]] = field(default_factory=list)
    laps: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    intervals: list[tuple[float, int]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    makers: dict[int, str] = field(default_factory=dict)
    scales: dict[tuple[int, int], tuple[float, float]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    problems: int = 0
    damage: int | None = None
    checksum: bool = True

    @property
    def kind(self) -> str:
        """Type of the file as it says itself: ``"activity"``, ``"settings"``, ... or ``""``."""
        return str(self.about.get("file_id", {}).get("type") or "")


def read_link(link: Link, name: str) -> Read:
    """Read one FIT file of a chain up to its end or to the first damage.

    Raises
    ------
    runtall.errors.LimitExceeded
        When it holds more than a run can need.
    """
    read = Read(Records(name))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for message in _messages(link, read):
            read.counts[str(message.name)] += 1
            _TAKE.get(str(message.name), _take_other)(message, read)
    read.problems = len(caught)
    return read


def _messages(link: Link, read: Read) -> Iterator[FitDataMessage]:
    import fitdecode

    frames = iter(
        # Without a processor times stay numbers, and nothing is converted behind our back.
        fitdecode.FitReader(
            link.content,
            processor=None,
            check_crc=fitdecode.CrcCheck.READONLY,
            keep_raw_chunks=True,
        )
    )
    at = 0
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            return
        # The decoder trusts what it decodes: damaged bytes raise whatever they lead to.
        except (
            fitdecode.FitError, ArithmeticError, AssertionError, AttributeError, LookupError,
            TypeError, ValueError, struct.error,
        ):  # fmt: skip
            read.damage = link.offset + at if link.broke_off(link.offset + at) else None
            return
        at = frame.chunk.offset + len(frame.chunk.bytes)
        if frame.frame_type == fitdecode.FIT_FRAME_DATA:
            yield frame
        elif frame.frame_type == fitdecode.FIT_FRAME_CRC:
            read.checksum = bool(frame.matched) or not link.size_told


def _take_record(message: FitDataMessage, read: Read) -> None:
    time = float("nan")
    cells: list[tuple[Key, float]] = []
    written = {each.name for each in message.fields if not each.is_expanded}
    for each in message.fields:
        if each.def_num == _TIME and not _is_developer(each):
            time = _time(each.raw_value)
        elif not (each.is_expanded and _plain(each) in written):
            cells.extend(_cells(each, read))
    read.records.add(time, cells)


def _plain(each: FieldData) -> str:
    """The field that the decoder widens to an ``enhanced_`` one, which says nothing new."""
    return str(each.name).removeprefix("enhanced_")


def _take_interval(message: FitDataMessage, read: Read) -> None:
    for each in message.fields:
        if each.name == "time":
            values = each.value if isinstance(each.value, tuple) else (each.value,)
            read.intervals.extend(
                (float(v), len(read.records)) for v in values if isinstance(v, (int, float))
            )


def _take_maker(message: FitDataMessage, read: Read) -> None:
    values = _values(message)
    index = values.get("developer_data_index")
    if isinstance(index, int):
        read.makers[index] = _maker(values, read)


def _maker(values: dict[str, Any], read: Read) -> str:
    """Who defined fields: a maker by name, an application by the start of its number."""
    number = values.get("application_id")
    if isinstance(values.get("manufacturer_id"), str):
        return words(values["manufacturer_id"])
    if isinstance(number, tuple) and any(number):
        return f"application {bytes(n & 255 for n in number if n is not None).hex()[:8]}"
    return words(read.about.get("file_id", {}).get("manufacturer"))


def words(name: object) -> str:
    """A name of the profile as people write it.

    Examples
    --------
    >>> words("garmin"), words("wahoo_fitness"), words(None), words(4711)
    ('Garmin', 'Wahoo Fitness', '', '')
    """
    return " ".join(w[:1].upper() + w[1:] for w in name.split("_")) if isinstance(name, str) else ""


def _take_scale(message: FitDataMessage, read: Read) -> None:
    values = _values(message)
    maker, number = values.get("developer_data_index"), values.get("field_definition_number")
    scale, offset = values.get("scale"), values.get("offset")
    if isinstance(maker, int) and isinstance(number, int):
        scale = float(scale) if isinstance(scale, (int, float)) and scale else 1.0
        offset = float(offset) if isinstance(offset, (int, float)) else 0.0
        read.scales[maker, number] = (scale, offset)


def _take_session(message: FitDataMessage, read: Read) -> None:
    read.sessions.append(_values(message))


def _take_lap(message: FitDataMessage, read: Read) -> None:
    read.laps.append(_values(message))


def _take_event(message: FitDataMessage, read: Read) -> None:
    read.events.append(_values(message))


def _take_other(message: FitDataMessage, read: Read) -> None:
    if message.name not in read.about:
        read.about[str(message.name)] = _values(message)


_TAKE: Final[dict[str, Callable[[FitDataMessage, Read], None]]] = {
    "record": _take_record,
    "hrv": _take_interval,
    "developer_data_id": _take_maker,
    "field_description": _take_scale,
    "session": _take_session,
    "lap": _take_lap,
    "event": _take_event,
}


def _values(message: FitDataMessage) -> dict[str, Any]:
    """Fields of a message by name, the first of each; times in s since 1970."""
    found: dict[str, Any] = {}
    for each in message.fields:
        value = each.value
        if getattr(each.type, "name", "") in ("date_time", "local_date_time"):
            value = _time(each.raw_value)
        found.setdefault(str(each.name), value)
    return found


def _time(raw: object) -> float:
    return float(raw + UTC_OFFSET) if isinstance(raw, (int, float)) else float("nan")


def _is_developer(each: FieldData) -> bool:
    return bool(each.field_def is not None and each.field_def.is_dev)


def _cells(each: FieldData, read: Read) -> Iterator[tuple[Key, float]]:
    """Numbers of one field; names of an enumeration stay the numbers that they stand for."""
    value = each.raw_value if isinstance(each.value, (str, bool)) else each.value
    values = value if isinstance(value, tuple) else (value,)
    label = each.name if isinstance(each.name, str) else f"unknown_{each.def_num}"
    if len(values) > _LONGEST_LIST or any(isinstance(v, (str, bytes)) for v in values):
        read.texts.add(label)
        return
    unit = each.units if isinstance(each.units, str) else ""
    source, scale, offset = _origin(each, read)
    for number, one in enumerate(values, start=1):
        key = Key(label if len(values) == 1 else f"{label}_{number}", unit, source)
        usable = isinstance(one, (int, float)) and abs(one) < _LARGEST_EXACT
        yield key, one / scale - offset if usable else float("nan")


def _origin(each: FieldData, read: Read) -> tuple[str, float, float]:
    """Who defined a field, and the scale and offset that the decoder does not apply."""
    if not _is_developer(each):
        return "file", 1.0, 0.0
    maker = each.field_def.dev_data_index
    scale, offset = read.scales.get((maker, each.def_num), (1.0, 0.0))
    return f"developer: {read.makers.get(maker) or 'unknown'}", scale, offset
