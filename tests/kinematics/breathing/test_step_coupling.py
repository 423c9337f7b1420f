"""Breaths among steps, and what chance alone gives."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.kinematics.breathing.coupling import (
    chance,
    in_step,
    most_held,
    preferred_ratio,
    step_breath,
    stepping,
)
from runtall.kinematics.breathing.measures import Source, measurements
from runtall.testing.breaths import Breathes, even_steps, made_breaths

RNG = np.random.default_rng(0)


def locked(strides, hz=2.6, n=40, at=0.3):
    """Breaths of so many strides each, breathing out beginning at the same place in the step."""
    breaths = made_breaths(Breathes(rate=60 * hz / 2 / strides), n, start_s=10.0)
    move = (np.round(breaths.expiration_s * hz) + at) / hz - breaths.expiration_s
    return replace(breaths, expiration_s=breaths.expiration_s + move)


@given(strides=st.sampled_from([1.5, 2.0, 2.5, 3.0, 4.0]), at=st.floats(0.05, 0.95))
def test_breathing_in_step_is_found_with_its_place_and_ratio(strides, at):
    breaths = locked(strides, at=at)
    steps = even_steps(2.6, 0, 300)
    found = step_breath(breaths, steps, RNG)
    assert found.coupled == 100.0
    assert found.strides == pytest.approx(strides)
    assert (2 * found.phase) % 1 == pytest.approx(at, abs=1e-6)
    assert found.by_foot
    assert not found.named
    known = strides if strides >= 2 else None
    assert preferred_ratio(found) == known


def test_which_foot_it_is():
    # Two strides a breath: always the same foot; two and a half: one foot, then the other.
    same = step_breath(locked(2.0), even_steps(2.6, 0, 200), RNG)
    other = step_breath(locked(2.5), even_steps(2.6, 0, 200), RNG)
    assert len(np.unique(same.phase.round(6))) == 1
    assert sorted(np.unique(other.phase.round(6))) == pytest.approx([0.15, 0.65])


def test_without_feet_the_cycle_is_that_of_the_step():
    found = step_breath(locked(2.0, at=0.4), even_steps(2.6, 0, 200, feet=False), RNG)
    assert not found.by_foot
    assert found.phase == pytest.approx(0.4)


def test_after_a_break_the_feet_are_the_same_only_by_name():
    steps = even_steps(2.6, 0, 200)
    there = (steps.time_s < 30) | (steps.time_s > 40)
    broken = replace(steps, time_s=steps.time_s[there], foot=steps.foot[there])
    assert not step_breath(locked(2.0), broken, RNG).by_foot
    assert step_breath(locked(2.0), replace(broken, named=True), RNG).by_foot


def test_a_breath_in_a_break_has_no_place():
    steps = even_steps(2.6, 0, 200)
    there = (steps.time_s < 30) | (steps.time_s > 40)
    broken = replace(steps, time_s=steps.time_s[there], foot=steps.foot[there])
    found = stepping(locked(2.0), broken)
    out = locked(2.0).expiration_s
    assert np.isnan(found.step[(out > 30.5) & (out < 39.5)]).all()
    assert np.isfinite(found.step[(out < 29) | (out > 41)]).all()


def test_cadence_alone_gives_strides_and_no_coupling():
    steps = replace(even_steps(2.6, 0, 200), time_s=np.empty(0), foot=np.empty(0, np.int64))
    found = {
        m.name: m
        for m in measurements("run", locked(2.0), steps, Source(0, ("chest", "belly"), False), RNG)
    }
    assert found["strides_per_breath"].value == pytest.approx(2.0)
    assert found["step_breath_coupling"].reason.startswith("only the cadence is known")
    assert step_breath(locked(2.0), steps, RNG) is None


def test_steps_count_in_gait_only():
    for activity, steps, words in (
        ("rest", even_steps(2.6, 0, 200), "while walking or running only"),
        ("run", None, "no steps are known here"),
    ):
        found = measurements(activity, locked(2.0), steps, Source(0, ("band",), False), RNG)
        assert all(words in m.reason for m in found[-2:])


def by_hand(phases, width):
    return max(sum((q - p) % 1.0 <= width for q in phases) for p in phases)


@given(
    phases=st.lists(st.integers(0, 999), min_size=1, max_size=12, unique=True),
    width=st.floats(0.01, 0.9),
)
def test_the_fullest_window_is_that_counted_by_hand(phases, width):
    points = np.array(phases) / 1000 + 0.0003
    assert most_held(points[None, :], width)[0] == by_hand(points, width)


def test_chance_of_two_breaths_in_closed_form():
    # Two points of a circle lie within w of each other with probability 2 w: the mean share is
    # (1 + 2 w) / 2.
    mean, _ = chance(2, 0.2, np.random.default_rng(1))
    assert mean == pytest.approx(70, abs=2)


def test_chance_that_all_lie_in_one_window_in_closed_form():
    # n points of a circle within an arc w < 1/2: n w^(n - 1).
    rng = np.random.default_rng(2)
    held = most_held(rng.uniform(size=(20000, 4)), 0.3)
    assert np.mean(held == 4) == pytest.approx(4 * 0.3**3, abs=0.008)


def test_chance_nears_the_width_with_many_breaths():
    # At 160 steps/min 100 ms are 26.7 % of the step.
    few, many = (chance(n, 0.1 * 160 / 60, np.random.default_rng(3)) for n in (30, 5000))
    assert many[0] == pytest.approx(26.7 + 1.5, abs=1.5)
    assert few[0] > many[0] + 10
    assert few[1] > few[0]


def test_breathing_without_regard_to_the_steps_is_not_called_coupled():
    rng = np.random.default_rng(4)
    steps = even_steps(160 / 60, 0, 400)
    past = 0
    for _ in range(100):
        breaths = made_breaths(Breathes(rate=30, scatter=0.1), 60, rng, start_s=5)
        found = step_breath(breaths, steps, rng)
        past += found.coupled > found.chance[1]
        assert found.coupled > 26
    assert past <= 12


def test_the_window_is_one_hundred_milliseconds():
    breaths = locked(2.0)
    _, width = in_step(stepping(breaths, even_steps(2.5, 0, 200)))
    assert width == pytest.approx(0.25)
