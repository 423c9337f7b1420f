"""Runners who pass the camera are measured as if it stood square and went along."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from runtall.errors import ExitCode, TooShort
from runtall.kinematics.clip import understand
from runtall.kinematics.measure import raw_strides
from runtall.kinematics.metric import metrics
from runtall.motion.vocabulary import BODY
from runtall.testing.errors import no_errors
from runtall.testing.synthetic import SyntheticRunner, film

RUNNER = SyntheticRunner(cadence=176, lean=9.0, head=14.0, elbow=95.0, arm_swing=40.0)


def figure(runner):
    """The stick figure in the order of ``BODY``."""

    def points(time):
        found = runner.points(time)
        return np.stack([found[name] for name in BODY], axis=1)

    return points


def seen(pose, view=None):
    return understand(pose, view=view, height_m=1.75, errors=no_errors())


def mean(motion, name, side=None):
    return float(np.nanmean(raw_strides(motion, metrics[name], side)))


def degrees(motion, name, side=None):
    return float(np.degrees(mean(motion, name, side)))


def joined(*passes):
    """One clip of several passes, with nobody in the picture in between."""
    parts, start = [], 0.0
    for one in passes:
        moved = one.assign_coords(time=one.time - one.time[0] + start)
        empty = moved.isel(time=slice(-30, None)) * np.nan
        empty["camera_shift"] = empty.camera_shift.fillna(0.0)
        parts += [moved, empty.assign_coords(time=moved.time[-30:] + 1.0)]
        start += float(one.time[-1] - one.time[0]) + 31 / 30
    whole = xr.concat([p.drop_vars("file_time") for p in parts], "time")
    whole.attrs = passes[0].attrs
    return whole


def as_measured_square(motion, runner=RUNNER, within=0.7):
    near = motion.seen.view
    square = seen(film(runner, near))
    assert degrees(motion, "trunk_lean") == pytest.approx(runner.lean, abs=within)
    assert degrees(motion, "head_forward") == pytest.approx(runner.head, abs=within)
    assert degrees(motion, "elbow_angle", near) == pytest.approx(runner.elbow, abs=within)
    swing = degrees(motion, "arm_swing_range", near)
    assert swing == pytest.approx(runner.arm_swing, abs=1.5)
    assert degrees(motion, "leg_lean") == pytest.approx(degrees(square, "leg_lean"), abs=1.0)
    assert 60 * mean(motion, "cadence") == pytest.approx(runner.cadence, abs=0.5)
    rise = mean(square, "vertical_oscillation")
    assert mean(motion, "vertical_oscillation") == pytest.approx(rise, rel=0.08)


@pytest.mark.parametrize("view", ["left", "right"])
@pytest.mark.parametrize("turns", [False, True])
@pytest.mark.parametrize(("yaw", "pitch", "roll"), [(0, 0, 0), (5, -2, 2), (-5, 2, -2)])
def test_a_pass_is_measured(beside, view, turns, yaw, pitch, roll):
    camera = beside(yaw=yaw, pitch=pitch, roll=roll, turns=turns)
    motion = seen(camera.film(figure(RUNNER), view, noise=0.5))
    assert motion.seen.view == view
    assert motion.seen.passing
    assert motion.way.overground
    assert motion.way.turned == turns
    assert motion.way.px_per_s == pytest.approx(3.0 * camera.focal / camera.distance, rel=0.05)
    assert np.degrees(motion.level.roll) == pytest.approx(roll, abs=0.5)
    as_measured_square(motion)


def test_half_a_pass_is_measured_too(beside):
    pose = beside(distance=9.0, focal=1100.0).film(figure(RUNNER), "left", speed=2.4, noise=0.5)
    pose["position"] = pose.position.where(pose.time > float(pose.time.mean()))
    as_measured_square(seen(pose), within=1.5)


def test_passes_both_ways_are_taken_apart(beside):
    there, back = (beside().film(figure(RUNNER), view, noise=0.5) for view in ("left", "right"))
    clip = joined(there, back, there)
    both = seen(clip)
    assert (both.seen.view, both.way.passes, both.way.left_out) == ("left", 2, 1)
    other = seen(clip, "right")
    assert (other.seen.view, other.way.passes, other.way.left_out) == ("right", 1, 2)
    for motion in (both, other):
        as_measured_square(motion)
    assert len(both.gait.strides()) > len(other.gait.strides())


def test_a_runner_seen_for_a_short_part_of_the_clip_is_found(beside):
    pose = beside(focal=1400.0).film(figure(RUNNER), "right", speed=2.4, seconds=14)
    assert np.isfinite(pose.position).all(dim=("keypoint", "space")).mean() < 0.3
    as_measured_square(seen(pose))


def test_points_are_drawn_where_the_picture_shows_them(beside):
    pose = beside(yaw=4, roll=2, turns=True).film(figure(RUNNER), "right")
    motion = seen(pose)
    drawn = motion.points.position
    assert drawn.shape == pose.position.shape
    used = np.isfinite(drawn[..., 0])
    assert used.any()
    assert not used.all()
    off = np.abs(drawn - pose.position.values)[used]
    assert np.quantile(off, 0.9) < 6.0
    assert np.array_equal(motion.points.time_s, pose.time.values)


def test_too_near_and_too_fast_says_what_to_do(beside):
    pose = beside(distance=3.0, focal=900.0).film(figure(RUNNER), "left", speed=5.0, seconds=3)
    with pytest.raises(TooShort, match="3 times or more") as caught:
        seen(pose)
    assert caught.value.exit_code == ExitCode.UNUSABLE_INPUT


def test_an_oblique_path_says_what_to_do(beside):
    pose = beside(yaw=50).film(figure(RUNNER), "left", noise=0.5)
    with pytest.raises(TooShort, match="square to the path"):
        seen(pose)


def test_a_camera_that_goes_along_keeps_its_view(beside):
    near = beside(goes_along=True, behind=15.0).film(figure(RUNNER), "right", noise=0.5)
    motion = seen(near)
    assert motion.way.overground
    assert motion.seen.passing
    assert motion.way.passes == 0
    as_measured_square(motion)
    far = beside(goes_along=True, behind=80.0).film(figure(RUNNER), "right", noise=0.5)
    assert seen(far).way.overground is None


def test_a_treadmill_filmed_with_an_unsteady_hand_is_no_pass(beside):
    pose = beside().film(figure(RUNNER), "left", speed=0.0)
    sway = 40 * np.sin(2 * np.pi * 0.3 * pose.time.values)
    pose.position.loc[{"space": "x"}] += xr.DataArray(sway, dims="time")
    pose.camera_shift.values[1:, 0] += np.diff(sway)
    motion = seen(pose)
    assert motion.way.overground is False
    assert not motion.seen.passing
    assert motion.speed_m_s is None


def test_a_bare_background_leaves_it_open(beside):
    pose = beside(turns=True).film(figure(RUNNER), "left", noise=0.5)
    pose["camera_shift"] = pose.camera_shift * np.nan
    assert seen(pose).way.overground is None
    pose.attrs["told_ground"] = "treadmill"
    assert seen(pose).way.overground is False


def test_a_roll_that_is_told_beats_the_path(beside):
    pose = beside(roll=3.0).film(figure(RUNNER), "left")
    pose.attrs["told_roll_deg"] = 3.0
    motion = seen(pose)
    assert np.degrees(motion.level.roll) == pytest.approx(3.0)
    assert degrees(motion, "trunk_lean") == pytest.approx(RUNNER.lean, abs=0.3)


@pytest.mark.parametrize("view", ["rear", "front"])
def test_a_runner_who_comes_or_goes(view):
    runner = replace(RUNNER, side_lean=4.0, crossing=0.1)
    pose = film(runner, view, seconds=3, fps=60, noise=0.5)
    # From eleven metres to four, or back; the hips below the lens.
    away = np.linspace(11.0, 4.0, len(pose.time))[:: 1 if view == "front" else -1]
    middle = xr.DataArray([360.0, 600.0], dims="space")
    size = xr.DataArray(2.2 / away, dims="time")
    pose["position"] = (pose.position - middle) * size + middle
    motion = seen(pose)
    assert motion.seen.view == view
    assert motion.way.overground
    assert degrees(motion, "trunk_side_lean") == pytest.approx(4.0, abs=0.4)
    for side in ("left", "right"):
        assert mean(motion, "arm_crossing_nearest", side) == pytest.approx(0.08 / 0.36, abs=0.02)
    assert 60 * mean(motion, "cadence") == pytest.approx(RUNNER.cadence, abs=0.5)
