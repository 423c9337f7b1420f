"""Breathing of the run against that before it, and along it."""

from dataclasses import replace

import numpy as np
import pytest

from runtall.kinematics.breathing.along import along_run, run_windows
from runtall.kinematics.breathing.changes import change_measurements, compared
from runtall.kinematics.breathing.effort import effort, match, mean_effort
from runtall.kinematics.breathing.wander import left_in_mean
from runtall.kinematics.sensed import SENSED
from runtall.motion.breathing import Breathing, SegmentBreathing
from runtall.motion.measurement import Measurement
from runtall.motion.segments import Segment
from runtall.testing.breaths import Breathes, carried, joined, made_breaths

RUN = (Segment("run", 0.0, 1500.0, 165.0),)


def by_name(changes, before):
    return {c.name: c for c in changes if c.before == before}


def ramp(low, high, n, share, *, rng=None, start_s=0.0):
    """Breaths whose depth grows evenly; ``share`` (%) of it is the chest's, by its depth."""
    breaths = made_breaths(Breathes(rate=25, scatter=0.03), n, rng, start_s)
    depth = np.linspace(low, high, n)
    chest = depth * share(depth) / 100
    belly = depth - chest
    return replace(
        breaths, chest=chest, belly=belly, whole=depth, chest_wave=-chest / 2 + 0j,
        belly_wave=-belly / 2 * np.exp(0.2j),
    )  # fmt: skip


def test_effort_is_movement_by_time():
    breaths = made_breaths(Breathes(rate=30, depth=200), 20)
    assert effort(breaths) == pytest.approx(100.0)
    assert mean_effort(breaths) == pytest.approx(100.0)


def test_one_sigh_at_rest_is_no_effort():
    breaths = made_breaths(Breathes(rate=30, depth=100), 21)
    chest = breaths.chest.copy()
    chest[10] += 200
    assert effort(replace(breaths, chest=chest)).max() == pytest.approx(50 * 7 / 5)


def test_weights_bring_both_to_one_effort():
    before = ramp(50, 160, 300, lambda _: 60)
    after = ramp(120, 300, 80, lambda _: 60)
    found = match(before, after)
    assert found.matched
    means = [np.average(effort(b), weights=w)
             for b, w in ((before, found.before), (after, found.after))]  # fmt: skip
    assert means[0] == pytest.approx(means[1], rel=0.03)
    assert found.before.sum() == pytest.approx(found.after.sum())
    assert found.before[:100].sum() == 0


def test_a_share_that_goes_with_effort_alone_is_no_change_once_matched():
    def share(depth):
        return 40 + 10 * np.log2(depth / 50)

    walk, run = ramp(50, 160, 300, share), ramp(110, 300, 80, share)
    found = by_name(compared({"walk": walk, "run": run}, np.random.default_rng(1)), "walk")
    change = found["rib_cage_share"]
    assert change.matched
    assert change.value == pytest.approx(0, abs=0.7)
    assert change.effort == pytest.approx(205 / 105, rel=0.03)
    assert change.n_before < 200
    assert change.n_after < 60


def test_a_change_at_like_effort_is_found():
    walk = ramp(50, 160, 300, lambda _: 55.0)
    run = ramp(110, 300, 80, lambda _: 67.0)
    found = by_name(compared({"walk": walk, "run": run}, np.random.default_rng(1)), "walk")
    change = found["rib_cage_share"]
    assert change.value == pytest.approx(12.0)
    assert change.low <= 12.0 <= change.high
    assert found["breathing_phase_angle"].value == pytest.approx(0, abs=1e-6)


def test_without_like_breaths_all_are_compared_and_it_is_said():
    rest = made_breaths(Breathes(rate=12, share=50, depth=80), 40)
    run = made_breaths(Breathes(rate=36, share=62, lead_deg=20, depth=160), 40, start_s=300)
    found = by_name(compared({"rest": rest, "run": run}, np.random.default_rng(1)), "rest")
    change = found["rib_cage_share"]
    assert not change.matched
    assert change.effort == pytest.approx(6.0)
    assert [c.value for c in found.values()] == pytest.approx([12.0, 20.0, 24.0])
    assert (change.n_before, change.n_after) == (40, 40)


def test_a_phase_goes_the_short_way_round():
    rest = made_breaths(Breathes(lead_deg=170), 30)
    run = made_breaths(Breathes(lead_deg=-170), 30, start_s=200)
    found = by_name(compared({"rest": rest, "run": run}, np.random.default_rng(1)), "rest")
    assert found["breathing_phase_angle"].value == pytest.approx(20)


def test_without_a_run_or_anything_before_there_is_no_change():
    breaths = made_breaths(Breathes(), 30)
    assert compared({"rest": breaths}, np.random.default_rng(1)) == ()
    assert compared({"run": breaths}, np.random.default_rng(1)) == ()


@pytest.mark.parametrize("wander", [0.0, 0.05])
def test_nothing_is_found_where_nothing_changes(wander):
    # Breaths like their neighbours, with and without a wander that lasts over some 30 breaths.
    rng = np.random.default_rng(6)
    how = Breathes(rate=25, share=60, lead_deg=10, scatter=0.12, alike=0.4)
    found = dict.fromkeys(("rib_cage_share", "breathing_phase_angle", "breathing_rate"), 0)
    runs = 150
    for _ in range(runs):
        breaths = wandering(made_breaths(how, 240, rng), wander, rng)
        parts = {"walk": breaths.chosen(np.arange(200)), "run": breaths.chosen(np.arange(200, 240))}
        for change in compared(parts, rng):
            assert change.matched
            found[change.name] += not change.low <= 0 <= change.high
    assert all(k / runs <= 0.15 for k in found.values()), found
    assert found["rib_cage_share"] + found["breathing_phase_angle"] >= 4


