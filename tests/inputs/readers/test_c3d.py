"""C3D: points, events and force plates, against files written byte by byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.inputs.readers.conftest import (
    LABELS,
    Child,
    c3d,
    codes,
    positions,
    read_here,
    times,
    write,
)

# A plate of 600 x 400 mm on a floor with z up; its own z axis points down, as plates have it.
CORNERS = np.array([[600, 0, 0], [0, 0, 0], [0, 400, 0], [600, 400, 0]], float)
CENTRE = CORNERS.mean(axis=0)
TO_PLATE = np.diag([1.0, -1.0, -1.0])
PUSH = np.array([50.0, -20.0, 1600.0])
PLACE = np.array([120.0, 250.0, 0.0])


@pytest.mark.parametrize("whole_numbers", [False, True])
def test_points_are_read(tmp_path: Path, whole_numbers: bool) -> None:
    raw = read_here(write(tmp_path / "run.c3d", c3d(whole_numbers=whole_numbers)))
    assert (raw.format, raw.labels, raw.unit, raw.up) == ("c3d", LABELS, "mm", None)
    assert raw.position == pytest.approx(positions() * 1000, abs=0.051)
    assert raw.time_s == pytest.approx(times())
    assert raw.notices == ()


def test_a_negative_residual_is_missing(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.c3d", c3d(missing=[(3, 1), (4, 2)])))
    assert np.argwhere(np.isnan(raw.position).all(axis=2)).tolist() == [[3, 1], [4, 2]]


@pytest.mark.parametrize(
    ("says", "up"), [("+Z", "+z"), ("Y", "+y"), ("-X", "-x"), ("", None), ("up", None)]
)
def test_the_vertical_axis_is_that_of_the_screen(tmp_path: Path, says: str, up: str | None) -> None:
    content = c3d(parameters={"POINT": {"X_SCREEN": ["+X"], "Y_SCREEN": [says]}})
    assert read_here(write(tmp_path / "run.c3d", content)).up == up


def test_time_starts_at_the_first_frame(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.c3d", c3d(first=51)))
    assert raw.time_s == pytest.approx(0.5 + times())


def test_events_are_read_in_order(tmp_path: Path) -> None:
    events = {
        "USED": [3],
        "CONTEXTS": ["Right", "Left", "General"],
        "LABELS": ["Foot Off", "Foot Strike", "Start"],
        "TIMES": np.array([[1, 0, 0], [2.5, 0.75, 0.25]]),
    }
    raw = read_here(write(tmp_path / "run.c3d", c3d(parameters={"EVENT": events})))
    assert raw.events == (
        ("", "Start", 0.25),
        ("left", "Foot Strike", 0.75),
        ("right", "Foot Off", 62.5),
    )


def test_points_that_are_no_places_are_left_out(tmp_path: Path) -> None:
    labels = ["Anna:LASI", "Anna:RASI", "Anna:Lean", "Anna:LKneeAngles", "*12", ""]
    said = {"POINT": {"ANGLES": ["Anna:Lean"]}}
    content = c3d(positions(labels=6) * 1000, labels=labels, parameters=said)
    raw = read_here(write(tmp_path / "run.c3d", content))
    assert raw.labels == ("LASI", "RASI")
    assert codes(raw) == ["outputs_left_out", "markers_unlabelled"]
    assert "2 markers without a name" in raw.notices[1].message


def test_more_labels_than_one_list_holds(tmp_path: Path) -> None:
    labels = [f"M{n}" for n in range(300)]
    said = {"POINT": {"LABELS": labels[:255], "LABELS2": labels[255:]}}
    content = c3d(positions(labels=300) * 1000, labels=labels, parameters=said)
    assert read_here(write(tmp_path / "run.c3d", content)).labels == tuple(labels)


def test_labels_from_before_utf8_are_read(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.c3d", c3d(labels=["Hüfte", "RASI", "C7"])))
    assert raw.labels == ("H\N{REPLACEMENT CHARACTER}fte", "RASI", "C7")


def test_frames_that_are_missing_are_said(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.c3d", c3d(frames=25)))
    assert len(raw.time_s) == 20
    assert codes(raw) == ["frames_missing"]


def test_a_number_that_is_infinite_is_no_fault(tmp_path: Path) -> None:
    said = {"ANALOG": {"GEN_SCALE": np.array([np.inf])}}
    assert read_here(write(tmp_path / "run.c3d", c3d(parameters=said))).labels == LABELS


def test_a_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run-\udcff.c3d", c3d()))
    assert raw.labels == LABELS


# --- force --------------------------------------------------------------------------------------


def _load() -> np.ndarray:
    """Share of the push in each of two analog steps per frame: a stance amid nothing."""
    load = np.zeros(40)
    load[10:30] = np.sin(np.linspace(0.1, 3.0, 20))
    return load


def _moment(force: np.ndarray, place: np.ndarray) -> np.ndarray:
    return np.cross(place, force)


def _channels(kind: int) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Analog channels of a plate under `PUSH` at `PLACE`, its origin, and its calibration."""
    force, place = TO_PLATE @ PUSH, TO_PLATE @ (PLACE - CENTRE)
    if kind == 1:
        return np.array([*force, place[0], place[1], 0]), np.zeros(3), None
    if kind == 3:
        a, b = 200.0, 120.0
        fx, fy, fz = force
        mx, my = _moment(force, place)[:2]
        # Four posts at (+-a, +-b) carry the vertical force so that the moments fit.
        posts = [
            fz / 4 + sx * -my / (4 * a) + sy * mx / (4 * b)
            for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))
        ]
        return np.array([fx / 2, fx / 2, fy / 2, fy / 2, *posts]), np.array([a, b, 0.0]), None
    values = np.array([*force, *_moment(force, place)])
    if kind == 2:
        return values, np.zeros(3), None
    calibration = np.diag([500.0, 500, 1000, 800, 400, 400])
    return np.linalg.solve(calibration, values), np.zeros(3), calibration


