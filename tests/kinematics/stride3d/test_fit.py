"""One stride from clips of runners whose joints are known."""

import numpy as np
import pytest

from runtall.kinematics.clip import understand
from runtall.kinematics.stride3d.fit import first_guess, normal_equations, problem, solve
from runtall.kinematics.stride3d.landmarks import LandmarkError, assumed, mirror_error
from runtall.kinematics.stride3d.make import from_markers, mean_stride
from runtall.kinematics.stride3d.marked import marked
from runtall.kinematics.stride3d.measures import evaluate, labelled, stride_gait, stride_measures
from runtall.kinematics.stride3d.observed import observe
from runtall.motion.vocabulary import BODY

HEIGHT, CADENCE = 1.78, 172.0
# A detector that is right to 4 mm.
EXACT = LandmarkError(np.zeros((13, 19, 2)), np.full((13, 19, 2), 0.002), lag_sd=0.06)


def seen(runner, view, number=0, **how):
    motion = understand(runner.film(view, **how), view=view, height_m=HEIGHT)
    return observe(motion, number, errors=EXACT, stature_m=HEIGHT)


def fitted(runner, *views, **how):
    asked = problem(tuple(seen(runner, v, k, **how) for k, v in enumerate(views)), HEIGHT)
    found = solve(asked)
    return mean_stride(found, asked.views), found, asked


def degrees(stride, name, side=None):
    return np.degrees(stride_measures(stride)[name, side].value)


def truth(runner, stride, name, side=None):
    """The same measurement on the true joints."""
    phase = np.arange(81) / 80
    gait = stride_gait(stride, phase)
    position = labelled(runner.points(phase)[None], gait)
    metric = stride_measures(stride)[name, side].metric
    return float(np.degrees(evaluate(metric, side, position, gait)[0]))


def test_gauss_newton_gradient_is_that_of_the_cost(runner):
    asked = problem((seen(runner(), "left"),), HEIGHT)
    rng = np.random.default_rng(2)
    vector = first_guess(asked) + 0.02 * rng.standard_normal(len(first_guess(asked)))
    _, pull, _ = normal_equations(asked, vector)
    step = 1e-6
    for k in rng.choice(asked.prior.mean.size, 25, replace=False):
        move = step * np.eye(len(vector))[k]
        rise = normal_equations(asked, vector + move)[2] - normal_equations(asked, vector - move)[2]
        assert rise / (2 * step) == pytest.approx(-2 * pull[k], rel=1e-3, abs=1e-2)


@pytest.mark.parametrize(("lumbar", "seed"), [(0.0, 1), (-8.0, 2), (-20.0, 3)])
def test_two_clips_give_the_angles(runner, lumbar, seed):
    who = runner(seed, lumbar_extension=lumbar, elbow_flex_r=75, elbow_flex_l=95)
    stride, found, _ = fitted(who, "left", "rear", yaw=4.0, pitch=-2.0, roll=1.0)
    assert found.converged
    for name, side, within in (
        ("trunk_lean", None, 1.5), ("head_forward", None, 2.0), ("trunk_side_lean", None, 0.8),
        ("elbow_angle", "left", 3.0), ("elbow_angle", "right", 3.0),
        ("thorax_yaw_range", None, 4.0), ("arm_swing_range", "left", 3.0),
    ):  # fmt: skip
        found_ = degrees(stride, name, side)
        assert found_ == pytest.approx(truth(who, stride, name, side), abs=within), name


def test_two_cameras_are_found_where_they_stand(runner):
    asked = problem(
        (seen(runner(5), "right", 0, yaw=6.0), seen(runner(5), "front", 1, yaw=-7.0)), HEIGHT
    )
    found = solve(asked)
    yaw = np.degrees(found.state.cameras[:, 0])
    assert yaw == pytest.approx([6.0, -7.0], abs=2.5)


@pytest.mark.parametrize("roll", [-3.0, 3.0])
def test_a_turned_camera_is_no_side_lean(runner, roll):
    who = runner(4)
    stride, found, _ = fitted(who, "rear", roll=roll)
    upright = truth(who, stride, "trunk_side_lean")
    assert degrees(stride, "trunk_side_lean") == pytest.approx(upright, abs=1.2)
    assert np.degrees(found.state.cameras[0, 2]) == pytest.approx(roll, abs=1.5)


