"""Whatever the bytes of a watch file: a run, or one of our own errors."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.inputs.sensors.watch import test_gpx, test_tcx
from tests.inputs.sensors.watch.conftest import (
    FLOAT32,
    HRV,
    UINT16,
    activity,
    described,
    file_id,
    fit,
    gpx,
    maker,
    message,
    reader_of,
    record,
    run,
    session,
    source_of,
    speed,
    tcx,
    timer,
)

from runtall.errors import ExitCode, RuntallError
from runtall.inputs.sensors.raw import RawSensors

RICH = fit(
    file_id(), maker(), described(3, FLOAT32, "Leg Spring Stiffness", "KN/m"), timer(0, 0),
    *(record(t, speed(3), developer=[(3, FLOAT32, 10.5)]) for t in range(5)),
    message(HRV, [(0, UINT16, (500, 510, 0xFFFF))]), *run(10), timer(10, 4), session(0, 9),
)  # fmt: skip
MADE = {
    "run.fit": RICH,
    "twice.fit": RICH + fit(file_id(), *run(5), header=12),
    "run.tcx": tcx(activity(test_tcx.points(range(6)))).encode(),
    "run.gpx": gpx(test_gpx.points(range(6), "<ele>10</ele>")).encode(),
}
REAL = (
    "activity-small-fenix2-run.fit", "developer-types-sample.fit", "garmin-fenix-5-run.fit",
    "activity-settings-corruptheader.fit", "activity-unexpected-eof.fit",
)  # fmt: skip
PIECES = [b"<", b">", b"&", b"&amp;", b"&x;", b"\0", b"\xff", b"]]>", b"<!DOCTYPE", b"</Track>",
          b"1e999", b"-1", b"nan", b"2024-99", b"Z", b"\xef\xbb\xbf", b"trkpt"]  # fmt: skip

Change = tuple[float, int, bytes]
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES) | st.binary(max_size=4)),
    min_size=1,
    max_size=6,
)
QUICK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def changed(content: bytes, changes: list[Change], *, same_length: bool) -> bytes:
    """The content with stretches replaced; flipping bytes keeps the length."""
    for share, length, new in changes:
        at = int(share * len(content))
        rest = content[at + (len(new) if same_length else length) :]
        content = content[:at] + new + rest
    return content


def check(content: bytes, name: str) -> RawSensors | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        source = source_of(path)
        reader = reader_of(source)
        if reader is None:
            return None
        try:
            raw = reader(source)
        except RuntallError as error:
            assert error.exit_code in (ExitCode.UNUSABLE_INPUT, ExitCode.LIMIT), str(error)
            assert str(error).startswith(f"{name}: ")
            assert "\n" not in str(error)
            return None
    sound(raw)
    return raw


def sound(raw: RawSensors) -> None:
    """Whether what was read keeps its promises."""
    assert raw.streams
    for stream in raw.streams:
        assert len(stream.time_s) > (0 if stream.node == "beats" else 1)
        assert np.isfinite(stream.time_s).all()
        assert (np.diff(stream.time_s) > 0).all()
        assert len({c.name for c in stream.channels}) == len(stream.channels)
        for channel in stream.channels:
            assert channel.values.shape == stream.time_s.shape
            assert not np.isinf(channel.values).any()
            assert channel.name.isidentifier()
    assert all(0 <= sport.start_s < sport.end_s for sport in raw.sessions)


@pytest.mark.parametrize("name", MADE)
@QUICK
@given(changes=CHANGES)
def test_changed_files_are_read_or_refused(name: str, changes: list[Change]) -> None:
    check(changed(MADE[name], changes, same_length=name.endswith(".fit")), name)


@pytest.mark.parametrize("name", MADE)
def test_files_cut_anywhere_are_read_or_refused(name: str) -> None:
    whole = MADE[name]
    assert check(whole, name) is not None
    for length in range(1, len(whole), max(1, len(whole) // 150)):
        check(whole[:length], name)


@pytest.mark.parametrize("name", REAL)
def test_real_files_cut_anywhere_are_read_or_refused(recordings: Path, name: str) -> None:
    whole = (recordings / "fit" / name).read_bytes()
    for length in np.linspace(1, min(len(whole), 20_000), 25).astype(int).tolist():
        check(whole[:length], name)


@pytest.mark.parametrize("name", REAL)
def test_real_files_with_flipped_bytes_are_read_or_refused(recordings: Path, name: str) -> None:
    whole = (recordings / "fit" / name).read_bytes()[:6000]
    chance = np.random.default_rng(1)
    for _ in range(40):
        content = bytearray(whole)
        for at in chance.integers(0, len(content), 5):
            content[at] = chance.integers(0, 256)
        check(bytes(content), name)


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
@settings(QUICK, max_examples=5000)
@given(changes=CHANGES)
def test_many_changes_are_read_or_refused(name: str, changes: list[Change]) -> None:
    check(changed(MADE[name], changes, same_length=name.endswith(".fit")), name)
