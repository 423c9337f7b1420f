"""Messages between processes."""

from __future__ import annotations

import io
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.inputs.wire import receive, send

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(
    fields=st.dictionaries(st.text(), JSON),
    shape=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    dtype=st.sampled_from(["u1", "f4", "f8", "i8", "b1"]),
)
def test_what_is_sent_arrives(
    fields: dict[str, object], shape: tuple[int, int], dtype: str
) -> None:
    array = np.arange(shape[0] * shape[1]).reshape(shape).astype(dtype)
    pipe = io.BytesIO()
    send(pipe, "kind", fields, {"a": array, "b": array.T})
    pipe.seek(0)
    message = receive(pipe)
    assert message is not None
    assert (message.kind, message.fields) == ("kind", fields)
    assert message.arrays["a"].dtype == array.dtype
    np.testing.assert_array_equal(message.arrays["a"], array)
    np.testing.assert_array_equal(message.arrays["b"], array.T)
    assert receive(pipe) is None


def test_a_file_name_that_is_no_text_arrives() -> None:
    pipe = io.BytesIO()
    send(pipe, "kind", {"path": "clip-\udcff.mp4"})
    pipe.seek(0)
    message = receive(pipe)
    assert message is not None
    assert message.fields["path"] == "clip-\udcff.mp4"


def test_objects_are_not_sent() -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        send(io.BytesIO(), "kind", {}, {"a": np.array([object()])})


def _framed(header: bytes, rest: bytes = b"") -> io.BytesIO:
    return io.BytesIO(struct.pack("<I", len(header)) + header + rest)


@pytest.mark.parametrize(
    "stream",
    [
        _framed(b'{"kind": "x", "fields": {}, "arrays": [["a", "|O8", [1]]]}', bytes(8)),
        _framed(b'{"kind": "x", "fields": {}, "arrays": [["a", "<f8", [-1]]]}'),
        _framed(b'{"kind": "x", "fields": {}, "arrays": [["a", "<f8", [4000000000]]]}'),
        _framed(pickle.dumps({"kind": "x"})),
        io.BytesIO(struct.pack("<I", 1 << 31)),
        io.BytesIO(b"\x01"),
    ],
)
def test_other_bytes_are_refused(stream: io.BytesIO) -> None:
    with pytest.raises(ValueError):
        receive(stream)


def test_a_cut_message_is_noticed() -> None:
    pipe = io.BytesIO()
    send(pipe, "kind", {}, {"a": np.zeros(10)})
    with pytest.raises(EOFError):
        receive(io.BytesIO(pipe.getvalue()[:-1]))
