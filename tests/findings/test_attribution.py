"""Shares add up, changes say what one habit alone does."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.findings.attribution import attribute
from runtall.findings.counterfactual import without
from runtall.findings.loads import interval, unit_of
from runtall.motion.stride_draws import INDEX, drawn
from runtall.testing.strides import sample_stride

RUN = drawn(sample_stride(crossing_deg=35.0), 12).shifted(
    lumbar_extension=-0.12, neck_extension=-0.15
)
RUN = RUN.scaled(lumbar_rotation=1.5)
FAULTS = ("waist_lean", "head_forward", "arm_crossing")
PHASE = np.arange(20) / 20
FLEXION = ("t8t9_flexion_moment", "mean", None)
TWIST = ("thoracic_twist_range", "mean", None)
EFFORT = ("pectorals_effort", "mean", "right")
KM = ("l5s1_flexion_moment", "per_km", None)


def mean(run, name):
    return run.coefficients[:, INDEX[name], 0]


def loads(run):
    """Made-up loads: one that multiplies habits, one of the turning, one in fewer draws."""
    lean, head = -mean(run, "lumbar_extension"), -mean(run, "neck_extension")
    return {
        FLEXION: 10 * lean + 30 * head + 40 * lean * head + 12,
        TWIST: np.degrees(np.ptp(run.coordinates(PHASE)[..., INDEX["lumbar_rotation"]], axis=1)),
        EFFORT: (0.05 + 0.04 * np.exp(mean(run, "arm_rot_r")))[:5],
        KM: 900 * lean,
    }


def axial(run):
    out = -mean(run, "arm_rot_r")[:, None]
    wave = run.coordinates(PHASE)[..., INDEX["lumbar_rotation"]]
    return (wave - wave.mean(axis=1, keepdims=True)) * (60 + 25 * out)


def shares(found, key):
    return {s.cause: s for s in found.shares if (s.load, s.statistic, s.side) == key}


@pytest.fixture(scope="module")
def found():
    return attribute(RUN, FAULTS, loads, axial=axial)


@pytest.mark.parametrize("key", [FLEXION, TWIST, KM])
def test_shares_sum_to_the_difference_from_the_run_without_the_habits(found, key):
    clean = loads(without(RUN, FAULTS, axial=axial))
    total = loads(RUN)[key][0] - clean[key][0]
    given = shares(found, key)
    assert set(given) == set(FAULTS)
    assert sum(s.share for s in given.values()) == pytest.approx(total, abs=1e-9)
    assert sum(s.percent for s in given.values()) == pytest.approx(100.0)
    assert all(s.low <= s.share <= s.high for s in given.values())


def test_efforts_are_in_percent_of_the_run_without_the_habits(found):
    clean = loads(without(RUN, FAULTS, axial=axial))[EFFORT][0]
    given = shares(found, EFFORT)
    assert {s.unit for s in given.values()} == {"%"}
    total = sum(s.share for s in given.values())
    assert total == pytest.approx(100 * loads(RUN)[EFFORT][0] / clean - 100)
    assert found.values[found.all_habits][EFFORT] == pytest.approx(np.full(5, 100.0))
    assert given["arm_crossing"].share == pytest.approx(total, abs=0.2 * abs(total))


def test_what_does_not_touch_a_load_gets_no_share_of_it(found):
    assert shares(found, KM)["head_forward"].share == 0
    assert shares(found, KM)["arm_crossing"].share == 0
    assert shares(found, KM)["waist_lean"].unit == "N m s/km"


def test_one_habit_alone(found):
    alone = loads(without(RUN, ["waist_lean"]))[FLEXION]
    (change,) = [c for c in found.changes if (c.cause, c.load) == ("waist_lean", FLEXION[0])]
    assert change.value == pytest.approx(loads(RUN)[FLEXION][0])
    assert change.without == pytest.approx(alone[0])
    assert change.change == pytest.approx(100 * (alone[0] / loads(RUN)[FLEXION][0] - 1))
    assert change.low <= change.change <= change.high
    assert (change.measure, change.held) == ("trunk_lean", "")
    assert change.target == pytest.approx(7.2, abs=1e-6)
    assert change.measured > 15


def test_arm_crossing_has_two_answers(found):
    told = {c.held: c for c in found.changes if (c.cause, c.load) == ("arm_crossing", TWIST[0])}
    assert set(told) == {"trunk", "pelvis_moment"}
    assert told["trunk"].change == pytest.approx(0.0, abs=1e-9)
    assert told["pelvis_moment"].change < -1
    assert shares(found, TWIST)["arm_crossing"].share > 0
    assert all(c.measure == "arm_crossing_nearest" for c in told.values())
    assert told["trunk"].target == pytest.approx(0.4)
    still = attribute(RUN, ["arm_crossing"], loads)
    assert {c.held for c in still.changes} == {"trunk"}


def test_a_change_of_what_is_next_to_zero_is_not_told():
    given = attribute(RUN, ["waist_lean"], lambda r: {FLEXION: np.linspace(-1, 1, len(r))})
    assert given.changes == ()
    assert [s.percent for s in given.shares] == [None]


def test_every_run_is_asked_for_once():
    asked, told = [], []

    def counted(run):
        asked.append(run.coefficients.tobytes())
        return loads(run)

    attribute(RUN, [*FAULTS, "form_fade", "waist_lean"], counted, axial=axial,
              progress=lambda *p: told.append(p))  # fmt: skip
    assert len(asked) == len(set(asked)) == 2**3 + 1
    assert told == [(k + 1, 9) for k in range(9)]


def test_without_habits_there_is_nothing_to_divide():
    none = attribute(RUN, ["form_fade"], loads, axial=axial)
    assert none.shares == ()
    assert none.changes == ()
    assert list(none.runs) == [frozenset()]


def test_the_order_of_naming_does_not_matter(found):
    other = attribute(RUN, FAULTS[::-1], loads, axial=axial)
    assert other.shares == found.shares
    assert other.changes == found.changes


def test_the_mirror_image_gives_mirrored_shares(found):
    side = {"right": "left", "left": "right", None: None}

    def seen(run):
        return {(k[0], k[1], side[k[2]]): v for k, v in loads(run.mirrored()).items()}

    other = attribute(RUN.mirrored(), FAULTS, seen, axial=lambda r: axial(r.mirrored()))
    for a, b in zip(found.shares, other.shares, strict=True):
        assert replace(b, share=0, low=0, high=0, percent=0, side=side[b.side]) == replace(
            a, share=0, low=0, high=0, percent=0
        )
        assert (b.share, b.low, b.high) == pytest.approx((a.share, a.low, a.high), abs=1e-6)


@settings(max_examples=4, deadline=None)
@given(gains=st.lists(st.floats(-30, 30), min_size=2, max_size=2))
def test_effects_that_add_up_are_each_habits_own(gains):
    def added(run):
        heads, arms = (mean(run, n) for n in ("neck_extension", "arm_rot_r"))
        return {FLEXION: 50 + gains[0] * heads + gains[1] * arms}

    given = attribute(RUN.first(4), ["head_forward", "arm_crossing"], added)
    moved = {"head_forward": "neck_extension", "arm_crossing": "arm_rot_r"}
    for gain, (cause, name) in zip(gains, moved.items(), strict=True):
        alone = without(RUN.first(4), [cause])
        own = gain * (mean(RUN, name)[0] - mean(alone, name)[0])
        assert shares(given, FLEXION)[cause].share == pytest.approx(own, abs=1e-9)


def test_intervals_hold_the_best_estimate():
    assert interval(np.array([3.0])) == (3.0, 3.0, 3.0)
    draws = np.arange(101.0) / 100
    assert interval(np.array([0.5, *draws])) == pytest.approx((0.5, 0.05, 0.95))
    assert interval(np.array([9.0, *draws])) == pytest.approx((9.0, 0.05, 9.45))
    assert interval(np.array([-2.0, *draws])) == pytest.approx((-2.0, -2.45, 0.95))


@pytest.mark.parametrize(("load", "unit"), [
    ("t8t9_axial_moment", "N m"), ("l5s1_compression", "N"), ("thoracic_twist_range", "deg"),
    ("thoracic_twist_moment", "N m"), ("obliques_effort", "%"),
])  # fmt: skip
def test_units(load, unit):
    assert unit_of((load, "mean", None)) == unit
