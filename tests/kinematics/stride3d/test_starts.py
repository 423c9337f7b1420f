"""The fit ends at the same stride wherever it starts."""

import numpy as np
import pytest

from runtall.kinematics.clip import understand
from runtall.kinematics.stride3d.fit import first_guess, problem, solve
from runtall.kinematics.stride3d.landmarks import LandmarkError
from runtall.kinematics.stride3d.observed import observe

HEIGHT = 1.78
EXACT = LandmarkError(np.zeros((13, 19, 2)), np.full((13, 19, 2), 0.004), lag_sd=0.06)
# Draws of the usual that are odd enough to end elsewhere without blurring.
ODD = (8, 12, 31)


@pytest.mark.parametrize("views", [("left", "rear"), ("right", "front"), ("rear",)])
def test_odd_starts_end_where_the_usual_one_does(runner, views):
    who = runner(11, elbow_flex_r=70)
    clips = (understand(who.film(v, yaw=4.0), view=v, height_m=HEIGHT) for v in views)
    seen = tuple(observe(c, k, errors=EXACT, stature_m=HEIGHT) for k, c in enumerate(clips))
    goal = problem(seen, HEIGHT)
    usual = solve(goal)
    root = np.linalg.cholesky(np.linalg.inv(goal.prior.precision))
    for seed in ODD:
        draw = np.random.default_rng(seed).standard_normal(len(first_guess(goal)))
        spread = np.concatenate(
            [root @ draw[: len(root)], goal.camera_sd.ravel() * draw[len(root) :]]
        )
        found = solve(goal, first_guess(goal) + spread)
        assert found.converged
        assert found.cost == pytest.approx(usual.cost, rel=1e-3)
        assert found.state.coefficients == pytest.approx(usual.state.coefficients, abs=3e-3)
