"""Four real shirts, read from their folders."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from tests.inputs.sensors.conftest import G, codes

from runtall.inputs.sensors.open import is_sensor_source
from runtall.inputs.sensors.recording import load_sensors
from runtall.motion.recording import Recording

SHIRTS = {"003": 2666.5625, "004": 1501.9375, "006": 1033.5, "009": 1546.75}
"""Length of the bands, s."""
STARTS = {"003": "2022-11-12T00:17:26Z", "004": "2022-11-21T21:48:37Z",
          "006": "2022-11-19T00:23:57Z", "009": "2022-12-02T22:06:50Z"}  # fmt: skip


@pytest.fixture(scope="module", params=SHIRTS)
def shirt(request: pytest.FixtureRequest, recordings: Path) -> tuple[str, Recording]:
    return request.param, load_sensors(recordings / "breathing" / f"{request.param}hexoskin")


def test_streams_clocks_and_start(shirt):
    name, found = shirt
    assert found.kind == "breathing"
    bands = found.main
    assert bands.attrs["rate_hz"] == 128
    assert bands.attrs["duration_s"] == SHIRTS[name]
    assert bands.attrs["start"] == STARTS[name]
    assert set(bands.data_vars) == {"chest", "belly"}
    assert found.streams["imu"].attrs["rate_hz"] == 64
    assert set(found.streams["vendor"].children) == {"second", "inspiration", "expiration", "step"}
    assert codes(found) == {"zeros_missing", "beats_unreliable", "beats_noisy"}


def test_breathing_in_goes_up(shirt):
    # The maker's own marks of breathing in and out, about which its counts fall and rise.
    _, found = shirt
    both = found.main["chest"] + found.main["belly"]
    vendor = found.streams["vendor"]
    begins, ends = (vendor[name]["time"].values for name in ("inspiration", "expiration"))
    begins = begins[(begins > 60) & (begins < begins[-1] - 60)]
    after = ends[np.searchsorted(ends, begins)]
    low, high = (np.interp(t, both["time"], both.values) for t in (begins, after))
    assert (high > low).mean() > 0.9


def test_gravity_is_there_in_the_quiet_seconds(shirt):
    _, found = shirt
    size = np.linalg.norm(found.streams["imu"]["acceleration"].values, axis=1)
    seconds = size[: len(size) // 64 * 64].reshape(-1, 64)
    quiet = seconds[np.argsort(seconds.std(axis=1))[:60]]
    # An axis of such a sensor is off by up to a tenth of g.
    assert quiet.mean() == pytest.approx(G, rel=0.15)


def test_beats_end_at_their_time(shirt):
    _, found = shirt
    beats = found.streams["beats"]
    lengths = np.diff(beats["time"].values)
    known = np.isfinite(beats["interval"].values[1:])
    assert beats["interval"].values[1:][known] == pytest.approx(lengths[known], abs=1 / 256)


def test_a_shirt_is_read_quickly(recordings):
    folder = recordings / "breathing" / "003hexoskin"
    assert is_sensor_source(folder)
    begin = time.perf_counter()
    load_sensors(folder)
    # 44 minutes of it; a busy machine included.
    assert time.perf_counter() - begin < 5
