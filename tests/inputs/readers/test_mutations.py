"""Whatever the bytes: a motion, or one of our own errors."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.inputs.readers.conftest import (
    Child,
    bvh,
    c3d,
    parquet,
    read_here,
    sto,
    tidy,
    trc,
    wide,
    write,
)

from runtall.errors import ExitCode, RuntallError
from runtall.inputs.readers.raw import RawMotion

TEXTS = {
    "run.trc": trc(),
    "run.mot": sto(),
    "run.bvh": bvh(),
    "wide.csv": wide(),
    "tidy.csv": tidy(),
}
BINARIES = {"run.c3d": c3d(analog=np.ones((40, 6))), "run.parquet": parquet()}
PIECES = ["", "\t", "\n", ",", ";", "0", "-1", "1e999", "nan", "10000000000", "x", "\0", "{", "}",
          "é", "time", "\ufeff", '"', "=", "\r", "1_0", ":", "#"]  # fmt: skip

Change = tuple[float, int, bytes]
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 40),
        st.sampled_from([piece.encode() for piece in PIECES]) | st.binary(max_size=4),
    ),
    min_size=1,
    max_size=6,
)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def changed(content: bytes, changes: list[Change]) -> bytes:
    """The content with stretches replaced."""
    for share, length, new in changes:
        at = int(share * len(content))
        content = content[:at] + new + content[at + length :]
    return content


def check(read: Callable[[Path], RawMotion], name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / name, content)
        try:
            raw = read(path)
        except RuntallError as error:
            assert error.exit_code in (ExitCode.UNUSABLE_INPUT, ExitCode.LIMIT), str(error)
            assert str(error).startswith(f"{name}: ")
            assert "\n" not in str(error)
            return
    sound(raw)


def sound(raw: RawMotion) -> None:
    """Whether what was read keeps its promises."""
    frames = len(raw.time_s)
    assert frames > 1
    assert (np.diff(raw.time_s) > 0).all()
    assert raw.position.shape == (frames, len(raw.labels), 3)
    assert not np.isinf(raw.position).any()
    assert len(set(raw.labels)) == len(raw.labels)
    assert all(values.shape == (frames,) for values in raw.coordinates.values())
    assert raw.labels or raw.coordinates or raw.forces


@pytest.mark.parametrize("name", TEXTS)
@QUICK
@given(changes=CHANGES)
def test_changed_text_is_read_or_refused(name: str, changes: list[Change]) -> None:
    check(read_here, name, changed(TEXTS[name].encode(), changes))


@pytest.mark.parametrize("name", BINARIES)
@QUICK
@given(changes=CHANGES)
def test_changed_bytes_are_read_or_refused(child: Child, name: str, changes: list[Change]) -> None:
    check(child.read, name, changed(BINARIES[name], changes))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*TEXTS, *BINARIES])
@settings(QUICK, max_examples=5000)
@given(changes=CHANGES)
def test_many_changes_are_read_or_refused(child: Child, name: str, changes: list[Change]) -> None:
    whole = BINARIES[name] if name in BINARIES else TEXTS[name].encode()
    check(child.read, name, changed(whole, changes))
