"""Intervals over breaths hold what they claim."""

import numpy as np
import pytest

from runtall.kinematics.breathing.intervals import block_length, deviations, estimate, influence
from runtall.testing.breaths import carried


def first(mean):
    return mean[..., 0]


def ratio(mean):
    return mean[..., 0] / mean[..., 1]


@pytest.mark.parametrize(("n", "alike"), [(8, 0.0), (30, 0.0), (30, 0.5), (100, 0.7)])
def test_cover_the_mean_of_breaths_that_are_like_their_neighbours(n, alike):
    rng = np.random.default_rng(3)
    inside = 0
    for _ in range(300):
        found = estimate(3.0 + carried(n, alike, rng)[:, None], first, rng)
        inside += found.low <= 3.0 <= found.high
    assert 0.84 <= inside / 300 <= 0.98


def test_the_error_of_a_mean_is_that_of_the_formula():
    values = np.random.default_rng(1).normal(size=(400, 1))
    moved = deviations(values, first, np.random.default_rng(2))
    assert moved.std() == pytest.approx(values.std() / 20, rel=0.12)


def test_what_a_breath_adds_to_a_mean_is_its_distance_from_the_others():
    values = np.array([[1.0], [2.0], [6.0]])
    assert influence(values, first) == pytest.approx([-1.0, -0.5, 1.5])


def test_blocks_grow_with_likeness_and_length():
    rng = np.random.default_rng(5)
    assert block_length(rng.normal(size=2000)) <= 6
    loose, close = (block_length(carried(2000, a, rng)) for a in (0.3, 0.8))
    assert loose < close
    # r = 0.8: (1.5 (1.6 / 0.36)^2 2000)^(1/3) = 39.
    assert close == pytest.approx(39, abs=6)
    assert block_length(carried(12, 0.99, rng)) <= 4


def test_a_ratio_of_sums_that_never_changes_has_no_error():
    rng = np.random.default_rng(4)
    size = rng.uniform(1, 2, 50)
    found = estimate(np.stack([0.3 * size, size], axis=1), ratio, rng)
    assert [found.value, found.low, found.high] == pytest.approx([0.3] * 3)


def test_the_seed_decides():
    values = np.random.default_rng(1).normal(size=(40, 1))
    one, two = (estimate(values, first, np.random.default_rng(9)) for _ in range(2))
    assert one == two
