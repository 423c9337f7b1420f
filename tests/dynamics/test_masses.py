"""Masses and inertia: sums of de Leva's table, and bodies that could exist."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtall.dynamics.bodies import draw_doubt
from runtall.dynamics.masses import Inertia, inertias, together
from runtall.dynamics.size import body_size
from runtall.literature.anatomy import SEGMENTS, SIDED, segment, slices
from runtall.motion.skeleton import default_lengths

SEXES = ("male", "female", "unspecified")
LIMBS = ("upper_arm", "forearm", "hand", "thigh", "shank", "foot")
OVER = np.diag([1.0, 1.0, -1.0])
some = settings(max_examples=40, deadline=None)


@st.composite
def sizes(draw):
    """A runner of any size, measured or not, as the tables have it or drawn."""
    sex, height = draw(st.sampled_from(SEXES)), draw(st.floats(1.4, 2.1))
    mass = draw(st.floats(16, 35)) * height**2
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    lengths = default_lengths(height, sex) * rng.uniform(0.93, 1.07, 15)
    size = body_size(mass, height, sex, lengths if draw(st.booleans()) else None)
    return replace(size, doubt=draw_doubt(rng)) if draw(st.booleans()) else size


@pytest.mark.parametrize(("sex", "percent"), [("male", 100.0), ("female", 99.99)])
def test_de_leva_s_masses_add_up(sex, percent):
    whole = segment("head_neck", sex)[0] + segment("trunk", sex)[0]
    whole += 2 * sum(segment(name, sex)[0] for name in LIMBS)
    assert 100 * whole == pytest.approx(percent, abs=0.011)
    parts = sum(segment(name, sex)[0] for name in ("upper", "middle", "lower"))
    assert parts == pytest.approx(segment("trunk", sex)[0], abs=1e-9)


def test_what_lies_above_l5s1_is_what_the_slices_weigh():
    """Of a man: the table by vertebra, head, neck and arms; evidence gives 48.2 % for its own."""
    weights = inertias(body_size(100.0, 1.75, "male"))
    legs = {f"{n}_{s}" for n in ("thigh", "shank", "foot") for s in "rl"}
    above = sum(w.mass_kg for n, w in weights.items() if n not in {"pelvis", *legs})
    assert above == pytest.approx(sum(s.mass_percent for s in slices()) + 6.94 + 2 * 4.94)
    assert above == pytest.approx(48.2, rel=0.03)


@some
@given(size=sizes())
def test_every_body_weighs_what_its_runner_weighs(size):
    weights = inertias(size)
    assert set(weights) == {*SEGMENTS, *(f"{n}_{s}" for n in SIDED for s in "rl")}
    assert sum(w.mass_kg for w in weights.values()) == pytest.approx(size.mass_kg)
    assert min(w.mass_kg for w in weights.values()) > 0


@some
@given(size=sizes())
def test_every_inertia_is_that_of_something(size):
    for name, weight in inertias(size).items():
        assert weight.tensor == pytest.approx(weight.tensor.T)
        low, middle, high = np.linalg.eigvalsh(weight.tensor)
        assert low > 0, name
        assert low + middle >= high * (1 - 1e-9), name


@some
@given(size=sizes())
def test_left_is_the_mirror_image_of_right(size):
    weights = inertias(size)
    for name in SIDED:
        right, left = weights[f"{name}_r"], weights[f"{name}_l"]
        assert left.mass_kg == pytest.approx(right.mass_kg)
        assert left.centre_m == pytest.approx(OVER @ right.centre_m)
        assert left.tensor == pytest.approx(OVER @ right.tensor @ OVER)


def test_two_points_together_are_a_dumbbell():
    ends = [Inertia(m, np.array([0.0, y, 0.0]), np.zeros((3, 3))) for m, y in ((2, 0.0), (6, 0.4))]
    whole = together(ends)
    assert (whole.mass_kg, whole.centre_m[1]) == pytest.approx((8, 0.3))
    reduced = 2 * 6 / 8
    assert whole.tensor == pytest.approx(np.diag([1, 0, 1]) * reduced * 0.4**2)
