from __future__ import annotations

import csv
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from runtall.inputs.readers.open import read_raw
from runtall.motion.files.netcdf import read_mean_stride
from runtall.motion.mean_stride import MeanStride, standing
from runtall.motion.recording import Recording
from runtall.motion.skeleton import COORDINATES, default_lengths
from runtall.motion.vocabulary import BODY
from runtall.report.files import joints_mot, markers_c3d, markers_trc, mean_stride_csv, motion_nc
from runtall.testing.samples import sample_analysis

FREQUENCY = 1.25


def swinging() -> MeanStride:
    """A body whose right knee bends by 0.5 + 0.4 cos and whose pelvis rises by 0.03 sin 2."""
    still = standing(2, default_lengths(1.8))
    coefficients = still.coefficients.copy()
    coefficients[COORDINATES.index("knee_angle_r"), :2] = (-0.5, 0.4)
    coefficients[COORDINATES.index("pelvis_ty"), 4] = 0.03
    # The knee's constant alone is unsure, by 0.02 rad.
    covariance = np.zeros_like(still.covariance)
    place = COORDINATES.index("knee_angle_r") * coefficients.shape[1]
    covariance[place, place] = 0.02**2
    return replace(
        still, coefficients=coefficients, covariance=covariance, frequency_hz=FREQUENCY,
        frequency_sd_hz=0.01, n_strides=12, inputs=(0, 1), views=("right", "rear"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def analysis():
    return replace(sample_analysis(), stride=swinging())


def table(path: Path) -> dict[str, np.ndarray]:
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    return dict(zip(head, np.array(rows, dtype=float).T, strict=True))


@pytest.mark.parametrize("module", [markers_trc, joints_mot, markers_c3d])
def test_without_a_3d_stride_there_is_no_file(module, tmp_path):
    module.write(sample_analysis(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_holds_the_files_of_the_stride(analysis, tmp_path):
    names = ["result.json", "markers.trc", "joints.mot", "markers.c3d"]
    folder = analysis.save(tmp_path / "out", only=names)
    assert {p.name for p in folder.iterdir()} == set(names)


def test_our_own_readers_take_the_files(analysis, tmp_path):
    phase = np.linspace(0, 1, 101)
    for module in (markers_trc, joints_mot, markers_c3d):
        module.write(analysis, tmp_path)
    joints = read_raw(tmp_path / "joints.mot")
    q = np.stack([joints.coordinates[name] for name in COORDINATES], axis=1)
    assert q == pytest.approx(swinging().coordinates(phase), abs=1e-7)
    assert joints.in_degrees is True
    for name, metre in (("markers.trc", 1.0), ("markers.c3d", 1000.0)):
        markers = read_raw(tmp_path / name)
        assert markers.labels == BODY
        assert markers.time_s == pytest.approx(phase / FREQUENCY)
        assert markers.position / metre == pytest.approx(swinging().positions(phase), abs=1e-6)
        assert markers.notices == ()


def test_joints_mot_in_degrees_and_metres(analysis, tmp_path):
    joints_mot.write(analysis, tmp_path)
    head, body = (tmp_path / "joints.mot").read_text(encoding="utf-8").split("endheader\n")
    assert "inDegrees=yes" in head.split("\n")
    names, *rows = [line.split("\t") for line in body.rstrip("\n").split("\n")]
    assert names == ["time", *COORDINATES]
    values = np.array(rows, dtype=float)
    turn = 2 * np.pi * np.linspace(0, 1, 101)
    assert values[:, 0] == pytest.approx(turn / (2 * np.pi * FREQUENCY))
    knee = np.degrees(-0.5 + 0.4 * np.cos(turn))
    assert values[:, names.index("knee_angle_r")] == pytest.approx(knee, abs=1e-5)
    rise = 0.03 * np.sin(2 * turn)
    assert values[:, names.index("pelvis_ty")] == pytest.approx(rise, abs=1e-6)


def test_markers_trc_has_the_body_upright(analysis, tmp_path):
    markers_trc.write(analysis, tmp_path)
    lines = (tmp_path / "markers.trc").read_text(encoding="utf-8").split("\n")
    fields = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=True))
    assert fields["Units"] == "m"
    assert (int(fields["NumFrames"]), int(fields["NumMarkers"])) == (101, len(BODY))
    assert float(fields["DataRate"]) == pytest.approx(100 * FREQUENCY)
    assert [name for name in lines[3].split("\t")[2:] if name] == list(BODY)
    first = np.array(lines[6].split("\t")[2:], dtype=float).reshape(-1, 3)
    at = dict(zip(BODY, first, strict=True))
    assert at["left_ear"][1] > at["left_shoulder"][1] > at["left_hip"][1] > at["left_heel"][1]
    assert at["right_hip"][2] > 0 > at["left_hip"][2]
    assert at["left_foot_index"][0] > at["left_heel"][0]


def test_markers_c3d_in_the_bytes_of_the_format(analysis, tmp_path):
    markers_c3d.write(analysis, tmp_path)
    data = (tmp_path / "markers.c3d").read_bytes()
    parameters, key, count = data[0], data[1], struct.unpack_from("<h", data, 2)[0]
    assert (parameters, key, count) == (2, 0x50, len(BODY))
    start = struct.unpack_from("<h", data, 16)[0]
    heel = struct.unpack_from("<4f", data, 512 * (start - 1) + 16 * BODY.index("left_heel"))
    truth = swinging().positions([0.0])[0, BODY.index("left_heel")] * 1000
    assert heel[:3] == pytest.approx(truth, abs=1e-3)
    assert heel[3] == 0.0


def test_markers_c3d_names_its_axes_and_foot_contacts(analysis, tmp_path):
    import ezc3d

    markers_c3d.write(analysis, tmp_path)
    found = ezc3d.c3d(str(tmp_path / "markers.c3d"))["parameters"]
    assert found["POINT"]["UNITS"]["value"] == ["mm"]
    assert found["POINT"]["X_SCREEN"]["value"] + found["POINT"]["Y_SCREEN"]["value"] == ["+X", "+Y"]
    events = found["EVENT"]
    times = events["TIMES"]["value"]
    got = zip(events["CONTEXTS"]["value"], events["LABELS"]["value"], strict=True)
    assert list(got) == [
        ("Left", "Foot Strike"), ("Left", "Foot Off"), ("Right", "Foot Strike"),
        ("Right", "Foot Off"), ("Left", "Foot Strike"),
    ]  # fmt: skip
    seconds = 60 * times[0] + times[1]
    assert seconds == pytest.approx(np.array([0, 0.35, 0.5, 0.85, 1]) / FREQUENCY, abs=1e-6)


def test_mean_stride_csv_has_each_joint_with_its_band(analysis, tmp_path):
    mean_stride_csv.write(analysis, tmp_path)
    found = table(tmp_path / "mean_stride.csv")
    assert {f"{n}{end}" for n in COORDINATES for end in ("", "_low", "_high")} < set(found)
    assert "trunk_lean" in found
    turn = 2 * np.pi * np.linspace(0, 1, 101)
    assert found["knee_angle_r"] == pytest.approx(np.degrees(-0.5 + 0.4 * np.cos(turn)), abs=1e-5)
    assert found["pelvis_ty"] == pytest.approx(0.03 * np.sin(2 * turn), abs=1e-6)
    # The middle 90 % of a normal distribution is 1.645 sd to each side.
    half = np.degrees(0.02) * 1.645
    assert found["knee_angle_r"] - found["knee_angle_r_low"] == pytest.approx(half, rel=0.15)
    assert found["knee_angle_r_high"] - found["knee_angle_r"] == pytest.approx(half, rel=0.15)
    assert found["knee_angle_l_high"] == pytest.approx(found["knee_angle_l"])


def test_the_same_seed_gives_the_same_table(analysis, tmp_path):
    texts = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        mean_stride_csv.write(analysis, tmp_path / name)
        texts.append((tmp_path / name / "mean_stride.csv").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]


def test_motion_nc_holds_the_stride_and_its_curves(analysis, tmp_path):
    motion_nc.write(analysis, tmp_path)
    back = read_mean_stride(tmp_path / "motion.nc")
    assert back.positions([0.3]) == pytest.approx(swinging().positions([0.3]))
    assert (back.inputs, back.views, back.n_strides) == ((0, 1), ("right", "rear"), 12)
    with xr.open_dataset(tmp_path / "motion.nc", group="mean_stride") as node:
        assert node["coefficients"].dims == ("coordinate", "term")
        assert node["knee_angle_r"].attrs["units"] == "deg"
        assert node["trunk_lean"].dims == ("percent",)


def captured(labels: list[str], plate: str) -> Recording:
    """A recording of markers, coordinates and force, each on its own time."""
    time, fast = np.arange(5) / 100, np.arange(20) / 400
    rng = np.random.default_rng(5)
    position = rng.normal(size=(5, len(labels), 3))
    position[2, 1] = np.nan
    space = ["x", "y", "z"]
    markers = xr.Dataset(
        {"position": (("time", "keypoint", "space"), position)},
        coords={"time": time, "keypoint": labels, "space": space},
        attrs={"rate_hz": 100.0, "travelling": True, "unknown": "T10, STRN", "up_source": None},
    )
    angles = xr.Dataset({"knee_angle_r": ("time", rng.normal(size=5))}, coords={"time": time})
    force = xr.Dataset(
        {"force": (("time", "plate", "space"), rng.normal(size=(20, 1, 3)))},
        coords={"time": fast, "plate": [plate], "space": space},
    )
    tree = xr.DataTree.from_dict({"markers": markers, "coordinates": angles, "force": force})
    return Recording(Path("run.c3d"), "markers", "0" * 64, tree)


def test_motion_nc_holds_a_recording_of_markers(tmp_path):
    recording = captured(["c7", "left_heel"], "plate 1")
    motion_nc.write(replace(sample_analysis(), recordings=(recording,)), tmp_path)
    with xr.open_datatree(tmp_path / "motion.nc") as tree:
        for name in ("markers", "coordinates", "force"):
            found, truth = tree[f"recording_1/{name}"], recording.streams[name]
            assert set(found.data_vars) == set(truth.data_vars)
            for variable in truth.data_vars:
                xr.testing.assert_equal(found[variable], truth[variable])
        assert tree["recording_1/markers"].attrs["travelling"] == 1
        assert tree["recording_1"].attrs["kind"] == "markers"


def test_motion_nc_survives_names_that_no_file_can_hold(tmp_path):
    recording = captured(["c7", "bad\udcff\x00name"], "plate\ud800")
    motion_nc.write(replace(sample_analysis(), recordings=(recording,)), tmp_path)
    with xr.open_datatree(tmp_path / "motion.nc") as tree:
        assert tree["recording_1/markers/keypoint"].values.tolist()[0] == "c7"
        assert tree["recording_1/force/force"].shape == (20, 1, 3)
