"""What drifting form does to the loads."""

import pytest

from runtall.analysis.load_drift import load_drifts
from runtall.analysis.result import CoordinateDrift
from runtall.dynamics.bodies import RunnerMass, bodies_of
from runtall.dynamics.loads import loads_of
from runtall.motion.skeleton import COORDINATES, TRANSLATIONS
from runtall.motion.stride_draws import drawn
from runtall.testing.strides import sample_stride

RUN = drawn(sample_stride(), 0)
BODIES = bodies_of(RUN, RunnerMass(70.0, 1.78, "male"), n_muscle=0)
LEVEL = "t8t9_flexion_moment"


def drift(spread=0.0, **by):
    found = []
    for name in COORDINATES:
        value, unit = by.get(name, 0.0), "mm" if name in TRANSLATIONS else "deg"
        found.append(
            CoordinateDrift(name, value, value - spread, value + spread, f"{unit}/10 min", 9, (0,))
        )
    return tuple(found)


def of(found):
    return {d.load: d for d in found}


def test_without_a_drift_there_is_none():
    assert load_drifts(RUN, BODIES, ()) == ()
    still = of(load_drifts(RUN, BODIES, drift()))
    assert all(d.value == pytest.approx(0.0, abs=1e-9) for d in still.values())


def test_a_trunk_that_tips_forward_loads_as_a_run_that_leans_more():
    found = of(load_drifts(RUN, BODIES, drift(lumbar_extension=-3.0)))[LEVEL]
    tipped = RUN.shifted(lumbar_extension=-3.0 * 3.141592653589793 / 180)
    key = (LEVEL, "mean", None)
    before, after = (loads_of(r, BODIES, muscles=False).values[key][0] for r in (RUN, tipped))
    assert found.value == pytest.approx(after - before, abs=1e-9)
    assert found.value > 0
    assert found.unit == "N m/10 min"


def test_an_unsure_drift_has_an_interval_and_the_seed_repeats_it():
    sure, unsure = (
        of(load_drifts(RUN, BODIES, drift(spread, lumbar_extension=-3.0), seed=3))[LEVEL]
        for spread in (0.0, 2.0)
    )
    assert sure.high - sure.low == pytest.approx(0.0, abs=1e-9)
    assert unsure.low < unsure.value < unsure.high
    again = of(load_drifts(RUN, BODIES, drift(2.0, lumbar_extension=-3.0), seed=3))[LEVEL]
    assert again == unsure


def test_versions_beyond_the_best_do_not_matter():
    many = drawn(sample_stride(), 2)
    bodies = bodies_of(many, RunnerMass(70.0, 1.78, "male"), n_muscle=0)
    one, other = (
        of(load_drifts(r, b, drift(lumbar_extension=-3.0)))[LEVEL]
        for r, b in ((RUN, BODIES), (many, bodies))
    )
    assert other.value == pytest.approx(one.value, rel=0.02)