def _plate(kind: int, sign: float = 1.0, unit: str = "N") -> bytes:
    channels, origin, calibration = _channels(kind)
    # A place does not grow with the load; everything else does.
    load = np.tile(_load()[:, None], (1, len(channels)))
    if kind == 1:
        load[:, 3:5] = 1.0
    said = {
        "USED": [1], "TYPE": [kind], "ZERO": [0, 0], "CORNERS": CORNERS.T[..., None],
        "ORIGIN": origin[:, None], "CHANNEL": np.arange(1, len(channels) + 1)[:, None],
    }  # fmt: skip
    if calibration is not None:
        said["CAL_MATRIX"] = calibration[..., None]
    signs = np.where(np.arange(len(channels)) < 3, sign, 1.0) if kind == 1 else sign
    analog = load * channels * signs
    parameters = {"FORCE_PLATFORM": said, "ANALOG": {"UNITS": [unit] * len(channels)}}
    return c3d(analog=analog, parameters=parameters)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_force_acts_on_the_runner(tmp_path: Path, kind: int, sign: float) -> None:
    raw = read_here(write(tmp_path / "run.c3d", _plate(kind, sign)))
    (plate,) = raw.forces
    assert plate.time_s == pytest.approx(np.arange(40) / 200)
    assert plate.force == pytest.approx(_load()[:, None] * PUSH, rel=1e-4, abs=1e-3)
    assert codes(raw) == (["force_turned"] if sign < 0 else [])
    assert plate.point is not None
    standing = _load() > 0
    assert plate.point[standing] == pytest.approx(np.tile(PLACE, (20, 1)), abs=0.1)
    assert np.isnan(plate.point[~standing]).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"TYPE": [6]}, "type 6"),
        ({"TYPE": [""]}, "types are not given"),
        ({"USED": [30000]}, "types are not given"),
        ({"CORNERS": CORNERS.T}, "corners"),
        ({"ORIGIN": [0]}, "origins"),
        ({"CHANNEL": np.full((6, 1), 99)}, "not in the file"),
        ({"CHANNEL": np.zeros((6, 1), int)}, "not in the file"),
        ({"CHANNEL": [1, 2, 3]}, "channels are not given"),
        ({"CHANNEL": np.arange(1.0, 7)[:, None]}, "makes no sense"),
        ({"TYPE": [4]}, "calibration"),
    ],
)
def test_plates_that_cannot_be_computed_are_left_out(
    child: Child, tmp_path: Path, change: dict[str, object], words: str
) -> None:
    said = {
        "USED": [1], "TYPE": [2], "CORNERS": CORNERS.T[..., None], "ORIGIN": np.zeros((3, 1)),
        "CHANNEL": np.arange(1, 7)[:, None],
    }  # fmt: skip
    content = c3d(analog=np.ones((40, 6)), parameters={"FORCE_PLATFORM": said | change})
    raw = child.read(write(tmp_path / "run.c3d", content))
    assert raw.labels == LABELS
    assert (raw.forces, codes(raw)) == ((), ["force_left_out"])
    assert words in raw.notices[0].message


def test_volts_are_no_force(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.c3d", _plate(2, unit="V")))
    assert raw.forces == ()
    assert "'V', not in N" in raw.notices[0].message


def test_real_treadmill(data_folder: Path, child: Child) -> None:
    raw = child.read(data_folder / "mocap" / "RBDS001runT35.c3d")
    assert (raw.unit, raw.up, len(raw.labels), len(raw.time_s)) == ("mm", "+y", 32, 4500)
    (plate,) = raw.forces
    vertical = plate.force[:, 1]
    # Over whole strides the floor carries the weight; a stance peaks at 2 to 2.5 times that.
    weight = vertical.mean()
    assert 500 < weight < 900
    assert 2.0 < np.quantile(vertical, 0.99) / weight < 2.6
    assert vertical.min() > -0.1 * weight
    assert plate.point is not None
    assert 1249 < np.nanmedian(plate.point[:, 0]) < 3049
