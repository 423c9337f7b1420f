"""The text formats letter by letter, and what the writers refuse."""

from __future__ import annotations

import numpy as np
import pytest

from runtall.errors import UsageError
from runtall.motion.files.sto import write_mot, write_sto
from runtall.motion.files.trc import write_trc

NAN = np.nan
TIME = np.array([0.0, 0.5])


def test_trc_letter_by_letter(tmp_path):
    position = np.array([[[0.1, 1.5, -2.0], [NAN, NAN, NAN]], [[0.25, NAN, 1e-7], [1, 2, 3]]])
    write_trc(tmp_path / "a.trc", ["c7", "left_heel"], TIME, position)
    assert (tmp_path / "a.trc").read_text(encoding="utf-8") == (
        "PathFileType\t4\t(X/Y/Z)\ta.trc\n"
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame"
        "\tOrigNumFrames\n"
        "2.0\t2.0\t2\t2\tm\t2.0\t1\t2\n"
        "Frame#\tTime\tc7\t\t\tleft_heel\t\t\t\n"
        "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n"
        "\n"
        # One tab more than cells: OpenSim drops an empty cell at the end of a line.
        "1\t0.0\t0.1\t1.5\t-2.0\t\t\t\t\n"
        "2\t0.5\t0.25\t\t1e-07\t1.0\t2.0\t3.0\n"
    )


def test_trc_in_mm_with_a_rate(tmp_path):
    position = np.array([[[0.1, 1.5, -2.0]]])
    write_trc(tmp_path / "a.trc", ["c7"], TIME[:1], position, unit="mm", rate_hz=200.0)
    lines = (tmp_path / "a.trc").read_text(encoding="utf-8").split("\n")
    assert lines[2] == "200.0\t200.0\t1\t1\tmm\t200.0\t1\t1"
    assert lines[6] == "1\t0.0\t100.0\t1500.0\t-2000.0"


def test_mot_letter_by_letter(tmp_path):
    columns = {"pelvis_tx": np.array([0.25, 1.0]), "knee_angle_r": np.array([np.pi / 2, NAN])}
    write_mot(
        tmp_path / "a.mot", TIME, columns, rotational=["knee_angle_r"], about="y up; 0 is straight"
    )
    assert (tmp_path / "a.mot").read_text(encoding="utf-8") == (
        "Coordinates\nversion=1\nnRows=2\nnColumns=3\ninDegrees=yes\ny up; 0 is straight\n"
        "endheader\n"
        "time\tpelvis_tx\tknee_angle_r\n"
        "0.0\t0.25\t90.0\n"
        "0.5\t1.0\tnan\n"
    )


def test_sto_in_radians_says_so(tmp_path):
    columns = {"knee_angle_r": np.array([0.1, 0.2])}
    write_sto(tmp_path / "a.sto", TIME, columns, rotational=["knee_angle_r"])
    text = (tmp_path / "a.sto").read_text(encoding="utf-8")
    assert "inDegrees=no\n" in text
    assert text.endswith("0.0\t0.1\n0.5\t0.2\n")


@pytest.mark.parametrize(
    ("labels", "time", "shape"),
    [
        (["a", "a"], [0.0, 0.5], (2, 2, 3)),
        (["a", ""], [0.0, 0.5], (2, 2, 3)),
        (["a", "b c"], [0.0, 0.5], (2, 2, 3)),
        (["a", "b\tc"], [0.0, 0.5], (2, 2, 3)),
        (["a", "b\n"], [0.0, 0.5], (2, 2, 3)),
        (["a", "b"], [0.5, 0.5], (2, 2, 3)),
        (["a", "b"], [0.0, NAN], (2, 2, 3)),
        (["a", "b"], [], (0, 2, 3)),
        (["a", "b"], [0.0], (2, 2, 3)),
        (["a"], [0.0, 0.5], (2, 2, 3)),
        (["a", "b"], [0.0, 0.5], (2, 2, 2)),
        ([], [0.0, 0.5], (2, 0, 3)),
    ],
)
def test_trc_refuses_what_would_not_come_back(labels, time, shape, tmp_path):
    with pytest.raises(UsageError, match=r"a\.trc: "):
        write_trc(tmp_path / "a.trc", labels, np.array(time), np.zeros(shape))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("columns", "rotational", "about"),
    [
        ({"time": np.zeros(2)}, [], ""),
        ({"a b": np.zeros(2)}, [], ""),
        ({"a": np.zeros(3)}, [], ""),
        ({"a": np.zeros((2, 1))}, [], ""),
        ({}, [], ""),
        ({"a": np.zeros(2)}, ["b"], ""),
        ({"a": np.zeros(2)}, [], "nRows=7"),
        ({"a": np.zeros(2)}, [], "two\nlines"),
        ({"a": np.zeros(2)}, [], "endheader"),
    ],
)
def test_sto_refuses_what_would_not_come_back(columns, rotational, about, tmp_path):
    with pytest.raises(UsageError, match=r"a\.sto: "):
        write_sto(tmp_path / "a.sto", TIME, columns, rotational=rotational, about=about)
    assert list(tmp_path.iterdir()) == []
