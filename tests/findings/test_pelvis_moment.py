"""The trunk turns as far as keeps the moment at the pelvis, against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.findings.counterfactual import without
from runtall.findings.pelvis_moment import LEAST, MOST, keep_pelvis_moment
from runtall.motion.stride_draws import INDEX, drawn
from runtall.testing.strides import sample_stride

PHASE = np.arange(40) / 40
RUN = drawn(sample_stride(crossing_deg=30.0), 5)
OUT = without(RUN, ["arm_crossing"])
LUMBAR, NECK, ARM = (INDEX[n] for n in ("lumbar_rotation", "neck_rotation", "arm_rot_r"))
few = settings(max_examples=20, deadline=None)


def turning(run):
    return run.coordinates(PHASE)[..., LUMBAR] - run.coefficients[:, LUMBAR, 0, None]


def rms(curve):
    return np.sqrt(np.mean(curve**2, axis=1))


def made_up(gain, coupling, bend=0.0):
    """Moment from the trunk's turning and from how far out the right hand is carried."""
    wave = np.cos(2 * np.pi * (PHASE - 0.1))

    def axial(run):
        out = -run.coefficients[:, ARM, 0, None]
        turn = turning(run)
        return gain * turn + coupling * out * wave + bend * turn**2

    return axial


@few
@given(gain=st.floats(20, 100), coupling=st.floats(-4, 4), bend=st.floats(-10, 10))
def test_the_moment_is_as_it_was(gain, coupling, bend):
    axial = made_up(gain, coupling, bend)
    kept = keep_pelvis_moment(RUN, OUT, axial)
    assert rms(axial(kept)) == pytest.approx(rms(axial(RUN)), rel=1e-6)


@few
@given(share=st.floats(0.4, 1.4))
def test_the_factor_is_the_one_of_the_closed_form(share):
    # A moment that grows by 1 / share with the hands out, and is in proportion to the turning.
    def axial(run):
        out = run.coefficients[:, ARM, 0] != RUN.coefficients[:, ARM, 0]
        return turning(run) * np.where(out, 1 / share, 1.0)[:, None]

    kept = keep_pelvis_moment(RUN, OUT, axial)
    ratio = kept.coefficients[:, LUMBAR, 1:3] / OUT.coefficients[:, LUMBAR, 1:3]
    assert ratio == pytest.approx(np.full_like(ratio, share), abs=1e-9)


@few
@given(gain=st.floats(20, 100), coupling=st.floats(-4, 4))
def test_head_arms_pelvis_and_legs_keep_their_motion(gain, coupling):
    kept = keep_pelvis_moment(RUN, OUT, made_up(gain, coupling))
    both = kept.coefficients[:, LUMBAR] + kept.coefficients[:, NECK]
    assert both == pytest.approx(OUT.coefficients[:, LUMBAR] + OUT.coefficients[:, NECK], abs=1e-12)
    others = [k for k in range(34) if k not in (LUMBAR, NECK)]
    assert np.array_equal(kept.coefficients[:, others], OUT.coefficients[:, others])
    assert np.array_equal(kept.coefficients[:, :, 0], OUT.coefficients[:, :, 0])


def test_a_version_that_does_not_cross_stays():
    some = OUT.coefficients.copy()
    some[2] = RUN.coefficients[2]
    changed = type(OUT)(some, OUT.lengths, OUT.frequency_hz, OUT.initial_contact, OUT.toe_off)
    kept = keep_pelvis_moment(RUN, changed, made_up(50.0, 3.0))
    assert np.array_equal(kept.coefficients[2], RUN.coefficients[2])
    assert not np.array_equal(kept.coefficients[1], changed.coefficients[1])
    assert keep_pelvis_moment(RUN, RUN, made_up(50.0, 3.0)) is RUN


@pytest.mark.parametrize(("times", "limit"), [(0.1, MOST), (10.0, LEAST)])
def test_where_no_turning_does_the_nearest_is_taken(times, limit):
    def axial(run):
        out = run.coefficients[:, ARM, 0] != RUN.coefficients[:, ARM, 0]
        return turning(run) * np.where(out, times, 1.0)[:, None]

    kept = keep_pelvis_moment(RUN, OUT, axial)
    ratio = kept.coefficients[:, LUMBAR, 1] / OUT.coefficients[:, LUMBAR, 1]
    assert ratio == pytest.approx(np.full(6, limit), abs=1e-9)


def test_twice_is_once_and_the_mirror_image_gives_the_mirror_image():
    axial = made_up(60.0, 2.0)

    def mirrored(run):
        return -axial(run.mirrored())

    once = without(RUN, ["arm_crossing"], axial=axial)
    again = without(once, ["arm_crossing"], axial=axial)
    assert again.coefficients == pytest.approx(once.coefficients, abs=1e-9)
    other = without(RUN.mirrored(), ["arm_crossing"], axial=mirrored).mirrored()
    assert other.coefficients == pytest.approx(once.coefficients, abs=1e-8)
