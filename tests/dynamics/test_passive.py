"""What the spine resists by itself."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.dynamics.body import build
from runtall.dynamics.passive import passive_moment, resistance
from runtall.dynamics.shoulders import SHARED, TURNS
from runtall.dynamics.size import Doubt
from runtall.literature.anatomy import trunk

every = pytest.mark.parametrize("joint", SHARED)
turns = pytest.mark.parametrize("turn", TURNS)
# One segment without ribs, N m per degree, and what the closed rib cage multiplies it by.
SEGMENT = {"flexion": (2.7, 1.5), "extension": (3.3, 1.5), "bending": (3.0, 1.4),
           "rotation": (2.6, 1.9)}  # fmt: skip
SEGMENTS = {"l5s1": (5, False), "t12l1": (4, False), "t8t9": (4, True), "t4t5": (4, True)}
STEP = 1e-6


def by_table(joint, way):
    """Of segments in a row, N m per rad."""
    (one, ribs), (n, closed) = SEGMENT[way], SEGMENTS[joint]
    return np.degrees(one * (ribs if closed else 1.0) / n)


def slope(joint, turn, angle):
    ends = resistance(joint, turn, np.array([angle - STEP, angle + STEP]))
    return np.diff(ends)[0] / (2 * STEP)


def end(joint, turn):
    return np.radians(trunk()["range"][joint][turn])


@every
@turns
def test_it_begins_as_stiff_as_the_table_says(joint, turn):
    ways = ("flexion", "extension") if turn == "extension" else (turn, turn)
    for sign, way in zip((-1, 1), ways, strict=True):
        found = resistance(joint, turn, np.array(sign * 0.01)) / 0.01
        assert found == pytest.approx(sign * by_table(joint, way))


@every
@turns
def test_it_is_straight_to_most_of_the_range_and_twice_as_stiff_at_its_end(joint, turn):
    whole = end(joint, turn)
    for sign in (-1, 1):
        first = slope(joint, turn, sign * 1e-3)
        assert slope(joint, turn, sign * 0.59 * whole) == pytest.approx(first)
        assert slope(joint, turn, sign * 0.61 * whole) > 1.001 * first
        assert slope(joint, turn, sign * whole) == pytest.approx(2 * first, rel=1e-4)


@every
@pytest.mark.parametrize("turn", ["bending", "rotation"])
@given(share=st.floats(0, 3))
def test_both_sides_are_alike(joint, turn, share):
    angle = np.array(share * end(joint, turn))
    assert resistance(joint, turn, -angle) == pytest.approx(-resistance(joint, turn, angle))


@every
@turns
@given(share=st.floats(-20, 20), more=st.floats(1e-3, 5))
def test_it_grows_without_a_jump_and_is_never_endless(joint, turn, share, more):
    angle = share * end(joint, turn)
    near = resistance(joint, turn, np.array([angle, angle + 1e-9]))
    assert np.isfinite(near).all()
    stiffest = slope(joint, turn, 1e-3) * 2**25
    assert 0 <= near[1] - near[0] < 1e-9 * stiffest + 1e-6 * abs(near[0])
    further = resistance(joint, turn, np.array([angle, angle + more * end(joint, turn)]))
    assert further[1] >= further[0]


def test_it_opposes_every_turn(man):
    motion = man.random(n=40, seed=7, size=0.4)
    met = passive_moment(motion.position, [man.body], man.body.dof)
    assert set(met) == {f"{joint}_{turn}" for joint in SHARED for turn in TURNS}
    for name, moment in met.items():
        angle = motion.position[..., man.body.dof[name]]
        assert np.all(moment * angle < 0), name


def test_a_stiffer_draw_resists_more_and_a_bent_one_rests_elsewhere(man):
    size = man.body.size
    bodies = [
        build(replace(size, doubt=d), with_muscles=False)
        for d in (Doubt(), Doubt(stiffness=2.0), Doubt(neutral=0.1))
    ]
    motion = man.motion(**{f"{j}_rotation": 5.0 for j in SHARED})
    q = np.repeat(motion.position, 3, axis=0)
    for joint in SHARED:
        q[2, 0, man.body.dof[f"{joint}_extension"]] = 0.1 * trunk()["share"][joint]["extension"]
    met = passive_moment(q, bodies, man.body.dof)
    for joint in SHARED:
        usual, stiff, bent = met[f"{joint}_rotation"][:, 0]
        assert (stiff, bent) == pytest.approx((2 * usual, usual))
        assert met[f"{joint}_extension"][2, 0] == pytest.approx(0, abs=1e-12)