def wandering(breaths, sd, rng):
    slow = sd * carried(len(breaths), 0.97, rng)
    turn = np.exp(1j * sd * carried(len(breaths), 0.97, rng))
    return replace(breaths, chest=breaths.chest * np.exp(slow),
                   belly_wave=breaths.belly_wave * turn)  # fmt: skip


def test_what_a_mean_leaves_of_a_wander():
    # Of departures that last tau, a mean over T keeps 2 (x - 1 + exp(-x)) / x², x = T / tau.
    breaths = made_breaths(Breathes(rate=30), 300)
    x = 600 / 60
    left = left_in_mean(breaths, np.ones(300))
    assert left == pytest.approx(2 * (x - 1 + np.exp(-x)) / x**2, rel=0.03)
    assert left_in_mean(breaths.chosen(np.arange(3)), np.ones(3)) == pytest.approx(1.0)


def test_windows_of_a_run_leave_out_the_warm_up_and_breaks():
    parts = (Segment("run", 0.0, 200.0), Segment("run", 260.0, 460.0))
    assert list(run_windows(parts)) == [(360.0, 390.0), (390.0, 420.0), (420.0, 450.0)]


def test_a_drift_is_found_with_its_size():
    breaths = ramp(100, 100.001, 620, lambda _: np.linspace(50, 62, 620))
    span = breaths.end_s[-1] - breaths.inspiration_s[0]
    found = by_name(along_run(breaths, RUN), "run")
    drift = found["rib_cage_share"]
    assert drift.value == pytest.approx(12 * 600 / span, rel=0.02)
    assert drift.low <= drift.value <= drift.high
    assert drift.matched
    assert abs(found["breathing_phase_angle"].value) < 1e-6


def test_a_short_run_has_no_drift():
    assert along_run(made_breaths(Breathes(rate=25), 300), RUN) == ()


@pytest.mark.parametrize("wander", [0.0, 0.05])
def test_no_drift_is_found_where_there_is_none(wander):
    rng = np.random.default_rng(9)
    how = Breathes(rate=25, share=60, lead_deg=10, scatter=0.12, alike=0.4)
    found = dict.fromkeys(("rib_cage_share", "breathing_phase_angle"), 0)
    runs = 60
    for _ in range(runs):
        breaths = wandering(made_breaths(how, 600, rng), wander, rng)
        for change in along_run(breaths, RUN):
            found[change.name] += not change.low <= 0 <= change.high
    assert all(k / runs <= 0.17 for k in found.values()), found


def breathing(changes=(), activities=("rest", "walk", "run"), reason=None):
    parts = tuple(
        SegmentBreathing(
            a, (), 0, 1.0,
            (Measurement("rib_cage_share", None, None, "%", status="unmeasured", reason=reason),)
            if reason else (),
        )
        for a in activities
    )  # fmt: skip
    none = made_breaths(Breathes(), 1)
    return Breathing(3, ("chest", "belly"), "", False, none, parts, (), changes=tuple(changes))


def test_changes_become_measurements_only_at_like_effort():
    walk = ramp(50, 160, 300, lambda _: 55.0)
    run = ramp(110, 300, 80, lambda _: 67.0)
    rest = made_breaths(Breathes(rate=10, depth=30), 30)
    rng = np.random.default_rng(1)
    changes = compared({"rest": rest, "walk": walk, "run": run}, rng)
    found = {m.name: m for m in change_measurements(breathing(changes))}
    assert found["rib_cage_share_change"].value == pytest.approx(12.0)
    assert found["rib_cage_share_change"].inputs == (3,)
    assert all(m.unit == SENSED[name].unit for name, m in found.items())
    far = [c for c in changes if c.before == "rest"]
    unlike = {m.name: m for m in change_measurements(breathing(far))}["rib_cage_share_change"]
    assert unlike.value is None
    assert "times as much was breathed in the run as at rest" in unlike.reason
    assert "rises with that in everybody" in unlike.reason


@pytest.mark.parametrize(
    ("activities", "reason", "words"),
    [
        (("rest", "walk"), None, "no run is in the recording of the bands"),
        (("run", "other"), None, "neither rest nor walking is in the recording"),
        (("rest", "run"), "only 2 breaths; 5 are needed", "in the run: only 2 breaths"),
    ],
)
def test_each_missing_change_has_its_reason(activities, reason, words):
    found = change_measurements(breathing(activities=activities, reason=reason))
    assert len(found) == 4
    assert found[0].reason.startswith(words)


def test_an_uneven_run_has_no_drift_of_its_own():
    breaths = joined(
        made_breaths(Breathes(rate=25, scatter=0.02), 400),
        made_breaths(Breathes(rate=25, depth=180, scatter=0.02), 220, start_s=960),
    )
    changes = along_run(breaths, RUN)
    found = {m.name: m for m in change_measurements(breathing(changes))}
    assert "at the end of the run as at its beginning" in found["rib_cage_share_drift"].reason
