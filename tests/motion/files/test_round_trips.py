"""Whatever is written comes back through the readers of the same formats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from runtall.inputs.files import first_bytes
from runtall.inputs.readers import task
from runtall.inputs.readers.open import read_raw, reader_of
from runtall.inputs.readers.raw import RawMotion
from runtall.inputs.readers.reader import HEAD_BYTES, Source
from runtall.motion.files.c3d import write_c3d
from runtall.motion.files.sto import write_mot, write_sto
from runtall.motion.files.table import write_tidy, write_wide
from runtall.motion.files.trc import write_trc
from runtall.motion.recording import Recording
from runtall.motion.skeleton import COORDINATES, TRANSLATIONS

quick = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001}


@dataclass(frozen=True)
class Motion:
    labels: tuple[str, ...]
    time_s: np.ndarray
    position_m: np.ndarray
    coordinates: dict[str, np.ndarray]


# A sign at the end would be lost between a name and its axis.
names = st.from_regex(r"[A-Z]([A-Za-z0-9_.\-]{0,14}[A-Za-z0-9])?", fullmatch=True).filter(
    lambda name: not name.lower().startswith(("un", "time", "frame"))
)


@st.composite
def motions(draw) -> Motion:
    """Markers with gaps and joint coordinates; even time, as all of these formats ask."""
    frames = draw(st.integers(3, 7))
    labels = tuple(draw(st.lists(names, min_size=1, max_size=4, unique_by=str.lower)))
    rate, first = (
        draw(st.sampled_from([24.0, 59.94, 100.0, 240.0, 1000.0])),
        draw(st.integers(0, 9)),
    )
    position = draw(hnp.arrays(float, (frames, len(labels), 3), elements=st.floats(-500, 500)))
    # A marker at the very origin means one that was not seen, to every program.
    position[(np.abs(position) < 1e-9).all(axis=2)] = 1.0
    gaps = draw(hnp.arrays(bool, (frames, len(labels))))
    gaps[0] = False
    position[gaps] = np.nan
    chosen = draw(st.lists(st.sampled_from(COORDINATES), min_size=1, max_size=4, unique=True))
    turns = hnp.arrays(float, frames, elements=st.floats(-3, 3))
    coordinates = {name: draw(turns) for name in chosen}
    return Motion(labels, (first + np.arange(frames)) / rate, position, coordinates)


def read(path: Path, angles: str | None = None) -> RawMotion:
    """As `read_raw` does, without its child process."""
    head = first_bytes(path, HEAD_BYTES)
    return task.read(reader_of(path).name, Source(path, path.stat().st_size, head, angles))


def same_positions(found: RawMotion, motion: Motion, tolerance: float) -> None:
    assert found.labels == motion.labels
    metres = found.position * METRES[found.unit]
    np.testing.assert_allclose(metres, motion.position_m, rtol=0, atol=tolerance)
    np.testing.assert_allclose(found.time_s, motion.time_s, rtol=1e-6, atol=1e-9)


def same_coordinates(found: RawMotion, motion: Motion) -> None:
    assert list(found.coordinates) == list(motion.coordinates)
    for name, values in motion.coordinates.items():
        tolerance = 1e-6 if name in TRANSLATIONS else np.radians(1e-5)
        np.testing.assert_allclose(found.coordinates[name], values, rtol=0, atol=tolerance)


@quick
@given(motion=motions(), unit=st.sampled_from(["m", "mm"]))
def test_trc(motion, unit, tmp_path):
    path = tmp_path / "a.trc"
    write_trc(path, motion.labels, motion.time_s, motion.position_m, unit=unit)
    found = read(path)
    assert (found.format, found.unit) == ("trc", unit)
    same_positions(found, motion, 1e-9)
    assert found.notices == ()


@quick
@given(motion=motions(), degrees=st.booleans(), write=st.sampled_from([write_mot, write_sto]))
def test_mot_and_sto(motion, degrees, write, tmp_path):
    path = tmp_path / f"a.{write.__name__[-3:]}"
    angles = [name for name in motion.coordinates if name not in TRANSLATIONS]
    write(path, motion.time_s, motion.coordinates, rotational=angles, in_degrees=degrees)
    # Values this small fit both units; the caller settles it as a user would.
    found = read(path, "degrees" if degrees else "radians")
    assert found.in_degrees is degrees
    same_coordinates(found, motion)


@quick
@given(motion=motions(), times=st.lists(st.floats(0, 5), max_size=3))
def test_c3d(motion, times, tmp_path):
    path = tmp_path / "a.c3d"
    sides = ("left", "right", "")
    events = [(s, f"Foot {n}", t) for n, (s, t) in enumerate(zip(sides, times, strict=False))]
    write_c3d(path, motion.labels, motion.time_s, motion.position_m, events=events)
    found = read(path)
    assert (found.format, found.unit, found.up) == ("c3d", "mm", "+y")
    # 32 bits hold 500 m to a fortieth of a millimetre.
    same_positions(found, motion, 5e-5)
    assert sorted(e[:2] for e in found.events) == sorted(e[:2] for e in events)
    assert sorted(e[2] for e in found.events) == pytest.approx(sorted(times[:3]), abs=1e-6)


def captured(motion: Motion) -> Recording:
    """The recording that such motion is once it is read; with force on a clock of its own."""
    time, space = motion.time_s, ["x", "y", "z"]
    fast = np.linspace(time[0], time[-1], 3 * len(time))
    force = np.arange(3.0 * len(fast)).reshape(-1, 1, 3)
    axes = ("time", "keypoint", "space")
    nodes = {
        "markers": xr.Dataset(
            {"position": (axes, motion.position_m)},
            coords={"time": time, "keypoint": list(motion.labels), "space": space},
        ),
        "coordinates": xr.Dataset(
            {name: ("time", values) for name, values in motion.coordinates.items()},
            coords={"time": time},
        ),
        "force": xr.Dataset(
            {"force": (("time", "plate", "space"), force)},
            coords={"time": fast, "plate": ["plate"], "space": space},
        ),
    }
    return Recording(Path("a.c3d"), "markers", "", xr.DataTree.from_dict(nodes))


@quick
@given(
    motion=motions(),
    write=st.sampled_from([write_tidy, write_wide]),
    suffix=st.sampled_from(["csv", "parquet"]),
)
def test_tables(motion, write, suffix, tmp_path):
    path = tmp_path / f"a.{suffix}"
    write(captured(motion), path)
    found = read(path, "degrees")
    assert (found.format, found.unit) == (suffix, "m")
    same_positions(found, motion, 1e-9)
    same_coordinates(found, motion)
    plates = 1 if write is write_tidy else 0
    assert len(found.forces) == plates
    assert found.notices == ()


def test_c3d_of_a_body_is_exact_to_a_micrometre(tmp_path):
    position = np.random.default_rng(0).uniform(-2, 2, (20, 5, 3))
    labels, time = tuple("abcde"), np.arange(20) / 100
    write_c3d(tmp_path / "a.c3d", labels, time, position)
    same_positions(read(tmp_path / "a.c3d"), Motion(labels, time, position, {}), 1e-6)


def test_a_file_of_each_format_through_the_child_process(tmp_path):
    time = np.arange(30) / 100
    position = np.random.default_rng(1).uniform(-2, 2, (30, 2, 3))
    motion = Motion(("LASI", "RASI"), time, position, {"knee_angle_r": np.sin(9 * time) - 1})
    write_trc(tmp_path / "a.trc", motion.labels, time, position)
    write_c3d(tmp_path / "a.c3d", motion.labels, time, position)
    write_mot(tmp_path / "a.mot", time, motion.coordinates, rotational=["knee_angle_r"])
    same_positions(read_raw(tmp_path / "a.trc"), motion, 1e-6)
    same_positions(read_raw(tmp_path / "a.c3d"), motion, 1e-6)
    same_coordinates(read_raw(tmp_path / "a.mot"), motion)
