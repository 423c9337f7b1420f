"""MOT and STO: coordinates, markers and force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.inputs.readers.conftest import angles, codes, positions, read_here, sto, times, write

from runtall.errors import MalformedFile

RADIANS = {
    name: v if name.startswith("pelvis_t") and name != "pelvis_tilt" else np.deg2rad(v)
    for name, v in angles().items()
}


@pytest.mark.parametrize(
    ("says", "degrees", "in_degrees", "noticed"),
    [
        ("inDegrees=yes", True, True, []),
        ("inDegrees=no", False, False, []),
        ("INDEGREES = No", False, False, []),
        ("Angles are in degrees.", True, True, []),
        ("name run", True, None, ["angles_detected"]),
        ("name run", False, None, ["angles_detected"]),
    ],
)
def test_coordinates_are_in_rad_and_m(
    tmp_path: Path, says: str, degrees: bool, in_degrees: bool | None, noticed: list[str]
) -> None:
    path = write(tmp_path / "run.mot", sto(angles(degrees=degrees), header=[says]))
    raw = read_here(path)
    assert (raw.format, raw.labels, raw.in_degrees) == ("mot", (), in_degrees)
    assert codes(raw) == noticed
    assert list(raw.coordinates) == list(RADIANS)
    for name, values in RADIANS.items():
        assert raw.coordinates[name] == pytest.approx(values, abs=1e-6)
    assert raw.time_s == pytest.approx(times())


def test_angles_that_fit_both_are_taken_for_degrees_and_said(tmp_path: Path) -> None:
    columns = {"lumbar_bending": np.sin(times()), "lumbar_extension": np.full(20, -2.0)}
    raw = read_here(write(tmp_path / "run.sto", sto(columns, header=["name run"])))
    assert codes(raw) == ["angles_assumed"]
    assert raw.coordinates["lumbar_extension"] == pytest.approx(np.deg2rad(np.full(20, -2.0)))


@pytest.mark.parametrize(("choice", "degrees"), [("degrees", True), ("radians", False)])
def test_the_user_settles_what_the_angles_are(tmp_path: Path, choice: str, degrees: bool) -> None:
    header = [f"inDegrees={'no' if degrees else 'yes'}"]
    path = write(tmp_path / "run.mot", sto(angles(degrees=degrees), header=header))
    with pytest.raises(MalformedFile, match="--angles degrees or --angles radians"):
        read_here(path)
    raw = read_here(path, angles=choice)
    assert raw.coordinates["knee_angle_r"] == pytest.approx(RADIANS["knee_angle_r"], abs=1e-6)
    assert raw.in_degrees is not degrees


def test_a_pelvis_that_turns_round_may_be_radians(tmp_path: Path) -> None:
    columns = angles(degrees=False) | {"pelvis_rotation": 12 * np.ones(20)}
    raw = read_here(write(tmp_path / "run.mot", sto(columns, header=["inDegrees=no"])))
    assert raw.coordinates["pelvis_rotation"] == pytest.approx(12)


def test_markers_stand_beside_coordinates(tmp_path: Path) -> None:
    places = {
        f"{name}_t{axis}": positions()[:, n, a]
        for n, name in enumerate(["R.ASIS", "V.Sacral"])
        for a, axis in enumerate("xyz")
    }
    raw = read_here(write(tmp_path / "run.mot", sto(angles() | places | {"pelvis_tz": times()})))
    assert raw.labels == ("R.ASIS", "V.Sacral")
    assert raw.position == pytest.approx(positions()[:, :2])
    assert raw.coordinates["pelvis_tz"] == pytest.approx(times())


def test_states_of_a_simulation_are_coordinates(tmp_path: Path) -> None:
    columns = {
        "/jointset/hip_r/hip_flexion_r/value": np.sin(10 * times()),
        "/jointset/hip_r/hip_flexion_r/speed": 10 * np.cos(10 * times()),
        "/jointset/ground_pelvis/pelvis_ty/value": np.full(20, 0.9),
        "/forceset/soleus_r/activation": np.full(20, 0.3),
        "knee_angle_r": -np.abs(np.sin(10 * times())),
        "knee_angle_r_u": np.cos(10 * times()),
    }
    raw = read_here(write(tmp_path / "run.sto", sto(columns, header=["inDegrees=no"])))
    assert list(raw.coordinates) == ["hip_flexion_r", "pelvis_ty", "knee_angle_r"]
    assert codes(raw) == ["columns_left_out"]


@pytest.mark.parametrize(
    "stem", ["ground_force_{}", "1_ground_force_{}", "R_ground_force_{}", "ground_force_r_{}"]
)
def test_ground_force_is_read(tmp_path: Path, stem: str) -> None:
    load = np.clip(np.sin(30 * times()), 0, None)
    force = {"x": 50 * load, "y": 1500 * load, "z": -20 * load}
    place = {"x": 1 + times(), "y": 0 * times(), "z": 0.1 + 0 * times()}
    columns = {stem.format(f"v{axis}"): v for axis, v in force.items()}
    columns |= {stem.format(f"p{axis}"): v for axis, v in place.items()}
    columns |= {"ground_torque_y": 0 * load}
    raw = read_here(write(tmp_path / "run.mot", sto(columns, header=["name grf"])))
    assert (raw.labels, raw.coordinates) == ((), {})
    assert raw.position.shape == (20, 0, 3)
    assert raw.forces[0].force == pytest.approx(np.stack(list(force.values()), axis=1), abs=1e-6)
    pressed = load > 0
    assert raw.forces[0].point is not None
    assert raw.forces[0].point[pressed] == pytest.approx(
        np.stack(list(place.values()), axis=1)[pressed]
    )
    assert np.isnan(raw.forces[0].point[~pressed]).all()


def test_vectors_between_commas_are_markers(tmp_path: Path) -> None:
    lines = ["DataType=Vec3", "Units=mm", "nRows=20", "endheader", "time\tLASI\tRASI\tC7"]
    for time, row in zip(times(), positions() * 1000, strict=True):
        lines.append(f"{time}\t" + "\t".join(",".join(map(str, point)) for point in row))
    raw = read_here(write(tmp_path / "run.sto", "\n".join(lines)))
    assert raw.labels == ("LASI", "RASI", "C7")
    assert raw.unit == "mm"
    assert raw.position == pytest.approx(positions() * 1000)


@pytest.mark.parametrize(("unit", "height"), [("mm", 900.0), ("inches", 0.9 / 0.0254)])
def test_lengths_follow_the_unit_of_the_file(tmp_path: Path, unit: str, height: float) -> None:
    columns = angles() | {"pelvis_ty": np.full(20, height)}
    header = [f"Units={unit}", "inDegrees=yes"]
    raw = read_here(write(tmp_path / "run.mot", sto(columns, header=header)))
    assert raw.coordinates["pelvis_ty"] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("name", "header", "format_"),
    [
        ("run.mot", ["nRows=20"], "mot"),
        ("run.sto", ["nRows=20"], "sto"),
        ("run.txt", ["nRows=20"], "sto"),
        ("run.txt", ["datarows 20", "datacolumns 7"], "mot"),
    ],
)
def test_the_format_is_named(tmp_path: Path, name: str, header: list[str], format_: str) -> None:
    raw = read_here(write(tmp_path / name, sto(header=[*header, "inDegrees=yes"])))
    assert raw.format == format_
    assert codes(raw) == []


def test_impossible_angles_and_empty_columns_are_said(tmp_path: Path) -> None:
    columns = angles() | {"mtp_angle_r": np.full(20, np.nan)}
    columns["elbow_flex_r"][3] = 1e9
    raw = read_here(write(tmp_path / "run.mot", sto(columns)))
    assert codes(raw) == ["coordinates_empty", "angles_impossible"]
    assert "mtp_angle_r" not in raw.coordinates
    assert np.flatnonzero(np.isnan(raw.coordinates["elbow_flex_r"])).tolist() == [3]


def test_wrong_counts_are_said(tmp_path: Path) -> None:
    header = ["nRows=30", "nColumns=6", "inDegrees=yes"]
    raw = read_here(write(tmp_path / "run.mot", sto(header=header)))
    assert codes(raw) == ["columns_extra", "rows_missing"]
