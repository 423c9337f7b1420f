"""Versions of a mean stride."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.motion.skeleton import COORDINATES
from runtall.motion.stride_draws import INDEX, drawn
from runtall.motion.vocabulary import BODY
from runtall.testing.strides import sample_stride

PHASE = np.linspace(0, 1, 7)
OTHER = {"left": "right", "right": "left"}
few = settings(max_examples=20, deadline=None)
angles = st.floats(-0.5, 0.5)


@pytest.fixture(scope="module")
def run():
    return drawn(sample_stride(), 3, seed=2)


def test_the_first_version_is_the_stride_itself(run):
    stride = sample_stride()
    assert len(run) == 4
    assert np.array_equal(run.coefficients[0], stride.coefficients)
    assert run.coordinates(PHASE)[0] == pytest.approx(stride.coordinates(PHASE))
    assert run.positions(PHASE)[0] == pytest.approx(stride.positions(PHASE))


def test_draws_are_those_of_the_seed(run):
    again, other = drawn(sample_stride(), 3, seed=2), drawn(sample_stride(), 3, seed=3)
    assert np.array_equal(again.coefficients, run.coefficients)
    assert not np.array_equal(other.coefficients[1:], run.coefficients[1:])
    assert np.array_equal(other.coefficients[0], run.coefficients[0])


def test_no_draws_leave_the_stride_alone():
    alone = drawn(sample_stride(), 0)
    assert (len(alone), alone.lengths.shape) == (1, (1, 15))


def test_draws_spread_as_the_covariance_says():
    many = drawn(sample_stride(), 3000, seed=0)
    sd = np.std(many.coefficients[1:], axis=0)
    said = np.sqrt(np.diag(sample_stride().covariance))[: sd.size].reshape(sd.shape)
    assert sd == pytest.approx(said, rel=0.1)


@few
@given(by=angles)
def test_a_shift_moves_the_mean_of_one_coordinate(run, by):
    found = run.shifted(arm_flex_l=by).coordinates(PHASE) - run.coordinates(PHASE)
    assert found[..., INDEX["arm_flex_l"]] == pytest.approx(np.full((4, 7), by))
    found[..., INDEX["arm_flex_l"]] = 0
    assert not found.any()


def test_a_shift_may_differ_from_version_to_version(run):
    by = np.array([0.0, 0.1, -0.2, 0.3])
    found = run.shifted(pelvis_tilt=by).coefficients - run.coefficients
    assert found[:, INDEX["pelvis_tilt"], 0] == pytest.approx(by)


@few
@given(factor=st.floats(0, 3))
def test_scaling_stretches_the_motion_about_its_mean(run, factor):
    k = INDEX["lumbar_rotation"]
    before = run.coordinates(PHASE)[..., k]
    after = run.scaled(lumbar_rotation=factor).coordinates(PHASE)[..., k]
    mean = run.coefficients[:, k, :1]
    assert after - mean == pytest.approx(factor * (before - mean), abs=1e-12)


def test_changes_leave_the_run_as_it_was(run):
    kept = run.coefficients.copy()
    run.shifted(pelvis_tilt=1.0)
    run.scaled(pelvis_tilt=2.0)
    run.mirrored()
    assert np.array_equal(run.coefficients, kept)


def test_a_mirrored_run_is_the_mirror_image(run):
    seen, other = run.positions(PHASE), run.mirrored().positions(PHASE)
    order = [BODY.index(f"{OTHER[n.split('_')[0]]}_{n.split('_', 1)[1]}")
             if n.split("_")[0] in OTHER else BODY.index(n) for n in BODY]  # fmt: skip
    assert other == pytest.approx(seen[:, :, order] * [1, 1, -1], abs=1e-12)
    for side, twin in OTHER.items():
        assert run.mirrored().initial_contact[side] == run.initial_contact[twin]
        assert run.mirrored().toe_off[side] == run.toe_off[twin]


def test_mirrored_twice_is_itself(run):
    twice = run.mirrored().mirrored()
    assert twice.coefficients == pytest.approx(run.coefficients)
    assert dict(twice.toe_off) == dict(run.toe_off)


def test_the_first_few_are_the_first_few(run):
    few_ = run.first(2)
    assert len(few_) == len(few_.lengths) == 2
    assert np.array_equal(few_.coefficients, run.coefficients[:2])
    assert few_.n_harmonics == run.n_harmonics == 2
    assert set(INDEX) == set(COORDINATES)


def test_an_unknown_coordinate_is_told(run):
    with pytest.raises(KeyError):
        run.shifted(knee=1.0)
