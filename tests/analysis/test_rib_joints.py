"""Twist of the chest at full lungs: closed forms."""

import numpy as np
import pytest

from runtall.analysis.rib_joints import AT_FULL_BREATH, NAME, rib_joint_exposure
from runtall.motion.breathing import Breathing, Breaths, StepBreath
from runtall.motion.load import LoadCurve

PERCENT = np.linspace(0, 1, 101)
NONE = np.empty(0)
FREQUENCY_HZ = 1.4


def curve(amplitude_deg=10.0):
    """A twist that is largest at 0 and 50 % of the stride."""
    twist = amplitude_deg * np.cos(2 * np.pi * PERCENT)
    return LoadCurve("thoracic_twist", "deg", twist, twist, twist, twist)


def breathing(phase, *, by_foot=True, named=True):
    waves = NONE.astype(complex)
    nobody = Breaths(NONE, NONE, NONE, NONE, NONE, waves, waves, NONE, NONE.astype(bool))
    steps = StepBreath(np.asarray(phase), by_foot, named, np.full(len(phase), 2.0), 30.0, (27, 40))
    return Breathing(1, ("chest", "belly"), "", False, nobody, (), (), step_breath=steps)


def found(curves, breaths):
    got = rib_joint_exposure(curves, breaths, frequency_hz=FREQUENCY_HZ, seed=1)
    return {m.name: m for m in got}


def test_breathing_at_random_is_one():
    phase = np.random.default_rng(3).uniform(0, 1, 4000)
    got = found([curve()], [breathing(phase)])
    assert got[NAME].value == pytest.approx(1.0, abs=0.03)
    assert got[AT_FULL_BREATH].value == pytest.approx(10 * 2 / np.pi, abs=0.2), "mean of |cos|"
    assert got[NAME].low <= 1.0 <= got[NAME].high


def test_full_lungs_where_the_chest_is_turned_most_and_least():
    # The trunk feels a step a little after the foot; the middle of that lag is taken off.
    middle = 0.5 * 0.06 * FREQUENCY_HZ
    turned = found([curve()], [breathing(np.full(60, middle))])[NAME]
    straight = found([curve()], [breathing(np.full(60, 0.25 + middle))])[NAME]
    assert turned.value == pytest.approx(np.pi / 2, abs=0.02)
    assert straight.value == pytest.approx(0.0, abs=0.02)
    assert turned.low > 1 > straight.high


def test_which_foot_is_which_does_not_matter_where_both_turn_alike():
    named = found([curve()], [breathing(np.full(60, 0.1))])[NAME]
    unnamed = found([curve()], [breathing(np.full(60, 0.6), named=False)])[NAME]
    assert unnamed.value == pytest.approx(named.value, abs=1e-9)


@pytest.mark.parametrize(
    ("curves", "breaths", "says"),
    [
        ([], [breathing([0.1])], "film from the side and from behind"),
        ([curve()], [breathing([])], "sensor on the trunk"),
        ([curve()], [breathing([0.1], by_foot=False)], "one foot's steps"),
    ],
)
def test_what_is_missing_is_said(curves, breaths, says):
    got = found(curves, breaths)
    assert [m.measured for m in got.values()] == [False, False]
    assert all(says in m.reason for m in got.values())


def test_nothing_is_said_without_bands():
    assert rib_joint_exposure([curve()], [], frequency_hz=FREQUENCY_HZ, seed=0) == []
