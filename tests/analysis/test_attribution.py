"""Made-up runners with habits dialled in: what is named, and whose the load is."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from runtall.analysis.loads import Drawing, body_loads
from runtall.analysis.settings import Runner
from runtall.analysis.settle import settled
from runtall.findings.cause import Shown, causes
from runtall.findings.rank import find
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.measures import stride_measures
from runtall.motion.measurement import Measurement
from runtall.motion.stride_draws import drawn
from runtall.testing.strides import sample_stride
from runtall.units import factor

DRAWING = Drawing(moments=6, muscles=1)
USUAL = {
    ("trunk_lean", None): (4.0, 9.0), ("head_on_trunk", None): (5.0, 11.0),
    ("thorax_yaw_range", None): (22.0, 34.0), ("elbow_angle", "left"): (80.0, 100.0),
    ("elbow_angle", "right"): (80.0, 100.0), ("arm_crossing_nearest", "left"): (0.3, 0.5),
    ("arm_crossing_nearest", "right"): (0.3, 0.5),
}  # fmt: skip
FAULTS = {
    "waist_lean": {("trunk_lean", None): (19.0, 26.0)},
    "head_forward": {("head_on_trunk", None): (19.0, 28.0)},
    "trunk_rotation": {("thorax_yaw_range", None): (46.0, 56.0)},
    "arm_crossing": {("arm_crossing_nearest", "left"): (-0.15, 0.02),
                     ("arm_crossing_nearest", "right"): (-0.15, 0.02)},
}  # fmt: skip
PAIRS = [("waist_lean", "head_forward"), ("waist_lean", "arm_crossing"),
         ("head_forward", "trunk_rotation")]  # fmt: skip
SEEDS = range(3)


def dialled(names, seed):
    """A mean stride in good form but for the habits named, and its measurements."""
    rng = np.random.default_rng([seed, 40])
    ends = USUAL | {k: v for n in names for k, v in FAULTS[n].items()}
    aims = {}
    for key, (low, high) in ends.items():
        value, unit = rng.uniform(low, high), metrics[key[0]].display_unit
        aims[key] = Measurement(*key, value, unit, value - 0.1, value + 0.1)
    stride = sample_stride(crossing_deg=0.0, spread=0.2, views=("markers",), inputs=(0,))
    run = drawn(stride, 0)
    for _ in range(3):
        run = settled(run, aims)
    stride = replace(stride, coefficients=run.coefficients[0])
    found = []
    for (name, side), m in stride_measures(stride).items():
        scale = factor(metrics[name].unit, metrics[name].display_unit)
        value, half = scale * m.value, 0.02 * abs(scale * m.value) + 1e-3
        unit = metrics[name].display_unit
        found.append(Measurement(name, side, value, unit, value - half, value + half, n_strides=9))
    return stride, found


@cache
def judged(names, seed):
    stride, measurements = dialled(names, seed)
    named = find(Shown({(m.name, m.side): m for m in measurements}))
    runner = (Runner(178, 70, "male"), 70.0, 1.78)
    return named, body_loads(stride, measurements, named, runner=runner, drawing=DRAWING)


def of(body, cause):
    """Shares of the load that a habit bears on first, by habit."""
    load = next(b for b in causes[cause].without.bears_on
                if any(s.load == b for s in body.attribution))  # fmt: skip
    return {s.cause: s.share for s in body.attribution
            if s.load == load and s.statistic in ("mean", "peak")}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_good_form_has_no_habit_and_no_shares(seed):
    named, body = judged((), seed)
    assert named == ()
    assert body.attribution == ()
    assert body.changes == ()
    assert all(x.value == pytest.approx(x.reference) for x in body.loads if x.measured)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cause", FAULTS)
def test_one_habit_is_named_and_has_the_largest_share_of_its_load(cause, seed):
    named, body = judged((cause,), seed)
    assert [f.cause for f in named] == [cause]
    shares = of(body, cause)
    assert shares[cause] > 0
    assert shares[cause] == max(shares.values())


@pytest.mark.parametrize("pair", PAIRS)
def test_two_habits_are_both_named_and_both_have_shares(pair):
    named, body = judged(pair, 0)
    assert {f.cause for f in named} == set(pair)
    for cause in pair:
        assert of(body, cause)[cause] > 0


@pytest.mark.parametrize("names", [("waist_lean",), ("waist_lean", "arm_crossing")])
def test_shares_add_up_to_all_that_the_form_adds(names):
    _, body = judged(names, 0)
    for load in body.loads:
        if not load.measured:
            continue
        key = (load.load, load.statistic, load.side)
        same = [s.share for s in body.attribution if (s.load, s.statistic, s.side) == key]
        assert sum(same) == pytest.approx(load.value - load.reference, abs=1e-6)


def test_crossing_hands_twist_the_chest_and_do_not_raise_the_turning_load():
    _, body = judged(("arm_crossing",), 0)
    told = {(c.load, c.held): c for c in body.changes if c.statistic == "mean" or c.held}
    twist = told["thoracic_twist_range", "pelvis_moment"]
    assert twist.without < twist.value
    turning = [
        c
        for c in body.changes
        if c.load == "t8t9_axial_moment" and c.held == "trunk" and c.statistic == "mean"
    ]
    assert turning[0].value <= turning[0].without * 1.05


def test_an_upright_trunk_asks_less_of_the_low_back_than_of_the_chest():
    _, body = judged(("waist_lean",), 0)
    fall = {c.load: c.change for c in body.changes if c.statistic == "mean"}
    assert fall["l5s1_flexion_moment"] < fall["t8t9_flexion_moment"] < 0
