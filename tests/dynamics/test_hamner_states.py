"""Bodies of OpenSim's running model in MuJoCo against moments that OpenSim itself computed.

The table was written by ``benchmarks/opensim.py --write-reference``: half random states, half from
the recorded run.
"""

import importlib.util
import json
import sys
from pathlib import Path

import mujoco
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "tests" / "data" / "hamner_states.json"
FEW_DIGITS_NM, NM = 1e-9, 1e-3

PENDULUM = """<OpenSimDocument Version="20302"><Model><BodySet><objects>
<Body name="ground"><Joint/></Body>
<Body name="arm"><mass>2</mass><mass_center>0 -0.5 0</mass_center>
<inertia_xx>0.03</inertia_xx><inertia_yy>0.02</inertia_yy><inertia_zz>0.04</inertia_zz>
<inertia_xy>0</inertia_xy><inertia_xz>0</inertia_xz><inertia_yz>0</inertia_yz>
<Joint><CustomJoint name="pivot"><parent_body>ground</parent_body>
<location_in_parent>0 1 0</location_in_parent>
<orientation_in_parent>{turned}</orientation_in_parent>
<location>0 0 0</location><orientation>0 0 0</orientation><SpatialTransform>
<TransformAxis name="rotation1"><function><LinearFunction>
<coefficients>1 0</coefficients></LinearFunction></function>
<coordinates>swing</coordinates><axis>0 0 1</axis></TransformAxis>
{still}</SpatialTransform></CustomJoint></Joint></Body></objects></BodySet></Model></OpenSimDocument>
"""
STILL = """<TransformAxis name="{name}"><function><Constant><value>{value}</value></Constant>
</function><coordinates/><axis>1 0 0</axis></TransformAxis>"""
OTHERS = ("rotation2", "rotation3", "translation1", "translation2", "translation3")


def _conversion():
    path = ROOT / "benchmarks" / "hamner" / "osim.py"
    spec = importlib.util.spec_from_file_location("hamner_osim", path)
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look themselves up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def osim():
    return _conversion()


@pytest.fixture(scope="module")
def table():
    return json.loads(TABLE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def running_model(recordings):
    path = recordings / "mocap" / "hamner_run" / "runningModel_CMC_test.osim"
    if not path.is_file():
        pytest.skip("the running model of OpenSim is not among the recordings")
    return path


def _pendulum(folder, *, turned="0 0 0", value=0):
    still = "".join(STILL.format(name=name, value=value) for name in OTHERS)
    path = folder / "pendulum.osim"
    path.write_text(PENDULUM.format(turned=turned, still=still), encoding="utf-8")
    return path


@pytest.mark.parametrize(("rounded", "within"), [(True, FEW_DIGITS_NM), (False, NM)])
def test_moments_are_those_of_opensim(osim, table, running_model, rounded, within):
    model = osim.build(running_model, rounded=rounded)
    names = osim.coordinates(model)
    assert list(names) == table["coordinates"]
    found = osim.inverse(model, *(np.array(table[key]) for key in ("q", "qd", "qdd")))
    shown = found[:, [names.index(name) for name in table["shown"]]]
    theirs = np.array(table["moments"])
    assert len(theirs) >= 12
    assert np.abs(theirs).max(axis=0).min() > 1  # no moment is small by chance
    assert np.abs(shown - theirs).max() < within


def test_nothing_but_inertia_and_weight_is_in_the_model(osim, running_model):
    model = osim.build(running_model)
    assert model.nu == model.ntendon == model.neq == model.ngeom == 0
    assert not model.dof_damping.any()
    assert not model.dof_armature.any()
    assert not model.jnt_limited.any()
    assert model.opt.gravity.tolist() == [0, -9.80665, 0]
    assert model.opt.disableflags & mujoco.mjtDisableBit.mjDSBL_CONTACT


def test_pendulum_of_a_file_swings_by_its_formula(osim, tmp_path):
    model = osim.build(_pendulum(tmp_path))
    q, qdd = np.array([[0.3], [-1.2]]), np.array([[0.0], [5.0]])
    found = osim.inverse(model, q, np.array([[0.0], [7.0]]), qdd)
    # I qdd + m g l sin q, whatever the speed.
    expected = (0.04 + 2 * 0.5**2) * qdd + 2 * 9.80665 * 0.5 * np.sin(q)
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("changed", [{"turned": "0 0.1 0"}, {"value": 0.1}])
def test_joints_of_another_form_are_refused(osim, tmp_path, changed):
    with pytest.raises(ValueError, match="arm: "):
        osim.build(_pendulum(tmp_path, **changed))


def test_the_coupled_knee_is_refused(osim, running_model):
    with pytest.raises(ValueError, match="tibia_r: "):
        osim.build(running_model, without=())


def test_file_without_legs_keeps_all_else(osim, running_model, tmp_path):
    upper = osim.without_legs(running_model, tmp_path / "upper.osim")
    kept = set(osim.bodies(running_model)) - set(osim.bodies(upper))
    assert kept == set(osim.LEGS)
    whole, less = osim.build(running_model), osim.build(upper)
    assert whole.body_mass.tolist() == less.body_mass.tolist()
