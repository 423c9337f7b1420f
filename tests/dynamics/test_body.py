"""The compiled body: where its joints are, what is in it, and what is not."""

import mujoco
import numpy as np
import pytest

from runtall.dynamics.body import build
from runtall.dynamics.masses import inertias
from runtall.dynamics.places import joint_centre
from runtall.dynamics.size import body_size
from runtall.literature.anatomy import SEGMENTS, SPINE, surfaces, trunk

G = 9.80665


def upright(held):
    return held.posed(np.zeros(held.body.model.nq))


def test_joints_lie_where_the_tables_have_them(man):
    data = upright(man)
    hip = np.array(trunk()["joint"]["hip"]) / 1000
    for joint, part in zip(SPINE, SEGMENTS[1:], strict=True):
        table = np.array(trunk()["joint"][joint]) / 1000
        assert data.body(part).xpos == pytest.approx(table - hip, abs=1e-9)
    for joint, part in [("sternoclavicular", "clavicle"), ("acromioclavicular", "scapula"),
                        ("glenohumeral", "upper_arm")]:  # fmt: skip
        table = np.array(trunk()["joint"][joint]) / 1000 - hip
        assert data.body(f"{part}_r").xpos == pytest.approx(table, abs=1e-9)
        assert data.body(f"{part}_l").xpos == pytest.approx(table * [1, 1, -1], abs=1e-9)


def test_limbs_hang_by_their_lengths(man):
    data, length = upright(man), man.body.size.lengths
    for above, below in [("upper_arm", "forearm"), ("forearm", "hand"), ("thigh", "shank"),
                         ("shank", "foot")]:  # fmt: skip
        for side in "rl":
            way = data.body(f"{below}_{side}").xpos - data.body(f"{above}_{side}").xpos
            assert way == pytest.approx([0, -length[above], 0], abs=1e-9)


@pytest.mark.parametrize("name", SPINE)
def test_turns_of_the_spine_have_the_signs_they_are_said_to_have(man, name):
    """Extension tips the head back, right bending to the right, rotation turns it left."""
    ways = {"extension": (0, -1), "bending": (2, 1), "rotation": (0, None)}
    local = np.array([0.0, 0.1, 0.0])
    top = upright(man).body("head").xpos + local
    for turn, (axis, sign) in ways.items():
        q = np.zeros(man.body.model.nq)
        q[man.body.dof[f"{name}_{turn}"]] = 0.1
        data = man.posed(q)
        moved = data.body("head").xpos + data.body("head").xmat.reshape(3, 3) @ local - top
        if sign is not None:
            assert sign * moved[axis] > 0.005, turn
        else:
            nose = data.body("head").xmat.reshape(3, 3)[:, 0]
            assert nose[2] == pytest.approx(-np.sin(0.1))  # z points right


@pytest.mark.parametrize("letter", ["r", "l"])
def test_turns_of_the_arm_have_the_signs_they_are_said_to_have(man, letter):
    side = 1 if letter == "r" else -1
    for name, part, axis, sign in [("arm_flex", "forearm", 0, 1), ("arm_add", "forearm", 2, -side),
                                   ("elbow_flex", "hand", 0, 1),
                                   ("clavicle_elevation", "scapula", 1, 1),
                                   ("clavicle_protraction", "scapula", 0, 1)]:  # fmt: skip
        q = np.zeros(man.body.model.nq)
        q[man.body.dof[f"{name}_{letter}"]] = 0.2
        own = f"{part}_{letter}"
        moved = man.posed(q).body(own).xpos - upright(man).body(own).xpos
        assert sign * moved[axis] > 0.01, name


def test_nothing_but_weight_and_inertia_is_in_it(man):
    model = man.body.model
    assert model.opt.gravity.tolist() == [0, -G, 0]
    assert model.nu == model.neq == 0
    assert not model.dof_damping.any()
    assert not model.dof_armature.any()
    assert not model.dof_frictionloss.any()
    assert not model.jnt_limited.any()
    assert not model.jnt_stiffness.any()
    assert not model.tendon_stiffness.any()
    assert not model.tendon_damping.any()


def test_surfaces_weigh_nothing_and_touch_nothing(man):
    model = man.body.model
    assert model.ngeom == 2 * len(surfaces())
    assert not model.geom_contype.any()
    assert not model.geom_conaffinity.any()
    assert model.body_mass.sum() == pytest.approx(70.0)


def test_without_muscles_it_is_the_same_body():
    size = body_size(58.0, 1.63, "female")
    full, light = build(size).model, build(size, with_muscles=False).model
    assert light.ntendon == 0
    for name in ("body_mass", "body_inertia", "body_ipos", "body_pos", "jnt_axis", "body_iquat"):
        assert getattr(light, name) == pytest.approx(getattr(full, name)), name
    assert [full.joint(k).name for k in range(full.njnt)] == [
        light.joint(k).name for k in range(light.njnt)
    ]


@pytest.mark.parametrize("height", [1.3, 1.5, 1.75, 2.1])
@pytest.mark.parametrize("sex", ["male", "female", "unspecified"])
def test_bodies_of_every_height_can_be_built_and_grow_in_proportion(height, sex):
    size = body_size(22 * height**2, height, sex)
    model = build(size).model
    assert np.all(model.body_inertia[1:] > 0)
    assert model.body_mass.sum() == pytest.approx(22 * height**2)
    assert joint_centre(size, "c7t1")[1] == pytest.approx(0.472 * height / 1.75)


def test_the_inertia_of_the_model_is_that_of_the_segments(another):
    """MuJoCo turns each tensor to its own axes: turned back it is the same."""
    model = another.body.model
    for name, weight in inertias(another.body.size).items():
        k, turn = model.body(name).id, np.empty(9)
        mujoco.mju_quat2Mat(turn, model.body_iquat[k])
        axes = turn.reshape(3, 3)
        tensor = axes @ np.diag(model.body_inertia[k]) @ axes.T
        assert tensor == pytest.approx(weight.tensor, rel=1e-9, abs=1e-12), name
        assert model.body_ipos[k] == pytest.approx(weight.centre_m), name
