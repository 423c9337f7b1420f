"""From the names of a file to anatomical points."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from runtall.errors import InputError, UsageError
from runtall.inputs.markers.anatomy import OWN, Anatomy, anatomy, bare
from runtall.motion.recording import Notice

_SHORT: Final = 2
"""So short a name counts only in the set that explains most: elsewhere it may mean anything."""
_SAME: Final = 3
"""So many points under two prefixes are two people, not two spellings."""
_LISTED: Final = 8


@dataclass(frozen=True, slots=True)
class Named:
    """What the labels of a file stand for.

    Attributes
    ----------
    columns
        Our name to the number of the label.
    known_as
        Title of the marker set that explains most of them.
    unknown
        Labels that stand for nothing known, as in the file.
    notices
        About them.
    """

    columns: Mapping[str, int]
    known_as: str
    unknown: tuple[str, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class _Label:
    """Number in the file, what stands before the name, the name, and the bare name."""

    column: int
    prefix: str
    name: str
    key: str


def name_points(labels: Sequence[str], given: Mapping[str, str], file: str) -> Named:
    """Find out which anatomical point each label stands for.

    Parameters
    ----------
    labels
        As in the file.
    given
        Label to our name, from the user; wins.
    file
        How to call the file in messages.

    Raises
    ------
    runtall.errors.UsageError
        When the user names a label that is not there, or a point that does not exist.
    runtall.errors.InputError
        When the labels are those of two people.
    """
    book = anatomy()
    columns = _given(labels, given, book, file)
    rest = [i for i, label in enumerate(labels) if label not in given]
    split = [_split(i, labels[i], book) for i in rest]
    _refuse_two(split, book, file)
    order = _order(split, book)
    unknown = _fill(columns, split, [book.aliases[key] for key in order])
    missed = tuple(labels[i] for i in unknown if not book.ignored.search(bare(labels[i])))
    return Named(columns, book.titles[order[0]], missed, _notices(missed, book))


def _given(
    labels: Sequence[str], given: Mapping[str, str], book: Anatomy, file: str
) -> dict[str, int]:
    columns = {}
    for label, name in given.items():
        if label not in labels:
            raise UsageError(f"--markers: {file} has no marker {label!r}; it has {_some(labels)}")
        if name not in book.points:
            near = book.nearest(name)
            hint = f"; do you mean {near!r}?" if near else ""
            raise UsageError(f"--markers: {name!r} is no anatomical point{hint}")
        columns[name] = labels.index(label)
    return columns


def _split(column: int, label: str, book: Anatomy) -> _Label:
    """Take from a label the prefix of a subject, when that makes it a known one."""
    prefix, name = label.rpartition(":")[::2]
    if not _known(bare(name), book):
        for cut in re.finditer(r"[\s._\-]+", name):
            if _known(bare(name[cut.end() :]), book):
                short = name[cut.end() :]
                return _Label(column, prefix + name[: cut.start()], short, bare(short))
    return _Label(column, prefix, name, bare(name))


def _known(key: str, book: Anatomy) -> bool:
    return len(key) > _SHORT - 1 and any(key in table for table in book.aliases.values())


def _refuse_two(labels: list[_Label], book: Anatomy, file: str) -> None:
    """Two people: many of the same names under two prefixes, or simply twice."""
    known = [x for x in labels if _known(x.key, book)]
    keys: dict[str, set[str]] = {}
    for label in known:
        keys.setdefault(label.prefix, set()).add(label.key)
    first, *others = sorted(keys, key=lambda prefix: -len(keys[prefix])) or [""]
    # A few doubles are virtual markers beside the measured ones.
    people = [
        p for p in others if 2 * len(keys[p] & keys[first]) >= max(len(keys[first]), 2 * _SAME)
    ]
    if people:
        who = ", ".join(repr(p) for p in (first, *people))
        raise InputError(f"{file}: holds the markers of several people ({who}); export one of them")
    twice = [k for k, n in Counter((x.prefix, x.key) for x in known).items() if n > 1]
    if len(twice) >= _SAME:
        raise InputError(
            f"{file}: the same marker names come twice ({_some([k for _, k in twice])}), as of "
            "several people; export one of them"
        )


def _order(labels: list[_Label], book: Anatomy) -> list[str]:
    """Sets by how many of the labels they explain, and of equals by how they are written."""
    keys, names = {x.key for x in labels}, {x.name for x in labels}
    known = {name: len(keys & table.keys()) for name, table in book.aliases.items()}
    alike = {name: len(names & spelled) for name, spelled in book.spelled.items()}
    # Pose models share our own names: theirs tell more.
    return sorted(known, key=lambda name: (-known[name], -alike[name], name == OWN))


def _fill(
    columns: dict[str, int], labels: list[_Label], tables: list[Mapping[str, str]]
) -> list[int]:
    """Give each label its point, from the set that explains most to the least; what is left."""
    common = Counter(x.prefix for x in labels).most_common(1)[0][0] if labels else ""
    waiting = {x.column: x for x in sorted(labels, key=lambda x: x.prefix != common)}
    for n, table in enumerate(tables):
        for label in list(waiting.values()):
            name = table.get(label.key)
            if name is None or (n and len(label.key) <= _SHORT):
                continue
            del waiting[label.column]
            columns.setdefault(name, label.column)
    return sorted(waiting)


def _notices(unknown: Sequence[str], book: Anatomy) -> tuple[Notice, ...]:
    if not unknown:
        return ()
    told = []
    for label in unknown[:_LISTED]:
        near = book.nearest(label)
        told.append(f"{label} (like {near})" if near else label)
    more = f" and {len(unknown) - _LISTED} more" if len(unknown) > _LISTED else ""
    message = (
        f"markers of unknown name are left out: {', '.join(told)}{more} "
        "(--markers NAME=POINT says what they are)"
    )
    return (Notice("unknown_markers", message),)


def _some(names: Sequence[str]) -> str:
    more = " ..." if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more
