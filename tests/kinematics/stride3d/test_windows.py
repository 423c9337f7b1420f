"""Change through a long clip: a runner who slowly leans, and one who does not."""

import numpy as np
import pytest

from runtall.kinematics.clip import understand
from runtall.kinematics.stride3d.fit import problem, solve
from runtall.kinematics.stride3d.landmarks import LandmarkError
from runtall.kinematics.stride3d.observed import observe
from runtall.kinematics.stride3d.windows import slope, windows
from runtall.motion.skeleton import COORDINATES

HEIGHT = 1.78
OFFSET = np.random.default_rng(0).normal(size=(13, 19, 2)) * 0.004
ERRORS = LandmarkError(np.zeros((13, 19, 2)), np.full((13, 19, 2), 0.005))


def seen_windows(runner, change_deg, name="lumbar_extension"):
    pose = runner(3).long_film("left", name, change_deg, strides=100)
    motion = understand(pose, view="left", height_m=HEIGHT)
    view = observe(motion, errors=ERRORS, stature_m=HEIGHT)
    return windows(motion, view, 0, solve(problem((view,), HEIGHT)), strides=20)


@pytest.mark.parametrize("change", [-8.0, 0.0])
def test_a_growing_lean_is_found_as_it_grows(runner, change):
    found = seen_windows(runner, change)
    k = COORDINATES.index("lumbar_extension")
    time = [w.time_s for w in found]
    values = np.array([w.change[k, 0] for w in found])
    spread = np.array([w.spread[k, 0] for w in found])
    rate, error = slope(time, values, spread, 0.0)
    seconds = 100 / (172 / 120)
    # Tilt of the pelvis and bend of the back look alike: a part of the change may go there.
    tilt = slope(time, np.array([w.change[COORDINATES.index("pelvis_tilt"), 0] for w in found]),
                 spread, 0.0)[0]  # fmt: skip
    assert np.degrees(rate + tilt) * seconds == pytest.approx(change, abs=1.2)
    assert error > 0


def test_short_clips_have_no_windows(runner):
    motion = understand(runner(2).film("left"), view="left", height_m=HEIGHT)
    view = observe(motion, errors=ERRORS, stature_m=HEIGHT)
    assert windows(motion, view, 0, solve(problem((view,), HEIGHT))) == []


def test_a_straight_line_in_closed_form():
    time = np.array([0.0, 60.0, 120.0, 180.0])
    rate, error = slope(time, 0.02 + 0.001 * time, np.full(4, 0.01), 0.0)
    assert rate == pytest.approx(0.001)
    assert error == pytest.approx(0.01 / np.sqrt(((time - time.mean()) ** 2).sum()))
    assert slope(time, time, np.full(4, 0.01), 0.02)[1] > error
