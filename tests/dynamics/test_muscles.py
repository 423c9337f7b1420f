"""Moments shared over muscles, and the forces through joints that follow."""

from itertools import pairwise

import mujoco
import numpy as np
import pytest

from runtall.dynamics.inverse import CONTACTS, ROWS, needed
from runtall.dynamics.muscles import GROUP_REGIONS, shared, work
from runtall.dynamics.passive import passive_moment
from runtall.dynamics.posture import body_motion
from runtall.literature.anatomy import muscles, trunk
from runtall.motion.load import GROUPS, LEVELS

G = 9.80665
SITE = mujoco.mjtWrap.mjWRAP_SITE


@pytest.fixture(scope="module")
def standing(man):
    # Arms a little ahead and bent, as a runner's: hanging straight, shoulders have nothing to do.
    return man.motion(arm_flex_r=-10, arm_flex_l=-10, elbow_flex_r=60, elbow_flex_l=60)


def test_standing_presses_the_chest_with_less_than_a_body_weight(man, standing):
    """Without ribs that share it; in vivo about half."""
    done = work(standing, [man.body])
    weight = 70 * G
    assert 0.6 < done.compression("t8t9")[0, 0] / weight < 0.9
    assert 0.4 < 0.67 * done.compression("t8t9")[0, 0] / weight < 0.65
    assert done.compression("l5s1")[0, 0] > done.compression("t8t9")[0, 0]
    assert done.compression("t8t9")[0, 0] > done.compression("t4t5")[0, 0]
    assert done.compression("t4t5")[0, 0] > done.compression("c7t1")[0, 0]


def test_standing_is_within_the_muscles(man, standing):
    done = work(standing, [man.body])
    assert done.reserve_share["spine"][0] < 0.01
    assert done.reserve_share["girdle"][0] < 0.02
    assert done.activation.max() < 0.5
    assert done.activation.min() >= 0
    assert done.group("erector_spinae_thoracic", "left")[0, 0] > 0.05
    assert done.group("shoulder_elevators", "right")[0, 0] > 0.02


def test_left_and_right_stand_alike(man, standing):
    done = work(standing, [man.body])
    for name in GROUPS:
        left, right = (done.group(name, side)[0, 0] for side in ("left", "right"))
        assert left == pytest.approx(right, abs=1e-6)


def test_arms_that_hang_straight_leave_no_empty_share(man):
    done = work(man.motion(), [man.body])
    for region, share in done.reserve_share.items():
        assert share[0] < 0.05, region


def crossing_force(held, q, force, upper):
    """Sum of what muscles pull on the parts in ``upper``, from where their paths run, N."""
    model, data = held.body.model, held.posed(q)
    total = np.zeros(3)
    for t in range(model.ntendon):
        points = path(model, data, t)
        for (body, at), (other, there) in pairwise(points):
            way = there - at
            if (body in upper) != (other in upper):
                pull = force[t] * way / np.linalg.norm(way)
                total += pull if body in upper else -pull
    return total


def path(model, data, t):
    """Body and place of every point of a tendon, on surfaces where it lies on them."""
    adr, n = model.tendon_adr[t], model.tendon_num[t]
    sites = [i for k, i in zip(model.wrap_type[adr:adr + n], model.wrap_objid[adr:adr + n],
                               strict=True) if k == SITE]  # fmt: skip
    start, many = data.ten_wrapadr[t], data.ten_wrapnum[t]
    found, left = [], iter(sites)
    objects = data.wrap_obj.reshape(-1)[start : start + many]
    places = data.wrap_xpos.reshape(-1, 3)[start : start + many]
    for kind, at in zip(objects, places, strict=True):
        geom = kind >= 0
        body = model.geom_bodyid[kind] if geom else model.site_bodyid[next(left)]
        found.append((int(body), at.copy()))
    return found


def above(model, first):
    top = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_BODY, first)
    found = {top}
    for b in range(top + 1, model.nbody):
        if int(model.body_parentid[b]) in found:
            found.add(b)
    return found


