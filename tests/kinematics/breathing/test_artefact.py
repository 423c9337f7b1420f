"""Steps are found in the bands and taken out of them, and the breath stays."""

import numpy as np
import pytest

from runtall.kinematics.breathing.artefact import (
    at_the_steps,
    seen_frequency,
    step_waves,
    without_steps,
)
from runtall.kinematics.breathing.bands import prepare
from runtall.testing.bands import Breather, made_bands

INSIDE = slice(160, -160)


def pair(**about):
    """The same breaths with and without the steps."""
    with_steps = Breather(noise=0.0, **about)
    clean = Breather(noise=0.0, **{**about, "step_size": 0.0, "stride_size": 0.0})
    return made_bands(with_steps), made_bands(clean)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("breaths_per_min", [12.0, 26.0, 55.0, 70.0])
def test_steps_as_large_as_the_breath_go(breaths_per_min, told):
    shaken, clean = pair(breaths_per_min=breaths_per_min, step_hz=2.9, step_size=1.0,
                         stride_size=1.0)  # fmt: skip
    ready = prepare(shaken.bands)
    waves = step_waves(ready, shaken.steps if told else None)
    breath = np.full(len(ready.time_s), breaths_per_min / 60.0)
    left = without_steps(ready, waves, breath) - prepare(clean.bands).moved
    before = ready.moved - prepare(clean.bands).moved
    assert left[:, INSIDE].std() < 0.12 * before[:, INSIDE].std()


def test_changing_cadence_is_followed_and_the_breath_is_kept():
    shaken, clean = pair(breaths_per_min=30.0, step_hz=2.7, step_size=0.8, stride_size=0.5,
                         wander=0.03)  # fmt: skip
    ready, wanted = prepare(shaken.bands), prepare(clean.bands).moved
    waves = step_waves(ready, shaken.steps)
    left = without_steps(ready, waves, np.full(len(ready.time_s), 0.5)) - wanted
    assert left[:, INSIDE].std() < 0.08 * wanted[:, INSIDE].std()


def test_the_stride_is_left_where_the_breath_is():
    made = made_bands(Breather(breaths_per_min=84.0, step_hz=2.9, variability=0.01))
    ready = prepare(made.bands)
    breath = np.full(len(ready.time_s), 1.4)
    waves = step_waves(ready, made.steps)
    kept = without_steps(ready, waves, breath)
    assert kept[:, INSIDE].std() == pytest.approx(ready.moved[:, INSIDE].std(), rel=0.02)
    assert at_the_steps(waves, breath, ready.rate_hz).all()
    assert not at_the_steps(waves, breath / 2.0, ready.rate_hz).any()


@pytest.mark.parametrize("step_hz", [1.7, 2.3, 2.9, 3.3])
def test_steps_are_seen_in_the_bands(step_hz):
    made = made_bands(Breather(breaths_per_min=24.0, step_hz=step_hz, step_size=0.4, noise=0.1))
    seen = seen_frequency(prepare(made.bands))
    assert np.isfinite(seen).mean() > 0.9
    assert np.nanmedian(seen) == pytest.approx(step_hz, abs=0.08)


@pytest.mark.parametrize("noise", [0.02, 0.3])
def test_no_steps_are_seen_where_there_are_none(noise):
    made = made_bands(Breather(seconds=300.0, breaths_per_min=16.0, noise=noise, variability=0.1))
    assert np.isfinite(seen_frequency(prepare(made.bands))).mean() < 0.05
