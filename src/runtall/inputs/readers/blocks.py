"""The frame of a C3D file, walked through before a parser takes memory for what it promises.

A C3D file has a header block of 512 bytes, a section of parameters in groups, and the data frame
by frame. The parser itself runs on for ever, or crashes, where a section is cut off.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from math import isfinite, prod
from typing import Final

from runtall.errors import LimitExceeded, MalformedFile
from runtall.inputs.files import open_regular
from runtall.inputs.limits import MIB
from runtall.inputs.readers.reader import Source

BLOCK: Final = 512
_KEY: Final = 0x50
_ORDER: Final = {84: "<", 85: "<", 86: ">"}
"""Order of bytes by the number of the processor that wrote the file."""
_SIGN: Final = {84: 15, 85: 13, 86: 12}
"""Byte with the sign of the scale, by the same: minus means numbers of 4 bytes, not of 2."""
_KINDS: Final = (-1, 1, 2, 4)
"""Letters, bytes, whole numbers and fractions; the size of one is that many bytes."""
_MOST_DIMS: Final = 7
_MOST_CHANNELS: Final = 10_000
# What the parser takes in memory: measured per point, analog value, analog step and frame.
_COST: Final = (220, 24, 120, 200)
_BUDGET: Final = 560 * MIB


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much a C3D file holds.

    Attributes
    ----------
    points, analogs
        In one frame; ``analogs`` of one analog step.
    steps
        Analog steps in one frame.
    declared
        Frames as the file says.
    fitting
        Frames for which it has room.
    """

    points: int
    analogs: int
    steps: int
    declared: int
    fitting: int


def is_c3d(head: bytes) -> bool:
    """Whether a file that begins so is C3D."""
    # A picture (PNG) has the same second byte.
    if len(head) < 2 or head[1] != _KEY or head[0] == 0 or head.startswith(b"\x89PNG"):
        return False
    at = (head[0] - 1) * BLOCK + 3
    return head[at] in _ORDER if at < len(head) else len(head) < BLOCK * head[0]


def sizes_of(source: Source) -> Sizes:
    """Walk through header and parameters.

    Raises
    ------
    runtall.errors.MalformedFile
        When they are cut off or point outside of themselves.
    runtall.errors.LimitExceeded
        When reading the file would take too much memory.
    """
    with os.fdopen(open_regular(source.path), "rb") as file:
        # Sections count blocks in one byte: header and parameters end within the first 256.
        data = file.read(2 * 256 * BLOCK)
    try:
        sizes = _sizes(data, source.size)
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise MalformedFile(
            f"{source.name}: begins like a C3D file and its parameters are cut off or damaged; "
            "copy or export it again"
        ) from error
    frames = min(sizes.declared, sizes.fitting)
    per_frame = (sizes.points, sizes.analogs * sizes.steps, sizes.steps, 1)
    needed = frames * sum(n * cost for n, cost in zip(per_frame, _COST, strict=True))
    if needed > _BUDGET:
        raise LimitExceeded(
            f"{source.name}: holds {frames} frames of {sizes.points} points and {sizes.analogs} "
            "analog channels, above the limit; cut out a few minutes of the run"
        )
    return sizes


def _sizes(data: bytes, size: int) -> Sizes:
    start = (data[0] - 1) * BLOCK
    order = _ORDER[data[start + 3]]
    points, analogs, first, last = struct.unpack_from(order + "4H", data, 2)
    (data_block,) = struct.unpack_from(order + "H", data, 16)
    (steps,) = struct.unpack_from(order + "H", data, 18)
    found = _parameters(data, start, order)
    points = found.get(("POINT", "USED"), points)
    steps = max(1, steps)
    analogs = found.get(("ANALOG", "USED"), analogs // steps)
    if not 0 <= points <= _MOST_CHANNELS or not 0 <= analogs <= _MOST_CHANNELS:
        raise ValueError("an impossible number of channels")
    width = 4 if data[_SIGN[data[start + 3]]] & 0x80 else 2
    per_frame = width * (4 * points + analogs * steps)
    room = max(0, size - (max(1, data_block) - 1) * BLOCK)
    declared = found.get(("POINT", "FRAMES"), 0) or max(0, last - first + 1)
    return Sizes(points, analogs, steps, declared, room // per_frame if per_frame else 0)


def _parameters(data: bytes, start: int, order: str) -> dict[tuple[str, str], int]:
    """Whole-number parameters by group and name; walks over all others too."""
    groups: dict[int, str] = {}
    numbers: dict[tuple[int, str], int] = {}
    at, end = start + 4, start + BLOCK * max(1, data[start + 2])
    while at < end:
        length, group = struct.unpack_from("bb", data, at)
        at += 2 + abs(length)
        name = data[at - abs(length) : at].decode("ascii", errors="replace").strip().upper()
        step = struct.unpack_from(order + "H", data, at)[0] if length else 0
        following = at + step if step else end
        if following > end:
            raise ValueError("a parameter beyond its section")
        if length and group < 0:
            groups[-group] = name
        elif length:
            numbers |= _number(data[:following], at + 2, (group, name), order)
        if step == 0:
            break
        at = following
    known = ((key, value) for key, value in numbers.items() if key[0] in groups)
    return {(groups[group], name): value for (group, name), value in known}


def _number(data: bytes, at: int, key: tuple[int, str], order: str) -> dict[tuple[int, str], int]:
    """Value of a parameter that is one number; also checks that its data are there."""
    kind, dims = struct.unpack_from("bB", data, at)
    shape = struct.unpack_from(f"{dims}B", data, at + 2)
    at += 2 + dims
    if kind not in _KINDS or dims > _MOST_DIMS or at + abs(kind) * prod(shape) > len(data):
        raise ValueError("a parameter of an unknown kind or beyond its room")
    if prod(shape) != 1 or kind not in (2, 4):
        return {}
    (value,) = struct.unpack_from(order + ("H" if kind == 2 else "f"), data, at)
    return {key: int(value)} if isfinite(value) else {}
