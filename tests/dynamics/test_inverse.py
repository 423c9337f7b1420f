"""Moments, each against a formula or a computation of its own."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest

from runtall.dynamics.body import build
from runtall.dynamics.inverse import needed
from runtall.dynamics.posture import BodyMotion, body_motion
from runtall.dynamics.size import body_size
from runtall.motion.load import LEVELS

G, UP = 9.80665, np.array([0.0, 1.0, 0.0])
TURNS = ("extension", "bending", "rotation")
# de Leva, men: mass in % of the body, centre and radius about the sideways axis in % of length.
ARM = {"upper_arm": (2.71, 57.72, 26.9), "forearm": (1.62, 45.74, 26.5), "hand": (0.61, 79.0, 51.3)}
LEANS = (0, 5, 10, 15, 20, 30)
# Flexion moments of a rigid upper body of 70 kg turned about L5/S1, arms with it.
STATIC = {
    "l5s1": (7.6, 14.8, 22.0, 29.0, 35.7, 48.4),
    "t12l1": (7.5, 10.3, 13.1, 15.8, 18.4, 23.1),
    "t8t9": (10.3, 11.1, 11.8, 12.3, 12.8, 13.5),
}
WITHOUT_ARMS = {"t8t9": (6.4, 8.2, 10.0, 11.6, 13.2, 16.1), "t4t5": (3.0, 4.0, 4.9, 5.7, 6.6, 8.1)}


def moment(held, motion, name):
    return needed(motion, [held.body])[0, :, held.body.dof[name]]


@pytest.mark.parametrize("elbow", [0, 90])
@pytest.mark.parametrize("letter", ["r", "l"])
def test_a_swung_arm_is_a_rigid_pendulum(man, elbow, letter):
    swing, fast = np.array([-40.0, 0.0, 25.0, 70.0]), 12.0
    length, bent = man.body.size.lengths, np.radians(elbow)
    place, arm = np.zeros(2), {}
    for name, (percent, centre, radius) in ARM.items():
        angle = 0.0 if name == "upper_arm" else bent
        along = np.array([np.sin(angle), -np.cos(angle)])
        at = place + centre / 100 * length[name] * along
        arm[name] = (0.7 * percent, at, (radius / 100 * length[name]) ** 2)
        place = place + length[name] * along
    inertia = sum(m * (k2 + at @ at) for m, at, k2 in arm.values())
    x, y = sum(m * at for m, at, _ in arm.values())
    theta = np.radians(swing)
    formula = G * (x * np.cos(theta) - y * np.sin(theta)) + inertia * fast
    angles = {f"arm_flex_{letter}": swing, f"elbow_flex_{letter}": elbow}
    motion = man.motion({f"arm_flex_{letter}": fast}, **angles)
    assert moment(man, motion, f"arm_flex_{letter}") == pytest.approx(formula, abs=1e-9)


def test_free_fall_needs_nothing(another):
    motion = another.random(n=3, seed=1)
    motion.acceleration[..., another.body.dof["pelvis_ty"]] = -G
    assert np.abs(needed(motion, [another.body])).max() < 1e-9


def test_a_body_at_rest_weighs_its_weight_and_nothing_pushes_it(another):
    force = needed(another.random(n=3, seed=2), [another.body])[0]
    dof = another.body.dof
    assert force[:, dof["pelvis_ty"]] == pytest.approx(61.0 * G)
    assert np.abs(force[:, [dof["pelvis_tx"], dof["pelvis_tz"]]]).max() < 1e-9


def test_over_a_stride_the_ground_carries_the_body(runner):
    run, bodies = runner
    force, dof = needed(body_motion(run, bodies.light, 50), bodies.light)[0], bodies.light[0].dof
    weight = bodies.light[0].size.mass_kg * G
    assert force[:, dof["pelvis_ty"]].mean() / weight == pytest.approx(1.0, abs=1e-6)
    assert force[:, dof["pelvis_tx"]].mean() / weight == pytest.approx(0.0, abs=1e-6)
    assert force[:, dof["pelvis_tz"]].mean() / weight == pytest.approx(0.0, abs=1e-6)
    assert force[:, dof["pelvis_ty"]].max() > 1.5 * weight


def above(body, first):
    """Numbers of a body part and of all it carries."""
    model = body.model
    top = mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_BODY, first)
    found = {top}
    for b in range(top + 1, model.nbody):
        if model.body_parentid[b] in found:
            found.add(b)
    return sorted(found)


@pytest.mark.parametrize(("level", "first"), [("l5s1", "lumbar"), ("t8t9", "mid_thorax")])
def test_force_through_a_joint_moves_all_that_is_above(runner, level, first):
    """Newton's second law of the parts above, their centres differentiated by their waves."""
    run, bodies = runner
    body = bodies.light[0]
    parts, motion = above(body, first), body_motion(run, bodies.light, 100)
    mass = body.model.body_mass[parts]
    data, centre, axes = mujoco.MjData(body.model), [], []
    for q in motion.position[0]:
        data.qpos[:] = q
        mujoco.mj_kinematics(body.model, data)
        centre.append(mass @ data.xipos[parts] / mass.sum())
        axes.append(data.xmat[body.model.body_parentid[parts[0]]].reshape(3, 3).copy())
    wave = np.fft.rfft(centre, axis=0)
    rate = 2j * np.pi * run.frequency_hz * np.arange(len(wave))[:, None]
    fall = np.fft.irfft(rate**2 * wave, n=100, axis=0) + UP * G
    expected = mass.sum() * np.einsum("nji,nj->ni", axes, fall)
    slides = [body.dof[f"{level}_t{k}"] for k in "xyz"]
    assert needed(motion, [body])[0][:, slides] == pytest.approx(expected, abs=0.2)


