"""Turns of spine and girdle that reach for the shoulders of the stride."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.dynamics.places import joint_centre
from runtall.dynamics.shoulders import (
    Wanted,
    fit_shoulders,
    girdle_axes,
    girdle_shoulder,
    shoulders,
    thorax,
)
from runtall.dynamics.size import body_size
from runtall.dynamics.turning import zxy

JOINTS = ("hip", "l5s1", "t12l1", "t8t9", "t4t5", "sternoclavicular", "acromioclavicular",
          "glenohumeral")  # fmt: skip
SIZE = body_size(70.0, 1.75, "male")
CENTRE = {j: joint_centre(SIZE, j)[None, None] for j in JOINTS}
STEP = 1e-6
turns = st.lists(st.floats(-0.4, 0.4), min_size=7, max_size=7).map(lambda x: np.array([[x]]))
some = settings(max_examples=25, deadline=None)


def wanted(tilt=-0.1, side=0.05, turn=0.1):
    angles = (np.array([[a]]) for a in (tilt, side, turn))
    return Wanted(
        pelvis=zxy(*angles),
        hip=np.array([[[0.1, 0.95, 0.02]]]),
        shoulders=np.zeros((1, 1, 2, 3)),
        clavicles=np.zeros((1, 1, 4)),
    )


def test_an_upright_body_has_its_shoulders_where_the_tables_have_them():
    at, _ = shoulders(np.zeros((1, 1, 7)), wanted(0, 0, 0), CENTRE)
    hip, right = joint_centre(SIZE, "hip"), joint_centre(SIZE, "glenohumeral")
    here = np.array([0.1, 0.95, 0.02])
    assert at[0, 0, 0] == pytest.approx(here + right - hip)
    assert at[0, 0, 1] == pytest.approx(here + (right - hip) * [1, 1, -1])


@some
@given(x=turns)
def test_derivatives_are_those_of_finite_differences(x):
    aim = wanted()
    _, slope = shoulders(x, aim, CENTRE)
    for k in range(7):
        step = STEP * np.eye(7)[k]
        ends = [shoulders(x + s * step, aim, CENTRE)[0] for s in (1, -1)]
        assert slope[..., k] == pytest.approx((ends[0] - ends[1]) / (2 * STEP), abs=1e-8)


@some
@given(x=turns)
def test_the_fit_comes_back_to_where_it_was_made(x):
    """Clavicles as the stride has them, and any turn of the trunk: found exactly."""
    aim = wanted()
    x = 0.8 * x
    at, _ = shoulders(x, aim, CENTRE)
    asked = Wanted(aim.pelvis, aim.hip, at, x[..., 3:])
    assert fit_shoulders(asked, CENTRE) == pytest.approx(x, abs=1e-7)


def test_what_no_turn_reaches_is_missed_as_little_as_it_can_be():
    """Shoulders too far apart: no small change of the turns is nearer."""
    x = np.array([[[-0.2, 0.05, 0.1, 0, 0, 0, 0]]])
    at, _ = shoulders(x, wanted(), CENTRE)
    far = at + np.array([[0.0, 0.0, 0.03], [0.0, 0.02, -0.02]])
    asked = Wanted(wanted().pelvis, wanted().hip, far, x[..., 3:])
    found = fit_shoulders(asked, CENTRE)

    def cost(turned):
        miss = (shoulders(turned, asked, CENTRE)[0] - far) / 0.01
        return np.sum(miss**2) + np.sum((turned[..., 3:] / np.radians(4)) ** 2)

    for k in range(7):
        step = 1e-3 * np.eye(7)[k]
        assert cost(found) < min(cost(found + step), cost(found - step))


@some
@given(x=turns)
def test_the_mirror_image_has_the_mirrored_shoulders(x):
    aim, other = wanted(), wanted(-0.1, -0.05, -0.1)
    other = Wanted(other.pelvis, aim.hip * [1, 1, -1], aim.shoulders, aim.clavicles)
    seen = x[..., [0, 1, 2, 5, 6, 3, 4]] * [1, -1, -1, 1, 1, 1, 1]
    at, _ = shoulders(x, aim, CENTRE)
    mirrored, _ = shoulders(seen, other, CENTRE)
    assert mirrored == pytest.approx(at[..., ::-1, :] * [1, 1, -1], abs=1e-12)


@some
@given(x=turns)
def test_the_chest_is_turned_by_the_sum_of_all_joints_about_one_axis(x):
    aim = wanted(0, 0, 0)
    for k, axis in enumerate(("z", "x", "y")):
        one = np.zeros((1, 1, 7))
        one[..., k] = x[..., k]
        whole = [one[..., 0] * 0, one[..., 0] * 0, one[..., 0] * 0]
        whole["zxy".index(axis)] = one[..., k]
        assert thorax(one, aim, CENTRE).axes == pytest.approx(zxy(*whole), abs=1e-6)


def test_a_raised_clavicle_lifts_the_shoulder_and_a_protracted_one_brings_it_forward():
    rest, _ = girdle_shoulder(np.zeros(2), {k: v[0, 0] for k, v in CENTRE.items()})
    raised, _ = girdle_shoulder(np.array([0.0, 0.2]), {k: v[0, 0] for k, v in CENTRE.items()})
    ahead, _ = girdle_shoulder(np.array([0.2, 0.0]), {k: v[0, 0] for k, v in CENTRE.items()})
    assert raised[1] > rest[1] + 0.02
    assert ahead[0] > rest[0] + 0.02


def test_the_blade_follows_the_clavicle_by_the_recorded_shares():
    _, scapula = girdle_axes(np.array([0.1, 0.2]))
    cos, sin = np.cos(0.26 * 0.2), np.sin(-0.26 * 0.2)
    upward = np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]])
    cos, sin = np.cos(1.4 * 0.1), np.sin(1.4 * 0.1)
    inward = np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    assert scapula == pytest.approx(upward @ inward)
