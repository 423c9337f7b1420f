"""From bands of formulas to measures, and the shirts."""

import time

import numpy as np
import pytest

from runtall.kinematics.breathing.understand import understand_breathing
from runtall.motion.segments import Segment
from runtall.testing.bands import Breather, made_bands

NAMES = (
    "breathing_rate", "inspiratory_fraction", "rib_cage_share", "breathing_phase_angle",
    "labored_breathing_index", "strides_per_breath", "step_breath_coupling",
)  # fmt: skip


def told(breathing, activity, name):
    return breathing.during(activity).measurement(name).value


@pytest.fixture(scope="module")
def jog():
    made = made_bands(
        Breather(180, breaths_per_min=33, share=62, lag_deg=25, step_hz=2.75, step_size=0.5)
    )
    return made, understand_breathing(made.bands, made.steps, (Segment("run", 0, 180, 165.0),))[0]


def test_a_jog_gives_what_it_was_made_of(jog):
    _, found = jog
    assert told(found, "run", "breathing_rate") == pytest.approx(33, abs=0.5)
    assert told(found, "run", "rib_cage_share") == pytest.approx(62, abs=2)
    assert told(found, "run", "breathing_phase_angle") == pytest.approx(25, abs=3)
    assert told(found, "run", "strides_per_breath") == pytest.approx(2.75 / 2 * 60 / 33, abs=0.03)
    assert tuple(m.name for m in found.during("run").measurements) == NAMES
    assert found.during("run").n_breaths == pytest.approx(98, abs=3)
    assert found.during("run").quality > 0.95
    assert found.step_breath.by_foot


def test_everything_to_draw_is_there(jog):
    _, found = jog
    assert [x.activity for x in found.loops] == ["run"]
    assert [x.activity for x in found.excerpts] == ["run"]
    assert len(found.through.start_s) == 6
    assert np.isfinite(found.through.rate).all()


def test_the_seed_decides(jog):
    made, found = jog
    again, _ = understand_breathing(made.bands, made.steps, found.segments)
    assert again.by_activity == found.by_activity


def test_a_run_is_seen_in_the_bands_alone(jog):
    made, _ = jog
    found, _ = understand_breathing(made.bands, None, ())
    run = found.during("run")
    assert run is not None
    assert all(s.known_by == "bands" for s in found.segments)
    assert sum(s.duration_s for s in run.segments) > 150
    assert run.segments[0].cadence == pytest.approx(165, abs=4)
    assert run.measurement("strides_per_breath").value == pytest.approx(2.5, abs=0.1)
    assert run.measurement("step_breath_coupling") is None


def test_without_steps_all_is_other():
    made = made_bands(Breather(120, breaths_per_min=14, share=40))
    found, _ = understand_breathing(made.bands, None, ())
    assert [(s.activity, s.known_by) for s in found.segments] == [("other", "bands")]
    assert told(found, "other", "rib_cage_share") == pytest.approx(40, abs=2)
    assert found.step_breath is None
    assert found.changes == ()


def test_the_number_and_kind_of_bands_are_kept():
    bands = made_bands(Breather(60)).bands.drop_vars("belly").rename(chest="band")
    bands.attrs |= {"calibrated": 1, "unit": "L"}
    found, _ = understand_breathing(bands, None, (), number=4)
    assert (found.input, found.bands, found.unit, found.calibrated) == (4, ("band",), "L", True)
    assert found.loops == ()
    assert found.during("other").measurements[0].inputs == (4,)


def test_segments_without_a_sound_breath_are_said():
    made = made_bands(Breather(120, gaps=((60.0, 120.0),)))
    parts = (Segment("rest", 0, 60), Segment("walk", 60, 120))
    found, _ = understand_breathing(made.bands, None, parts)
    walk = found.during("walk")
    assert walk.n_breaths == 0
    assert walk.quality < 0.1
    assert walk.measurements[0].reason == "no breath; 5 are needed"
    assert [x.activity for x in found.loops] == ["rest"]


def test_walking_that_is_known_from_elsewhere_is_no_run():
    made = made_bands(Breather(120, step_hz=1.9, step_size=0.2))
    found, _ = understand_breathing(made.bands, made.steps, ())
    assert [s.activity for s in found.segments] == ["other"]


def test_bands_without_a_breath_give_reasons_only():
    bands = made_bands(Breather(60)).bands
    flat = bands.assign({n: 0 * bands[n] for n in ("chest", "belly")})
    found, notices = understand_breathing(flat, None, (Segment("run", 0, 60, 165.0),))
    assert all(m.reason for m in found.during("run").measurements)
    assert (found.loops, found.excerpts, found.changes) == ((), (), ())
    assert np.isnan(found.through.rate).all()
    assert notices


@pytest.mark.parametrize(("falls", "codes"), [(False, set()), (True, {"bands_upside_down"})])
def test_bands_upside_down_are_noticed_at_rest(falls, codes):
    bands = made_bands(Breather(120, inspiratory=0.38)).bands
    turned = bands.assign({n: -bands[n] if falls else bands[n] for n in ("chest", "belly")})
    _, notices = understand_breathing(turned, None, (Segment("rest", 0, 120),))
    assert {n.code for n in notices} == codes


def test_an_hour_is_quick():
    made = made_bands(Breather(3600, breaths_per_min=33, rate_hz=32.0, step_hz=2.75))
    parts = (Segment("walk", 0, 600), Segment("run", 600, 3600))
    begin = time.process_time()
    found, _ = understand_breathing(made.bands, made.steps, parts)
    assert time.process_time() - begin < 6
    assert {c.before for c in found.changes} == {"walk", "run"}


SHIRTS = {"003": (1421, 1559, 48), "004": (845, 1072, 30), "006": (653, 712, 32),
          "009": (1001, 1065, 28)}  # fmt: skip
"""Seconds of the jogs by the shirt's own cadence, and its own breaths per minute there."""


@pytest.mark.parametrize("person", SHIRTS)
def test_shirts_move_plausibly(recordings, person):
    from runtall.inputs.sensors.recording import load_sensors
    from runtall.kinematics.worn.understand import understand_worn

    streams = load_sensors(recordings / "breathing" / f"{person}hexoskin").streams.children
    worn = understand_worn(streams["imu"].to_dataset(inherit=False))
    bands = streams["breathing"].to_dataset(inherit=False)
    found, notices = understand_breathing(bands, worn.steps, worn.segments)
    run, walk = found.during("run"), found.during("walk")
    begin, end, rate = SHIRTS[person]
    assert all(begin - 10 < s.start_s < end and s.end_s < end + 10 for s in run.segments)
    assert run.measurement("breathing_rate").value == pytest.approx(rate, abs=3)
    # Breathing in takes less than half of a breath at rest and more of it the harder one breathes.
    rest, walking, running = (
        found.during(a).measurement("inspiratory_fraction").value for a in ("rest", "walk", "run")
    )
    assert walking < running < 52
    assert 28 < rest < 42
    assert not any(n.code == "bands_upside_down" for n in notices)
    # Chest and belly of the healthy move together.
    for part in (walk, run):
        index = part.measurement("labored_breathing_index").value
        assert 1 <= index < 1.15
        phase = part.measurement("breathing_phase_angle")
        assert phase is None or phase.value < 30
    assert found.step_breath.coupled <= found.step_breath.chance[1]
