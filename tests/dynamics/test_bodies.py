"""Bodies of the versions of a run."""

from dataclasses import replace

import numpy as np
import pytest

from runtall.dynamics.bodies import RunnerMass, bodies_of, draw_doubt
from runtall.dynamics.body import build
from runtall.dynamics.size import Doubt, body_size
from runtall.errors import InputError
from runtall.literature.anatomy import muscles
from runtall.motion.stride_draws import drawn
from runtall.testing.strides import sample_stride

WHO = RunnerMass(70.0, 1.78, "male")


@pytest.fixture(scope="module")
def run():
    return drawn(sample_stride(), 4, seed=1)


def sizes(bodies):
    return [b.size for b in bodies.light]


def test_one_body_for_each_version_and_muscles_for_the_first(run):
    found = bodies_of(run, WHO, n_muscle=2)
    assert (len(found.light), len(found.full)) == (5, 2)
    assert all(b.muscles == () and b.model.ntendon == 0 for b in found.light)
    assert all(len(b.muscles) == b.model.ntendon == 2 * len(muscles()) for b in found.full)
    assert [b.size for b in found.full] == sizes(found)[:2]


def test_the_first_body_has_no_doubt_in_it(run):
    first, *others = sizes(bodies_of(run, WHO, n_muscle=1))
    assert (first.doubt.stiffness, first.doubt.neutral, first.doubt.tension) == (1.0, 0.0, 1.0)
    assert not first.doubt.mass
    assert all(s.doubt.mass for s in others)


def test_draws_are_those_of_their_seed(run):
    first, again, other = (sizes(bodies_of(run, WHO, seed=s, n_muscle=1)) for s in (3, 3, 4))
    assert first[2].doubt.stiffness == again[2].doubt.stiffness
    assert first[2].doubt.stiffness != other[2].doubt.stiffness


def test_more_versions_do_not_change_the_first(run):
    few = sizes(bodies_of(run.first(3), WHO, n_muscle=1))
    many = sizes(bodies_of(run, WHO, n_muscle=1))
    assert few[2].doubt.mass == many[2].doubt.mass
    assert few[2].up == pytest.approx(many[2].up)


def test_an_unsure_mass_is_drawn_and_never_below_what_a_body_can_be(run):
    unsure = replace(WHO, mass_kg=32.0, mass_sd=10.0)
    masses = [s.mass_kg for s in sizes(bodies_of(run, unsure, n_muscle=1))]
    assert masses[0] == 32.0
    assert len(set(masses)) > 2
    assert min(masses) >= 30.0


def test_a_child_has_no_body(run):
    with pytest.raises(InputError, match="a mass of 20 kg is no adult runner's"):
        bodies_of(run, RunnerMass(20.0, 1.25))


def test_doubt_is_as_wide_as_the_tables_say():
    rng = np.random.default_rng(0)
    doubts = [draw_doubt(rng) for _ in range(400)]

    def spread(values):
        return np.std(np.log(list(values)))

    assert spread(d.mass["lumbar"] for d in doubts) == pytest.approx(0.06, rel=0.1)
    assert spread(d.strength["LEV_r"] for d in doubts) == pytest.approx(0.2, rel=0.1)
    assert np.std([d.forward_m for d in doubts]) == pytest.approx(0.005, rel=0.1)
    assert np.std([d.path_m["LEV_r"][0, 1] for d in doubts]) == pytest.approx(0.005, rel=0.1)
    assert np.degrees(np.std([d.neutral for d in doubts])) == pytest.approx(3, rel=0.1)
    low, high = np.percentile([d.stiffness for d in doubts], (5, 95))
    assert (low, high) == pytest.approx((0.5, 2.0), rel=0.2)
    low, high = np.percentile([60 * d.tension for d in doubts], (5, 95))
    assert (low, high) == pytest.approx((35, 100), rel=0.15)


def test_both_sides_of_a_draw_are_alike():
    doubt = draw_doubt(np.random.default_rng(5))
    assert doubt.mass["forearm_r"] == doubt.mass["forearm_l"]
    assert doubt.strength["LT_up_r"] == doubt.strength["LT_up_l"]
    assert np.array_equal(doubt.path_m["LT_up_r"], doubt.path_m["LT_up_l"])


def test_a_strong_draw_has_stronger_muscles(man):
    size = replace(body_size(70.0, 1.75, "male"), doubt=Doubt(tension=1.5, strength={"LEV_r": 2.0}))
    ratio = build(size).strength_n / man.body.strength_n
    own = dict(zip(man.body.muscles, ratio, strict=True))
    assert own["LEV_r"] == pytest.approx(3.0)
    assert own["LEV_l"] == pytest.approx(1.5)
    lev = next(m for m in muscles() if m.name == "LEV")
    usual = dict(zip(man.body.muscles, man.body.strength_n, strict=True))
    assert usual["LEV_r"] == pytest.approx(60 * lev.pcsa_cm2)