def _head_by_evidence(man, level, lean):
    """What the head of the table, straight above C7/T1, adds less than ours: N m at each lean."""
    model, data = man.body.model, man.posed(man.motion().position[0, 0])
    ids = [mujoco.mj_name2id(model, mujoco.mjtObj.mjOBJ_BODY, n) for n in ("neck", "head")]
    hip = data.body("lumbar").xpos
    base, joint = data.body("neck").xpos - hip, data.body(level).xpos - hip
    mass, centre = 0.0680 * 70, base + 0.122 * UP
    ours = np.sum(model.body_mass[ids, None] * (data.xipos[ids] - hip - joint), axis=0)
    x, y, _ = ours - mass * (centre - joint)
    return G * (x * np.cos(lean) + y * np.sin(lean))


@pytest.mark.parametrize(
    ("level", "body"), [("l5s1", "lumbar"), ("t12l1", "lower_thorax"), ("t8t9", "mid_thorax")]
)
def test_leaning_stiffly_asks_what_statics_says(man, level, body):
    """A published column of masses; only its head, which sits further back than ours, is ours."""
    found = moment(man, man.motion(l5s1_extension=-np.array(LEANS)), f"{level}_extension")
    found = found - _head_by_evidence(man, body, np.radians(LEANS))
    assert found == pytest.approx(STATIC[level], rel=0.03)


@pytest.mark.parametrize(("level", "body"), [("t8t9", "mid_thorax"), ("t4t5", "upper_thorax")])
def test_without_its_arms_too(man, level, body):
    motion = man.motion(l5s1_extension=-np.array(LEANS))
    found = moment(man, motion, f"{level}_extension")
    arms = []
    for q in motion.position[0]:
        data = man.posed(q)
        centre = data.subtree_com[[data.body(f"upper_arm_{s}").id for s in "rl"], 0].mean()
        arms.append(0.0988 * 70 * G * (centre - data.body(body).xpos[0]))
    found = found - arms - _head_by_evidence(man, body, np.radians(LEANS))
    assert found == pytest.approx(WITHOUT_ARMS[level], rel=0.06, abs=0.1)


