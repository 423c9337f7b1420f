"""Loads of a public recording of running with motion capture, against what was published of it."""

import numpy as np
import pytest

from runtall.analysis.loading import load
from runtall.analysis.run import analyze
from runtall.analysis.settings import Runner
from runtall.dynamics.bodies import RunnerMass, bodies_of
from runtall.dynamics.inverse import needed
from runtall.dynamics.posture import body_motion
from runtall.motion.load import LEVELS
from runtall.motion.stride_draws import drawn

MASS_KG, G = 65.9, 9.80665


@pytest.fixture(scope="session")
def recorded(recordings):
    path = recordings / "mocap" / "hamner_run" / "subject02_running_arms_ik.mot"
    if not path.is_file():
        pytest.skip("the recorded run is not among the recordings")
    return analyze([load(path)], Runner(mass_kg=MASS_KG, sex="male"))


def value(recorded, name, statistic="mean"):
    return next(x.value for x in recorded.loads if (x.load, x.statistic) == (name, statistic))


def curve(recorded, name):
    return next(c.mean for c in recorded.load_curves if c.name == name)[:-1]


def test_bending_moments_are_of_the_published_size(recorded):
    """By the residual-reduced file: lumbar moments from -53 to 115 N m."""
    assert 14 < value(recorded, "l5s1_flexion_moment") < 30
    assert 10 < value(recorded, "t8t9_flexion_moment") < 18
    low_back = curve(recorded, "l5s1_flexion_moment")
    assert -80 < low_back.min() < 0 < low_back.max() < 150
    assert np.abs(curve(recorded, "l5s1_lateral_moment")).max() < 110


def test_turning_moments_are_of_the_published_size(recorded):
    """The file's torso turns as one wide piece, which takes about twice as much: RMS 29 to 32."""
    for level in ("l5s1", "t8t9", "t4t5"):
        rms = np.sqrt(np.mean(curve(recorded, f"{level}_axial_moment") ** 2))
        assert 12 < rms < 24, level


def test_shoulders_are_moved_as_published(recorded):
    """From -14 to 19 N m about the sideways axis."""
    run = drawn(recorded.stride, 0)
    who = RunnerMass(MASS_KG, recorded.body_model.height_m, "male")
    light = bodies_of(run, who, n_muscle=0).light
    force = needed(body_motion(run, light, 50), light)[0]
    for letter in "rl":
        moment = force[:, light[0].dof[f"arm_flex_{letter}"]]
        assert -20 < moment.min() < -4
        assert 4 < moment.max() < 20


def test_joints_are_pressed_by_one_to_three_body_weights_less_further_up(recorded):
    pressed = [value(recorded, f"{v}_compression") / (MASS_KG * G) for v in LEVELS[:4]]
    assert pressed == sorted(pressed, reverse=True)
    assert 1.5 < pressed[0] < 3.5
    assert 1.0 < pressed[2] < 1.9


def test_the_model_can_do_it_and_follows_the_markers(recorded):
    model = recorded.body_model
    assert model.speed_m_s == pytest.approx(3.9, abs=0.1)
    assert max(model.reserve_share.values()) < 0.02
    assert model.apart_m < 0.03
    assert not any(w.code in ("no_loads", "body_apart") for w in recorded.warnings)


def test_arms_that_keep_to_their_sides_are_no_finding(recorded):
    assert "arm_crossing" not in {f.cause for f in recorded.findings}
    assert "arm_crossing" not in {s.cause for s in recorded.attribution}


def test_a_recording_without_a_head_says_so(recorded):
    missing = {x.load for x in recorded.loads if not x.measured}
    assert {"c7t1_flexion_moment", "neck_extensors_effort"} <= missing
    reasons = {x.reason for x in recorded.loads if x.load.startswith("c7t1")}
    assert all("head was not recorded" in r for r in reasons)
