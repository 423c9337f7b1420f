"""Whatever the bytes: what a sensor gave, or one of our own errors."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.inputs.readers.conftest import parquet
from tests.inputs.sensors.conftest import (
    Child,
    band_counts,
    clock,
    edf,
    raw_here,
    table,
    wave,
    write,
)

from runtall.errors import ExitCode, RuntallError
from runtall.inputs.sensors.open import is_sensor_source
from runtall.inputs.sensors.raw import RawSensors
from runtall.inputs.sensors.recording import recording_of

T = clock(2.0)
BANDS = table("time [s],chest [mL],acc_x,acc_y,acc_z,hr", T, T, 0 * T, 1 + 0 * T, 0 * T, 120 + T)
MOMENTS = table("timestamp,chest", [f"2026-05-01T09:30:{t:09.6f}Z" for t in T], T)
COUNTS = np.arange(-64, 64) * 100
BROKEN = edf({"Thor": COUNTS, "Abdo": COUNTS}, onsets=[0, 1, 5, 6])
HERE = {
    "bands.csv": BANDS.encode(),
    "moments.csv": MOMENTS.encode(),
    "chest.wav": wave(band_counts(20000, seconds=1)),
    "run.edf": edf({"Thor": COUNTS, "Abdo": COUNTS}),
    "gaps.edf": BROKEN,
    "run.bdf": edf({"Thor": COUNTS}, bdf=True),
}
CHILD = {"bands.parquet": parquet(BANDS)}
PIECES = ["", "\t", "\n", ",", ";", "0", "-1", "1e999", "nan", "10000000000", "x", "\0", "+D",
          "Z", "é", "time", "\ufeff", '"', "=", "\r", "1_0", ":", "#", "data", "\x14",
          "2026-"]  # fmt: skip

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
        # The headers of these formats are short: half of the changes fall there.
        at = int(share * 2 * len(content)) if share < 0.5 else int((share - 0.5) * 600)
        content = content[:at] + new + content[at + length :]
    return content


def check(read: Callable[[Path], RawSensors], name: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / name, content)
        is_sensor_source(path)
        try:
            raw = read(path)
            found = recording_of(raw, path, "")
        except RuntallError as error:
            assert error.exit_code in (ExitCode.UNUSABLE_INPUT, ExitCode.LIMIT), str(error)
            assert str(error).startswith(f"{name}: ")
            assert "\n" not in str(error)
            return
    sound(raw)
    assert found.main.sizes["time"] > 1
    assert all(notice.message.isprintable() for notice in found.notices)


def sound(raw: RawSensors) -> None:
    """Whether what was read keeps its promises."""
    for stream in raw.streams:
        names = [channel.name for channel in stream.channels]
        assert len(set(names)) == len(names)
        assert (np.diff(stream.time_s) > 0).all()
        assert np.isfinite(stream.time_s).all()
        for channel in stream.channels:
            assert channel.values.shape == stream.time_s.shape
            assert not np.isinf(channel.values).any()


@pytest.mark.parametrize("name", HERE)
@QUICK
@given(changes=CHANGES)
def test_changed_files_are_read_or_refused(name: str, changes: list[Change]) -> None:
    check(raw_here, name, changed(HERE[name], changes))


@pytest.mark.parametrize("name", CHILD)
@QUICK
@given(changes=CHANGES)
def test_changed_bytes_are_read_or_refused(child: Child, name: str, changes: list[Change]) -> None:
    check(child.read, name, changed(CHILD[name], changes))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*HERE, *CHILD])
@settings(QUICK, max_examples=5000)
@given(changes=CHANGES)
def test_many_changes_are_read_or_refused(child: Child, name: str, changes: list[Change]) -> None:
    check(child.read, name, changed((HERE | CHILD)[name], changes))


@pytest.mark.parametrize("name", [*HERE, *CHILD])
def test_cut_anywhere_it_is_read_or_refused(child: Child, name: str) -> None:
    content = (HERE | CHILD)[name]
    read = child.read if name in CHILD else raw_here
    for length in range(1, len(content), max(1, len(content) // 60)):
        check(read, name, content[:length])


@pytest.mark.parametrize(
    "magic", [b"RIFF\xff\xff\xff\xffWAVE", b"0       ", b"\xffBIOSEMI", b"PAR1"]
)
def test_the_right_beginning_before_nonsense_is_refused(child: Child, magic: bytes) -> None:
    rng = np.random.default_rng(3)
    for length in (0, 20, 300, 5000):
        check(child.read, "a.bin", magic + rng.bytes(length))
