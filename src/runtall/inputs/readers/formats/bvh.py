"""BVH: a skeleton and its joint angles, as animation programs save motion.

Read here rather than with bvhsdk: that package (0.2.1) takes two of the six orders of rotation for
faults, tells depth from indentation, allocates what the header declares, and brings matplotlib.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from runtall.errors import InputError, MalformedFile
from runtall.inputs.readers.angles import in_degrees
from runtall.inputs.readers.raw import Array, RawMotion
from runtall.inputs.readers.reader import Reader, Source, readers
from runtall.inputs.readers.text import (
    Lines,
    by_space,
    check_amount,
    check_count,
    decoded,
    number_of,
    opened,
    quoted,
    read_rows,
    whole_number,
)
from runtall.motion.recording import Notice
from runtall.units import to_si

_BEGINNING: Final = re.compile(r"\s*HIERARCHY\b", re.IGNORECASE)
_CHANNEL: Final = re.compile(r"([XYZ])(position|rotation)", re.IGNORECASE)
_MOST_JOINTS: Final = 1000
_LONGEST: Final = 70
_CHUNK: Final = 1024
"""Frames whose orientations are held in memory at a time."""
_SMALL: Final = 0.5
"""Shifts below this share of the bone's length are added to it; others stand for it."""


@dataclass(slots=True)
class _Joint:
    name: str
    parent: int
    offset: Array = field(default_factory=lambda: np.zeros(3))
    channels: tuple[tuple[str, int], ...] = ()
    """Kind and axis (0-2) of each column, in order."""
    first: int = 0
    """Its first column."""


def recognises(head: bytes) -> bool:
    """Whether a file that begins so is BVH."""
    return bool(_BEGINNING.match(decoded(head)))


def read(source: Source) -> RawMotion:
    """Read a BVH file: positions of joints and end sites by forward kinematics."""
    with opened(source) as lines:
        joints = _Hierarchy(lines, source).read()
        width = sum(len(joint.channels) for joint in joints)
        if not width:
            raise MalformedFile(f"{source.name}: its skeleton has no channel; export it again")
        declared, step = _pace(lines, source)
        rows = read_rows(lines, width, source, by_space)
    check_amount(source, len(rows.values), 3 * len(joints))
    values, told = _in_radians(joints, rows.values, source)
    names = [joint.name for joint in joints]
    chunks = [_positions(joints, values[at : at + _CHUNK]) for at in range(0, len(values), _CHUNK)]
    return RawMotion(
        format="bvh",
        time_s=np.arange(len(values)) * step,
        labels=tuple(names),
        position=np.concatenate(chunks),
        in_degrees=True,
        parents={joint.name: names[joint.parent] for joint in joints if joint.parent >= 0},
        notices=(*check_count(source, declared, len(values), what="frames"), *rows.notices, *told),
    )


class _Hierarchy:
    """Reads the skeleton, one statement at a time."""

    def __init__(self, lines: Lines, source: Source) -> None:
        self._lines = lines
        self._source = source
        self._joints: list[_Joint] = []
        self._open: list[int] = []
        self._columns = 0
        self._does = {
            "hierarchy": self._nothing,
            "root": self._joint,
            "joint": self._joint,
            "end": self._end,
            "offset": self._offset,
            "channels": self._channels,
            "{": self._opens,
            "}": self._closes,
        }

    def read(self) -> list[_Joint]:
        """All joints, each after its parent."""
        for line in self._lines:
            if line.strip().lower() == "motion":
                break
            for statement in re.split(r"([{}])", line):
                words = statement.split()
                if words:
                    self._does.get(words[0].lower(), self._unknown)(words)
        else:
            raise self._wrong("has no line MOTION")
        if not self._joints or self._open:
            raise self._wrong("has a skeleton that does not end")
        self._check_names()
        return self._joints

    def _wrong(self, words: str) -> MalformedFile:
        return MalformedFile(
            f"{self._source.name}: {words} (line {self._lines.number}); export it again"
        )

    def _nothing(self, words: Sequence[str]) -> None:
        """The first line."""

    def _unknown(self, words: Sequence[str]) -> None:
        raise self._wrong(f"has {quoted(words[0])} in its skeleton")

    def _joint(self, words: Sequence[str]) -> None:
        name = " ".join(words[1:]).rpartition(":")[2][:_LONGEST]
        if not name:
            raise self._wrong("has a joint without a name")
        if words[0].lower() == "root" and self._joints:
            raise InputError(
                f"{self._source.name}: holds several skeletons ({quoted(self._joints[0].name)}, "
                f"{quoted(name)}); export one of them"
            )
        self._add(name)

    def _end(self, words: Sequence[str]) -> None:
        if not self._open:
            raise self._wrong("has an end site without a joint")
        self._add(f"{self._joints[self._open[-1]].name}_end")

    def _add(self, name: str) -> None:
        if self._joints and not self._open:
            raise self._wrong(f"has the joint {quoted(name)} outside of its skeleton")
        if len(self._joints) >= _MOST_JOINTS:
            raise self._wrong(f"has more than {_MOST_JOINTS} joints")
        self._joints.append(_Joint(name, self._open[-1] if self._open else -1, first=self._columns))

    def _current(self) -> _Joint:
        if not self._open:
            raise self._wrong("has a value outside of a joint")
        return self._joints[self._open[-1]]

    def _opens(self, words: Sequence[str]) -> None:
        last = len(self._joints) - 1
        if last < 0 or last in self._open:
            raise self._wrong("has a bracket where none belongs")
        self._open.append(last)

    def _closes(self, words: Sequence[str]) -> None:
        if not self._open:
            raise self._wrong("has a bracket where none belongs")
        self._open.pop()

    def _offset(self, words: Sequence[str]) -> None:
        joint = self._current()
        try:
            offset = np.asarray([number_of(word) for word in words[1:]])
        except ValueError as error:
            raise self._wrong(str(error)) from None
        if offset.shape != (3,) or not np.isfinite(offset).all():
            raise self._wrong(f"has an offset of {quoted(joint.name)} that is not three numbers")
        joint.offset = offset

    def _channels(self, words: Sequence[str]) -> None:
        joint = self._current()
        found = [_CHANNEL.fullmatch(word) for word in words[2:]]
        kinds = [(m[2].lower(), "xyz".index(m[1].lower())) for m in found if m is not None]
        counted = whole_number(words[1]) if len(words) > 1 else None
        if None in found or counted != len(kinds) or len(set(kinds)) < len(kinds) or joint.channels:
            raise self._wrong(f"has channels of {quoted(joint.name)} that make no sense")
        joint.channels, joint.first = tuple(kinds), self._columns
        self._columns += len(kinds)

    def _check_names(self) -> None:
        seen: set[str] = set()
        for joint in self._joints:
            if joint.name in seen:
                raise MalformedFile(
                    f"{self._source.name}: has two joints named {quoted(joint.name)}; rename one"
                )
            seen.add(joint.name)


