"""One stride from passes both ways, whose cameras turned or stood."""

import numpy as np
import pytest

from runtall.kinematics.clip import understand
from runtall.kinematics.stride3d.fit import problem, solve
from runtall.kinematics.stride3d.landmarks import LandmarkError
from runtall.kinematics.stride3d.make import mean_stride
from runtall.kinematics.stride3d.measures import evaluate, labelled, stride_gait, stride_measures
from runtall.kinematics.stride3d.observed import observe

HEIGHT, CADENCE = 1.78, 172.0
EXACT = LandmarkError(np.zeros((13, 19, 2)), np.full((13, 19, 2), 0.002), lag_sd=0.06)


def observed(who, camera, view, number):
    def points(time):
        return who.points(time * CADENCE / 120) + np.array([0.0, 0.95, 0.0])

    motion = understand(camera.film(points, view, noise=0.5), height_m=HEIGHT)
    return observe(motion, number, errors=EXACT, stature_m=HEIGHT)


@pytest.mark.parametrize("turns", [False, True])
def test_passes_both_ways_are_two_views_of_one_stride(runner, beside, turns):
    who = runner(3, lumbar_extension=-10.0, elbow_flex_r=75, elbow_flex_l=95)
    camera = beside(yaw=3, pitch=-1, roll=2, turns=turns)
    views = tuple(observed(who, camera, v, k) for k, v in enumerate(("left", "right")))
    found = solve(problem(views, HEIGHT))
    stride = mean_stride(found, views)
    assert found.converged
    assert stride.views == ("left", "right")
    phase = np.arange(81) / 80
    gait = stride_gait(stride, phase)
    true = labelled(who.points(phase)[None], gait)
    for name, side, within in (
        ("trunk_lean", None, 1.5), ("head_forward", None, 2.0), ("elbow_angle", "left", 3.0),
        ("elbow_angle", "right", 3.0), ("arm_swing_range", "left", 3.5),
    ):  # fmt: skip
        measure = stride_measures(stride)[name, side]
        expected = np.degrees(evaluate(measure.metric, side, true, gait)[0])
        assert np.degrees(measure.value) == pytest.approx(expected, abs=within), name