def test_crossing_hands_are_found_where_they_are(runner):
    for turn in (0.0, 40.0, 60.0):
        who = runner(6, arm_rot_r=turn, arm_rot_l=turn)
        stride, _, _ = fitted(who, "right", "front")
        for side in ("left", "right"):
            true = np.radians(truth(who, stride, "arm_crossing_nearest", side))
            found = stride_measures(stride)["arm_crossing_nearest", side].value
            assert found == pytest.approx(true, abs=0.05)


def test_the_order_and_the_moments_of_the_clips_do_not_matter(runner):
    who = runner(7)
    one, _, _ = fitted(who, "left", "rear")
    other, _, _ = fitted(who, "rear", "left", start=0.7, seed=5)
    for name in ("trunk_lean", "trunk_side_lean", "head_forward"):
        assert degrees(one, name) == pytest.approx(degrees(other, name), abs=0.5)


def test_intervals_are_as_wide_as_the_errors(runner):
    off = []
    for seed in range(12):
        who = runner(20 + seed)
        stride, _, _ = fitted(who, "left", "rear", yaw=3.0, fps=30.0, seed=seed)
        for name in ("trunk_lean", "head_forward", "trunk_side_lean"):
            found = stride_measures(stride)[name, None]
            off.append((found.value - np.radians(truth(who, stride, name))) / found.spread)
    assert 0.3 < np.sqrt(np.mean(np.square(off))) < 1.6


def test_recorded_joints_are_given_back(runner):
    who = runner(8, lumbar_extension=-15.0)
    phase = np.arange(0, 8, CADENCE / 120 / 100)
    # The hips' mean place is the body's own: it drops out.
    path = who.points(phase) + np.array([0.0, 0.95, 0.0])
    stride = from_markers(marked(phase, path), HEIGHT, frequency_hz=CADENCE / 120)
    for name, side in (("trunk_lean", None), ("elbow_angle", "left"), ("arm_swing_range", "right")):
        found = degrees(stride, name, side)
        assert found == pytest.approx(truth(who, stride, name, side), abs=1.0), name
    grid = np.arange(40) / 40
    true = who.points(grid)
    true = true - true[:, [BODY.index("left_hip"), BODY.index("right_hip")]].mean(axis=(0, 1))
    assert np.abs(stride.positions(grid) - true).max() < 0.02


def test_joints_that_were_not_recorded_are_left_to_what_is_usual(runner):
    who = runner(9)
    phase = np.arange(0, 6, CADENCE / 120 / 100)
    path = who.points(phase)
    gone = [k for k, name in enumerate(BODY) if "elbow" in name or "wrist" in name]
    path[:, gone] = np.nan
    stride = from_markers(marked(phase, path), HEIGHT, frequency_hz=CADENCE / 120)
    measures = stride_measures(stride)
    assert measures["trunk_lean", None].spread < np.radians(2)
    assert measures["elbow_angle", "left"].spread > np.radians(10)


def test_errors_of_the_right_view_are_the_mirror_of_the_left():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(13, 19, 2))
    assert np.allclose(mirror_error(mirror_error(values)), values)
    nose = BODY.index("nose")
    assert mirror_error(values)[0, nose] == pytest.approx(values[0, nose] * [-1, 1])
    assert assumed().sd.min() > 0


def test_a_lag_turns_the_learned_errors_with_the_stride():
    rng = np.random.default_rng(2)
    error = LandmarkError(rng.normal(size=(13, 19, 2)), np.ones((13, 19, 2)))
    from runtall.kinematics.periodic import basis

    phase, lag = np.linspace(0, 1, 30), 0.07
    turned, slope = error.mean_at(lag)
    there = np.einsum("na,apc->npc", basis(phase + lag, 6), error.mean)
    assert np.allclose(np.einsum("na,apc->npc", basis(phase, 6), turned), there)
    ahead = error.mean_at(lag + 1e-6)[0] - error.mean_at(lag - 1e-6)[0]
    assert np.allclose(slope, ahead / 2e-6, atol=1e-4)
