"""Measures of breaths whose law is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runtall.kinematics.breathing import ratios
from runtall.kinematics.breathing.measures import Source, measurements, of_both, sound
from runtall.kinematics.sensed import SENSED
from runtall.testing.breaths import Breathes, even_steps, joined, made_breaths

BOTH = Source(2, ("chest", "belly"), calibrated=False)


def told(breaths, activity="run", steps=None, source=BOTH):
    rng = np.random.default_rng(1)
    return {m.name: m for m in measurements(activity, breaths, steps, source, rng)}


@given(
    rate=st.floats(6, 70), share=st.floats(5, 95), lead=st.floats(-180, 180),
    inspiratory=st.floats(0.2, 0.7),
)  # fmt: skip
def test_every_breath_alike_gives_what_it_was_made_of(rate, share, lead, inspiratory):
    found = told(made_breaths(Breathes(rate, share, lead, inspiratory=inspiratory), 12))
    assert found["breathing_rate"].value == pytest.approx(rate)
    assert found["inspiratory_fraction"].value == pytest.approx(100 * inspiratory)
    assert found["rib_cage_share"].value == pytest.approx(share)
    assert found["breathing_phase_angle"].value == pytest.approx(abs(lead), abs=1e-4)


@given(share=st.floats(5, 95), lead=st.floats(-120, 120))
def test_labored_breathing_is_two_arrows_against_their_sum(share, lead):
    a, b = share / 100, 1 - share / 100
    whole = np.sqrt(a**2 + b**2 + 2 * a * b * np.cos(np.radians(lead)))
    found = told(made_breaths(Breathes(share=share, lead_deg=lead), 8))
    assert found["labored_breathing_index"].value == pytest.approx(1 / whole)


def test_rate_counts_breaths_by_time():
    # 10 breaths of 2 s and 10 of 6 s: 20 breaths in 80 s are 15 a minute; the mean of the two
    # rates, 20 a minute, would be wrong.
    quick = made_breaths(Breathes(rate=30), 10)
    slow = made_breaths(Breathes(rate=10), 10, start_s=20)
    assert told(joined(quick, slow))["breathing_rate"].value == pytest.approx(15.0)


def test_share_weighs_deep_breaths_more():
    deep = made_breaths(Breathes(share=80, depth=300), 10)
    flat = made_breaths(Breathes(share=40, depth=100), 10, start_s=30)
    assert told(joined(deep, flat))["rib_cage_share"].value == pytest.approx(70.0)


@pytest.mark.parametrize("gain", [0.01, 3.0, 100.0])
def test_a_gain_of_both_bands_changes_nothing(gain):
    breaths = made_breaths(Breathes(lead_deg=20, scatter=0.1), 40)
    louder = replace(
        breaths, chest=gain * breaths.chest, belly=gain * breaths.belly,
        whole=gain * breaths.whole, chest_wave=gain * breaths.chest_wave,
        belly_wave=gain * breaths.belly_wave,
    )  # fmt: skip
    for name, m in told(breaths).items():
        other = told(louder)[name]
        assert (m.value is None) == (other.value is None)
        if m.measured:
            assert [other.value, other.low, other.high] == pytest.approx([m.value, m.low, m.high])


def test_phase_keeps_its_interval_near_both_ends():
    rng = np.random.default_rng(2)
    near = told(made_breaths(Breathes(lead_deg=0.5, scatter=0.2), 30, rng))
    far = told(made_breaths(Breathes(lead_deg=179.5, scatter=0.2), 30, rng))
    assert near["breathing_phase_angle"].low == 0.0
    assert near["breathing_phase_angle"].high < 10
    assert far["breathing_phase_angle"].high == 180.0
    assert far["breathing_phase_angle"].low > 170


def test_intervals_hold_the_truth_of_scattered_breaths():
    rng = np.random.default_rng(8)
    how = Breathes(rate=28, share=65, lead_deg=35, scatter=0.15, alike=0.4)
    truth = {"rib_cage_share": 65, "breathing_phase_angle": 35}
    inside = dict.fromkeys(truth, 0)
    for _ in range(200):
        found = told(made_breaths(how, 40, rng))
        for name, value in truth.items():
            inside[name] += found[name].low <= value <= found[name].high
    assert all(0.82 <= k / 200 <= 0.97 for k in inside.values()), inside


def test_bands_that_have_nothing_to_do_with_each_other_have_no_phase():
    rng = np.random.default_rng(3)
    told_phase = 0
    for n in (5, 6, 8, 12) * 100:
        waves = rng.normal(size=(4, n)) + 0
        breaths = replace(
            made_breaths(Breathes(), n), chest_wave=waves[0] + 1j * waves[1],
            belly_wave=waves[2] + 1j * waves[3],
        )  # fmt: skip
        told_phase += ratios.coherence(breaths) > ratios.least_coherence(n)
    assert told_phase <= 12
    reason = told(breaths)["breathing_phase_angle"].reason
    assert reason.startswith("chest and belly move together too loosely")


def test_coherence_is_one_for_one_relation_and_falls_with_scatter():
    assert ratios.coherence(made_breaths(Breathes(lead_deg=70), 9)) == pytest.approx(1)
    # Of a lead that scatters normally by s rad, exp(-s² / 2) is left.
    rng = np.random.default_rng(1)
    lead = 0.8 * rng.standard_normal(4000)
    plain = made_breaths(Breathes(), 4000)
    turned = replace(plain, belly_wave=plain.belly_wave * np.exp(1j * lead))
    assert ratios.coherence(turned) == pytest.approx(np.exp(-0.32), abs=0.02)


def test_few_breaths_are_said():
    found = told(made_breaths(Breathes(), 4))
    assert found["breathing_rate"].reason == "only 4 breaths; 5 are needed"
    assert not any(m.measured for m in found.values())
    none = made_breaths(Breathes(), 4).within(100, 101)
    assert told(none)["breathing_rate"].reason == "no breath; 5 are needed"


def test_one_band_gives_the_rate_and_says_what_the_rest_needs():
    breaths = made_breaths(Breathes(rate=24), 20)
    gone = np.full(20, np.nan)
    one = replace(breaths, chest=gone, belly=gone, chest_wave=gone + 0j, belly_wave=gone + 0j)
    found = told(one, source=Source(0, ("band",), calibrated=False))
    assert found["breathing_rate"].value == pytest.approx(24)
    assert found["inspiratory_fraction"].measured
    for name in ("rib_cage_share", "breathing_phase_angle", "labored_breathing_index"):
        assert found[name].reason == "needs one band on the chest and one on the belly"


def test_a_loose_belly_band_leaves_the_rate():
    breaths = made_breaths(Breathes(), 20)
    belly = breaths.belly.copy()
    belly[3:] = np.nan
    found = told(replace(breaths, belly=belly))
    assert found["breathing_rate"].measured
    assert (
        found["rib_cage_share"].reason
        == "only 3 breaths in which both bands are sound; 5 are needed"
    )


def test_only_sound_breaths_count():
    breaths = made_breaths(Breathes(), 20)
    half = replace(breaths, trusted=np.arange(20) < 9)
    assert len(sound(half)) == 9
    assert len(of_both(half)) == 20


def test_all_are_named_as_they_are_documented():
    steps = even_steps(2.6, 0, 70)
    found = told(made_breaths(Breathes(), 20), steps=steps, source=Source(2, BOTH.bands, True))
    for name, m in found.items():
        assert m.unit == SENSED[name].unit
        assert (m.grade, m.sources) == (SENSED[name].grade, SENSED[name].sources)
        assert m.inputs == (2,)
        assert m.flag == "unknown"
        assert m.method == "calibrated bands"
        assert m.low <= m.value <= m.high
