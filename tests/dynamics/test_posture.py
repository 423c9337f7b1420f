"""The jointed body in the posture of a mean stride."""

from dataclasses import replace

import mujoco
import numpy as np
import pytest

from runtall.dynamics.body import build
from runtall.dynamics.inverse import ROWS, needed
from runtall.dynamics.places import joint_centre, scaled
from runtall.dynamics.posture import body_motion, instants, posture, stretched
from runtall.dynamics.size import body_size
from runtall.literature.anatomy import trunk
from runtall.motion.skeleton import COORDINATES, LENGTHS, frames
from runtall.motion.stride_draws import drawn
from runtall.motion.vocabulary import BODY
from runtall.testing.strides import sample_stride

SAME = ("pelvis_tx", "pelvis_ty", "pelvis_rotation", "hip_flexion_r", "knee_angle_l",
        "elbow_flex_r")  # fmt: skip
JOINTS = {"shoulder": "upper_arm", "elbow": "forearm", "wrist": "hand", "hip": "thigh",
          "knee": "shank", "ankle": "foot"}  # fmt: skip
MM = 1e-3


@pytest.fixture(scope="module")
def moving(runner):
    run, bodies = runner
    return body_motion(run, bodies.light, 50)


@pytest.fixture(scope="module")
def places(runner, moving):
    """Distance of each point of the body from that of the stride, m, (instant,)."""
    run, body = runner[0], runner[1].light[0]
    points, data, found = run.positions(instants(50))[0], mujoco.MjData(body.model), {}
    ear = scaled(body.size, np.array(trunk()["head"]["ear"], float), neck=True)
    top = scaled(body.size, np.array(trunk()["joint"]["c0c1"], float), neck=True)
    for i, q in enumerate(moving.position[0]):
        data.qpos[:] = q
        mujoco.mj_kinematics(body.model, data)
        for name, part in JOINTS.items():
            for side in ("right", "left"):
                at = data.body(f"{part}_{side[0]}").xpos
                far = np.linalg.norm(at - points[i, BODY.index(f"{side}_{name}")])
                found.setdefault(name, []).append(far)
        head, middle = data.body("head"), (ear - top) * [1, 1, 0]
        ears = points[i, [BODY.index("left_ear"), BODY.index("right_ear")]].mean(axis=0)
        at = head.xpos + head.xmat.reshape(3, 3) @ middle
        found.setdefault("ears", []).append(np.linalg.norm(at - ears))
    return {name: np.array(far) for name, far in found.items()}


def test_legs_are_those_of_the_stride(places):
    for name in ("hip", "knee", "ankle"):
        assert places[name].max() < 1e-9


def test_shoulders_arms_and_ears_lie_within_millimetres(places):
    """11 mm at most and 7 on the mean for the made-up stride, whose trunk bends in one place."""
    for name in ("shoulder", "elbow", "wrist", "ears"):
        assert places[name].max() < 13 * MM, name
        assert places[name].mean() < 8 * MM, name


def test_how_far_shoulders_lie_apart_is_told(places, moving):
    assert moving.apart_m[0] >= places["shoulder"].max() - 1e-12
    assert moving.apart_m[0] < 14 * MM


def test_arms_point_where_those_of_the_stride_point(runner, moving):
    run, bodies = runner
    seen = frames(run.coordinates(instants(50)), run.lengths[:, None, :])
    data = mujoco.MjData(bodies.light[0].model)
    for i, q in enumerate(moving.position[0]):
        data.qpos[:] = q
        mujoco.mj_kinematics(bodies.light[0].model, data)
        for part in ("upper_arm_r", "upper_arm_l", "forearm_r", "thigh_l", "pelvis"):
            axes = data.body(part).xmat.reshape(3, 3)
            assert axes == pytest.approx(seen.axes[part][0, i], abs=1e-9)


def test_derivatives_of_what_is_the_same_are_exact(stride, runner, moving):
    body = runner[1].light[0]
    for name in SAME:
        k, own = COORDINATES.index(name), body.dof[name]
        speed, rate = stride.velocity(instants(50))[:, k], stride.acceleration(instants(50))[:, k]
        assert moving.velocity[0, :, own] == pytest.approx(speed, abs=1e-9)
        assert moving.acceleration[0, :, own] == pytest.approx(rate, abs=1e-8)


