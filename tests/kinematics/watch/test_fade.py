"""A change along the run is found where there is one, and not made of hills and pace."""

import numpy as np
import pytest
from tests.kinematics.watch.files import run_windows

from runtall.kinematics.watch.fade import EFFORT, GROUND, fade_or_reason, fades_of
from runtall.kinematics.watch.slope import slope_on_time

RUNS = 60


def slopes(count=RUNS, minutes=30, held=GROUND, **kinds):
    rng = np.random.default_rng(5)
    found = [
        fade_or_reason(*run_windows(rng, minutes, **kinds), "stance_time", held)
        for _ in range(count)
    ]
    return np.array([f for f in found if not isinstance(f, str)])


@pytest.mark.parametrize(
    "kinds",
    [{}, {"faster": 0.15}, {"minutes": 60}, {"held": EFFORT}],
    ids=["even", "progressive", "long", "at equal heart rate"],
)
def test_a_run_without_fade_shows_one_in_a_tenth_at_most(kinds):
    found = slopes(**kinds)
    shown = np.mean((found[:, 1] > 0) | (found[:, 2] < 0))
    assert len(found) == RUNS
    assert shown <= 0.15  # A tenth, and the scatter of a share of 60 beside it.


def test_the_interval_holds_the_fade_and_is_no_wider_than_it_must_be():
    found = slopes(40, minutes=60, fade=4.0)
    held = np.mean((found[:, 1] <= 4.0) & (found[:, 2] >= 4.0))
    assert held >= 0.85
    assert np.mean(found[:, 1] > 0) >= 0.9
    assert np.mean(found[:, 2] - found[:, 1]) < 4.0


def test_hills_and_pace_that_trend_are_not_fade():
    rng = np.random.default_rng(1)
    time, means = run_windows(rng, 40, faster=0.2)
    naive = np.polyfit(time, means["stance_time"], 1)[0] * 600
    value, low, high, _ = fade_or_reason(time, means, "stance_time", GROUND)
    assert naive < -3.0
    assert low <= 0.0 <= high
    assert abs(value) < abs(naive) / 2


def test_the_warm_up_is_left_out():
    time, means = run_windows(np.random.default_rng(2), 40)
    before = fade_or_reason(time, means, "stance_time", GROUND)
    means["stance_time"][:10] += 50.0
    assert fade_or_reason(time, means, "stance_time", GROUND) == before


def test_effort_held_still_is_another_question():
    # Form that goes with the heart alone changes along the run, and not at equal heart rate.
    time, means = run_windows(np.random.default_rng(3), 60)
    means["heart_rate"] += 0.01 * time
    means["stance_time"] = means["heart_rate"] + np.random.default_rng(4).normal(0, 0.3, len(time))
    ground = fade_or_reason(time, means, "stance_time", GROUND)
    effort = fade_or_reason(time, means, "stance_time", EFFORT)
    assert ground[1] > 2.0
    assert effort[1] < 0.0 < effort[2]
    assert abs(effort[0]) < 0.3
    found = fades_of(time, means, {"stance_time": "ms"})
    assert [f.held for f in found] == [GROUND, EFFORT]
    assert found[0].unit == "ms/10 min"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: {k: v[:28] for k, v in m.items()}, "too short: 9 min"),
        (lambda m: m | {"grade": np.full(80, 11.0)}, "too hilly"),
        (lambda m: m | {"speed": np.geomspace(1.0, 9.0, 80)}, "speed changed too much"),
        (lambda m: m | {"speed": np.geomspace(3.0, 3.5, 80)}, "so evenly along the run"),
        (lambda m: {k: v for k, v in m.items() if k != "grade"}, "no altitude"),
        (lambda m: {k: v for k, v in m.items() if k != "speed"}, "no speed"),
        (lambda m: {k: v for k, v in m.items() if k != "stance_time"}, "no stance time"),
    ],
)
def test_no_fade_and_the_reason(change, words):
    time, means = run_windows(np.random.default_rng(0), 40)
    means = change(means)
    length = len(next(iter(means.values())))
    assert words in fade_or_reason(time[:length], means, "stance_time", GROUND)


def test_a_day_of_running_is_quick_and_the_same_slope():
    time = np.arange(2880.0) * 30
    values = 0.001 * time + np.random.default_rng(0).normal(size=2880)
    found = slope_on_time(time, values, np.empty((2880, 0)))
    assert found.low < 0.001 < found.high
    assert found.high - found.low < 1e-5


def test_slope_of_a_straight_line_is_exact_whatever_is_held():
    time = np.arange(40.0) * 30
    held = np.stack([np.sin(time / 200), np.full(40, 3.0)], axis=1)
    found = slope_on_time(time, 5 + 0.02 * time - 4 * held[:, 0], held)
    np.testing.assert_allclose(found, 0.02, atol=1e-8)


def test_terms_that_say_the_same_count_once():
    rng = np.random.default_rng(0)
    time, values, held = np.arange(50.0) * 30, rng.normal(size=50), rng.normal(size=(50, 1))
    twice = np.column_stack([held, 2 * held, np.full(50, 4.0)])
    np.testing.assert_allclose(
        slope_on_time(time, values, twice), slope_on_time(time, values, held), rtol=1e-9
    )


def test_slope_follows_shift_scale_and_direction():
    rng = np.random.default_rng(0)
    time, values = np.arange(50.0) * 30, rng.normal(size=50)
    held = rng.normal(size=(50, 2))
    found = slope_on_time(time, values, held)
    moved = slope_on_time(time + 1000, -3 * values + 7 * held[:, 0] + 2, held * 5 + 1)
    np.testing.assert_allclose(
        [moved.value, moved.low, moved.high],
        [-3 * found.value, -3 * found.high, -3 * found.low], rtol=1e-6, atol=1e-12,
    )  # fmt: skip
