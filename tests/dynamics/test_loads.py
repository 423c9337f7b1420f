"""Loads of a run: names, signs, statistics."""

from dataclasses import replace

import numpy as np
import pytest

from runtall.dynamics.bodies import Bodies
from runtall.dynamics.body import build
from runtall.dynamics.inverse import needed
from runtall.dynamics.loads import INSTANTS, axial_moment, loads_of
from runtall.dynamics.posture import body_motion
from runtall.dynamics.size import body_size
from runtall.motion.load import GROUPS, LEVELS, MOMENTS
from runtall.motion.mean_stride import standing
from runtall.motion.skeleton import default_lengths
from runtall.motion.stride_draws import INDEX, drawn
from runtall.testing.strides import sample_stride

SIDES = ("left", "right")


@pytest.fixture(scope="module")
def whole(runner):
    run, bodies = runner
    return loads_of(run, bodies, speed_m_s=np.array([3.0]))


@pytest.fixture(scope="module")
def still():
    """Loads of someone who hardly moves, after changes of the mean posture in degrees."""
    stride = standing(4, default_lengths(1.75, "male"))
    body = build(body_size(70.0, 1.75, "male", stride.lengths), with_muscles=False)
    bodies = Bodies(light=(body,), full=())

    def of(waves=None, **by):
        run = drawn(stride, 0).shifted(**{n: np.radians(v) for n, v in by.items()})
        for name, row in (waves or {}).items():
            run.coefficients[0, INDEX[name], 1 : 1 + len(row)] = np.radians(row)
        return loads_of(run, bodies, muscles=False)

    return of


def mean_of(found, name):
    return found.curves[name, None].mean()


def test_every_load_of_the_contract_is_there(whole):
    names = {name for name, _, _ in whole.values}
    assert names == {
        *(f"{level}_{way}_moment" for level in LEVELS for way in MOMENTS),
        *(f"{level}_compression" for level in LEVELS),
        "thoracic_twist_range", "thoracic_twist_moment", *(f"{g}_effort" for g in GROUPS),
    }  # fmt: skip
    for group in GROUPS:
        assert {s for n, _, s in whole.values if n == f"{group}_effort"} == set(SIDES)


@pytest.mark.parametrize("level", LEVELS)
def test_statistics_are_those_of_the_curve(whole, level):
    flexion = whole.curves[f"{level}_flexion_moment", None][0]

    def of(name, statistic):
        return whole.values[f"{level}_{name}", statistic, None][0]

    assert of("flexion_moment", "mean") == pytest.approx(flexion.mean())
    for share, name in ((10, "p10"), (50, "p50"), (90, "p90")):
        assert of("flexion_moment", name) == pytest.approx(np.percentile(flexion, share))
    for way in ("lateral", "axial"):
        size = np.abs(whole.curves[f"{level}_{way}_moment", None][0])
        assert of(f"{way}_moment", "mean") == pytest.approx(size.mean())
        assert of(f"{way}_moment", "peak") == pytest.approx(size.max())
    pressed = whole.curves[f"{level}_compression", None][0]
    assert of("compression", "mean") == pytest.approx(pressed.mean())
    assert of("compression", "p90") == pytest.approx(np.percentile(pressed, 90))


@pytest.mark.parametrize("level", LEVELS)
def test_a_kilometre_takes_as_long_as_the_speed_says(whole, level):
    """Its time integral: mean times 1,000 m over 3 m/s."""
    mean = whole.values[f"{level}_flexion_moment", "mean", None]
    assert whole.values[f"{level}_flexion_moment", "per_km", None] == pytest.approx(mean * 1000 / 3)


def test_leaning_forward_is_a_moment_of_flexion(still):
    upright, lean = still(), still(lumbar_extension=-15)
    back = still(lumbar_extension=15)
    for level in LEVELS[:3]:
        name = f"{level}_flexion_moment"
        assert mean_of(lean, name) > mean_of(upright, name) > mean_of(back, name)
    assert mean_of(lean, "l5s1_flexion_moment") > 20


def test_leaning_to_the_right_is_a_moment_to_the_right(still):
    """Not above the chest: there arms that turn with it hang to the other side."""
    right, left, upright = still(lumbar_bending=10), still(lumbar_bending=-10), still()
    for level in LEVELS[:3]:
        name = f"{level}_lateral_moment"
        assert mean_of(right, name) > 1
        assert mean_of(left, name) == pytest.approx(-mean_of(right, name))
        assert mean_of(upright, name) == pytest.approx(0, abs=1e-6)


