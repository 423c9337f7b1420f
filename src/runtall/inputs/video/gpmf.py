"""The vectors in a packet of GoPro's telemetry; used in the child only.

GPMF is a tree of items: four letters, a letter for the type, the size and number of values, the
values in big-endian order, padded to four bytes. See https://gopro.github.io/gpmf-parser/ . The
lengths are the file's own word, so every one is checked before it is used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

DEVICE: Final = b"DEVC"
"""First item of every packet."""
_STREAM: Final = b"STRM"
_HEADER: Final = struct.Struct(">4scBH")
_NESTED: Final = b"\0"
_TYPES: Final = {
    b"b": ">i1", b"B": ">u1", b"s": ">i2", b"S": ">u2", b"l": ">i4", b"L": ">u4", b"f": ">f4",
    b"d": ">f8",
}  # fmt: skip
_AXES: Final = "XYZ"
_FIRST_ORDER: Final = "ZXY"
"""Of cameras before ORIN was written (HERO5)."""


class Item(NamedTuple):
    """One item: letter of its type, bytes of one value, and all bytes."""

    kind: bytes
    size: int
    content: bytes


Stream = dict[bytes, Item]


def streams(packet: bytes) -> Iterator[Stream]:
    """Every stream of every device in a packet, by the names of its items; broken ones end it."""
    for name, device in _items(packet):
        if name != DEVICE or device.kind != _NESTED:
            continue
        for inner, stream in _items(device.content):
            if inner == _STREAM and stream.kind == _NESTED:
                yield dict(_items(stream.content))


def values(stream: Stream, name: bytes, width: int) -> Array:
    """Scaled values of an item.

    Parameters
    ----------
    stream
        Its stream.
    name
        Of the item.
    width
        Numbers in one value.

    Returns
    -------
    numpy.ndarray
        Shape ``(n, width)``; empty when absent or not of that form.
    """
    raw, scale = _numbers(stream, name), _numbers(stream, b"SCAL").ravel()
    if raw.shape[1:] != (width,):
        return np.zeros((0, width))
    if scale.size not in (1, width) or not scale.all():
        scale = np.ones(1)
    with np.errstate(all="ignore"):
        scaled = raw / scale
    finite: Array = scaled[np.isfinite(scaled).all(axis=1)]
    return finite


def in_axes(stream: Stream, vectors: Array) -> Array:
    """Vectors in the order x, y, z of the camera; see `order_of`."""
    order = order_of(stream)
    turned = np.zeros_like(vectors)
    for column, axis in enumerate(order):
        sign = 1.0 if axis.isupper() else -1.0
        turned[:, _AXES.index(axis.upper())] = sign * vectors[:, column]
    return turned


def order_of(stream: Stream) -> str:
    """Axes in the order in which a stream holds them; a small letter is the opposite way.

    As https://github.com/gopro/gpmf-parser/issues/56 explains the item ORIN.
    """
    if b"ORIN" in stream:
        told = stream[b"ORIN"].content.decode("latin-1")
        if sorted(told.upper()) == sorted(_AXES):
            return told
    return _FIRST_ORDER


def _items(data: bytes) -> Iterator[tuple[bytes, Item]]:
    at = 0
    while at + _HEADER.size <= len(data):
        name, kind, size, repeat = _HEADER.unpack_from(data, at)
        start, length = at + _HEADER.size, size * repeat
        if start + length > len(data):
            return
        yield name, Item(kind, size, data[start : start + length])
        at = start + -(-length // 4) * 4


def _numbers(stream: Stream, name: bytes) -> Array:
    """Shape ``(n, width)``; empty where it does not fit together."""
    item = stream.get(name)
    if item is None or item.kind not in _TYPES:
        return np.zeros((0, 0))
    form = np.dtype(_TYPES[item.kind])
    if not item.size or item.size % form.itemsize:
        return np.zeros((0, 0))
    flat = np.frombuffer(item.content, form).astype(float)
    return flat.reshape(-1, item.size // form.itemsize)
