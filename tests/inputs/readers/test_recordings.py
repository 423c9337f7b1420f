"""Real recordings, where they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.inputs.readers.conftest import Child, codes

from runtall.inputs.readers.open import is_motion_file


@pytest.fixture(scope="session")
def hamner(data_folder: Path) -> Path:
    """A runner with arms, from OpenSim."""
    return data_folder / "mocap" / "hamner_run"


def test_ten_seconds_of_running(hamner: Path, child: Child) -> None:
    path = hamner / "subject02_running_arms_ik.mot"
    assert is_motion_file(path)
    raw = child.read(path)
    assert (raw.format, len(raw.time_s), len(raw.coordinates)) == ("mot", 600, 37)
    # The file says nothing of its angles; they are degrees.
    assert codes(raw) == ["angles_detected", "zeros_missing", "markers_empty"]
    assert "L.Bicep" not in raw.labels
    assert len(raw.labels) == 40
    knee = raw.coordinates["knee_angle_r"]
    assert -2.2 < knee.min() < -1.2
    assert 0.8 < raw.coordinates["pelvis_ty"].mean() < 1.1
    # A heel marker lies below the pelvis, in m.
    heel = raw.position[:, raw.labels.index("R.Heel"), 1]
    assert 0 < np.nanmin(heel) < 0.2


def test_one_cycle_of_kinematics(hamner: Path, child: Child) -> None:
    raw = child.read(hamner / "runningModel_Kinematics_q.sto")
    assert (raw.format, raw.unit, raw.in_degrees) == ("sto", "m", True)
    assert raw.notices == ()
    assert raw.coordinates["elbow_flex_r"][0] == pytest.approx(np.deg2rad(107.8), abs=0.4)


def test_ground_force_of_both_feet(hamner: Path, child: Child) -> None:
    raw = child.read(hamner / "runningModel_GRF_data.mot")
    assert [force.name for force in raw.forces] == ["R_ground_force", "L_ground_force"]
    for force in raw.forces:
        assert 1500 < np.nanmax(force.force[:, 1]) < 2200
        assert force.point is not None
        empty = (force.force == 0).all(axis=1)
        assert empty.any()
        assert np.isnan(force.point[empty]).all()
        assert np.isfinite(force.point[~empty]).all()


def test_a_model_is_no_motion(hamner: Path) -> None:
    assert not is_motion_file(hamner / "runningModel_CMC_test.osim")
