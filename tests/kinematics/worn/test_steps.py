"""Instants of the steps and their feet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import savgol_filter
from scipy.spatial.transform import Rotation

from runtall.kinematics.worn.feet import feet
from runtall.kinematics.worn.felt import Felt
from runtall.kinematics.worn.steps import Instants, instants
from runtall.kinematics.worn.understand import understand_worn
from runtall.motion.segments import Segment
from runtall.testing.worn import G, Piece, Wearing, worn

RUN = [Piece("run", 60, 164)]


def of_force(time, force):
    """Felt without any smoothing."""
    rate = 1 / (time[1] - time[0])
    known = np.ones(len(time), dtype=bool)
    return Felt(time, rate, force, force, force[:, 1], known, "isb")


def nearest(times, to):
    return to[np.abs(to[None, :] - times[:, None]).argmin(axis=1)]


@pytest.mark.parametrize("rate", [50.0, 64.0, 200.0])
def test_steps_lie_where_the_force_rises_through_the_weight(rate):
    made = worn(RUN, Wearing(rate_hz=rate))
    times = understand_worn(made.imu).steps.time_s
    inner = times[(times > 1) & (times < 59)]
    # arcsin(2 d / pi) d / pi of a step after the contact, for a half sine of duty d.
    assert np.abs(inner - nearest(inner, made.rising_s)).max() < 0.006
    assert len(inner) == ((made.rising_s > 1) & (made.rising_s < 59)).sum()


def test_steps_lie_soon_after_the_contact():
    made = worn(RUN)
    times = understand_worn(made.imu).steps.time_s
    late = times - made.contact_s[np.searchsorted(made.contact_s, times) - 1]
    assert (late > 0).all()
    assert late.max() < 0.06


@given(
    cadence=st.floats(140, 200), uneven=st.floats(-0.25, 0.25), noise=st.floats(0, 1.0),
    seed=st.integers(0, 20),
)  # fmt: skip
def test_feet_alternate_through_a_run(cadence, uneven, noise, seed):
    turned = Rotation.random(random_state=seed).as_matrix()
    wearing = Wearing(turned=turned, uneven=uneven, noise=noise, seed=seed)
    made = worn([Piece("run", 30, cadence)], wearing)
    steps = understand_worn(made.imu).steps
    left = made.left[np.searchsorted(made.contact_s, steps.time_s) - 1]
    same = (steps.foot == 0) == left
    assert set(steps.foot) == {0, 1}
    assert same[2:-2].all() or not same[2:-2].any()


@pytest.mark.parametrize("turned", [None, np.eye(3)])
def test_no_foot_is_called_left(turned):
    assert not understand_worn(worn(RUN, Wearing(turned=turned)).imu).steps.named


def test_a_walk_tells_its_feet_apart_as_well():
    steps = understand_worn(worn([Piece("walk", 60, 112)]).imu).steps
    assert (np.diff(steps.foot) != 0).all()


def test_a_missed_step_does_not_change_the_feet():
    made = worn(RUN)
    steps = understand_worn(made.imu).steps
    taken = np.delete(np.arange(len(steps.time_s)), 40)
    force = made.imu["acceleration"].values / 9.80665
    felt = of_force(made.imu["time"].values, force)
    found = feet(felt, Instants(steps.time_s[taken], 60 / 164))
    assert (found == steps.foot[taken]).all()


def test_feet_are_not_told_from_noise():
    rng = np.random.default_rng(4)
    told = 0
    for _ in range(40):
        felt = of_force(np.arange(1600) / 50, rng.standard_normal((1600, 3)))
        told += (feet(felt, Instants(0.5 * np.arange(1, 61), 0.5)) >= 0).any()
    assert told <= 4


def test_feet_that_sway_alike_are_not_told():
    made = worn(RUN, Wearing(noise=0.0))
    held = made.imu["acceleration"].values.copy()
    held[:, 2] = 0.0
    made.imu["acceleration"] = (("time", "space"), held)
    steps = understand_worn(made.imu).steps
    assert (steps.foot == -1).all()
    assert not steps.named


def motion(path):
    """Columns of an OpenSim motion file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("time"))
    rows = [[float(v) for v in line.split()] for line in lines[first + 1 :] if line.strip()]
    return dict(zip(lines[first].split(), np.array(rows).T, strict=False))


def sideways(held, bends, rate=60.0):
    """Times of steps, whether left, and the sideways force after them that a sensor would feel."""
    time = held["time"]
    speed = {a: savgol_filter(held[f"pelvis_t{a}"], 7, 3, deriv=2, delta=1 / rate) for a in "yz"}
    roll = np.radians(held["pelvis_list"] + bends * held["lumbar_bending"])
    up, right = speed["y"] / G + 1.0, speed["z"] / G
    force = np.stack([0 * up, up * np.cos(roll) + right * np.sin(roll),
                      right * np.cos(roll) - up * np.sin(roll)], axis=1)  # fmt: skip
    found = instants(of_force(time, force), Segment("run", time[0], time[-1], 174.0)).time_s[:-1]
    # The leg that lands is the one whose hip is bent more.
    left = np.interp(found, time, held["hip_flexion_l"] - held["hip_flexion_r"]) > 0
    stance = [force[(time >= t) & (time < t + 0.2), 2].mean() for t in found]
    return left, np.array(stance)


def test_the_side_of_the_force_depends_on_where_the_sensor_sits(recordings):
    """Why no foot is called left: pelvis and trunk of one captured runner."""
    held = motion(recordings / "mocap" / "hamner_run" / "subject02_running_arms_ik.mot")
    signs = []
    for bends in (0.0, 1.0):
        left, force = sideways(held, bends)
        assert len(left) >= 24
        assert (np.diff(left) != 0).all()
        signs.append(np.sign(force[left].mean() - force[~left].mean()))
    assert signs == [-1.0, 1.0]
