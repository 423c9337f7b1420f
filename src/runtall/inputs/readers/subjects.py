"""Names of markers: whose they are, and which carry no name at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from runtall.errors import InputError, MalformedFile
from runtall.inputs.readers.reader import Source
from runtall.inputs.readers.text import listed, quoted

LONGEST: Final = 80
"""Characters of a name; the longest in use have some 40."""
MOST: Final = 2000
"""Names in one file; full-body sets have some 80."""

_SHARED: Final = 3
"""Subjects that have so many names in common, or half of theirs, are two people."""
_NAMELESS: Final = re.compile(
    r"|\*.*|.*\*\d+|(unnamed|unlabel|uname|unidentified).*", re.IGNORECASE
)


def is_nameless(label: str) -> bool:
    """Whether a marker was seen by the cameras and never named."""
    return bool(_NAMELESS.fullmatch(label.strip().rpartition(":")[2]))


def named(labels: Sequence[str], source: Source) -> tuple[list[int], list[str]]:
    """Pick the markers of the one runner.

    Parameters
    ----------
    labels
        As in the file; ``Anna:LASI`` is the marker LASI of the subject Anna.
    source
        For its ``mapped`` names, which tell the subject where there are several.

    Returns
    -------
    list, list
        Numbers of the markers to keep, and their names without the prefix of the subject; a
        mapped name stays as it is.

    Raises
    ------
    runtall.errors.InputError
        When the markers belong to several people and nothing tells which one is meant.
    runtall.errors.MalformedFile
        When two markers have the same name.
    """
    clean = [label.strip()[:LONGEST] for label in labels]
    kept = [i for i, label in enumerate(clean) if not is_nameless(label)]
    whose = {i: _subject(clean[i]) for i in kept}
    chosen = _runner(kept, clean, whose, source)
    others = _others(kept, clean, whose, chosen)
    kept = [i for i in kept if whose[i] not in others]
    names = [_shown_name(clean[i], whose[i] == chosen, source.mapped) for i in kept]
    _check_unique(names, source)
    return kept, names


def _subject(label: str) -> str:
    # Only a colon: in "R.ASIS" and "L_Ankle" the first part tells the side.
    return label.rpartition(":")[0]


def _marker(label: str) -> str:
    return label.rpartition(":")[2]


def _runner(kept: list[int], clean: list[str], whose: dict[int, str], source: Source) -> str:
    mapped = Counter(_subject(name) for name in source.mapped if name in clean)
    if mapped:
        return mapped.most_common(1)[0][0]
    counts = Counter(whose.values())
    chosen = counts.most_common(1)[0][0] if counts else ""
    people = [chosen, *sorted(_others(kept, clean, whose, chosen))]
    if len(people) > 1:
        raise InputError(
            f"{source.name}: holds {len(people)} subjects "
            f"({listed([subject or 'one without a name' for subject in people])}); export one of "
            "them, or name the markers of one with --markers"
        )
    return chosen


def _others(kept: list[int], clean: list[str], whose: dict[int, str], chosen: str) -> set[str]:
    """Subjects whose markers are named like those of the chosen one: other people."""
    own = {_marker(clean[i]) for i in kept if whose[i] == chosen}
    found = set()
    for subject in set(whose.values()) - {chosen}:
        theirs = {_marker(clean[i]) for i in kept if whose[i] == subject}
        if len(own & theirs) >= min(_SHARED, max(1, len(theirs) / 2)):
            found.add(subject)
    return found


def _shown_name(label: str, own: bool, mapped: frozenset[str]) -> str:
    return _marker(label) if own and label not in mapped else label


def _check_unique(names: list[str], source: Source) -> None:
    double = [name for name, count in Counter(names).items() if count > 1]
    if double:
        raise MalformedFile(
            f"{source.name}: holds the marker {quoted(double[0])} more than once; rename or "
            "remove the others and export it again"
        )
    if len(names) > MOST:
        raise MalformedFile(f"{source.name}: names {len(names)} markers, more than {MOST}")
