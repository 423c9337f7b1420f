"""What is known of the camera's roll reaches the 3-D stride."""

import numpy as np
import pytest

from runtall.kinematics.clip import understand
from runtall.kinematics.stride3d.make import from_clips

HEIGHT = 1.78


def clip(runner, view, roll, **attrs):
    pose = runner(3).film(view, roll=roll)
    pose.attrs |= attrs
    return understand(pose, view=view, height_m=HEIGHT)


def found_roll(motion):
    _, fitted, _ = from_clips({0: motion}, HEIGHT)
    return np.degrees(fitted.state.cameras[0, 2])


@pytest.mark.parametrize(("view", "roll"), [("rear", 5.0), ("left", -6.0)])
def test_a_told_roll_is_the_roll_of_the_fitted_camera(runner, view, roll):
    motion = clip(runner, view, roll, told_roll_deg=roll)
    assert found_roll(motion) == pytest.approx(roll, abs=0.5)


def test_gravity_pulls_the_fitted_camera_to_its_roll(runner):
    motion = clip(runner, "rear", 5.0, gravity_roll_deg=5.0, gravity_roll_sd_deg=0.2)
    unknown = clip(runner, "rear", 5.0)
    assert motion.known_roll.sd == pytest.approx(np.radians(0.5))
    assert found_roll(motion) == pytest.approx(5.0, abs=1.0)
    assert abs(found_roll(motion) - 5.0) <= abs(found_roll(unknown) - 5.0)


def test_gravity_and_the_runner_are_weighed_by_how_sure_they_are(runner):
    unknown = clip(runner, "rear", 0.0).level
    for sd_deg in (0.5, 2.0, 20.0):
        level = clip(runner, "rear", 0.0, gravity_roll_deg=3.0, gravity_roll_sd_deg=sd_deg).level
        weights = np.array([np.radians(sd_deg), unknown.sd]) ** -2.0
        expected = np.average([np.radians(3.0), unknown.roll], weights=weights)
        assert level.roll == pytest.approx(expected)
        assert level.sd == pytest.approx(weights.sum() ** -0.5)


def test_what_the_user_tells_goes_before_gravity(runner):
    level = clip(
        runner, "left", 0.0, told_roll_deg=1.0, gravity_roll_deg=9.0, gravity_roll_sd_deg=0.5
    ).level
    assert (level.roll, level.sd) == (pytest.approx(np.radians(1.0)), 0.0)
