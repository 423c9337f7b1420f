"""XML of watches, read without trusting it: element by element, no entity, nothing from outside."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Final

from runtall.errors import LimitExceeded, MalformedFile
from runtall.inputs.files import open_regular
from runtall.inputs.limits import MIB
from runtall.inputs.readers.text import decoded, number_of
from runtall.inputs.sensors.reader import SensorSource
from runtall.inputs.sensors.watch.rows import Key
from runtall.motion.recording import Notice

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 128 * MIB
"""Bytes; a day of running with every extension takes about 60 MB."""
_FORBIDDEN: Final = ("<!DOCTYPE", "<!ENTITY")
_MOST_VALUES: Final = 200
"""Elements of one track point; the richest have about twenty."""
_DEEPEST: Final = 20


@dataclass(slots=True)
class Doubts:
    """What was odd on the way: counts, and where reading ended early."""

    numbers: int = 0
    zoneless: int = 0
    damage: int | None = None
    texts: set[str] = field(default_factory=set)


def root_name(source: SensorSource) -> str:
    """Name of the first element of what may be XML, without its namespace, in small letters."""
    text = decoded(source.head)
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            at = text.find("-->", at)
            if at < 0:
                return ""
        elif text[at + 1 : at + 2] not in ("?", "!"):
            words = text[at + 1 : at + 200].replace(">", " ").replace("/", " ").split()
            return words[0].rpartition(":")[2].lower() if words else ""
        at += 1
    return ""


def local(element: _Element) -> str:
    """Name of an element without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@contextmanager
def elements(source: SensorSource, doubts: Doubts) -> Iterator[Iterator[tuple[str, _Element]]]:
    """Beginnings and ends of elements, in the order of the document.

    Where the document breaks off, so do they, and ``doubts.damage`` holds the line.

    Raises
    ------
    runtall.errors.MalformedFile
        When the document has a DOCTYPE or declares entities.
    """
    if any(word in decoded(source.head) for word in _FORBIDDEN):
        raise _refused(source)
    with os.fdopen(open_regular(source.path), "rb") as file:
        yield _walk(file, source, doubts)


def _refused(source: SensorSource) -> MalformedFile:
    return MalformedFile(
        f"{source.name}: declares a document type or entities, which no watch does and which is "
        "not read; export it again"
    )


def _walk(file: BinaryIO, source: SensorSource, doubts: Doubts) -> Iterator[tuple[str, _Element]]:
    from lxml import etree

    walker = etree.iterparse(
        file,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    first = True
    try:
        for event, element in walker:
            if first:
                info = element.getroottree().docinfo
                if info.doctype or info.internalDTD is not None:
                    raise _refused(source)
                first = False
            yield event, element
    except etree.XMLSyntaxError as error:
        doubts.damage = error.lineno or 1


def forget(element: _Element) -> None:
    """Free what an element held, and the elements before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def leaves(element: _Element, source: SensorSource) -> list[tuple[str, str]]:
    """Names and texts of everything below an element that holds no further element.

    Names are without namespaces; the text of a ``Value`` is that of the element around it.

    Raises
    ------
    runtall.errors.LimitExceeded
        When there are more than any watch writes.
    """
    found: list[tuple[str, str]] = []
    waiting = [(child, 0) for child in reversed(element)]
    while waiting:
        each, depth = waiting.pop()
        if len(each) and depth < _DEEPEST:
            waiting.extend((child, depth + 1) for child in reversed(each))
            continue
        parent = each.getparent()
        name = local(parent if local(each) == "Value" and parent is not None else each)
        if name:
            found.append((name, (each.text or "").strip()))
        if len(found) + len(waiting) > _MOST_VALUES:
            raise LimitExceeded(
                f"{source.name}: a track point holds more than {_MOST_VALUES} values; export it "
                "again"
            )
    return found


def cells(values: list[tuple[str, str]], doubts: Doubts) -> Iterator[tuple[Key, float]]:
    """Values as numbers; of those that are none, count the ones that should be."""
    for name, text in values:
        try:
            number = number_of(text)
        except ValueError:
            doubts.texts.add(name)
            continue
        if math.isfinite(number):
            yield Key(name, ""), number


def time_of(text: str | None, doubts: Doubts) -> float:
    """A time as XML writes it, s since 1970 in UTC; NaN where it is none.

    A time without a zone is taken as UTC, as both formats demand, and counted.
    """
    try:
        moment = datetime.fromisoformat((text or "").strip())
        if moment.tzinfo is None:
            doubts.zoneless += 1
            moment = moment.replace(tzinfo=UTC)
        return moment.timestamp()
    except (ValueError, OverflowError):
        return math.nan


def noticed(doubts: Doubts, records: int) -> tuple[Notice, ...]:
    """What was odd, in words."""
    notices = []
    if doubts.damage is not None:
        text = (
            f"it breaks off or is damaged at line {doubts.damage}: the {records} track points "
            "before that are used, what follows is lost"
        )
        notices.append(Notice("file_damaged", text))
    if doubts.zoneless:
        text = f"{doubts.zoneless} of its times have no time zone and are taken as UTC"
        notices.append(Notice("time_zone_missing", text))
    if doubts.texts:
        names = ", ".join(sorted(doubts.texts)[:5])
        text = f"values that are no numbers are left out: {names}"
        notices.append(Notice("fields_not_numbers", text))
    return tuple(notices)