def test_a_chest_that_is_turned_faster_to_the_left_is_held_against_its_own_weight(still):
    """The tissue turns it left; what it balances is the inertia, which acts to the right."""
    found = still({"lumbar_rotation": (10.0,)})  # 10 deg cos: at the start it turns back to right
    axial = found.curves["l5s1_axial_moment", None][0]
    turned = np.cos(2 * np.pi * np.arange(INSTANTS) / INSTANTS)
    accelerated = -turned
    assert np.corrcoef(axial, -accelerated)[0, 1] > 0.99
    twist = found.curves["thoracic_twist", None][0]
    assert np.corrcoef(twist, turned)[0, 1] > 0.99
    assert np.corrcoef(found.curves["thoracic_twist_moment", None][0], turned)[0, 1] > 0.99


def test_twist_is_the_chest_s_part_of_the_turn(still):
    """At T12/L1, T8/T9 and T4/T5, 0.125 + 0.35 + 0.415 of the whole; the clavicles, which make up
    for the axis that lies behind the shoulders, take about a tenth of it."""
    found = still({"lumbar_rotation": (10.0,)})
    twist = np.degrees(found.values["thoracic_twist_range", "mean", None][0]) / 20
    assert 0.85 * 0.89 < twist < 0.89


def test_axial_moment_is_that_of_the_lowest_joint(runner, whole):
    run, bodies = runner
    axial = whole.curves["l5s1_axial_moment", None]
    assert axial_moment(run, bodies) == pytest.approx(axial)
    force = needed(body_motion(run, bodies.light, INSTANTS), bodies.light)
    assert axial == pytest.approx(-force[..., bodies.light[0].dof["l5s1_rotation"]])


def test_a_mirrored_run_has_mirrored_loads(runner, whole):
    run, bodies = runner
    other = loads_of(run.mirrored(), bodies, speed_m_s=np.array([3.0]))
    twin = {"left": "right", "right": "left", None: None}
    for (name, statistic, side), value in whole.values.items():
        mirrored = other.values[name, statistic, twin[side]]
        assert mirrored == pytest.approx(value, rel=1e-5, abs=1e-6), (name, statistic, side)
    lateral = whole.curves["t8t9_lateral_moment", None]
    assert other.curves["t8t9_lateral_moment", None] == pytest.approx(-lateral, abs=1e-6)


def test_versions_do_not_know_of_each_other():
    run = drawn(sample_stride(), 2, seed=2)
    made = tuple(build(body_size(72.0, 1.78, "male", x), with_muscles=False) for x in run.lengths)
    found = loads_of(run, Bodies(made, ()), muscles=False)
    alone = replace(run, coefficients=run.coefficients[2:], lengths=run.lengths[2:])
    own = loads_of(alone, Bodies(made[2:], ()), muscles=False)
    for key, value in own.values.items():
        assert found.values[key][2:] == pytest.approx(value, abs=1e-6)
    assert found.reserve_share == {}


def test_moments_have_more_versions_than_muscles():
    run = drawn(sample_stride(), 2, seed=2)
    sizes = [body_size(72.0, 1.78, "male", x) for x in run.lengths]
    light = tuple(build(s, with_muscles=False) for s in sizes)
    found = loads_of(run, Bodies(light, (build(sizes[0]), build(sizes[1]))))
    assert found.values["t8t9_flexion_moment", "mean", None].shape == (3,)
    assert found.values["t8t9_compression", "mean", None].shape == (2,)
    assert found.curves["neck_extensors_effort", "left"].shape == (2, INSTANTS)
    assert found.apart_m.shape == (3,)
    alone = loads_of(run.first(1), Bodies(light[:1], (build(sizes[0]),)))
    compression = ("t8t9_compression", "mean", None)
    assert found.values[compression][0] == pytest.approx(alone.values[compression][0], rel=1e-5)


def test_a_kept_posture_that_swings_faster_costs_more(runner, whole):
    run, bodies = runner
    faster = loads_of(replace(run, frequency_hz=1.2 * run.frequency_hz), bodies, muscles=False)
    for level in LEVELS[:4]:
        key = (f"{level}_axial_moment", "mean", None)
        ratio = faster.values[key][0] / whole.values[key][0]
        assert ratio == pytest.approx(1.44, rel=0.02)  # inertia alone: square of the frequency
