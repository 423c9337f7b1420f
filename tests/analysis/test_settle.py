"""Versions of a stride brought to the numbers that are reported."""

from dataclasses import replace

import numpy as np
import pytest

from runtall.analysis.settle import settled, steadied
from runtall.findings.versions import measured
from runtall.kinematics.metric import metrics
from runtall.motion.measurement import Measurement
from runtall.motion.stride_draws import INDEX, drawn
from runtall.testing.strides import sample_stride
from runtall.units import factor

# By measurement: how far the reported number lies from that of the stride, and half its interval.
REPORTED = {
    ("trunk_lean", None): (3.0, 1.5), ("head_on_trunk", None): (-4.0, 3.0),
    ("thorax_yaw_range", None): (5.0, 4.0), ("elbow_angle", "left"): (6.0, 4.0),
    ("elbow_angle", "right"): (-5.0, 4.0), ("arm_swing_range", "left"): (5.0, 4.0),
    ("arm_crossing_nearest", "left"): (0.06, 0.05),
    ("arm_crossing_nearest", "right"): (-0.05, 0.05),
}  # fmt: skip
# In the unit that people read: how near the reported number is met.
NEAR = {"deg": 0.3, "shoulder breadths": 0.02}


@pytest.fixture(scope="module")
def run():
    return drawn(sample_stride(), 40, seed=3)


def display(run, key):
    metric = metrics[key[0]]
    return factor(metric.unit, metric.display_unit) * measured(run, *key)


def reported(run, keys=REPORTED):
    found = {}
    for key in keys:
        off, half = REPORTED[key]
        value = display(run, key)[0] + off
        unit = metrics[key[0]].display_unit
        found[key] = Measurement(*key, value, unit, value - half, value + half)
    return found


@pytest.mark.parametrize("key", REPORTED)
def test_one_reported_number_is_met_with_its_interval(run, key):
    said = reported(run, [key])
    found = display(settled(run, said), key)
    m = said[key]
    assert found[0] == pytest.approx(m.value, abs=NEAR[m.unit])
    spread = np.std(found - found[0])
    own = np.std(display(run, key))
    aim = min((m.high - m.low) / 2 / 1.645, 3 * own)
    assert spread == pytest.approx(aim, rel=0.15)


def test_all_reported_numbers_are_met_at_once(run):
    said = reported(run)
    after = settled(run, said)
    for key, m in said.items():
        found = display(after, key)
        assert found[0] == pytest.approx(m.value, abs=3 * NEAR[m.unit]), key


def test_a_run_that_is_what_was_reported_stays_as_it_is():
    run = drawn(sample_stride(), 0)
    said = {k: replace(m, value=display(run, k)[0]) for k, m in reported(run).items()}
    after = settled(run, said)
    assert after.coefficients == pytest.approx(run.coefficients, abs=1e-9)


def test_what_was_not_measured_changes_nothing(run):
    nothing = Measurement("trunk_lean", None, None, "deg", None, None, status="unmeasured",
                          reason="not filmed from the side")  # fmt: skip
    assert settled(run, {("trunk_lean", None): nothing}) is run
    assert settled(run, {}) is run
    other = Measurement("cadence", None, 170.0, "steps/min", 169.0, 171.0)
    assert settled(run, {("cadence", None): other}) is run


def test_leaning_more_keeps_arms_and_gaze(run):
    """The trunk turns forward, arms and head turn back by as much."""
    said = reported(run, [("trunk_lean", None)])
    moved = (settled(run, said).coefficients - run.coefficients)[..., 0]
    lean = moved[:, INDEX["lumbar_extension"]]
    assert np.all(lean[0] < 0)
    for name in ("arm_flex_r", "arm_flex_l", "neck_extension"):
        assert moved[:, INDEX[name]] == pytest.approx(-lean)
    moved[:, [INDEX[n] for n in ("lumbar_extension", "arm_flex_r", "arm_flex_l",
                                 "neck_extension")]] = 0  # fmt: skip
    assert not moved.any()


def test_it_is_the_same_in_a_mirror(run):
    twin = {"left": "right", "right": "left", None: None}
    said = reported(run)
    mirrored = {(n, twin[s]): replace(m, side=twin[s]) for (n, s), m in said.items()}
    one, other = settled(run, said).mirrored(), settled(run.mirrored(), mirrored)
    assert other.coefficients == pytest.approx(one.coefficients, abs=1e-6)


def test_a_number_out_of_reach_moves_the_run_no_further_than_it_may(run):
    far = Measurement("trunk_lean", None, 80.0, "deg", 79.0, 81.0)
    moved = (settled(run, {("trunk_lean", None): far}).coefficients - run.coefficients)[..., 0]
    assert np.abs(moved).max() <= 0.6 + 1e-12


@pytest.mark.parametrize("head", [True, False])
@pytest.mark.parametrize("girdle", [True, False])
def test_what_was_not_seen_moves_as_in_the_best_version(run, head, girdle):
    found = steadied(run, head=head, girdle=girdle)
    assert np.array_equal(found.coefficients[0], run.coefficients[0])
    for name, k in INDEX.items():
        own, before = found.coefficients[:, k], run.coefficients[:, k]
        if name.startswith("neck_"):
            assert np.all(own[:, 1:] == before[0, 1:])
            assert np.array_equal(own[:, 0], before[:, 0] if head else before[:1, 0].repeat(41))
        elif name.startswith("clavicle_") and not girdle:
            assert np.all(own == before[0])
        else:
            assert np.array_equal(own, before)
