"""BVH: forward kinematics against rotations worked out by hand and by SciPy."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation
from tests.inputs.readers.conftest import BVH_HEAD, FRAMES, bvh, codes, read_here, times, write

ORDERS = ["".join(order) for order in itertools.permutations("XYZ")]


def _rows(**columns: object) -> np.ndarray:
    """Rows of `BVH_HEAD`; columns by number after a letter: ``c3=30``."""
    rows = np.zeros((FRAMES, 9))
    for name, value in columns.items():
        rows[:, int(name[1:])] = value
    return rows


def test_a_leg_swings(tmp_path: Path) -> None:
    # Degrees that no file in radians could hold.
    swing = 60 * np.sin(np.arange(FRAMES))
    raw = read_here(write(tmp_path / "run.bvh", bvh(_rows(c0=5, c1=90, c2=-7, c3=swing, c6=45))))
    assert (raw.format, raw.labels) == ("bvh", ("Hips", "Knee", "Knee_end"))
    assert raw.parents == {"Knee": "Hips", "Knee_end": "Knee"}
    assert (raw.unit, raw.up, raw.in_degrees) == (None, None, True)
    assert raw.time_s == pytest.approx(times())
    root = np.array([5, 90, -7])
    hip, knee = np.deg2rad(swing), np.deg2rad(swing + 45)
    assert raw.position[:, 0] == pytest.approx(np.tile([5, 90, -7], (FRAMES, 1)))
    # About z, a bone that hangs down swings forward (+x) as the angle grows.
    thigh = np.stack([40 * np.sin(hip), -40 * np.cos(hip), 0 * hip], axis=1)
    shank = np.stack([50 * np.sin(knee), -50 * np.cos(knee), 0 * knee], axis=1)
    assert raw.position[:, 1] == pytest.approx(root + thigh, abs=1e-4)
    assert raw.position[:, 2] == pytest.approx(root + thigh + shank, abs=1e-4)
    assert raw.notices == ()


@pytest.mark.parametrize("order", ORDERS)
def test_rotations_are_taken_in_the_order_of_the_channels(tmp_path: Path, order: str) -> None:
    turns = np.random.default_rng(2).uniform(-170, 170, (FRAMES, 6))
    rows = np.column_stack([_rows()[:, :3] + [0, 90, 0], turns])
    names = " ".join(f"{axis}rotation" for axis in order)
    text = bvh(rows).replace("Zrotation Xrotation Yrotation", names)
    raw = read_here(write(tmp_path / "run.bvh", text))
    hips = Rotation.from_euler(order, turns[:, :3], degrees=True)
    knee = hips * Rotation.from_euler(order, turns[:, 3:], degrees=True)
    expected = np.array([0, 90, 0]) + hips.apply([0, -40, 0]) + knee.apply([0, -50, 0])
    assert raw.position[:, 2] == pytest.approx(expected, abs=1e-3)


def test_channels_may_come_in_any_mixture(tmp_path: Path) -> None:
    text = bvh(_rows(c0=90, c1=4, c5=1, c6=1, c7=1, c8=90)).replace(
        "CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation",
        "CHANNELS 6 Zrotation Yposition Xrotation Yrotation Xposition Zposition",
    )
    raw = read_here(write(tmp_path / "run.bvh", text))
    # Column 0 turns the thigh forward, 1 lifts the hips, 5 shifts them to z.
    assert raw.position[0, 0] == pytest.approx([0, 4, 1])
    assert raw.position[0, 1] == pytest.approx([40, 4, 1])


@pytest.mark.parametrize(
    ("shift", "length"),
    [((0, -45, 0), 45), ((0, -3, 0), 43)],
    ids=["stands for the offset", "is added to the offset"],
)
def test_joints_that_slide(tmp_path: Path, shift: tuple[float, ...], length: float) -> None:
    rows = np.insert(_rows(c1=90, c6=100, c7=100), 6, np.array(shift)[:, None], axis=1)
    text = bvh(rows).replace("CHANNELS 3 Z", "CHANNELS 6 Xposition Yposition Zposition Z")
    raw = read_here(write(tmp_path / "run.bvh", text))
    assert raw.position[0, 1] == pytest.approx([0, 90 - length, 0])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\t", ""),
        lambda text: text.replace("\t", "    ").replace("\n", "\r\n"),
        lambda text: text.replace("\n{", " {"),
        lambda text: text.replace("ROOT Hips", "root  mixamorig:Hips").replace("JOINT", "Joint"),
        lambda text: text.replace("Frames: 20", "Frames:\t20").replace("Time: ", "Time:\t"),
        lambda text: text.replace(".000000", ""),
    ],
)
def test_how_other_programs_write_it_changes_nothing(tmp_path: Path, change: object) -> None:
    rows = _rows(c1=90, c3=60, c6=45)
    plain = read_here(write(tmp_path / "plain.bvh", bvh(rows)))
    raw = read_here(write(tmp_path / "run.bvh", change(bvh(rows))))  # type: ignore[operator]
    assert raw.labels == plain.labels
    assert raw.position == pytest.approx(plain.position)


def test_a_joint_with_a_name_of_two_words(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.bvh", bvh().replace("JOINT Knee", "JOINT Left Knee")))
    assert raw.labels == ("Hips", "Left Knee", "Left Knee_end")


def test_two_children_of_one_joint(tmp_path: Path) -> None:
    arm = "JOINT Arm\n{\nOFFSET 20 0 0\nCHANNELS 0\nEnd Site\n{\nOFFSET 30 0 0\n}\n}\n}\nMOTION"
    text = bvh(_rows(c1=90, c3=90, c6=100)).replace("}\nMOTION", arm)
    raw = read_here(write(tmp_path / "run.bvh", text))
    assert raw.parents["Arm"] == "Hips"
    assert raw.position[0, 3:] == pytest.approx(np.array([[0, 110, 0], [0, 140, 0]]), abs=1e-9)


def test_radians_are_read_when_the_user_says_so(tmp_path: Path) -> None:
    rows = _rows(c1=90, c3=np.deg2rad(60), c6=np.deg2rad(45))
    raw = read_here(write(tmp_path / "run.bvh", bvh(rows)), angles="radians")
    plain = read_here(write(tmp_path / "plain.bvh", bvh(_rows(c1=90, c3=60, c6=45))))
    assert raw.position == pytest.approx(plain.position, abs=1e-3)


def test_missing_and_cut_off_frames_are_said(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.bvh", bvh(declared=25)[:-20]))
    assert len(raw.time_s) == 19
    assert codes(raw) == ["frames_missing", "last_row_cut"]


def test_a_hip_on_the_origin_is_no_missing_marker(tmp_path: Path) -> None:
    raw = read_here(write(tmp_path / "run.bvh", bvh(_rows(c3=60, c4=60, c6=45))))
    assert (raw.position[:, 0] == 0).all()
    assert BVH_HEAD.startswith("HIERARCHY")
