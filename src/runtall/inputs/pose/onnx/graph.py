"""Look into the bytes of an ONNX model before a runtime does.

The runtime would read further files that a model names, and would look for operators outside
the standard. Both are refused here, with a reader of the protobuf wire format, because the
package that defines the format is needed for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from runtall.errors import MalformedFile

# Numbers of the fields of onnx.proto3 that hold other messages; all else is passed over.
CHILDREN: Final[dict[str, dict[int, str]]] = {
    "ModelProto": {7: "GraphProto", 20: "TrainingInfoProto", 25: "FunctionProto"},
    "TrainingInfoProto": {1: "GraphProto", 2: "GraphProto"},
    "GraphProto": {1: "NodeProto", 5: "TensorProto", 15: "SparseTensorProto"},
    "FunctionProto": {7: "NodeProto", 11: "AttributeProto"},
    "NodeProto": {5: "AttributeProto"},
    "AttributeProto": {
        5: "TensorProto", 6: "GraphProto", 10: "TensorProto", 11: "GraphProto",
        22: "SparseTensorProto", 23: "SparseTensorProto",
    },
    "SparseTensorProto": {1: "TensorProto", 2: "TensorProto"},
    "TensorProto": {},
}  # fmt: skip
TENSOR_EXTERNAL_DATA: Final = 13
TENSOR_DATA_LOCATION: Final = 14
NODE_DOMAIN: Final = 7

_STANDARD_DOMAINS: Final = (b"", b"ai.onnx")
_EXTERNAL: Final = 1
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_VARINT_BITS: Final = 64
# A hundred times what the largest of the known models holds; bounds the time spent here.
_MAX_MESSAGES: Final = 1_000_000

_Field = tuple[int, int | memoryview]


def check_self_contained(content: bytes, source: str) -> None:
    """Refuse a model that reaches outside its own bytes.

    Parameters
    ----------
    content
        The model file.
    source
        What to call it in messages.

    Raises
    ------
    runtall.errors.MalformedFile
        When the bytes are no ONNX model, when a tensor lies in another file, or when an operator
        is not of the ONNX standard.
    """
    waiting: list[tuple[str, memoryview]] = [("ModelProto", memoryview(content))]
    seen, has_graph = 0, False
    while waiting:
        kind, message = waiting.pop()
        seen += 1
        if seen > _MAX_MESSAGES:
            raise MalformedFile(
                f"{source} has more than {_MAX_MESSAGES} parts; it is no pose model"
            )
        for number, value in _fields(message, source):
            _check_field(kind, number, value, source)
            child = CHILDREN[kind].get(number)
            if child and isinstance(value, memoryview):
                has_graph = has_graph or child == "GraphProto"
                waiting.append((child, value))
    if not has_graph:
        raise MalformedFile(f"{source} is no ONNX model; give an .onnx file or a .zip with one")


def _check_field(kind: str, number: int, value: int | memoryview, source: str) -> None:
    if kind == "TensorProto" and (
        number == TENSOR_EXTERNAL_DATA or (number == TENSOR_DATA_LOCATION and value == _EXTERNAL)
    ):
        raise MalformedFile(
            f"{source} keeps numbers in another file, which is not read; "
            "save the model as one file without external data"
        )
    if kind == "NodeProto" and number == NODE_DOMAIN and isinstance(value, memoryview):
        domain = bytes(value[:80])
        if domain not in _STANDARD_DOMAINS:
            raise MalformedFile(
                f"{source} uses an operator of {domain.decode(errors='replace')!r}; "
                "only operators of the ONNX standard are run"
            )


def _fields(message: memoryview, source: str) -> Iterator[_Field]:
    at = 0
    while at < len(message):
        tag, at = _varint(message, at, source)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            number_value, at = _varint(message, at, source)
            yield number, number_value
            continue
        if wire == _BYTES:
            size, at = _varint(message, at, source)
        else:
            size = {_FIXED64: 8, _FIXED32: 4}.get(wire, -1)
        if size < 0 or at + size > len(message):
            raise _damaged(source)
        yield number, message[at : at + size]
        at += size


def _varint(message: memoryview, at: int, source: str) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < _VARINT_BITS:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        # A set top bit says that more bytes follow.
        if byte < 0x80:
            return value, at
        shift += 7
    raise _damaged(source)


def _damaged(source: str) -> MalformedFile:
    return MalformedFile(f"{source} is no ONNX model or is damaged; fetch it again")
