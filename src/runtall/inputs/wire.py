"""Messages between a process and its child: a JSON header and plain arrays, no pickle.

On the wire: length of the header (4 bytes, little-endian), the header as JSON, then the bytes
of the arrays that the header lists under ``"arrays"`` as ``[name, dtype, shape]``.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
import numpy.typing as npt

_LENGTH: Final = struct.Struct("<I")
_MAX_HEADER: Final = 1 << 20
_MAX_ARRAYS: Final = 256 << 20
_DTYPES: Final = frozenset({"|u1", "<f4", "<f8", "<i8", "|b1"})

AnyArray = npt.NDArray[Any]


class Message(NamedTuple):
    """One message: ``kind``, fields that JSON can hold, and arrays by name."""

    kind: str
    fields: dict[str, Any]
    arrays: dict[str, AnyArray]


def send(
    stream: BinaryIO,
    kind: str,
    fields: Mapping[str, Any] | None = None,
    arrays: Mapping[str, AnyArray] | None = None,
) -> None:
    """Write one message and flush.

    Raises
    ------
    ValueError
        When an array has a dtype outside the allowed few.
    """
    packed = {name: np.ascontiguousarray(array) for name, array in (arrays or {}).items()}
    listed = [[name, array.dtype.str, array.shape] for name, array in packed.items()]
    if any(dtype not in _DTYPES for _, dtype, _ in listed):
        raise ValueError(f"arrays of these types cannot be sent: {listed}")
    header = json.dumps({"kind": kind, "fields": fields or {}, "arrays": listed}).encode()
    stream.write(_LENGTH.pack(len(header)) + header)
    stream.writelines(array.data.cast("B") for array in packed.values() if array.size)
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read one message; None at the end of the stream.

    Raises
    ------
    ValueError
        When the bytes are no message, or one above the size limits.
    EOFError
        When the stream ends within a message.
    """
    head = stream.read(_LENGTH.size)
    if not head:
        return None
    (length,) = _LENGTH.unpack(head) if len(head) == _LENGTH.size else (0,)
    if not 0 < length <= _MAX_HEADER:
        raise ValueError(f"a message header of {length} bytes")
    header = json.loads(_exactly(stream, length))
    arrays: dict[str, AnyArray] = {}
    left = _MAX_ARRAYS
    for name, dtype, shape in header["arrays"]:
        arrays[name] = _array(stream, dtype, shape, left)
        left -= arrays[name].nbytes
    return Message(str(header["kind"]), dict(header["fields"]), arrays)


def _array(stream: BinaryIO, dtype: str, lengths: list[Any], most: int) -> AnyArray:
    shape = [int(length) for length in lengths]
    if dtype not in _DTYPES or any(n < 0 for n in shape):
        raise ValueError(f"an array of type {dtype!r} and shape {shape!r}")
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size > most:
        raise ValueError(f"arrays of more than {_MAX_ARRAYS} bytes")
    return np.frombuffer(_exactly(stream, size), dtype).reshape(shape).copy()


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError("the stream ended within a message")
    return data