def test_derivatives_of_the_rest_are_those_of_finite_differences(runner):
    run, bodies = runner
    n, step = 50, 1e-4
    moving = body_motion(run, bodies.light, n)
    before, here, after = (
        posture(run, bodies.light, instants(n) + k * step * run.frequency_hz)[0] for k in (-1, 0, 1)
    )
    assert moving.velocity == pytest.approx((after - before) / (2 * step), abs=1e-4)
    rate = (after - 2 * here + before) / step**2
    assert moving.acceleration == pytest.approx(rate, abs=0.05)


@pytest.mark.parametrize("n", [50, 51])
def test_fifty_instants_are_as_good_as_a_hundred(runner, n):
    run, bodies = runner
    rows = [bodies.light[0].dof[r] for r in ROWS]
    some, many = (needed(body_motion(run, bodies.light, k), bodies.light)[..., rows]
                  for k in (n, 2 * n))  # fmt: skip
    assert np.abs(some - many[:, ::2]).max() < 1e-6


def test_the_mirror_image_has_the_mirrored_posture(runner, moving):
    run, bodies = runner
    other, dof = body_motion(run.mirrored(), bodies.light, 50), bodies.light[0].dof
    for name, k in dof.items():
        side = {"_r": "_l", "_l": "_r"}.get(name[-2:])
        twin = name[:-2] + side if side else name
        odd = not side and name.endswith(("_tz", "_bending", "_rotation", "pelvis_list"))
        sign = -1.0 if odd else 1.0
        expected = sign * moving.position[..., dof[twin]]
        assert other.position[..., k] == pytest.approx(expected, abs=1e-9), name
    assert other.apart_m == pytest.approx(moving.apart_m)


def test_slides_of_the_spine_stay_shut(runner, moving):
    for name, k in runner[1].light[0].dof.items():
        if name.endswith(("_tx", "_ty", "_tz")) and not name.startswith("pelvis"):
            assert not moving.position[..., k].any()


def trunk_mismatch(run, size):
    """Trunk of the stride over that of the body, less 1, on the mean of the stride."""
    body = build(size, with_muscles=False)
    q, data = posture(run, [body], instants(16))[0][0], mujoco.MjData(body.model)
    points, own, given = run.positions(instants(16))[0], [], []
    for pose, seen in zip(q, points, strict=True):
        data.qpos[:] = pose
        mujoco.mj_kinematics(body.model, data)
        hip = data.body("pelvis").xpos
        ours = [data.body(f"upper_arm_{s}").xpos for s in "rl"]
        theirs = [seen[BODY.index(f"{s}_shoulder")] for s in ("right", "left")]
        own.append(np.linalg.norm(np.mean(ours, axis=0) - hip))
        given.append(np.linalg.norm(np.mean(theirs, axis=0) - hip))
    return np.mean(np.divide(given, own)) - 1


@pytest.mark.parametrize("bent_deg", [0.0, -12.0, 10.0])
def test_a_bent_trunk_is_stretched_to_the_length_of_that_of_the_stride(bent_deg):
    run = drawn(sample_stride(), 0).shifted(lumbar_extension=np.radians(bent_deg))
    size = body_size(72.0, 1.78, "male", run.lengths[0])
    (found,) = stretched(run, [size], instants(16))
    assert abs(trunk_mismatch(run, size)) > 5e-3
    assert abs(trunk_mismatch(run, found)) < 1e-3
    (again,) = stretched(run, [found], instants(16))
    assert again.up == pytest.approx(found.up, rel=2e-3)


def test_each_version_is_posed_on_its_own():
    more = drawn(sample_stride(), 2, seed=4)
    sizes = [body_size(72.0, 1.78, "male", length) for length in more.lengths]
    made = [build(s, with_muscles=False) for s in sizes]
    whole = body_motion(more, made, 20).position
    for k in range(3):
        alone = replace(more, coefficients=more.coefficients[k : k + 1],
                        lengths=more.lengths[k : k + 1])  # fmt: skip
        found = body_motion(alone, made[k : k + 1], 20).position[0]
        assert found == pytest.approx(whole[k], abs=1e-8)


def test_a_stretched_trunk_does_not_stretch_the_neck():
    """Upright, ears stay as high over mid-shoulder as they were measured."""
    run = drawn(sample_stride(), 0)
    size = body_size(72.0, 1.78, "male", run.lengths[0])
    (found,) = stretched(run, [size], instants(16))
    high = run.lengths[0][LENGTHS.index("ear_height")]
    for own in (size, found):
        ear = scaled(own, np.array(trunk()["head"]["ear"], float), neck=True)
        way = (ear - joint_centre(own, "glenohumeral"))[:2]
        assert np.linalg.norm(way) == pytest.approx(high)
