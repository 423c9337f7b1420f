"""The breathing frequency is that of the breath, not of the steps nor of the body's shifts."""

import numpy as np
import pytest

from runtall.kinematics.breathing.artefact import step_waves
from runtall.kinematics.breathing.bands import prepare
from runtall.kinematics.breathing.rate import breathing_frequency
from runtall.testing.bands import Breather, made_bands


def followed(made, steps):
    ready = prepare(made.bands)
    return ready.time_s, breathing_frequency(ready, step_waves(ready, steps))


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("breaths_per_min", [8.0, 15.0, 33.0, 50.0, 70.0])
def test_rate_beside_steps_as_large_as_the_breath(breaths_per_min, told):
    made = made_bands(Breather(breaths_per_min=breaths_per_min, step_hz=2.9, step_size=1.0,
                               stride_size=1.0, noise=0.05))  # fmt: skip
    _, found = followed(made, made.steps if told else None)
    # A guide for the filters: of few breaths in a window it is rough.
    near = 0.06 if breaths_per_min > 10.0 else 0.15
    assert 60.0 * np.median(found) == pytest.approx(breaths_per_min, rel=near)


def test_a_rising_rate_is_followed():
    made = made_bands(Breather(seconds=300.0, breaths_per_min=(18.0, 60.0)))
    time, found = followed(made, None)
    true = 18.0 + 42.0 * time / 300.0
    assert np.abs(60.0 * found - true)[200:-200].max() < 5.0


def test_shifts_of_the_body_are_no_breaths():
    made = made_bands(Breather(seconds=240.0, breaths_per_min=20.0))
    time = made.bands.time.values
    shift = 250.0 * sum(np.exp(-(((time - t) / 2.5) ** 2)) for t in (60.0, 85.0, 130.0, 170.0))
    ready = prepare(made.bands.map(lambda band: band + shift, keep_attrs=True))
    found = 60.0 * breathing_frequency(ready, step_waves(ready, None))
    assert np.mean(np.abs(found - 20.0) < 4.0) > 0.9


def test_breath_at_the_stride_is_found_where_nothing_else_moves():
    made = made_bands(Breather(breaths_per_min=81.0, step_hz=2.7, variability=0.01))
    _, found = followed(made, made.steps)
    assert 60.0 * np.median(found) == pytest.approx(81.0, rel=0.05)