def test_upright_with_a_head_where_heads_are(man):
    force = needed(man.motion(), [man.body])[0, 0]
    assert 5 < force[man.body.dof["l5s1_extension"]] < 12
    assert 8 < force[man.body.dof["t8t9_extension"]] < 14


def test_hanging_arms_more_than_double_what_a_lean_adds_at_the_chest(man):
    upright, turned, hanging = moment(
        man,
        man.motion(l5s1_extension=[0, -30, -30], arm_flex_r=[0, 0, 30], arm_flex_l=[0, 0, 30]),
        "t8t9_extension",
    )
    assert turned - upright < 4
    assert hanging - upright > 2 * (turned - upright)


def test_the_chest_does_not_know_what_turned_it(man):
    """Moments are summed from above: only where the parts above lie counts, not what is below."""
    names = [f"{level}_{turn}" for level in LEVELS[1:] for turn in TURNS]
    rows = [man.body.dof[n] for n in names]
    tilted = needed(man.motion(pelvis_tilt=-14.0), [man.body])[0, 0, rows]
    bent = needed(man.motion(l5s1_extension=-14.0), [man.body])[0, 0, rows]
    assert tilted == pytest.approx(bent, abs=1e-9)


def swapped(body):
    """Order and sign of the degrees of freedom of a mirror image."""
    order, sign = [], []
    for name in body.dof:
        side = {"_r": "_l", "_l": "_r"}.get(name[-2:])
        order.append(body.dof[name[:-2] + side if side else name])
        odd = name.endswith(("_tz", "_bending", "_rotation", "pelvis_list"))
        sign.append(-1.0 if odd and not side else 1.0)
    return np.array(order), np.array(sign)


def test_a_mirrored_run_has_mirrored_moments(runner):
    run, bodies = runner
    order, sign = swapped(bodies.light[0])
    found = needed(body_motion(run, bodies.light, 50), bodies.light)
    mirrored = needed(body_motion(run.mirrored(), bodies.light, 50), bodies.light)
    assert np.abs(mirrored - sign * found[..., order]).max() < 1e-7


def test_a_mirrored_motion_has_mirrored_moments_whatever_it_is(man):
    order, sign = swapped(man.body)
    motion = man.random(n=4, seed=3)
    motion = replace(motion, velocity=5 * motion.position[:, ::-1],
                     acceleration=40 * motion.position[:, ::-1])  # fmt: skip
    parts = (motion.position, motion.velocity, motion.acceleration)
    other = BodyMotion(*(sign * a[..., order] for a in parts), motion.apart_m)
    found, mirrored = needed(motion, [man.body]), needed(other, [man.body])
    assert np.abs(mirrored - sign * found[..., order]).max() < 1e-9


def test_twice_the_mass_takes_twice_the_moment(man):
    heavy = build(body_size(140.0, 1.75, "male"), with_muscles=False)
    motion = man.random(n=2, seed=4)
    assert needed(motion, [heavy]) == pytest.approx(2 * needed(motion, [man.body]), abs=1e-9)


def test_only_the_passes_that_count_are_run(another):
    """The same as MuJoCo's whole inverse dynamics."""
    motion = another.random(n=3, seed=8)
    motion.velocity[:] = 4 * motion.position[:, ::-1]
    motion.acceleration[:] = 50 * motion.position[:, ::-1]
    data = mujoco.MjData(another.body.model)
    for i, found in enumerate(needed(motion, [another.body])[0]):
        data.qpos[:], data.qvel[:] = motion.position[0, i], motion.velocity[0, i]
        data.qacc[:] = motion.acceleration[0, i]
        mujoco.mj_inverse(another.body.model, data)
        assert found == pytest.approx(data.qfrc_inverse, abs=1e-9)
