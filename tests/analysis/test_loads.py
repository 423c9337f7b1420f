"""Loads of a run as an analysis gives them: names, units, laws, and what is not shown."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from runtall.analysis.loads import Drawing, Travel, body_loads
from runtall.analysis.settings import Runner
from runtall.findings.cause import Shown, causes
from runtall.findings.finding import Finding
from runtall.findings.rank import find
from runtall.kinematics.metric import metrics
from runtall.kinematics.stride3d.measures import stride_measures
from runtall.kinematics.stride3d.speed import running_speed
from runtall.motion.load import GROUPS, LEVELS, MOMENTS
from runtall.motion.measurement import Measurement
from runtall.motion.stride_draws import drawn
from runtall.testing.strides import sample_stride
from runtall.units import factor

SIDES = ("left", "right")
QUICK, LEAST = Drawing(moments=6, muscles=1), Drawing(moments=1, muscles=1)
WHO = (Runner(178, 70, "male"), 70.0, 1.78)
STATISTICS = {
    "flexion_moment": {"mean": "N m", "p10": "N m", "p50": "N m", "p90": "N m",
                       "per_km": "N m s/km"},
    "lateral_moment": {"mean": "N m", "peak": "N m"},
    "axial_moment": {"mean": "N m", "peak": "N m"},
    "compression": {"mean": "N", "p90": "N"}, "thoracic_twist_range": {"mean": "deg"},
    "thoracic_twist_moment": {"peak": "N m"}, "effort": {"mean": "%"},
}  # fmt: skip
WAYS = (*(f"{way}_moment" for way in MOMENTS), "compression")
NAMES = {
    *((f"{level}_{way}", None) for level in LEVELS for way in WAYS),
    ("thoracic_twist_range", None), ("thoracic_twist_moment", None),
    *((f"{group}_effort", side) for group in GROUPS for side in SIDES),
}  # fmt: skip
FORM = tuple(name for name, cause in causes.items() if cause.without is not None)


def measurements_of(stride):
    found = []
    for (name, side), m in stride_measures(stride).items():
        scale = factor(metrics[name].unit, metrics[name].display_unit)
        value, half = scale * m.value, 0.02 * abs(scale * m.value) + 1e-3
        unit = metrics[name].display_unit
        found.append(Measurement(name, side, value, unit, value - half, value + half, n_strides=9))
    return found


@cache
def of(*, views=("markers",), crossing=0.0, habits=None, head=True, speed=None, seed=0):
    """Loads of the made-up stride with the habits that are found in it, or with given ones."""
    stride = sample_stride(crossing_deg=crossing, spread=0.3, views=views, inputs=(0,))
    measured = [m for m in measurements_of(stride) if head or not m.name.startswith("head")]
    found = find(Shown({(m.name, m.side): m for m in measured}))
    if habits is not None:
        found = tuple(named(h, measured[0]) for h in habits)
    drawing = replace(QUICK, seed=seed)
    return body_loads(stride, measured, found, runner=WHO, travel=Travel(speed), drawing=drawing)


def named(cause, measurement):
    return Finding(1, cause, "", "", "clear", "", (), (), measurement)


def by_key(body):
    return {(x.load, x.statistic, x.side): x for x in body.loads}


def kind(name):
    return next(k for k in STATISTICS if name == k or name.endswith(f"_{k}"))


@pytest.mark.parametrize("views", [("markers",), ("right", "rear"), ("left",), ("rear",)])
def test_every_load_of_the_contract_is_there_once_with_its_unit(views):
    body = of(views=views)
    keys = [(x.load, x.statistic, x.side) for x in body.loads]
    assert len(keys) == len(set(keys))
    assert {(x.load, x.side) for x in body.loads} == NAMES
    for x in body.loads:
        known = STATISTICS[kind(x.load)]
        assert x.unit == known[x.statistic]
        if x.measured:
            assert x.low <= x.value <= x.high
            assert x.reference is not None
            assert x.reason is None
        else:
            assert x.reason
            assert (x.low, x.high, x.reference) == (None, None, None)
    for name, side in NAMES:
        own = {s for load, s, where in keys if (load, where) == (name, side)}
        whole = by_key(body)[name, min(own), side].measured
        assert own == set(STATISTICS[kind(name)]) if whole else len(own) == 1


def test_without_habits_efforts_are_a_hundred_and_loads_are_their_references():
    body = of(habits=())
    assert body.attribution == body.changes == ()
    for x in body.loads:
        assert x.value == x.reference
        if x.load.endswith("_effort"):
            assert (x.value, x.low, x.high) == pytest.approx((100, 100, 100))


@cache
def in_good_form():
    """Stride and measurements of someone with no habit."""
    base, up = sample_stride(crossing_deg=0.0, spread=0.1, views=("markers",), inputs=(0,)), 0.21
    run = drawn(base, 0).shifted(lumbar_extension=up, arm_flex_r=-up, arm_flex_l=-up,
                                 neck_extension=0.05)  # fmt: skip
    stride = replace(base, coefficients=run.coefficients[0])
    return stride, measurements_of(stride)


def test_good_form_is_good():
    _, measured = in_good_form()
    assert find(Shown({(m.name, m.side): m for m in measured})) == ()


@pytest.mark.parametrize("cause", FORM)
def test_a_habit_that_is_absent_has_no_share_in_any_load(cause):
    """The run without it is the same run; loads differ by rounding at most."""
    stride, measured = in_good_form()
    found = (named(cause, measured[0]),)
    body = body_loads(stride, measured, found, runner=WHO, drawing=LEAST)
    assert {s.cause for s in body.attribution} == {cause}
    assert max(abs(s.share) for s in body.attribution) < 1e-6
    for x in body.loads:
        assert not x.measured or x.value == pytest.approx(x.reference, rel=1e-9, abs=1e-9)


def test_per_kilometre_is_the_mean_times_a_kilometre_s_time():
    loads = by_key(of(speed=3.2))
    for level in LEVELS:
        mean, whole = (loads[f"{level}_flexion_moment", s, None] for s in ("mean", "per_km"))
        assert whole.value == pytest.approx(mean.value * 1000 / 3.2)
        assert whole.reference == pytest.approx(mean.reference * 1000 / 3.2)


def test_speed_follows_from_the_feet_where_nothing_measured_it():
    body, stride = of(views=("right", "rear")), sample_stride(crossing_deg=0.0, spread=0.3)
    assert body.model.speed_m_s == pytest.approx(running_speed(drawn(stride, 0))[0], rel=0.02)
    assert of(speed=3.2).model.speed_m_s == 3.2


def test_the_model_says_what_it_stands_on():
    model = of().model
    assert (model.mass_kg, model.height_m, model.harmonics) == (70.0, 1.78, 2)
    assert model.highest_hz == pytest.approx(2 * 1.41)
    assert (model.draws, model.muscle_draws) == (6, 1)
    assert max(model.reserve_share.values()) < 0.02
    assert 0 < model.apart_m < 0.03


def test_the_same_seed_gives_the_same_numbers_and_another_the_same_values():
    first, again, other = of(seed=1), of.__wrapped__(seed=1), of(seed=2)
    for key, x in by_key(again).items():
        same = by_key(first)[key]
        numbers = [(y.value, y.low, y.high, y.reference) for y in (x, same)]
        assert numbers[0] == pytest.approx(numbers[1], rel=1e-10, abs=1e-10)
    spans, others = ({k: (x.low, x.high) for k, x in by_key(b).items()} for b in (first, other))
    assert spans != others
    for key, x in by_key(other).items():
        assert x.value == pytest.approx(by_key(first)[key].value, rel=1e-6)


def test_a_mirrored_run_has_mirrored_loads():
    """Nothing but the stride decides: no measurement to settle on."""
    stride = sample_stride(spread=0.2, views=("markers",), inputs=(0,))
    mirrored = drawn(stride, 0).mirrored()
    other = replace(stride, coefficients=mirrored.coefficients[0],
                    initial_contact=mirrored.initial_contact, toe_off=mirrored.toe_off)  # fmt: skip
    alone = LEAST
    loads, seen = (
        by_key(body_loads(s, (), (), runner=WHO, drawing=alone)) for s in (stride, other)
    )
    twin = {"left": "right", "right": "left", None: None}
    for (name, statistic, side), x in loads.items():
        same = seen[name, statistic, twin[side]]
        assert same.measured == x.measured
        if x.measured:
            assert same.value == pytest.approx(x.value, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("views", [("markers",), ("right", "rear")])
def test_curves_go_through_the_stride_once_and_have_the_means_of_their_loads(views):
    body = of(views=views, crossing=26.0)
    loads = by_key(body)
    assert {(c.name, c.side) for c in body.curves} == {
        *((f"{v}_{w}", s) for v, s in [(v, None) for v in LEVELS] for w in WAYS),
        ("thoracic_twist", None), ("thoracic_twist_moment", None),
        *((f"{g}_effort", s) for g in GROUPS for s in SIDES),
    }  # fmt: skip
    for c in body.curves:
        assert c.mean.shape == c.low.shape == c.high.shape == c.reference.shape == (101,)
        assert np.all(c.low <= c.mean)
        assert np.all(c.mean <= c.high)
        assert c.mean[0] == pytest.approx(c.mean[-1])
        if c.name.endswith(("flexion_moment", "compression", "_effort")):
            load = loads[c.name, "mean", c.side]
            assert c.mean[:-1].mean() == pytest.approx(load.value, rel=1e-6)
            assert c.reference[:-1].mean() == pytest.approx(load.reference, rel=1e-6)
            assert c.unit == load.unit
    twist = next(c for c in body.curves if c.name == "thoracic_twist")
    assert np.ptp(twist.mean) == pytest.approx(
        loads["thoracic_twist_range", "mean", None].value, rel=0.02
    )


def test_film_lacks_quick_waves_and_says_so_in_its_intervals():
    """The same draws, told as film and as markers: only upper ends differ, by shares of a load."""
    film, markers = by_key(of(views=("right", "rear"))), by_key(of())
    for level in LEVELS:
        for way, share in (("lateral_moment", 0.4), ("axial_moment", 0.15), ("compression", 0.15)):
            name = (f"{level}_{way}", "mean", None)
            assert film[name].high >= film[name].value * (1 + share) - 1e-9
            assert markers[name].high < film[name].high


# What is not shown


def test_a_stride_without_arms_has_no_loads():
    body = body_loads(None, (), (), runner=WHO)
    assert {(x.load, x.side) for x in body.loads} == NAMES
    assert not any(x.measured for x in body.loads)
    assert {x.reason for x in body.loads} == {
        "the arms were not recorded, and their weight and swing are in every load"
    }
    assert body.attribution == body.changes == body.curves == ()
    assert body.model is None


@pytest.mark.parametrize(("mass", "height", "why"),
                         [(20.0, 1.25, "a mass of 20 kg is no adult runner's"),
                          (70.0, 3.0, "a height of 3 m is no adult runner's")])  # fmt: skip
def test_a_child_has_no_loads_and_the_reason_why(mass, height, why):
    runner = (Runner(100 * height, mass), mass, height)
    body = body_loads(sample_stride(), (), (), runner=runner, drawing=QUICK)
    assert not any(x.measured for x in body.loads)
    assert all(x.reason.startswith(why) for x in body.loads)
    assert [(w.code, w.message.startswith(why)) for w in body.warnings] == [("no_loads", True)]
    assert body.curves == ()


@pytest.mark.parametrize(
    ("views", "shown", "hidden"),
    [
        (("right",), ("l5s1_flexion_moment", "t8t9_compression", "erector_spinae_thoracic_effort"),
         ("l5s1_lateral_moment", "t8t9_axial_moment", "thoracic_twist_range", "obliques_effort")),
        (("rear",), ("t8t9_lateral_moment",),
         ("t8t9_flexion_moment", "l5s1_compression", "t8t9_axial_moment", "pectorals_effort",
          "erector_spinae_lumbar_effort", "thoracic_twist_moment")),
    ],
)  # fmt: skip
def test_one_view_shows_some_and_says_what_would_show_the_rest(views, shown, hidden):
    body = of(views=views)
    seen = {x.load for x in body.loads if x.measured}
    reasons = {x.load: x.reason for x in body.loads if not x.measured}
    assert set(shown) <= seen
    assert set(hidden) <= set(reasons)
    assert all("film a second clip" in reasons[name] for name in hidden)
    assert not {c.name for c in body.curves} & (set(hidden) - {"thoracic_twist_range"})
    assert not {s.load for s in body.attribution} & set(reasons)
    assert not {c.load for c in body.changes} & set(reasons)


def test_without_a_head_nothing_is_said_of_the_neck():
    body = of(head=False)
    missing = {x.load for x in body.loads if not x.measured}
    assert missing == {
        *(f"c7t1_{way}" for way in WAYS), "neck_extensors_effort",
    }  # fmt: skip
    assert all("head was not recorded" in x.reason for x in body.loads if not x.measured)


def test_what_no_muscle_can_give_is_not_shared_out():
    """Arms swung at four times the rate ask for sixteen times the moments."""
    stride = replace(sample_stride(views=("markers",), inputs=(0,)), frequency_hz=5.6)
    body = body_loads(stride, (), (), runner=WHO, drawing=LEAST)
    reasons = {x.load: x.reason or "" for x in body.loads}
    assert "cannot give what this motion asks" in reasons["erector_spinae_thoracic_effort"]
    assert "cannot give what this motion asks" in reasons["t8t9_compression"]
    assert by_key(body)["t8t9_flexion_moment", "mean", None].measured