@pytest.mark.parametrize(
    ("level", "first"), [("l5s1", "lumbar"), ("t8t9", "mid_thorax"), ("t4t5", "upper_thorax")]
)
@pytest.mark.parametrize("lean", [0.0, -20.0])
def test_a_joint_bears_the_weight_above_and_all_that_pulls_across_it(man, level, first, lean):
    """Along straight pieces of every path, with nothing of the code's levers."""
    motion = man.motion(l5s1_extension=lean, t8t9_rotation=6.0, arm_flex_r=20.0, elbow_flex_l=70.0)
    effort, _ = shared(motion, [man.body])
    done, model, q = work(motion, [man.body]), man.body.model, motion.position[0, 0]
    upper, data = above(model, first), man.posed(q)
    weight = model.body_mass[sorted(upper)].sum() * G * np.array([0.0, -1.0, 0.0])
    pulled = crossing_force(man, q, man.body.strength_n * effort.activation[0], upper)
    pushed = np.zeros(3)
    for name, push in zip(CONTACTS, effort.contact[0], strict=True):
        kind, letter = name.split("_")
        row = trunk()["contact"][kind]
        ribs, normal = data.body(row["body"]), np.array(row["normal"], float)
        normal *= np.array([1, 1, 1 if letter == "r" else -1]) / np.linalg.norm(normal)
        if ribs.id not in upper:
            pushed += push * ribs.xmat.reshape(3, 3) @ normal
    below = data.xmat[model.body_parentid[min(upper)]].reshape(3, 3)
    expected = -below.T @ (weight + pulled + pushed)
    found = done.force[0, 0, 3 * LEVELS.index(level) : 3 * LEVELS.index(level) + 3]
    assert found == pytest.approx(expected, abs=1e-3)
    assert done.compression(level)[0, 0] == pytest.approx(expected[1], abs=1e-3)
    assert expected[1] > 0


def test_muscles_contacts_and_reserve_give_what_is_asked(runner):
    run, bodies = runner
    motion = body_motion(run, bodies.full, 10)
    (effort, by), demand = shared(motion, bodies.full), needed(motion, bodies.full)
    body = bodies.full[0]
    rows = [body.dof[r] for r in ROWS]
    passive = passive_moment(motion.position, bodies.full, body.dof)
    for i in range(10):
        own = np.array([passive[r][0, i] if r in passive else 0.0 for r in ROWS])
        given = by.muscle[0, i] @ (body.strength_n * effort.activation[i])
        given = given + by.contact[0, i] @ effort.contact[i] + effort.reserve[i] + own
        assert given == pytest.approx(demand[0, i, rows], abs=1e-5)
    assert np.all(effort.contact >= 0)


def test_a_run_is_within_the_muscles(runner):
    run, bodies = runner
    done = work(body_motion(run, bodies.full, 20), bodies.full)
    assert all(share[0] < 0.01 for share in done.reserve_share.values())
    assert done.activation.max() <= 1
    assert done.compression("t8t9").mean() > 0.7 * bodies.full[0].size.mass_kg * G


def test_a_mirrored_run_has_mirrored_effort(runner):
    run, bodies = runner
    done, other = (
        work(body_motion(r, bodies.full, 20), bodies.full) for r in (run, run.mirrored())
    )
    half = len(done.names) // 2
    assert other.activation == pytest.approx(np.roll(done.activation, half, axis=-1), abs=1e-6)
    for level in LEVELS:
        assert other.compression(level) == pytest.approx(done.compression(level), abs=0.01)


def test_muscles_stand_in_the_order_of_the_table_first_right_then_left(man):
    names = [m.name for m in muscles()]
    assert man.body.muscles == tuple(f"{n}_{s}" for s in "rl" for n in names)
    ours = [man.body.model.tendon(k).name for k in range(man.body.model.ntendon)]
    assert tuple(ours) == man.body.muscles


def test_groups_are_means_weighted_by_area(man, standing):
    done = work(standing, [man.body])
    area = {f"{m.name}_r": m.pcsa_cm2 for m in muscles() if m.group == "erector_spinae_thoracic"}
    own = dict(zip(done.names, done.activation[0, 0], strict=True))
    mean = sum(a * own[n] for n, a in area.items()) / sum(area.values())
    assert done.group("erector_spinae_thoracic", "right")[0, 0] == pytest.approx(mean)


def test_every_group_has_muscles_and_regions():
    assert set(GROUP_REGIONS) == set(GROUPS)
    assert {m.group for m in muscles()} - {""} == set(GROUPS)
