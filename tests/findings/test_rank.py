"""Causes are named when the measurements show them, the best supported first."""

import pytest

from runtall.findings.cause import Shown, causes
from runtall.findings.rank import MAX_FINDINGS, find
from runtall.motion.measurement import Measurement

GOOD = {
    ("trunk_lean", None): (8.0, 2.0), ("waist_hinge", None): (4.0, 2.5),
    ("leg_lean", None): (4.0, 1.5),
    ("head_forward", None): (17.0, 4.0), ("head_on_trunk", None): (9.0, 3.5),
    ("arm_crossing_nearest", "left"): (0.45, 0.15),
    ("arm_crossing_nearest", "right"): (0.45, 0.15),
    ("elbow_angle", "left"): (90.0, 8.0), ("elbow_angle", "right"): (90.0, 8.0),
    ("arm_swing_asymmetry", None): (5.0, 12.0),
}  # fmt: skip


def shown(**changes):
    values = dict(GOOD)
    for name, pair in changes.items():
        key = tuple(name.split("__")) if "__" in name else (name, None)
        values[key] = pair
    return Shown(
        {
            k: Measurement(k[0], k[1], v, "deg", v - half, v + half)
            for k, (v, half) in values.items()
        }
    )


def test_good_form_gives_no_finding():
    assert find(shown()) == ()


FAULTS = {
    "waist_lean": {"trunk_lean": (22.0, 3.0), "waist_hinge": (17.0, 3.0)},
    "head_forward": {"head_forward": (31.0, 4.0), "head_on_trunk": (23.0, 3.5)},
    "arm_crossing": {"arm_crossing_nearest__right": (-0.1, 0.12)},
    "arm_tension": {"elbow_angle__left": (55.0, 8.0)},
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named(name):
    found = find(shown(**FAULTS[name]))
    assert [f.cause for f in found] == [name]
    assert found[0].strength == "clear"
    assert found[0].cue == causes[name].cue


def test_a_wide_interval_is_not_clear():
    found = find(shown(trunk_lean=(18.0, 5.0), waist_hinge=(13.0, 5.0)))
    assert all(f.strength != "clear" for f in found)


def test_a_lean_that_the_legs_share_is_no_waist_lean():
    assert find(shown(trunk_lean=(18.0, 2.0), leg_lean=(13.0, 1.5), waist_hinge=(5.0, 2.5))) == ()


def test_lean_of_the_trunk_is_not_blamed_on_the_head():
    found = find(shown(**FAULTS["waist_lean"], head_forward=(31.0, 4.0)))
    assert [f.cause for f in found] == ["waist_lean"]


def test_three_at_most_and_the_furthest_beyond_doubt_first():
    every = {k: v for fault in FAULTS.values() for k, v in fault.items()}
    found = find(shown(**every))
    assert len(found) == MAX_FINDINGS
    assert [f.rank for f in found] == [1, 2, 3]


def test_rising_shoulders_through_the_run_are_a_fading_form():
    drift = Measurement("ear_shoulder_height_drift", None, -3.0, "%", -4.0, -2.0, n_strides=60)
    base = shown()
    base._found[("ear_shoulder_height_drift", None)] = drift
    assert [f.cause for f in find(base)] == ["form_fade"]
    base._found[("ear_shoulder_height_drift", None)] = Measurement(
        "ear_shoulder_height_drift", None, 3.0, "%", 2.0, 4.0, n_strides=60
    )
    assert find(base) == ()


def test_nothing_measured_gives_nothing():
    assert find(Shown({})) == ()