def _pace(lines: Lines, source: Source) -> tuple[int | None, float]:
    """Number of frames as declared, and seconds from one to the next."""
    declared, step = None, 0.0
    for line in lines:
        key, _, value = line.strip().lower().partition(":")
        if key == "frames":
            declared = whole_number(value)
        elif key == "frame time":
            try:
                step = number_of(value)
            except ValueError:
                step = 0.0
            break
        elif key:
            break
    if not (step > 0 and np.isfinite(step)):
        raise MalformedFile(
            f"{source.name}: does not say how long a frame lasts (line {lines.number} should be "
            "'Frame Time: ' and seconds); export it again"
        )
    return declared, step


def _in_radians(
    joints: Sequence[_Joint], values: Array, source: Source
) -> tuple[Array, tuple[Notice, ...]]:
    turns = {
        f"{'XYZ'[axis]}rotation of {joint.name}": joint.first + place
        for joint in joints
        for place, (kind, axis) in enumerate(joint.channels)
        if kind == "rotation"
    }
    held = {name: values[:, column] for name, column in turns.items()}
    degrees, told = in_degrees(held, said=True, source=source)
    converted = values.copy()
    if degrees:
        at = list(turns.values())
        converted[:, at] = to_si(values[:, at], "deg", "rad")
    return converted, told


def _positions(joints: Sequence[_Joint], values: Array) -> Array:
    """(frame, joint, 3) of all joints and end sites."""
    position = np.empty((len(values), len(joints), 3))
    turned: list[Array] = []
    for number, joint in enumerate(joints):
        shift, turn = _shift(joint, values), _turn(joint, values)
        if joint.parent < 0:
            position[:, number] = shift
            turned.append(turn)
        else:
            outer = turned[joint.parent]
            moved = np.einsum("nij,nj->ni", outer, shift)
            position[:, number] = position[:, joint.parent] + moved
            turned.append(outer @ turn)
    return position


def _shift(joint: _Joint, values: Array) -> Array:
    """From the parent, in the parent's axes, (frame, 3)."""
    shift = np.tile(joint.offset, (len(values), 1))
    at = [
        (joint.first + n, axis)
        for n, (kind, axis) in enumerate(joint.channels)
        if kind == "position"
    ]
    if not at:
        return shift
    columns, axes = (list(part) for part in zip(*at, strict=True))
    moved = values[:, columns]
    length = float(np.linalg.norm(joint.offset))
    added = joint.parent >= 0 and np.nanmedian(np.linalg.norm(moved, axis=1)) < _SMALL * length
    shift[:, axes] = moved + joint.offset[axes] if added else moved
    return shift


def _turn(joint: _Joint, values: Array) -> Array:
    """Rotation matrices (frame, 3, 3): the channel listed first turns the others with it."""
    turn = np.tile(np.eye(3), (len(values), 1, 1))
    for place, (kind, axis) in enumerate(joint.channels):
        if kind == "rotation":
            turn = turn @ _about(axis, values[:, joint.first + place])
    return turn


def _about(axis: int, angle: Array) -> Array:
    one, two = (axis + 1) % 3, (axis + 2) % 3
    turn = np.zeros((len(angle), 3, 3))
    turn[:, axis, axis] = 1.0
    turn[:, one, one] = turn[:, two, two] = np.cos(angle)
    turn[:, two, one] = np.sin(angle)
    turn[:, one, two] = -np.sin(angle)
    return turn


readers.register(
    "bvh",
    Reader(
        name="bvh",
        title="a BVH file",
        suffixes=(".bvh",),
        mark="a first line HIERARCHY",
        recognises=recognises,
        read=read,
    ),
)
