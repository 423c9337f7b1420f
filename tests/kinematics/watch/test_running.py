"""The running parts of a watch file are found, and nothing else is taken for them."""

import numpy as np
import pytest
from tests.kinematics.watch.files import course, watch

from runtall.errors import LimitExceeded, NotARun
from runtall.kinematics.watch.understand import understand_watch

TIME, CADENCE, SPEED = course((60, 0, 0.0), (120, 110, 1.4), (600, 165, 3.0), (90, 112, 1.4))
SLOP = 6.0


def parts(run):
    return [(s.activity, s.start_s, s.end_s) for s in run.segments]


def near(found, expected):
    assert [f[0] for f in found] == [e[0] for e in expected]
    for f, e in zip(found, expected, strict=True):
        np.testing.assert_allclose(f[1:], e[1:], atol=SLOP)


WHOLE = [("rest", 0, 60), ("walk", 60, 180), ("run", 180, 780), ("walk", 780, 870)]


@pytest.mark.parametrize(
    "fields",
    [{"cadence": CADENCE, "speed": SPEED}, {"cadence": CADENCE}, {"speed": SPEED},
     {"distance": np.cumsum(SPEED)}],
)  # fmt: skip
def test_standing_walking_and_running_are_told_apart_by_whatever_there_is(fields):
    near(parts(understand_watch(watch(TIME, **fields))), WHOLE)


@pytest.mark.parametrize(
    ("cadence", "speed", "runs"),
    [(150, 1.9, True), (130, 1.9, False), (132, 2.8, True), (165, 1.2, True), (100, 2.8, False)],
)
def test_a_slow_jog_runs_and_a_quick_walk_does_not(cadence, speed, runs):
    time, steps, pace = course((100, 165, 3.0), (300, cadence, speed), (100, 165, 3.0))
    run = understand_watch(watch(time, cadence=steps, speed=pace))
    assert run.duration_s == pytest.approx(500 if runs else 200, abs=2 * SLOP)


def test_a_lost_sensor_for_a_moment_is_no_pause():
    time, steps, pace = course((100, 165, 3.0), (4, 0, 3.0), (100, 165, 3.0))
    assert len(understand_watch(watch(time, cadence=steps, speed=pace)).segments) == 1


def test_a_silence_is_a_pause_and_is_not_bridged():
    time = np.append(np.arange(100.0), 400.0 + np.arange(100.0))
    run = understand_watch(watch(time, cadence=165 / 60, speed=3.0, distance=3.0 * time))
    near(parts(run), [("run", 0, 100), ("run", 400, 500)])
    assert run.duration_s == pytest.approx(200, abs=2)
    assert run.distance_m == pytest.approx(600, abs=6)
    assert all(not 100 < t < 400 for t in run.window_s)


def test_records_of_a_stopped_timer_are_left_out():
    time, steps, pace = course((100, 165, 3.0), (50, 165, 3.0), (100, 165, 3.0))
    stopped = (time >= 100) & (time < 150)
    run = understand_watch(watch(time, cadence=steps, speed=pace, paused=stopped))
    near(parts(run), [("run", 0, 100), ("run", 150, 250)])


def test_records_every_few_seconds_are_one_run():
    time = np.cumsum(np.tile([1.0, 4.0, 8.0, 2.0], 30))
    run = understand_watch(watch(time, cadence=165 / 60, speed=3.0))
    assert len(run.segments) == 1
    assert run.duration_s == pytest.approx(time[-1] - time[0], abs=2)


def test_only_the_run_of_a_triathlon_is_used_and_it_is_said():
    time, steps, pace = course((600, 90, 9.0), (600, 165, 3.0))
    sports = [("cycling", 0, 600), ("running", 600, 1200)]
    run = understand_watch(watch(time, sports=sports, cadence=steps, speed=pace))
    near(parts(run), [("run", 600, 1200)])
    assert [n.code for n in run.notices] == ["other_sports"]
    assert "cycling" in run.notices[0].message


def test_a_file_of_another_sport_is_no_run():
    with pytest.raises(NotARun, match="cycling and swimming"):
        sports = [("cycling", 0, 300), ("swimming", 300, 900)]
        understand_watch(watch(TIME, sports=sports, cadence=CADENCE, speed=SPEED))


@pytest.mark.parametrize(
    ("parts", "words"),
    [(((300, 0, 0.0),), "300 s of standing"), (((300, 110, 1.4),), "300 s of walking")],
)
def test_no_run_at_all_is_said_with_what_it_is(parts, words):
    time, steps, pace = course(*parts)
    with pytest.raises(NotARun, match=words):
        understand_watch(watch(time, cadence=steps, speed=pace))


def test_a_ride_of_no_named_sport_is_no_run():
    with pytest.raises(NotARun, match="faster than anyone runs"):
        understand_watch(watch(np.arange(1200.0), speed=8.0))


def test_jumps_of_the_satellites_are_left_out_and_noticed():
    time, steps, pace = course((300, 165, 3.0))
    pace[100:103] = 40.0
    way = np.cumsum(np.full(300, 3.0))
    way[200:] += 500.0
    run = understand_watch(watch(time, cadence=steps, speed=pace, distance=way))
    assert [n.code for n in run.notices] == ["speed_jumps"]
    assert run.notices[0].message.startswith("4 s")
    assert run.distance_m == pytest.approx(897, abs=4)
    assert next(f for f in run.fields if f.name == "speed").mean == pytest.approx(3.0)


def test_a_clock_that_jumped_by_years_does_not_fill_the_memory():
    with pytest.raises(LimitExceeded, match="days"):
        understand_watch(watch([0.0, 1.0, 3e8], speed=3.0))


def test_an_empty_file_is_no_run():
    with pytest.raises(NotARun, match="no records"):
        understand_watch(watch(np.empty(0), speed=np.empty(0)))
