"""How fast the ground goes by under a foot that stands on it."""

from dataclasses import replace

import numpy as np
import pytest

from runtall.kinematics.stride3d.speed import running_speed
from runtall.motion.mean_stride import fourier, standing
from runtall.motion.skeleton import default_lengths
from runtall.motion.stride_draws import INDEX, drawn
from runtall.testing.strides import sample_stride

HZ, FINE = 1.4, 400
PHASE = np.arange(FINE) / FINE


def carried(speeds):
    """Someone stiff who is carried back over both stances and forward in between: by version, m/s.

    Both feet stand from 0 to 0.4 of the stride, and both are in the air from 0.5 to 0.9.
    """
    run = replace(
        drawn(standing(12, default_lengths(1.75, "male")), 0),
        frequency_hz=HZ,
        initial_contact={"left": 0.0, "right": 0.0},
        toe_off={"left": 0.4, "right": 0.4},
    )
    coefficients = np.repeat(run.coefficients, len(speeds), axis=0)
    # Back at a steady pace over three fifths of the stride, smoothly forward over the rest.
    back = np.where(PHASE < 0.5, PHASE, np.where(PHASE > 0.9, PHASE - 1, np.nan))
    forth = np.isnan(back)
    s = (PHASE[forth] - 0.5) / 0.4
    back[forth] = 0.5 + 0.4 * s - (6 * s**5 - 15 * s**4 + 10 * s**3)
    terms = np.linalg.lstsq(fourier(PHASE, 12), -back / HZ, rcond=None)[0]
    for k, speed in enumerate(speeds):
        coefficients[k, INDEX["pelvis_tx"]] = speed * terms
    return replace(run, coefficients=coefficients,
                   lengths=np.repeat(run.lengths, len(speeds), axis=0))  # fmt: skip


def test_feet_that_go_back_at_a_known_speed_have_it():
    speeds = np.array([2.0, 3.5, 5.5])
    assert running_speed(carried(speeds)) == pytest.approx(speeds, rel=1e-3)


def test_it_is_the_mean_of_both_feet():
    """One leg swings back at 3 m/s where it stands while the other keeps still."""
    run = carried(np.array([3.0]))
    slow = replace(run, initial_contact={"left": 0.0, "right": 0.45},
                   toe_off={"left": 0.4, "right": 0.95})  # fmt: skip
    right = running_speed(replace(slow, initial_contact={"left": 0.45, "right": 0.45},
                                  toe_off={"left": 0.95, "right": 0.95}))  # fmt: skip
    assert running_speed(slow) == pytest.approx((3.0 + right) / 2, rel=1e-3)


@pytest.mark.parametrize("turned", [0.3, 0.85])
def test_a_stance_may_run_over_the_end_of_the_stride(turned):
    run = carried(np.array([3.0]))
    stride = replace(
        standing(12, run.lengths[0]), coefficients=run.coefficients[0], frequency_hz=HZ,
        initial_contact=run.initial_contact, toe_off=run.toe_off,
    ).later(turned)  # fmt: skip
    assert running_speed(drawn(stride, 0)) == pytest.approx([3.0], rel=1e-3)


def test_a_mirrored_run_is_as_fast():
    run = drawn(sample_stride(), 3, seed=1)
    speed = running_speed(run)
    assert speed.shape == (4,)
    assert np.all((speed > 1.5) & (speed < 7))
    assert running_speed(run.mirrored()) == pytest.approx(speed)
