"""What a recording of markers holds, and real recordings."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.errors import InputError, TooShort
from runtall.inputs.markers.recording import to_recording
from runtall.inputs.readers.open import read_raw
from runtall.motion.vocabulary import BODY


def read(path):
    if not path.is_file():
        pytest.skip(f"{path.name} is not among the real recordings")
    return to_recording(read_raw(path), path, "0")


def at(recording, name):
    return recording.streams["markers"]["position"].sel(keypoint=name).values


def length(recording, start, end):
    return np.linalg.norm(at(recording, end) - at(recording, start), axis=1)


def test_what_a_recording_holds(make_body):
    body = make_body(seconds=3.0, hz=50.0)
    raw = body.file({n: n for n in BODY}, unit="m", up="+y")
    recording = to_recording(raw, Path("run.trc"), "abc")
    markers = recording.streams["markers"]
    assert (recording.kind, recording.sha256) == ("markers", "abc")
    assert markers["position"].dims == ("time", "keypoint", "space")
    assert markers["position"].attrs["units"] == "m"
    assert markers["space"].values.tolist() == ["x", "y", "z"]
    assert set(markers["keypoint"].values) == set(BODY)
    assert markers.attrs["rate_hz"] == pytest.approx(50.0)
    assert markers.attrs["frames"] == 150
    assert markers.attrs["duration_s"] == pytest.approx(3.0)
    assert markers.attrs["format"] == "trc"
    assert all(isinstance(v, int | float | str) for v in markers.attrs.values())


def test_a_moment_is_too_short(make_body):
    with pytest.raises(TooShort, match="holds 5 frames"):
        raw = make_body(seconds=0.05).file({n: n for n in BODY})
        to_recording(raw, Path("run.trc"), "0")


def test_a_recording_goes_into_a_file(body, tmp_path):
    import xarray as xr

    recording = to_recording(body.file({n: n for n in BODY}), Path("run.trc"), "0")
    recording.streams.to_netcdf(tmp_path / "motion.nc", engine="h5netcdf")
    with xr.open_datatree(tmp_path / "motion.nc", engine="h5netcdf") as back:
        assert back["markers"].attrs == recording.streams["markers"].attrs


def test_a_treadmill_run_with_legs_alone(recordings):
    run = read(recordings / "mocap" / "RBDS001runT35.c3d")
    attrs = run.streams["markers"].attrs
    assert attrs["level"] == "legs"
    assert (attrs["unit"], attrs["up"], attrs["direction"]) == ("mm", "+y", "+x")
    assert (attrs["travelling"], attrs["mirrored"], attrs["unknown"]) == (0, 0, "")
    assert attrs["rate_hz"] == pytest.approx(150.0)
    assert len(attrs["recognised"].split(", ")) == 32
    assert not [n for n in run.streams["markers"]["keypoint"].values if "shoulder" in n]
    # No marker on knee or ankle: both sides, found apart, make the same legs.
    for start, end in (("hip", "knee"), ("knee", "ankle")):
        left, right = (length(run, f"{s}_{start}", f"{s}_{end}") for s in ("left", "right"))
        assert np.mean(left) == pytest.approx(np.mean(right), abs=0.012)
        assert np.std(left) < 0.012
    force = run.streams["force"]["force"].sum("plate").max("time").values
    assert force[1] > 1000.0
    assert abs(force[0]) < 0.4 * force[1]


def test_a_runner_with_arms(recordings):
    run = read(recordings / "mocap" / "hamner_run" / "subject02_running_arms_ik.mot")
    attrs = run.streams["markers"].attrs
    assert attrs["level"] == "full"
    assert (attrs["unit"], attrs["up"], attrs["direction"]) == ("m", "+y", "+x")
    assert attrs["rate_hz"] == pytest.approx(60.0, abs=0.1)
    assert set(BODY) - set(run.streams["markers"]["keypoint"].values) == {"nose"}
    # The file's own vertical: heads over hips over feet.
    heights = [np.nanmean(at(run, n)[:, 1]) for n in ("left_ear", "left_hip", "left_heel")]
    assert heights == sorted(heights, reverse=True)
    # The joints of the model that the coordinates belong to lie near those from markers.
    knees = run.streams["coordinates"]["knee_angle_r"]
    assert knees.attrs["units"] == "rad"
    assert float(knees.min()) == pytest.approx(np.radians(-111.5), abs=0.01)
    thigh, shank = at(run, "right_knee") - at(run, "right_hip"), at(run, "right_ankle")
    shank = shank - at(run, "right_knee")
    cosine = np.sum(thigh * shank, axis=1) / length(run, "right_hip", "right_knee")
    bent = np.degrees(np.arccos(cosine / length(run, "right_knee", "right_ankle")))
    assert np.abs(bent + np.degrees(knees.values)).mean() < 8.0


def test_a_run_of_joint_angles_alone(recordings):
    run = read(recordings / "mocap" / "hamner_run" / "runningModel_Kinematics_q.sto")
    assert run.streams["markers"].attrs["level"] == "full"
    assert "lengths_assumed" in {n.code for n in run.notices}
    feet = min(np.nanmin(at(run, f"{s}_heel")[:, 1]) for s in ("left", "right"))
    assert abs(feet) < 0.06


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 10**6))
def test_whatever_is_in_it_there_is_a_recording_or_one_clear_error(make_body, seed):
    rng = np.random.default_rng(seed)
    body = make_body(seconds=rng.choice([0.12, 0.5, 2.0]), speed=rng.choice([0.0, 3.0]))
    names = [n for n in body.points if rng.random() < rng.choice([0.1, 0.5, 1.0])]
    for name in names:
        path = body.points[name].copy()
        path[rng.random(len(path)) < rng.choice([0.0, 0.2, 0.9, 1.0])] = rng.choice([np.nan, 0.0])
        path[rng.random(len(path)) < 0.05] *= rng.choice([1.0, 5.0, 1e6])
        body.points[name] = path
    if not names:
        return
    raw = body.file({n: n for n in names}, up=rng.choice([None, "+y", "-x"]))
    raw.position[rng.random(raw.position.shape) < rng.choice([0.0, 0.01])] = np.inf
    try:
        recording = to_recording(raw, Path("run.trc"), "0")
    except InputError as error:
        assert str(error).startswith("run.trc: ")
        assert len(str(error).splitlines()) == 1
    else:
        position = recording.streams["markers"]["position"].values
        assert np.isfinite(position).any()
        assert not np.isinf(position).any()
